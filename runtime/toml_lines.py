"""Where in a TOML file a field stands; the parser of the standard library does not say."""

from __future__ import annotations

import re
import tomllib
from typing import Any

LINES_LIMIT = 400
"""Lines looked at; each is parsed with all those above it."""
CLOSERS = ("", "]", "]]", "]]]", '"""', "'''")
"""What may be open at the end of a line."""


def line_of(text: str, path: str) -> int:
    """The line, from 1, on which the field at msgspec's `path` stands, as `ladder[0].size`.

    Where it is missing: the line of what should hold it. `text` is TOML without a fault.
    """
    keys, whole = _keys(path), tomllib.loads(text)
    while keys and not _holds(whole, keys):
        keys.pop()
    if not keys:
        return 1
    lines = text.splitlines()
    last = keys[-1]
    for number, line in enumerate(lines[:LINES_LIMIT], start=1):
        if isinstance(last, str) and last not in line:
            continue
        if _holds(_begun("\n".join(lines[:number])), keys):
            return number
    return 1


def _keys(path: str) -> list[str | int]:
    """`ladder[0].size` as "ladder", 0, "size". A key that msgspec leaves open (`options[...]`) ends the list."""
    found: list[str | int] = []
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+|\.\.\.)\]", path.partition("[...]")[0]):
        found.append(int(index) if index else name)
    return found


def _begun(text: str) -> Any:
    """What the first lines of a file say, where an array may not be at its end yet."""
    for closer in CLOSERS:
        try:
            return tomllib.loads(f"{text}\n{closer}")
        except tomllib.TOMLDecodeError:
            continue
    return None


def _holds(value: Any, keys: list[str | int]) -> bool:
    for key in keys:
        try:
            value = value[key]
        except (LookupError, TypeError):
            return False
    return True
