"""One frame of `edgectl top`: what the sensors say, what the worker does, and what nobody believes."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from edged.cli.bars import bar, sparkline
from edged.cli.desk import Desk
from edged.cli.status import COLOURS, duration

COOL_C = 30.0
"""Where a temperature's bar begins."""
NEAR_C = 8.0
"""So far below a limit the bar turns yellow."""
STALE_S = 5.0
MOST_COMPLAINTS = 4
PARTS = ("gpu", "cpu", "board")
MB_PER_GB = 1024.0


class Seen(Struct, frozen=True, kw_only=True):
    """What the box answered."""

    telemetry: dict[str, Any]
    status: dict[str, Any]
    gone: str | None = None
    """Why nothing newer came; None: this is new."""


class Row(Struct, frozen=True, kw_only=True):
    part: str
    value: str
    bar: Text = Text("")
    note: str = ""
    past: Text = Text("")


class Frame:
    """Draws for a terminal of `width` columns."""

    def __init__(self, at: Desk, seen: Seen, width: int) -> None:
        self._say, self._seen = at.say, seen
        self._bar_width = 10 if width < 100 else 20
        self._past_width = max(0, min(60, width - 50 - self._bar_width))
        self._readings: dict[str, Any] = seen.telemetry["readings"]

    def whole(self) -> RenderableType:
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(style="dim", no_wrap=True, min_width=11)
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        for _ in range(3):
            table.add_column(no_wrap=True)
        for label, rows in self._measured().items():
            for index, row in enumerate(rows):
                name = self._say(label) if index == 0 else ""
                note = f"[dim]{row.note}[/]"
                table.add_row(name, row.part, row.value, row.bar, note, row.past)
        blocks: list[RenderableType] = [self._headline(), ""]
        if self._measured():
            blocks += [table, ""]
        return Group(*blocks, *self._remarks(), self._facts(), *self._complaints())

    def _headline(self) -> RenderableType:
        box = self._seen.status["box"]
        colour = COLOURS.get(box["state"], "white")
        state = self._say(box["state"]) if box["state"] in COLOURS else box["state"]
        said = self._say(
            "headline", name=f"[bold]{escape(str(box['name']))}[/]", state=f"[{colour}]{state}[/]"
        )
        grid = Table.grid(expand=True)
        grid.add_column(no_wrap=True)
        grid.add_column(justify="right", style="dim", no_wrap=True)
        profile = self._seen.status["profile"]["name"]
        uptime = duration(self._seen.status["uptime_s"])
        grid.add_row(f"[{colour}]●[/] {said}", escape(f"{profile} · {uptime}"))
        return grid

    def _measured(self) -> dict[str, list[Row]]:
        every = {
            "t_temperature": [self._temperature(part) for part in PARTS],
            "t_load": [self._load(part) for part in ("gpu", "cpu")],
            "t_power": [self._power("gpu_power", "gpu"), self._power("power", "box")],
            "t_clock": [self._clock(part) for part in ("gpu", "cpu")],
            "t_memory": [self._memory("gpu_memory", "gpu"), self._memory("memory", "box")],
        }
        found = {label: [row for row in rows if row] for label, rows in every.items()}
        return {label: rows for label, rows in found.items() if rows}

    def _temperature(self, part: str) -> Row | None:
        value = self._value(f"{part}_temperature")
        if value is None:
            return None
        limit, target = self._marks(part)
        colour = "green"
        if limit is not None and value >= limit:
            colour = "red"
        elif limit is not None and value >= (target or limit - NEAR_C):
            colour = "yellow"
        share = None if limit is None else (value - COOL_C) / (limit - COOL_C)
        return Row(
            part=self._say(f"t_{part}"),
            value=f"[{colour}]{value:.1f} °C[/]",
            bar=bar(share, self._bar_width, colour),
            note="" if limit is None else self._say("t_of", limit=f"{limit:.0f} °C"),
            past=self._past(f"{part}_temperature", COOL_C, limit or 100.0),
        )

    def _marks(self, part: str) -> tuple[float | None, float | None]:
        """The limit of this part, the lower of the hardware's and the profile's; and the profile's target."""
        heat = self._seen.telemetry["heat"]
        own = self._value(f"{part}_limit")
        if heat["part"] != part:
            return own, None
        limit = heat["limit_c"] if own is None else min(own, heat["limit_c"])
        return limit, min(heat["target_c"], limit)

    def _load(self, part: str) -> Row | None:
        value = self._value(f"{part}_utilisation")
        if value is None:
            return None
        return Row(
            part=self._say(f"t_{part}"),
            value=f"{value * 100:.0f} %",
            bar=bar(value, self._bar_width, "cyan"),
            past=self._past(f"{part}_utilisation", 0.0, 1.0),
        )

    def _power(self, metric: str, part: str) -> Row | None:
        value, limit = self._value(metric), self._value(f"{metric}_limit")
        if value is None:
            return None
        highest = max([value, *(each for each in self._column(metric) if each is not None)])
        return Row(
            part=self._say(f"t_{part}"),
            value=f"{value:.1f} W",
            bar=bar(None if limit is None else value / limit, self._bar_width, "cyan"),
            note="" if limit is None else self._say("t_of", limit=f"{limit:.0f} W"),
            past=self._past(metric, 0.0, limit or 1.2 * highest),
        )

    def _clock(self, part: str) -> Row | None:
        value = self._value(f"{part}_clock")
        if value is None:
            return None
        there = [each for each in self._column(f"{part}_clock") if each is not None]
        return Row(
            part=self._say(f"t_{part}"),
            value=f"{value:.0f} MHz",
            past=self._past(f"{part}_clock", 0.0, 1.2 * max([value, *there])),
        )

    def _memory(self, metric: str, part: str) -> Row | None:
        free, whole = self._value(f"{metric}_free"), self._value(f"{metric}_total")
        if free is None or whole is None:
            return None
        used = 1 - free / whole
        colour = "cyan" if used < 0.9 else "yellow"
        return Row(
            part=self._say("t_gpu" if part == "gpu" else "t_box"),
            value=f"{(whole - free) / MB_PER_GB:.1f} GB",
            bar=bar(used, self._bar_width, colour),
            note=self._say("t_of", limit=f"{whole / MB_PER_GB:.1f} GB"),
            past=self._past(f"{metric}_free", whole, 0.0),
        )

    def _remarks(self) -> list[RenderableType]:
        """What a person should know before the numbers are believed."""
        age = self._seen.telemetry["age_s"]
        told: list[str] = []
        if self._seen.gone:
            told.append(f"[yellow]{self._say('t_gone')}[/] [dim]{escape(self._seen.gone)}[/]")
        if age is None:
            told.append(f"[dim]{self._say('t_first')}[/]")
        elif age > STALE_S:
            told.append(f"[yellow]{self._say('t_old', age=duration(age))}[/]")
        elif not self._feels():
            told.append(self._say("t_nothing"))
        return [*(Text.from_markup(line) for line in told), *([""] if told else [])]

    def _feels(self) -> bool:
        return any("temperature" in metric or "power" in metric for metric in self._readings)

    def _facts(self) -> RenderableType:
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(style="dim", no_wrap=True, min_width=11)
        table.add_column(overflow="fold")
        for label, told in (
            ("t_supply", self._supply()),
            ("t_slowed", self._slowed()),
            ("worker", self._worker()),
            ("queue", self._queue()),
        ):
            if told:
                table.add_row(self._say(label), told)
        return table

    def _supply(self) -> str:
        mains = self._seen.telemetry["on_mains"]
        charge, runtime = self._value("battery"), self._value("battery_runtime")
        words = {True: "t_mains", False: "t_on_battery"}
        told = [] if mains is None else [self._say(words[mains])]
        if charge is not None:
            told.append(self._say("t_charge", percent=f"{charge * 100:.0f} %"))
        if runtime is not None:
            told.append(self._say("t_lasts", time=duration(runtime)))
        text = " · ".join(told)
        return f"[yellow]{text}[/]" if mains is False else text

    def _slowed(self) -> str:
        words = " · ".join(self._say(f"s_{each}") for each in self._seen.telemetry["throttled"])
        return f"[yellow]{words}[/]" if words else ""

    def _worker(self) -> str:
        worker = self._seen.status["worker"]
        colour = {"ready": "green", "asleep": "green", "starting": "yellow"}.get(
            worker["state"], "red"
        )
        engine = f" · {escape(worker['engine'])}" if worker["engine"] else ""
        return f"[{colour}]{self._say('w_' + worker['state'])}[/]{engine}"

    def _queue(self) -> str:
        queue = self._seen.status["queue"]
        busy = queue["waiting"] or queue["drawing"]
        told = [self._say("queue_is", **queue) if busy else self._say("queue_empty")]
        if queue["seconds_per_picture"]:
            told.append(self._say("pace", seconds=queue["seconds_per_picture"]))
        return " · ".join(told)

    def _complaints(self) -> list[RenderableType]:
        """Readings that nobody believes: those that are missed first, the others as a number."""
        every = self._seen.telemetry["rejected"]
        if not every:
            return []
        wanted = f"{self._seen.telemetry['heat']['part']}_temperature"
        missed = [each for each in every if each["metric"] not in self._readings]
        missed.sort(key=lambda each: (each["metric"] != wanted, "temper" not in each["metric"]))
        lines: list[RenderableType] = ["", Text(self._say("t_odd"), "yellow" if missed else "dim")]
        lines += [self._complaint(each) for each in missed[:MOST_COMPLAINTS]]
        if more := len(every) - len(missed[:MOST_COMPLAINTS]):
            key = "t_more" if missed else "t_spare"
            lines.append(Text(f"  {self._say(key, n=more)}", "dim"))
        return lines

    def _complaint(self, bad: dict[str, str]) -> Text:
        what = self._say("m_between").join(
            self._say(f"m_{word}") for word in bad["metric"].split("_")
        )
        why = self._say(f"y_{bad['why']}")
        said = f" {bad['found'][:12]!r}" if bad["found"] and bad["why"] != "stale" else ""
        line = f"  {what}: {why}{escape(said)}  [dim]{escape(bad['source'])}[/]"
        text = Text.from_markup(line, overflow="ellipsis")
        text.no_wrap = True
        return text

    def _value(self, metric: str) -> float | None:
        found = self._readings.get(metric)
        return None if found is None else float(found["value"])

    def _column(self, metric: str) -> list[float | None]:
        past = self._seen.telemetry["history"]
        if past is None or metric not in past["metrics"]:
            return []
        index = past["metrics"].index(metric)
        return [row[index] for row in past["rows"]]

    def _past(self, metric: str, low: float, high: float) -> Text:
        column = self._column(metric)
        if low > high:
            column = [None if each is None else low - each for each in column]
            low, high = 0.0, low
        return sparkline(column, self._past_width, low, high)
