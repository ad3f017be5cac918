"""Tables without lines, and how a value looks in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.markup import escape
from rich.table import Table

from edged.cli.desk import Desk


def plain(at: Desk, *columns: str) -> Table:
    """Columns are keys of WORDS."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(at.say(column), overflow="fold")
    return table


def rows(at: Desk, fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and value, as markup; what lies inside a field gets rows of its own, by its whole name."""
    for name, value in fields.items():
        if isinstance(value, dict) and value:
            yield from ((f"{escape(name)}.{field}", text) for field, text in rows(at, value))
        else:
            yield escape(name), shown(at, value)


def said(fields: dict[str, Any]) -> dict[str, Any]:
    """Without what is left open, in the fields' fields too."""
    inner = {
        name: said(value) if isinstance(value, dict) else value for name, value in fields.items()
    }
    return {name: value for name, value in inner.items() if value not in (None, [], {})}


def shown(at: Desk, value: Any) -> str:
    """One value as markup; a list's entries below one another."""
    match value:
        case None | [] | "" | {}:
            return f"[dim]{at.say('nothing')}[/]"
        case bool():
            return at.say("yes" if value else "no")
        case float():
            return f"{value:g}"
        case list():
            return "\n".join(_entry(at, entry) for entry in value)
        case dict():
            return _entry(at, value)
        case _:
            return escape(str(value))


def _entry(at: Desk, value: Any) -> str:
    """A rung, a provider or a card on one line: `512x512: steps 8, batch 4`."""
    if not isinstance(value, dict):
        return shown(at, value)
    told = said(value)
    head = next((str(told.pop(key)) for key in ("name", "size") if key in told), "")
    rest = ", ".join(f"{name} {text}" for name, text in rows(at, told))
    return ": ".join(filter(None, (escape(head), rest)))
