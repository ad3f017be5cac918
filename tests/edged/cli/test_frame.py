"""Frames of what boxes answer, as a terminal of a given width shows them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from edged.cli.desk import Desk
from edged.cli.frame import Frame, Seen
from runtime.errors import Language

METRICS = ["cpu_temperature", "gpu_temperature", "power", "memory_free"]
STATUS: dict[str, Any] = {
    "box": {"name": "Class 2b [north]", "state": "ready"},
    "profile": {"name": "gpu-4gb"},
    "uptime_s": 3900,
    "worker": {"state": "ready", "engine": "onnx: CPUExecutionProvider"},
    "queue": {"waiting": 2, "drawing": 1, "limit": 64, "seconds_per_picture": 0.7},
}


def telemetry(readings: dict[str, float], **more: Any) -> dict[str, Any]:
    told = {
        metric: {"value": value, "age_s": 0.2, "source": "/x"} for metric, value in readings.items()
    }
    rows = [[None, 40.0 + n / 2, None, None] for n in range(60)]
    return {
        "age_s": 0.2,
        "readings": told,
        "on_mains": None,
        "throttled": [],
        "rejected": [],
        "heat": {"part": "gpu", "target_c": 75.0, "limit_c": 84.0},
        "history": {"step_s": 5, "metrics": METRICS, "rows": rows, "ages_s": [], "throttled": []},
        **more,
    }


def shown(
    found: dict[str, Any],
    width: int = 80,
    language: Language = "en",
    gone: str | None = None,
    colour: bool = False,
) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=colour, highlight=False)
    seen = Seen(telemetry=found, status=STATUS, gone=gone)
    console.print(Frame(Desk(None, False, language), seen, width).whole())
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


RICH = telemetry(
    {
        "gpu_temperature": 71.0,
        "gpu_limit": 87.0,
        "cpu_temperature": 104.5,
        "cpu_limit": 100.0,
        "board_temperature": 27.8,
        "gpu_power": 61.25,
        "gpu_power_limit": 76.0,
        "power": 93.4,
        "gpu_utilisation": 0.34,
        "cpu_utilisation": 0.07,
        "gpu_clock": 1530.0,
        "cpu_clock": 3900.0,
        "memory_free": 11800.0,
        "memory_total": 15763.0,
        "gpu_memory_free": 5582.0,
        "gpu_memory_total": 5994.0,
        "battery": 0.12,
        "battery_runtime": 1661.0,
    },
    on_mains=False,
    throttled=["power", "thermal", "undervoltage", "hardware"],
)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_frame_fits_its_terminal(width: int, language: Language) -> None:
    text = shown(RICH, width, language)
    assert max(map(cell_len, text.splitlines())) <= width
    assert len(text.splitlines()) <= 24


def test_everything_that_is_measured_is_shown_with_its_limit_and_its_past() -> None:
    lines = shown(RICH).splitlines()
    rows = {tuple(line.split()[:2]): line for line in lines}
    graphics = rows["Temperature", "graphics"]
    assert "71.0 °C" in graphics
    assert "of 84 °C" in graphics  # The profile's, because it is lower than the hardware's.
    assert "▃▄▄▄▄▄▅▅" in graphics
    assert "of 100 °C" in rows["processor", "104.5"]
    assert "of 76 W" in rows["Power", "graphics"]
    text = "\n".join(lines)
    for words in (
        "34 %",
        "93.4 W",
        "1530 MHz",
        "3.9 GB",
        "of 15.4 GB",
        "on its battery · charged to 12 % · lasts 27 min",
        "its limit of power · heat · a weak supply · the hardware itself",
        "1 being drawn, 2 waiting · 0.7 s a picture",
        "Class 2b [north] is ready",
        "gpu-4gb · 1 h 5 min",
    ):
        assert words in text


def test_it_speaks_chinese() -> None:
    text = shown(RICH, language="zh")
    for words in ("温度", "显卡", "处理器", "整机", "正在用电池", "电量 12 %", "供电不足", "画师"):
        assert words in text


@pytest.mark.parametrize(
    ("celsius", "colour"), [(60.0, "32m"), (76.0, "33m"), (84.0, "31m"), (90.0, "31m")]
)
def test_a_temperature_turns_yellow_at_the_target_and_red_at_the_limit(
    celsius: float, colour: str
) -> None:
    text = shown(telemetry({"gpu_temperature": celsius}), colour=True)
    assert f"\x1b[{colour}{celsius:.1f} °C" in text


def test_a_machine_without_sensors_is_told_kindly() -> None:
    english = shown(telemetry({"memory_free": 900.0, "memory_total": 3912.0}))
    assert "no sensor for heat or power. That is all right" in english
    assert "没关系" in shown(telemetry({}), language="zh")


def test_before_the_first_sample_it_says_so() -> None:
    text = shown(telemetry({}, age_s=None, history=None))
    assert "for the first time" in text
    assert "no sensor" not in text


def test_sensors_that_stopped_are_said() -> None:
    assert "Nothing new from the sensors for 42 s" in shown(telemetry({}, age_s=42.0))


def test_a_box_that_went_away_leaves_what_was_seen_last() -> None:
    text = shown(RICH, gone="No picture box answers at [x].")
    assert "trying again" in text
    assert "answers at [x]" in text
    assert "71.0 °C" in text


def bad(metric: str, found: str = "0", why: str = "out_of_range") -> dict[str, str]:
    return {"metric": metric, "source": "nvml:0:thing", "found": found, "why": why}


def test_what_nobody_believes_is_listed_where_it_is_missed() -> None:
    rejected = [
        bad("gpu_clock"),
        bad("gpu_temperature", "[red]hot", "not_a_number"),
        bad("power", "", "unreadable"),
        *[bad("cpu_temperature")] * 3,
    ]
    text = shown(telemetry({"cpu_temperature": 50.0}, rejected=rejected))
    lines = text[text.index("Not believed") :].splitlines()
    assert lines[1].strip() == "graphics temperature: no number '[red]hot'  nvml:0:thing"
    assert "graphics clock: impossible '0'" in text
    assert "power: cannot be read  nvml:0:thing" in text
    assert lines[-1].strip() == "and 3 more"


def test_what_others_replace_is_a_number_only() -> None:
    text = shown(telemetry({"cpu_temperature": 50.0}, rejected=[bad("cpu_temperature")] * 7))
    assert "7 readings, all of which others replace" in text
    assert "nvml:0:thing" not in text
