"""Who this box is: a short id that it keeps for life."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

FORM = re.compile(r"[0-9a-f]{8}")


def own_id(folder: Path) -> str:
    """8 hex digits, kept in `<folder>/id`; made at the first start. Raises OSError."""
    file = folder / "id"
    try:
        known = file.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        known = ""
    return known if FORM.fullmatch(known) else _new(file)


def _new(file: Path) -> str:
    made = secrets.token_hex(4)
    unfinished = file.with_name(".id-unfinished")
    with unfinished.open("w", encoding="ascii") as handle:
        handle.write(f"{made}\n")
        handle.flush()
        os.fsync(handle.fileno())
    unfinished.rename(file)
    return made
