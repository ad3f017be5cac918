"""What a tablet needs besides the graphs to draw by itself: the reader's tables and the visible mark, as one JSON.

    python -m runtime.tablet PACK > words.json

A process of its own, because it takes a second, and the daemon has neither that nor Pillow.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from runtime.errors import EdgedError
from runtime.label import badge
from runtime.pack import Pack, parse_size
from runtime.prompt.tables import Tables, tables

PREVIEW = 128
"""Pixels of a preview's short side."""


class Badge(Struct, frozen=True, kw_only=True):
    """The mark for pictures of one size."""

    width: int
    height: int
    margin: int
    """Pixels to the picture's right and lower edges."""
    rgba: str
    """Bytes, row by row, in base64."""

    @classmethod
    def of(cls, short: int) -> Badge:
        """For pictures whose short side is `short` pixels."""
        image, margin = badge(short)
        rgba = base64.b64encode(image.tobytes()).decode()
        return cls(width=image.width, height=image.height, margin=margin, rgba=rgba)


class Words(Struct, frozen=True, kw_only=True):
    tables: Tables
    badges: dict[str, Badge]
    """`picture` and `preview`."""


def words(pack: Pack) -> Words:
    """Takes half a second and more."""
    natural = max(min(parse_size(size)) for size in pack.manifest.sizes)
    badges = {"picture": Badge.of(natural), "preview": Badge.of(PREVIEW)}
    return Words(tables=tables(pack.vocabulary), badges=badges)


def main(arguments: list[str]) -> int:
    """Returns the exit status: 0, 1 where the pack cannot be used, 2 where the command makes no sense."""
    if len(arguments) != 1:
        sys.stderr.write("python -m runtime.tablet PACK\n")
        return 2
    try:
        pack = Pack.open(Path(arguments[0]))
    except EdgedError as error:
        sys.stderr.write(f"{error.message('en')}\n")
        return 1
    sys.stdout.buffer.write(msgspec.json.encode(words(pack)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
