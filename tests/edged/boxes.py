"""Boxes whose pictures take a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.box import Box
from tests.toybox import toy_box
from tests.toypack import build_toy_pack


@contextmanager
def slow_box_in(folder: Path, *, slow_ms: int = 25, more: str = "") -> Iterator[Box]:
    """As `toy_box`, with steps of about `slow_ms`: time to do something in the middle of a picture."""
    packs = folder / "packs"
    if not packs.exists():
        build_toy_pack(packs / "cute-animals", slow_ms=slow_ms)
    with toy_box(folder, more=more) as box:
        yield box
