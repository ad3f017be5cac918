"""Where profiles and packs lie: the same rule in a checkout and on an installed box."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

CHECKOUT = Path(__file__).resolve().parents[1]


def data_folder(kind: Literal["packs", "profiles"]) -> Path:
    """The folder named by EDGED_PACKS or EDGED_PROFILES, else the checkout's, else `<prefix>/share/edged/<kind>`.

    The folder need not exist.
    """
    named = os.environ.get(f"EDGED_{kind.upper()}")
    if named:
        return Path(named)
    beside = CHECKOUT / kind
    return beside if beside.is_dir() else Path(sys.prefix) / "share" / "edged" / kind
