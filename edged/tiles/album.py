"""The tiles that are drawn: on disk for the next start, in memory for whoever asks.

`<state>/tiles/<series>/<role>-<concept>.<SHA-256 of the file, 16 digits>.webp`. They follow from the pack alone and are
nobody's pictures: a wipe leaves them, and another pack's go when it comes. A file is there wholly or not at all, and one
that is not what its name says is removed and drawn again.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from msgspec import Struct

from edged.tiles.tile import Tile, tiles_of
from runtime.pack import Pack

log = logging.getLogger(__name__)

RECIPE = 1
"""Raised when captions, seeds or the size of tiles change: they are drawn again then."""
SUFFIX = ".webp"
UNFINISHED = ".unfinished-"
MAX_BYTES = 65_536
"""Of one file; a larger one is not ours."""


class Drawn(Struct, frozen=True, kw_only=True):
    data: bytes
    """WebP, with its marks."""
    digest: str
    """The first 16 hex digits of its SHA-256."""


class Album:
    """Called on the event loop's thread; files are read and written in threads."""

    def __init__(self, folder: Path) -> None:
        """`folder`: of its own."""
        self._folder = folder
        self._turning = asyncio.Lock()
        """Held while another pack's tiles are read."""
        self._pack = ""
        """Digest of the pack whose tiles these are."""
        self.tiles: tuple[Tile, ...] = ()
        """That should be there."""
        self.drawn: dict[str, Drawn] = {}
        """By the tile's name."""

    @property
    def series(self) -> str:
        """Names this pack's tiles in addresses; empty: there is no pack."""
        return f"{self._pack[:16]}-{RECIPE}" if self._pack else ""

    @property
    def size(self) -> int:
        """Bytes of all of them."""
        return sum(len(each.data) for each in self.drawn.values())

    async def follow(self, pack: Pack | None) -> None:
        """Holds the tiles of this pack from now on: those that were drawn before are there at once."""
        async with self._turning:
            if pack is None or pack.digest == self._pack:
                return
            tiles = tuple(tiles_of(pack.vocabulary))
            series = f"{pack.digest[:16]}-{RECIPE}"
            found = await asyncio.to_thread(self._read, series, {tile.name for tile in tiles})
            self._pack, self.tiles, self.drawn = pack.digest, tiles, found
        log.info("tiles drawn before: %d of %d", len(found), len(tiles))

    async def keep(self, tile: Tile, data: bytes, series: str) -> None:
        """One that was drawn just now. Where the disk refuses it, it is drawn again after the next start."""
        if series != self.series:
            return
        drawn = Drawn(data=data, digest=_digest(data))
        self.drawn[tile.name] = drawn
        file = self._folder / series / f"{tile.name}.{drawn.digest}{SUFFIX}"
        try:
            await asyncio.to_thread(_write, file, data)
        except OSError as error:
            log.warning("a tile is not kept: %s", error)

    def _read(self, series: str, names: set[str]) -> dict[str, Drawn]:
        """What is there of these, and removes everything else. Blocks."""
        found: dict[str, Drawn] = {}
        try:
            for folder in self._folder.iterdir():
                if folder.name != series:
                    shutil.rmtree(folder, ignore_errors=True)
            for file in sorted((self._folder / series).iterdir()):
                drawn = _checked(file)
                name = file.name.partition(".")[0]
                if drawn is None or name not in names:
                    file.unlink(missing_ok=True)
                else:
                    found[name] = drawn
        except FileNotFoundError:
            pass  # The first start.
        except OSError as error:
            log.warning("cannot read the tiles that were drawn before: %s", error)
        return found


def _checked(file: Path) -> Drawn | None:
    """None where the file is not what its name says. Blocks. Raises OSError."""
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    digest = _digest(data)
    return Drawn(data=data, digest=digest) if file.name.endswith(f".{digest}{SUFFIX}") else None


def _write(file: Path, data: bytes) -> None:
    """Blocks. Raises OSError. Nothing waits for the disk to be sure: the name tells what a power cut tore."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=UNFINISHED, delete=False) as unfinished:
        try:
            unfinished.write(data)
            unfinished.flush()
            Path(unfinished.name).rename(file)
        except BaseException:
            Path(unfinished.name).unlink(missing_ok=True)
            raise


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]
