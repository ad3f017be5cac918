"""Drawing ahead while nobody waits: the page's tiles, then what is likely to be asked for next, the scarcest first.

Neither touches the ledger nor counts in any figure of pictures. Both need a cool box on mains, and give way within a step.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from edged.box import Box
from edged.cache.cache import USUAL_FORMAT, Cache, Variants
from edged.idleness import LOOK_S, Hindrance, Idleness
from edged.intake import SEED_BITS
from edged.pacing import Pacing
from edged.settings import CacheSettings
from edged.tiles.tiling import Tiling
from runtime.messages import Draw
from runtime.pack import Pack, parse_size
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary
from runtime.sketch import Why

log = logging.getLogger(__name__)

REST_S = 60.0
"""Seconds to wait where the disk takes no latents."""
ANIMALS = 20
"""Subjects of which some pictures should always be there."""
TRIES = 2
"""Dreams of one wish that may fail."""
OFTEN = 40
"""Commonest wishes of this box that are dreamt of."""


class Dreamable(Struct, frozen=True):
    caption: Caption
    text: str
    size: str
    steps: int
    why: Why


class _Wanting(Struct, frozen=True):
    """A dream that is due."""

    wish: Dreamable
    seed: int
    """Of latents that are there, where only the finished picture is missing."""


class DreamStatus(Struct, frozen=True, kw_only=True):
    filling: bool
    """Somebody asked for it; else it dreams when the box has been quiet for a while."""
    done: int
    """Variants that are there."""
    total: int
    """Variants that should be there."""
    hindrance: Hindrance


class Dreaming:
    """`run` dreams."""

    def __init__(  # noqa: PLR0913 - it looks at all that may be drawn ahead
        self,
        *,
        box: Box,
        cache: Cache,
        pacing: Pacing,
        idleness: Idleness,
        tiling: Tiling,
        settings: CacheSettings,
    ) -> None:
        self._box, self._cache, self._pacing = box, cache, pacing
        self._idleness, self._tiling, self._settings = idleness, tiling, settings
        self._filling = False
        self._stirred = asyncio.Event()
        self._rested = time.monotonic()
        """Monotonic seconds until when it must not write."""
        self._failed: Counter[str] = Counter()
        """Wishes of the present pack -> times that no latents came of them."""
        self._digest = ""

    @property
    def status(self) -> DreamStatus:
        pack = self._box.pack
        wanted = list(self._dreamable(pack)) if pack else []
        done = sum(min(self._have(each), self._settings.variants) for each in wanted)
        total = len(wanted) * self._settings.variants
        return DreamStatus(
            filling=self._filling, done=done, total=total, hindrance=self._hindrance()
        )

    def fill(self) -> None:
        """Draws everything that is missing and has room, from now on, without waiting for a quiet minute."""
        self._filling = True
        self._stirred.set()

    async def stop_filling(self) -> None:
        self._filling = False
        await self._idleness.wake()

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._stirred.wait()
            except TimeoutError:
                pass
            self._stirred.clear()
            while await self._one_more():
                pass

    async def _one_more(self) -> bool:
        """Whether there was something to draw, and time for it."""
        tile = await self._tiling.next()
        if tile is not None:
            if self._tiling.hindrance(self._settings.quiet_s, hurry=self._filling):
                return False
            await self._tiling.draw(tile)
            return True
        if self._hindrance():
            if not self._cache.latents.has_room:
                self._filling = (
                    False  # Nothing leaves while nobody asks: whoever waits would wait for ever.
                )
            return False
        wanting = self._wanting()
        if wanting is None:
            self._filling = False
            return False
        await self._dream(wanting.wish, wanting.seed)
        return True

    def _hindrance(self) -> Hindrance:
        """The first thing that is in the way."""
        settings = self._settings
        found: tuple[tuple[Hindrance, bool], ...] = (
            ("off", not settings.latents_mb),
            ("off", not (settings.dream or self._filling)),
            ("no_room", time.monotonic() < self._rested or not self._cache.latents.has_room),
            ("not_ready", not self._cache.ready),
        )
        first = next((name for name, there in found if there), None)
        return first or self._idleness.hindrance(0.0 if self._filling else settings.quiet_s)

    def _wanting(self) -> _Wanting | None:
        """Another variant of what there are fewest of, among equals of the likelier one; then what is not finished yet."""
        pack = self._box.pack
        if pack is None:
            return None
        if pack.digest != self._digest:
            self._digest = pack.digest
            self._failed.clear()
        wanted = [each for each in self._dreamable(pack) if self._failed[each.text] < TRIES]
        scarce = min(wanted, key=self._have, default=None)
        if scarce is not None and self._have(scarce) < self._settings.variants:
            return _Wanting(scarce, secrets.randbits(SEED_BITS))
        if not self._cache.pictures.has_room:
            return None
        return next((each for wish in wanted for each in self._unfinished(wish)), None)

    def _have(self, wish: Dreamable) -> int:
        there = self._there(wish)
        return len(there.finished | there.sketched)

    def _unfinished(self, wish: Dreamable) -> Iterator[_Wanting]:
        there = self._there(wish)
        if len(there.finished) < self._settings.variants:
            for seed in sorted(there.sketched - there.finished):
                yield _Wanting(wish, seed)

    def _there(self, wish: Dreamable) -> Variants:
        return self._cache.variants(wish.text, wish.size, wish.steps)

    def _dreamable(self, pack: Pack) -> Iterator[Dreamable]:
        """Every wish once, the likeliest first."""
        rung, seen = self._pacing.profile.ladder[0], set()
        standard = list(standard_captions(pack.vocabulary))
        asked = self._cache.asked
        subjects = sorted(
            subject_captions(pack.vocabulary),
            key=lambda each: -asked.times(each.parts[0].role, each.parts[0].concept),
        )
        for caption in (*asked.often(OFTEN), *subjects[:ANIMALS]):
            if caption in seen:
                continue
            seen.add(caption)
            try:
                text = pack.vocabulary.text(caption)
                pack.vocabulary.tokens(caption)
            except KeyError:  # Of a pack before this one.
                continue
            size = rung.size_for(pack.manifest.sizes)
            steps = rung.steps_for(caption, pack.manifest.steps)
            why: Why = "standard" if caption in standard else "asked"
            yield Dreamable(caption, text, size, steps, why)

    async def _dream(self, wish: Dreamable, seed: int) -> None:
        """Until it is kept, or gave way."""
        pack, bare = self._box.setup.usable(), not self._cache.pictures.has_room
        draw = Draw(
            id=f"dream-{secrets.token_hex(8)}",
            caption=wish.caption,
            seed=seed,
            pixels=parse_size(wish.size),
            steps=wish.steps,
            format=USUAL_FORMAT,
            label=self._cache.label,
            previews=False,
            keep=wish.why,
            bare=bare,
        )
        age = self._cache.age
        outcome = await self._idleness.draw(draw, self._hindrance)
        if outcome == "failed":
            log.warning("nothing came of a dream of %s", wish.text)
            self._failed[wish.text] += 1
        elif outcome != "gave way":
            done, welcome = outcome.done, age == self._cache.age or wish.why == "standard"
            await self._cache.drawn(draw, done, welcome=welcome, counted=False)
            if bare:
                kept = bool(done.kept or done.cached)
            else:
                kept = await self._cache.dreamt(pack, draw, outcome, age)
            if not kept:
                self._rested = time.monotonic() + REST_S


def subject_captions(vocabulary: Vocabulary) -> Iterator[Caption]:
    """One thing alone, each that can be: in the vocabulary's order, which begins with the commonest."""
    required = [role.id for role in vocabulary.roles if role.required]
    if len(required) != 1:
        return
    for concept in vocabulary.concepts:
        if concept.role == required[0]:
            yield Caption((Part(concept.role, concept.id),))


def standard_captions(vocabulary: Vocabulary) -> Iterator[Caption]:
    """Of which every box with this pack has latents, whatever it was asked."""
    yield from islice(subject_captions(vocabulary), ANIMALS)
