"""Draws the tiles that are missing, one at a time, while nobody waits."""

from __future__ import annotations

import logging
import secrets
from collections import Counter

from msgspec import Struct

from edged.box import Box
from edged.idleness import Hindrance, Idleness
from edged.refusals import ResizeFailed
from edged.resizer import Resizer
from edged.tiles.album import Album
from edged.tiles.tile import SIDE, Tile
from runtime.messages import Draw
from runtime.pack import parse_size

log = logging.getLogger(__name__)

QUIET_S = 10.0
"""Seconds without a wish after which they are drawn, where the settings do not ask for less: each takes a moment, and a
child who cannot read needs them soon."""
TRIES = 2
"""Tiles that failed so often are left to their emoji."""


class TileStatus(Struct, frozen=True, kw_only=True):
    done: int
    """Tiles that are there."""
    total: int
    """Tiles that should be there."""
    bytes: int


class Tiling:
    """Called by whoever knows when the box is idle."""

    def __init__(
        self, *, album: Album, box: Box, idleness: Idleness, resizer: Resizer, wanted: bool
    ) -> None:
        """`wanted`: the settings ask for tiles."""
        self.album = album
        self._box, self._idleness, self._resizer = box, idleness, resizer
        self._wanted = wanted
        self._failed: Counter[tuple[str, str]] = Counter()
        """Series and name -> times that nothing came of it."""

    @property
    def status(self) -> TileStatus:
        album = self.album
        total = len(album.tiles) if self._wanted else len(album.drawn)
        return TileStatus(done=len(album.drawn), total=total, bytes=album.size)

    async def present(self) -> Album:
        """With the tiles of the pack that the box draws with now."""
        await self.album.follow(self._box.pack)
        return self.album

    async def next(self) -> Tile | None:
        """The first that is missing; None: nothing is left to do."""
        album = await self.present()
        if not self._wanted:
            return None
        return next((tile for tile in album.tiles if self._is_missing(tile)), None)

    def hindrance(self, quiet_s: float, *, hurry: bool) -> Hindrance:
        """What is in the way of drawing one now; `hurry`: the quiet is not waited for."""
        return self._idleness.hindrance(0.0 if hurry else min(quiet_s, QUIET_S))

    async def draw(self, tile: Tile) -> None:
        """Until it is kept, or gave way."""
        series, pack = self.album.series, self._box.setup.usable()
        draw = Draw(
            id=f"tile-{secrets.token_hex(8)}",
            caption=tile.caption,
            seed=tile.seed,
            pixels=parse_size(pack.manifest.sizes[0]),
            steps=pack.manifest.steps.default,
            format="webp",
            label=False,
            previews=False,
        )
        outcome = await self._idleness.draw(draw, lambda: self._idleness.hindrance(0.0))
        if outcome == "gave way":
            return
        try:
            if outcome == "failed" or not outcome.image:
                raise ResizeFailed
            data = await self._resizer.smaller(outcome.image, (SIDE, SIDE), "webp")
        except ResizeFailed:
            log.warning("nothing came of the tile %s", tile.name)
            self._failed[series, tile.name] += 1
            return
        await self.album.keep(tile, data, series)

    def _is_missing(self, tile: Tile) -> bool:
        if tile.name in self.album.drawn:
            return False
        return self._failed[self.album.series, tile.name] < TRIES
