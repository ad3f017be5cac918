"""`edgectl profile`: which hardware profiles there are, what each gives, and why the box uses the one it uses."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from edged.cli import complete
from edged.cli.desk import Desk, desk
from edged.cli.sheet import plain, rows, said, shown
from edged.cli.waking import waking
from edged.client import SocketAbsent
from edged.errors import ProfileUnknown
from edged.machine import AUTO, Choice, choose, look_around, own_profiles
from edged.machine.offers import offers_of, why_of
from runtime.profile import profiles_folder

TITLE = ("name", "summary")
"""Fields of a profile that stand above its table."""

ELSEWHERE = ("EDGED_SYSROOT", "EDGED_NVML")
"""Variables that name another machine than this one."""
CHANGE_LIMIT_S = 900.0
"""Seconds until the box must have said whether it can draw: a card's first model may take minutes."""

app = typer.Typer(help="Hardware profiles.", no_args_is_help=True)


@app.command("list")
def list_profiles(context: typer.Context) -> None:
    """List the profiles and how well each fits this machine."""
    at = desk(context)
    answer = _offers(at)
    if at.json:
        at.answer(answer["profiles"])
        return
    table = plain(at, "profile", "score", "note", "summary")
    for offer in _by_score(answer["profiles"]):
        table.add_row(_name(offer), _points(at, offer), _marks(at, offer), _summary(at, offer))
    at.out.print(table)
    for sentence in answer["broken"]:
        at.out.print(f"\n[bold red]✗[/] {escape(sentence)}")


@app.command()
def show(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            help="Of a profile; else the one in use, or the best.", autocompletion=complete.profiles
        ),
    ] = None,
) -> None:
    """Show what a profile gives this machine."""
    at = desk(context)
    offers = _offers(at)["profiles"]
    usual = next((offer["name"] for offer in offers if offer["used"]), None) or _best(offers)
    found = [offer for offer in offers if offer["name"] == (name or usual)]
    if not found:
        names = ", ".join(offer["name"] for offer in offers)
        raise ProfileUnknown(name=name, names=names)
    (offer,) = found
    if at.json:
        at.answer(offer)
        return
    marks = _marks(at, offer)
    at.out.print(f"{_name(offer)}  {marks}" if marks else _name(offer))
    at.out.print(f"{_summary(at, offer)}\n")
    table = plain(at, "field", "value")
    given = {key: value for key, value in offer["profile"].items() if key not in TITLE}
    for field, value in rows(at, said(given)):
        table.add_row(field, value)
    table.add_row(at.say("p_file"), f"[dim]{escape(offer['file'])}[/]")
    at.out.print(table)


@app.command()
def use(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="Of a profile; auto: the one that fits best.",
            autocompletion=complete.profiles_or_auto,
        ),
    ],
) -> None:
    """Draw with another profile from now on. What is being drawn is finished first."""
    at = desk(context)
    box = at.local_box()
    with waking(at, box):
        answer = box.post("/admin/profile", {"name": name}, patience_s=CHANGE_LIMIT_S)
    if at.json:
        at.answer(answer)
        return
    used = f"[bold]{escape(answer['name'])}[/]"
    at.out.print(f"[green]✓[/] {at.say('p_used', name=used)}")
    at.out.print(f"  [dim]{escape(answer['summary'])}[/]")


@app.command()
def why(context: typer.Context) -> None:
    """Say which profile fits this machine best, and the facts that decide it."""
    at = desk(context)
    answer = _told(at, "/admin/profile", why_of)
    if at.json:
        at.answer(answer)
        return
    offers = _offers(at)
    at.out.print(at.say("why_best", best=f"[bold]{escape(answer['best'])}[/]"))
    if offers["tied"]:
        at.out.print(at.say("why_tied", names=escape(", ".join(offers["tied"]))))
    if answer["used"] != answer["best"]:
        at.out.print(at.say("why_used", used=f"[bold]{escape(answer['used'])}[/]"))
    at.out.print("")
    at.out.print(_reasons(at, offers["profiles"]))
    at.out.print("")
    at.out.print(_facts(at, answer["facts"]))


def _offers(at: Desk) -> dict[str, Any]:
    return _told(at, "/admin/profiles", lambda choice: offers_of(choice, at.language, used=False))


def _told(at: Desk, path: str, of: Callable[[Choice], object]) -> dict[str, Any]:
    """In the box's words; about another machine's tree, or where no box runs, what this program finds by itself."""
    elsewhere = at.socket is None and any(name in os.environ for name in ELSEWHERE)
    if not elsewhere:
        try:
            answer: dict[str, Any] = at.local_box().get(path)
        except SocketAbsent:
            if at.socket is not None:
                raise
        else:
            return answer
    choice = choose(profiles_folder(), AUTO, look_around(), own_profiles())
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(of(choice)))
    return found


def _best(offers: list[dict[str, Any]]) -> str:
    return next(str(offer["name"]) for offer in offers if offer["best"])


def _reasons(at: Desk, offers: list[dict[str, Any]]) -> Table:
    table = plain(at, "profile", "score", "note", "p_because")
    for offer in _by_score(offers):
        table.add_row(_name(offer), _points(at, offer), _marks(at, offer), _because(at, offer))
    return table


def _because(at: Desk, offer: dict[str, Any]) -> str:
    """What rules it out, or else what speaks for it."""
    against = [each for each in offer["conditions"] if each["points"] is None]
    if against:
        return "; ".join(_against(at, each) for each in against)
    told = [f"{each['name']} +{each['points']}" for each in offer["conditions"]]
    return f"[dim]{escape(', '.join(told)) or at.say('p_always')}[/]"


def _against(at: Desk, condition: dict[str, Any]) -> str:
    """`min_gpu_memory_mb: 11300 wanted, 5994 found`."""
    wanted, found = (_briefly(at, condition[key]) for key in ("wanted", "found"))
    return at.say("p_against", name=escape(condition["name"]), wanted=wanted, found=found)


def _briefly(at: Desk, value: Any) -> str:
    """The first of a list tells enough in a table's cell."""
    if isinstance(value, list):
        return escape(value[0] + (" …" if len(value) > 1 else ""))
    return shown(at, value)


def _facts(at: Desk, facts: dict[str, Any]) -> Table:
    table = plain(at, "fact", "value")
    asked = {name: value for name, value in facts.items() if name != "nvml" or value}
    for name, value in rows(at, asked):
        table.add_row(name, value)
    return table


def _by_score(offers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The best first, those that do not fit last."""
    return sorted(
        offers,
        key=lambda offer: (
            not offer["best"],
            -1 if offer["score"] is None else -offer["score"] - 2,
            offer["name"],
        ),
    )


def _name(offer: dict[str, Any]) -> str:
    return f"[bold]{escape(offer['name'])}[/]"


def _points(at: Desk, offer: dict[str, Any]) -> str:
    return f"[dim]{at.say('unfit')}[/]" if offer["score"] is None else str(offer["score"])


def _marks(at: Desk, offer: dict[str, Any]) -> str:
    marks = [at.say(mark) for mark in ("used", "best", "own") if offer[mark]]
    return f"[green]{', '.join(marks)}[/]" if marks else ""


def _summary(at: Desk, offer: dict[str, Any]) -> str:
    return escape(offer["summary"][at.language])
