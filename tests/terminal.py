"""What a person would see: a program's output through a pseudo-terminal."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable


def read_terminal(terminal: int, enough: Callable[[str], bool], limit_s: float) -> str:
    """Until it is enough, or to the program's end, or for so many seconds."""
    text, deadline = "", time.monotonic() + limit_s
    while time.monotonic() < deadline and not enough(text):
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Nobody has the other end open any more.
            break
        text += piece.decode("utf-8", "replace")
    return text
