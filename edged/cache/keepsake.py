"""One finished picture as the cache keeps it: one JSON line that says what it is, then the file with nobody's marks."""

from __future__ import annotations

import logging
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec
from msgspec import Struct

from edged.cache.shelf import Entry
from edged.pictures import Format
from runtime import __version__
from runtime.marks import Marks
from runtime.remark import remarked

log = logging.getLogger(__name__)

SUFFIX = ".picture"
UNFINISHED = ".unfinished-"
MAX_HEAD = 16_384
"""Bytes of the JSON line."""


class Likeness(Struct, frozen=True, kw_only=True):
    """Everything that a picture's pixels depend on."""

    pack: str
    """Digest."""
    caption: str
    """Canonical text."""
    seed: int
    size: str
    steps: int
    label: bool
    format: Format
    software: str = __version__

    @property
    def name(self) -> str:
        """Of its file: whoever asks for the same finds the same."""
        return sha256(msgspec.json.encode(self)).hexdigest() + SUFFIX

    @property
    def make(self) -> tuple[str, ...]:
        return self.size, str(self.steps), self.format, str(self.label)


class _Head(Struct, frozen=True, kw_only=True):
    likeness: Likeness
    sha256: str
    """Over the picture's bytes, hex."""
    bytes: int


def keep(folder: Path, likeness: Likeness, picture: bytes, neutral: Marks) -> int:
    """With these marks in the place of its own. Bytes on disk; 0 where it cannot be kept, which only costs time later. Blocks."""
    try:
        return write(folder, likeness, remarked(picture, likeness.format, neutral))
    except (OSError, ValueError) as error:
        log.warning("a picture is not kept: %s", error)
        return 0


def take(folder: Path, likeness: Likeness, marks: Marks) -> bytes | None:
    """With these marks. None, and the file is gone, where it is not what it should be. Blocks."""
    file = folder / likeness.name
    try:
        picture = read(folder, likeness)
        if picture is not None:
            return remarked(picture, likeness.format, marks)
    except (OSError, ValueError) as error:
        log.warning("%s: %s", file, error)
    log.warning("a kept picture is damaged; removed, it is drawn anew")
    with suppress(OSError):
        file.unlink(missing_ok=True)
    return None


def write(folder: Path, likeness: Likeness, picture: bytes) -> int:
    """Bytes on disk. Wholly there or not at all; the checksum finds what a power cut tore. Blocks. Raises OSError."""
    head = _Head(likeness=likeness, sha256=sha256(picture).hexdigest(), bytes=len(picture))
    data = msgspec.json.encode(head) + b"\n" + picture
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=UNFINISHED, delete=False) as file:
        try:
            file.write(data)
            file.flush()
            Path(file.name).rename(folder / likeness.name)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return len(data)


def read(folder: Path, likeness: Likeness) -> bytes | None:
    """The picture, checked to its last bit; None where the file is damaged or foreign. Blocks. Raises OSError."""
    line, _, picture = (folder / likeness.name).read_bytes().partition(b"\n")
    head = _head(line)
    if head is None or head.likeness != likeness or head.bytes != len(picture):
        return None
    return picture if sha256(picture).hexdigest() == head.sha256 else None


def entry_of(file: Path) -> Entry | None:
    """What this file is by its first line and its size; None where it is no whole one. Blocks. Raises OSError."""
    with file.open("rb") as stream:
        line = stream.readline(MAX_HEAD)
    head, size = _head(line), file.stat().st_size
    if head is None or head.likeness.name != file.name or size != len(line) + head.bytes:
        return None
    return entry(head.likeness, size)


def entry(likeness: Likeness, size: int) -> Entry:
    return Entry(
        name=likeness.name,
        caption=likeness.caption,
        seed=likeness.seed,
        make=likeness.make,
        bytes=size,
    )


def _head(line: bytes) -> _Head | None:
    try:
        head = msgspec.json.decode(line, type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    # A flipped bit in a field's name would leave the field at its default.
    return head if msgspec.json.encode(head) == line.removesuffix(b"\n") else None
