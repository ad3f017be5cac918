"""The packs of a running box: one is installed or removed at a time, and never the one that it draws with."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import partial

from edged.errors import StoreBroken
from edged.fitting import Fitting
from edged.packs.archive import PIECE, Member, Source, members, pieces
from edged.packs.installing import Installed, install
from edged.packs.refusals import PackBusy, PackInUse
from edged.packs.shelf import Held, Shelf
from edged.packs.trust import Trust
from edged.packs.verifying import verify_folder

log = logging.getLogger(__name__)


class Keeping:
    def __init__(self, shelf: Shelf, fitting: Fitting) -> None:
        self.shelf, self._fitting = shelf, fitting
        self._busy = False

    async def install(self, source: Source, *, downgrade: bool) -> Installed:
        """`source` is read in a thread. Raises PackBusy, StoreBroken and what `installing.install` raises."""
        with self._alone(), self._disk():
            done = await asyncio.to_thread(install, self.shelf, source, downgrade=downgrade)
        log.info("pack %s is %s", done.held.ref, "installed" if done.new else "here already")
        return done

    async def remove(self, ref: str) -> Held:
        """Raises PackUnknown, PackShipped, PackInUse, PackBusy, StoreBroken."""
        held = await self.find(ref)
        if held.folder in self._fitting.folders:
            raise PackInUse(ref=held.ref)
        with self._alone(), self._disk():
            await asyncio.to_thread(self.shelf.remove, held)
        log.info("pack %s is removed", held.ref)
        return held

    async def find(self, ref: str) -> Held:
        """Raises PackUnknown."""
        return await asyncio.to_thread(self.shelf.find, ref)

    async def verify(
        self, held: Held, begin: Callable[[int], None], progress: Callable[[int], None]
    ) -> None:
        """Reads every byte. Raises what is wrong with it."""
        trust = self.shelf.trust
        if held.shipped:
            trust = Trust(keys=trust.keys, required=False)
        await asyncio.to_thread(
            partial(verify_folder, held.folder, trust, begin=begin, progress=progress)
        )

    async def members(self, held: Held) -> list[Member]:
        """Of its archive. Raises PackCorrupt."""
        return await asyncio.to_thread(members, held.folder, held.manifest)

    async def archive(self, held: Held, members: list[Member]) -> AsyncIterator[bytes]:
        """Raises PackCorrupt."""
        found = pieces(held.folder, members)
        while piece := await asyncio.to_thread(_next, found):
            yield piece

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._busy:
            raise PackBusy
        self._busy = True
        try:
            yield
        finally:
            self._busy = False

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            folder = self.shelf.root
            raise StoreBroken(folder=folder, detail=error.strerror or error) from error


def _next(found: Iterator[bytes]) -> bytes:
    """Several pieces at once where they are small; empty at the end."""
    data = b""
    for piece in found:
        data += piece
        if len(data) >= PIECE:
            break
    return data
