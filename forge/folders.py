"""Where the forge's work lies, unless a command names another place."""

from __future__ import annotations

from pathlib import Path

WORK = Path("~/.cache/edged-forge").expanduser()
