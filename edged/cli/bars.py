"""Numbers as pictures, one line high."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

LEVELS = "▁▂▃▄▅▆▇█"


def bar(share: float | None, width: int, colour: str) -> Text:
    """`share`: 0 to 1, cut to that; None: nothing to show."""
    if share is None:
        return Text("")
    filled = round(min(1.0, max(0.0, share)) * width)
    return Text.assemble(("━" * filled, colour), ("─" * (width - filled), "bright_black"))


def sparkline(values: Sequence[float | None], width: int, low: float, high: float) -> Text:
    """The values between `low` and `high`, the oldest at the left; blanks where nothing was measured."""
    if width < 1 or high <= low or all(value is None for value in values):
        return Text("")
    cells = [_mean(part) for part in _parts(values, width)]
    shown = "".join(_level(value, low, high) for value in cells)
    return Text(shown.rjust(width), "cyan")


def _parts(values: Sequence[float | None], width: int) -> list[Sequence[float | None]]:
    """At most `width` neighbouring groups."""
    size = max(1, -(-len(values) // width))
    # The last group is whole: the newest values are worth as much room as the others.
    begin = len(values) % size
    first = [values[:begin]] if begin else []
    return first + [values[at : at + size] for at in range(begin, len(values), size)]


def _mean(values: Sequence[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return sum(there) / len(there) if there else None


def _level(value: float | None, low: float, high: float) -> str:
    if value is None:
        return " "
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return LEVELS[round(share * (len(LEVELS) - 1))]
