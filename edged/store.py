"""Finished pictures as files. A file is there wholly or not at all: temporary name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from edged.disk import Disk
from edged.errors import StoreBroken
from edged.pictures import Format, Image

SUFFIXES: dict[Format, str] = {"png": ".png", "webp": ".webp", "jpeg": ".jpg"}
MEDIA_TYPES = {".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}
UNFINISHED = ".unfinished-"


class Store:
    """Files are called `<id>.png` or, made smaller, `<id>.256x256.png`. Methods raise StoreFull or StoreBroken."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        """`disk`: what the folder lies on, if it is known already."""
        self._folder, self._disk = folder, disk or Disk(folder.parent)
        self._writing: set[str] = set()
        """Names of unfinished files that are no torn ones: somebody is just writing them."""

    async def put(self, id: str, data: bytes, format: Format, size: str = "") -> Image:
        """On disk when it returns."""
        return await asyncio.to_thread(self._put, _name(id, format, size), data)

    async def read(self, name: str) -> bytes | None:
        """None if it is not there (any more). One that cannot be read is no verdict on the disk."""
        try:
            return await asyncio.to_thread((self._folder / name).read_bytes)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreBroken(folder=self._folder, detail=error.strerror) from error

    async def read_smaller(self, id: str, format: Format, size: str) -> bytes | None:
        return await self.read(_name(id, format, size))

    async def remove(self, ids: list[str]) -> None:
        """Every file of these pictures."""
        await asyncio.to_thread(self._remove, set(ids))

    async def settled(self) -> list[Path]:
        """All files but those that somebody is just writing."""
        return await asyncio.to_thread(self._settled)

    async def sweep(self, files: list[Path], owners: set[str]) -> None:
        """Removes those that no picture owns: torn writes, and files whose picture was forgotten.

        `files` are to be asked for before `owners`, so that what comes meanwhile stays.
        """
        strays = [file for file in files if _owner(file) not in owners]
        await asyncio.to_thread(self._unlink, strays)

    async def usage(self) -> dict[str, int]:
        """Bytes of each picture's files."""
        return await asyncio.to_thread(self._usage)

    def _put(self, name: str, data: bytes) -> Image:
        unfinished = self._folder / f"{UNFINISHED}{token_hex(8)}"
        self._writing.add(unfinished.name)
        try:
            with self._judging():
                self._folder.mkdir(exist_ok=True)
                try:
                    _write(unfinished, data)
                    unfinished.rename(self._folder / name)
                except BaseException:
                    unfinished.unlink(missing_ok=True)
                    raise
                _sync_folder(self._folder)
        finally:
            self._writing.discard(unfinished.name)
        return Image(file=name, etag=sha256(data).hexdigest()[:32], bytes=len(data))

    def _remove(self, ids: set[str]) -> None:
        with self._judging():
            for file in self._files():
                if _owner(file) in ids:
                    file.unlink(missing_ok=True)

    def _settled(self) -> list[Path]:
        """Files that nobody is writing."""
        with self._judging():
            return [file for file in self._files() if file.name not in self._writing]

    def _unlink(self, files: list[Path]) -> None:
        with self._judging():
            for file in files:
                file.unlink(missing_ok=True)

    def _usage(self) -> dict[str, int]:
        total: dict[str, int] = {}
        with self._judging():
            for file in self._files():
                with suppress(FileNotFoundError):  # Its picture was removed just now.
                    total[_owner(file)] = total.get(_owner(file), 0) + file.stat().st_size
        return total

    @contextmanager
    def _judging(self) -> Iterator[None]:
        self._disk.check()
        try:
            yield
        except OSError as error:
            raise self._disk.judge(error) from error

    def _files(self) -> list[Path]:
        return sorted(self._folder.iterdir()) if self._folder.is_dir() else []


def _name(id: str, format: Format, size: str) -> str:
    return f"{id}{f'.{size}' if size else ''}{SUFFIXES[format]}"


def _owner(file: Path) -> str:
    """The picture's id; empty for an unfinished file."""
    return file.name.partition(".")[0]


def _write(file: Path, data: bytes) -> None:
    """On disk when it returns, and for this user alone."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
