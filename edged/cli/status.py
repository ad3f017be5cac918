"""`edgectl status`: how this machine's box is, and what to do about what is wrong."""

from __future__ import annotations

from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from edged.cli.desk import Desk, desk

MB = 1024 * 1024
COLOURS = {"ready": "green", "warming": "yellow", "hot": "yellow", "degraded": "red"}


def status(context: typer.Context) -> None:
    """Say how this machine's box is."""
    at = desk(context)
    answer = at.local_box().get("/admin/status")
    if at.json:
        at.answer(answer)
        return
    _headline(at, answer)
    at.out.print(_table(at, answer))
    _issues(at, answer["issues"])


def _headline(at: Desk, answer: dict[str, Any]) -> None:
    box = answer["box"]
    colour = COLOURS.get(box["state"], "white")
    state = f"[{colour}]{at.say(box['state']) if box['state'] in COLOURS else box['state']}[/]"
    name = f"[bold]{escape(str(box['name']))}[/]"
    uptime = duration(answer["uptime_s"])
    facts = at.say("version", version=box["version"], uptime=uptime, pid=answer["pid"])
    at.out.print(f"[{colour}]●[/] {at.say('headline', name=name, state=state)}")
    at.out.print(f"  [dim]{escape(facts)}[/]\n")


def _table(at: Desk, answer: dict[str, Any]) -> Table:
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for key, lines in _rows(at, answer).items():
        table.add_row(f"  {at.say(key)}", "\n".join(filter(None, lines)))
    return table


def _rows(at: Desk, answer: dict[str, Any]) -> dict[str, list[str]]:
    """Label -> the lines beside it, as markup."""
    announced = answer["announced"]
    heard = at.say("announced", host=announced) if announced else at.say("unannounced")
    addresses = answer["addresses"]
    if announced and isinstance(announced, str):
        heard = f"[dim]{escape(heard)}[/]"
    return {
        "page": [*(f"[bold]{escape(url)}[/]" for url in addresses), heard],
        "profile": _profile(at, answer["profile"]),
        "pack": _pack(at, answer["pack"]),
        "worker": _worker(at, answer["worker"]),
        "queue": _queue(at, answer["queue"]),
        "store": _store(at, answer["store"]),
        "access": [at.say(answer["access"])],
    } | ({"stick": _offers(at, answer["offers"])} if answer.get("offers") else {})


def _profile(at: Desk, profile: dict[str, Any] | None) -> list[str]:
    if not profile:
        return [f"[red]{at.say('nothing')}[/]"]
    how = at.say("auto" if profile["chosen"] == "auto" else "fixed")
    return [f"{escape(profile['name'])} [dim]({how})[/]", f"[dim]{escape(profile['summary'])}[/]"]


def _pack(at: Desk, pack: dict[str, Any] | None) -> list[str]:
    if not pack:
        return [f"[red]{at.say('nothing')}[/]"]
    return [f"{escape(pack['name'])} {escape(pack['version'])}"]


def _offers(at: Desk, offers: list[dict[str, Any]]) -> list[str]:
    return [escape(at.say("k_offer", **offer)) for offer in offers]


def _worker(at: Desk, worker: dict[str, Any]) -> list[str]:
    known = {"ready": "green", "asleep": "green", "starting": "yellow"}
    colour = known.get(worker["state"], "red")
    facts = [f"[{colour}]{at.say('w_' + worker['state'])}[/]"]
    if worker.get("waking") is not None:
        facts.append(f"{worker['waking']} %")
    if worker["engine"]:
        facts.append(escape(worker["engine"]))
    if worker["memory_mb"]:
        facts.append(f"{worker['memory_mb']:.0f} MB")
    if worker["warmup_s"]:
        facts.append(at.say("warmup", seconds=worker["warmup_s"]))
    if worker["restarts"]:
        facts.append(f"[yellow]{at.say('restarts', n=worker['restarts'])}[/]")
    return [" · ".join(facts)]


def _queue(at: Desk, queue: dict[str, Any]) -> list[str]:
    busy = queue["waiting"] or queue["drawing"]
    facts = [at.say("queue_is", **queue) if busy else at.say("queue_empty")]
    if queue.get("paused"):
        facts.insert(0, f"[yellow]{at.say('paused')}[/]")
    facts.append(f"[dim]{at.say('limit', n=queue['limit'])}[/]")
    if queue["seconds_per_picture"]:
        facts.append(at.say("pace", seconds=queue["seconds_per_picture"]))
    return [" · ".join(facts)]


def _store(at: Desk, store: dict[str, Any]) -> list[str]:
    most = store["max_bytes"] / MB
    key = "kept_one" if store["pictures"] == 1 else "kept"
    return [at.say(key, n=store["pictures"], mb=store["bytes"] / MB, most=most)]


def _issues(at: Desk, issues: list[dict[str, Any]]) -> None:
    if not issues:
        at.out.print(f"\n[green]✓[/] {at.say('well')}")
    for issue in issues:
        at.out.print(f"\n[bold red]✗[/] {escape(issue['text'])}")
        if issue.get("fix"):
            at.out.print(f"[bold green]→[/] {escape(issue['fix'])}")


def duration(seconds: float) -> str:
    """`42 s`, `3 min`, `2 h 5 min`, `4 d 1 h`."""
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"
