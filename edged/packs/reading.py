"""A pack that comes in piece by piece, held against its manifest while it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from edged.packs.archive import PIECE, Entry
from edged.packs.components import check_components
from edged.packs.names import DOCUMENTS, check_name, check_names, is_version
from edged.packs.refusals import ArchiveInvalid
from runtime.errors import EdgedError
from runtime.pack import (
    MANIFEST,
    MAX_MANIFEST,
    ListedFile,
    Manifest,
    PackCorrupt,
    PackFileCut,
    PackFileMissing,
    PackFileUnknown,
    PackInvalid,
    read_manifest,
)
from runtime.signature import MAX_SIGNATURE, SIGNATURE

MAX_DOCUMENT = 1024 * 1024
"""Bytes of README.md and LICENSE."""
FIRST = frozenset({MANIFEST, SIGNATURE})
"""What every pack begins with; `Progress` does not count it."""
Progress = Callable[[int], None]
"""Called with how many bytes more are done."""


class Head(Struct, frozen=True, kw_only=True):
    """What comes first."""

    raw: bytes
    """The manifest's bytes."""
    signature: bytes | None
    manifest: Manifest


class Writer(Protocol):
    def write(self, data: bytes, /) -> object: ...
    def close(self) -> None: ...


Place = Callable[[str, ListedFile | None], Writer | None]
"""Where a file's bytes go; None: nowhere. What stands in the manifest is handed in besides, for those that it lists."""


def read_pack(
    entries: Iterator[Entry],
    scratch: Path,
    *,
    label: object,
    admit: Callable[[Head], Place],
    progress: Progress = lambda _: None,
) -> Head:
    """Reads everything. No byte of a file is asked for before the manifest is right and `admit` has agreed.

    `scratch`: an empty folder, where the manifest and its signature are written. `label`: what the pack is called in
    errors. Raises ArchiveInvalid, PackInvalid, PackUnknownFormat, PackUnknownFamily, PackCorrupt, PackFileRefused,
    OSError and whatever `admit` raises.
    """
    head, rest = _head(entries, scratch, label)
    place = admit(head)
    listed = {file.path: file for file in head.manifest.files}
    wanted = set(listed)
    allowed = DOCUMENTS | wanted
    for entry in rest:
        if entry.name not in allowed:
            check_name(entry.name)  # says more of what may never be in a pack
            raise PackFileUnknown(folder=label, file=entry.name)
        allowed -= {entry.name}
        file = listed.get(entry.name)
        _check_size(entry, file, label)
        found = _copied(entry, place(entry.name, file), progress)
        if file is not None and found != file.sha256:
            raise PackCorrupt(folder=label, file=entry.name)
        wanted.discard(entry.name)
    for path in sorted(wanted):
        raise PackFileMissing(folder=label, file=path)
    return head


def _head(entries: Iterator[Entry], scratch: Path, label: object) -> tuple[Head, Iterator[Entry]]:
    """What comes first, and the entries after it."""
    first = next(entries, None)
    if first is None or first.name != MANIFEST:
        raise ArchiveInvalid(
            problem=f"it does not begin with {MANIFEST}", problem_zh=f"开头不是 {MANIFEST}"
        )
    raw, signature = _small(first, MAX_MANIFEST), None
    (scratch / MANIFEST).write_bytes(raw)
    second = next(entries, None)
    if second is not None and second.name == SIGNATURE:
        signature = _small(second, MAX_SIGNATURE)
        (scratch / SIGNATURE).write_bytes(signature)
        second = None
    head = Head(raw=raw, signature=signature, manifest=_manifest(scratch, label))
    return head, _with(second, entries)


def _with(first: Entry | None, rest: Iterator[Entry]) -> Iterator[Entry]:
    if first is not None:
        yield first
    yield from rest


def _manifest(scratch: Path, label: object) -> Manifest:
    """Its names and its version are fit for files of ours."""
    try:
        manifest = read_manifest(scratch)
    except EdgedError as error:
        raise type(error)(**(error.details | {"folder": label})) from error
    if not is_version(manifest.version):
        problem = f"{manifest.version!r} cannot be a version: letters, digits, dots, dashes"
        raise PackInvalid(folder=label, problem=problem)
    check_names(file.path for file in manifest.files)
    check_components(manifest, label)
    return manifest


def _small(entry: Entry, most: int) -> bytes:
    if entry.size > most:
        raise _too_long(entry.name, most)
    return b"".join(iter(lambda: entry.body.read(PIECE), b""))


def _check_size(entry: Entry, file: ListedFile | None, label: object) -> None:
    if file is None and entry.size > MAX_DOCUMENT:
        raise _too_long(entry.name, MAX_DOCUMENT)
    if file is not None and entry.size != file.size:
        raise PackFileCut(folder=label, file=entry.name, expected=file.size)


def _too_long(name: str, most: int) -> ArchiveInvalid:
    return ArchiveInvalid(
        problem=f"{name} is longer than {most} bytes", problem_zh=f"{name} 超过 {most} 字节"
    )


def _copied(entry: Entry, writer: Writer | None, progress: Progress) -> str:
    """SHA-256 of what was copied, hex."""
    digest = sha256()
    try:
        while piece := entry.body.read(PIECE):
            digest.update(piece)
            if writer is not None:
                writer.write(piece)
            progress(len(piece))
    finally:
        if writer is not None:
            writer.close()
    return digest.hexdigest()
