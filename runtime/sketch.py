"""What finished latents are of, and how their files are called and begin. Pure Python: the daemon counts these files.

A file is `<root>/<digest of the pack>/<why>/<name>.latent`, in the safetensors format: eight bytes with the length of a JSON header,
the header, the numbers.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from runtime.prompt.caption import Caption

Why = Literal["asked", "standard"]
"""Because somebody asked for it, which a wipe forgets, or because every box of this pack has it."""
WHYS: tuple[Why, ...] = ("asked", "standard")
SUFFIX = ".latent"
UNFINISHED = ".unfinished-"
"""How names of files begin that are still being written."""
MAX_HEADER = 65_536
"""Bytes."""


class Sketch(Struct, frozen=True, kw_only=True):
    """The size is not part of it: latents always have the pack's natural shape."""

    caption: Caption
    seed: int
    steps: int

    @property
    def name(self) -> str:
        """Of its file."""
        return sha256(msgspec.json.encode(self)).hexdigest()[:32] + SUFFIX


class Title(Struct, frozen=True, kw_only=True):
    """What a file says of itself."""

    pack: str
    """Digest of the pack that drew it."""
    sketch: Sketch
    sha256: str
    """Over the numbers, hex."""


def read_title(file: Path) -> Title | None:
    """None where it does not begin as such a file does. Reads no numbers. Raises OSError."""
    with file.open("rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        return title_in(stream.read(size)) if size <= MAX_HEADER else None


def title_in(header: bytes) -> Title | None:
    try:
        found: dict[str, Any] = msgspec.json.decode(header, type=dict[str, Any])
        return msgspec.json.decode(found["__metadata__"]["edged"], type=Title)
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError):
        return None
