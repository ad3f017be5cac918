"""What was measured of a part, kept beside it."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from forge.building.shrinking import Shrunk

FACTS = "facts.json"


class Facts(Struct, frozen=True):
    parity: float
    """Largest difference between its graph in 32 bits and PyTorch, as a share of its range."""
    shrunk: Shrunk | None = None
    """None: nobody asked for INT8."""


def write_facts(folder: Path, facts: Facts) -> None:
    (folder / FACTS).write_bytes(msgspec.json.encode(facts))


def read_facts(folder: Path) -> Facts:
    return msgspec.json.decode((folder / FACTS).read_bytes(), type=Facts)
