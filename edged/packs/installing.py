"""A pack comes in: read, checked and put on the shelf in one go, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from functools import partial
from hashlib import sha256
from io import BufferedWriter
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from edged.packs.archive import Source, entries
from edged.packs.contents import check_contents
from edged.packs.names import order_of, ref_of
from edged.packs.reading import Head, Place, Progress, read_pack
from edged.packs.refusals import PackClash, PackNoRoom, PackOlder, PackUnknown
from edged.packs.shelf import BLOBS, Held, Shelf
from runtime.errors import EdgedError
from runtime.pack import ListedFile, Manifest, Pack
from runtime.signature import SIGNATURE

SPARE = 64 * 1024 * 1024
"""Bytes that stay free, so that the box goes on drawing meanwhile."""
MB = 1024 * 1024
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Installed(NamedTuple):
    held: Held
    new: bool
    """False: the very same pack was here already."""


class _Here(Exception):
    """The very same pack is here."""

    def __init__(self, held: Held) -> None:
        self.held = held
        super().__init__(held.ref)


def install(
    shelf: Shelf, source: Source, *, downgrade: bool = False, progress: Progress = lambda _: None
) -> Installed:
    """Blocks. Raises every kind of EdgedError that a wrong pack deserves, and OSError where the disk fails."""
    room = Room(shelf)
    try:
        with shelf.staging() as folder:
            admit = partial(_admit, shelf, room, folder, downgrade=downgrade)
            head = read_pack(
                entries(source), folder, label="the archive", admit=admit, progress=progress
            )
            manifest = head.manifest
            check_contents({f.path: f.size for f in manifest.files}, partial(mapped, folder))
            _check_whole(folder, ref_of(manifest))
            shelf.put(folder, manifest)
    except _Here as here:
        return Installed(here.held, new=False)
    except OSError as error:
        if error.errno in FULL:
            raise room.too_little() from error
        raise
    return Installed(shelf.find(ref_of(manifest)), new=True)


class Room:
    """How much of the disk a pack takes."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._needed = shelf, 0

    def check(self, manifest: Manifest) -> None:
        """Raises PackNoRoom."""
        blobs = self._shelf.root / BLOBS
        new = {f.sha256: f.size for f in manifest.files if not (blobs / f.sha256).exists()}
        self._needed = sum(new.values())
        if self._needed + SPARE > self._free:
            raise self.too_little()

    def too_little(self) -> PackNoRoom:
        return PackNoRoom(
            needed_mb=-(-(self._needed + SPARE) // MB),
            free_mb=self._free // MB,
            folder=self._shelf.root,
        )

    @property
    def _free(self) -> int:
        return shutil.disk_usage(self._shelf.root).free


def mapped(folder: Path, path: str) -> memoryview:
    """A file's bytes, which need not fit into memory."""
    with (folder / path).open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return memoryview(b"")
        # Not closed: it goes with the last view of it.
        return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))


def _admit(shelf: Shelf, room: Room, folder: Path, head: Head, *, downgrade: bool) -> Place:
    """Whether this pack may be here; then where its files go."""
    manifest = head.manifest
    ref = ref_of(manifest)
    if held := _same(shelf, ref, sha256(head.raw).hexdigest()):
        _seal(shelf, held, head, folder)
        raise _Here(held)
    shelf.trust.check(manifest.name, head.raw, head.signature)
    if not downgrade:
        _check_newer(shelf, manifest)
    room.check(manifest)
    return partial(_place, shelf, folder)


def _same(shelf: Shelf, ref: str, digest: str) -> Held | None:
    """The very same pack, where it is here. Raises PackClash for another one of its name."""
    for held in shelf.packs():
        if held.ref == ref:
            if held.digest != digest:
                raise PackClash(ref=ref)
            return held
    return None


def _seal(shelf: Shelf, held: Held, head: Head, folder: Path) -> None:
    """A pack that is here may have been signed since; what nobody here can check takes no signature's place."""
    if held.shipped or head.signature is None:
        return
    found = shelf.trust.check(head.manifest.name, head.raw, head.signature)
    if found.state == "known" or not (held.folder / SIGNATURE).exists():
        shelf.seal(held, folder / SIGNATURE)


def _check_newer(shelf: Shelf, manifest: Manifest) -> None:
    try:
        newest = shelf.find(manifest.name)
    except PackUnknown:
        return
    if order_of(manifest.version) < newest.order:
        raise PackOlder(
            name=manifest.name, version=manifest.version, newest=newest.manifest.version
        )


def _place(shelf: Shelf, folder: Path, path: str, file: ListedFile | None) -> Synced | None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    blob = shelf.blob(file) if file is not None else None
    if blob is not None:
        os.link(blob, target)
        return None
    return Synced(target)


class Synced:
    """A new file; on disk when it is closed."""

    def __init__(self, path: Path) -> None:
        self._file: BufferedWriter = path.open("xb")

    def write(self, data: bytes, /) -> None:
        self._file.write(data)

    def close(self) -> None:
        with self._file as file:
            file.flush()
            os.fsync(file.fileno())


def _check_whole(folder: Path, label: str) -> None:
    """As the worker will open it."""
    try:
        Pack.open(folder)
    except EdgedError as error:
        raise type(error)(**(error.details | {"folder": label})) from error
