"""What lies beside a pack: its report, and in it what is needed to make it, until it is made."""

from __future__ import annotations

from pathlib import Path

from forge.errors import ForgeError


class FolderTaken(ForgeError):
    """Something lies where the pack should go."""


def report_of(out: Path) -> Path:
    return out.with_name(f"{out.name}-report")


def unfinished_of(out: Path) -> Path:
    """A file that is there while the pack is and its report is not. `edgectl pack build` looks for it too."""
    return report_of(out) / "unfinished.json"
