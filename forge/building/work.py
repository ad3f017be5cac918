"""Parts that are finished, kept for the next call until the pack is there."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import file_digest, sha256
from pathlib import Path

import msgspec

from forge.building.room import made_whole
from forge.errors import FolderBusy


class Work:
    """A folder of its own for each source and each way to build it."""

    def __init__(self, root: Path, paths: Iterable[Path], told: object) -> None:
        """`paths`: all that is read; `told`: whatever else decides what the parts become."""
        digest = sha256()
        for path in sorted(paths):
            with path.open("rb") as file:
                digest.update(f"{path.name} ".encode() + file_digest(file, "sha256").digest())
        self.source = digest.hexdigest()
        """Of all that is read."""
        self.folder = root / sha256(msgspec.json.encode([self.source, told])).hexdigest()[:16]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raises FolderBusy where another process builds the same."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            try:
                flock(lock, LOCK_EX | LOCK_NB)
            except BlockingIOError as error:
                raise FolderBusy("another process builds this pack already; wait for it") from error
            for left in self.folder.glob(".making-*"):  # by a process that was killed
                shutil.rmtree(left)
            yield

    def find(self, name: str) -> Path | None:
        """A finished part's folder."""
        place = self.folder / name
        return place if place.is_dir() else None

    @contextmanager
    def making(self, name: str) -> Iterator[Path]:
        """A folder that is found from then on. Raises DiskFull."""
        with made_whole(self.folder / name) as folder:
            yield folder
