"""Drawing ahead while nobody waits: latents of what is likely to be asked for next, the scarcest first.

Dreams never touch the ledger and count in no figure of pictures. They need a cool box on mains, and give way within a step.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from msgspec import Struct

from edged.box import Box
from edged.cache.cache import Cache
from edged.health import Health
from edged.intake import SEED_BITS
from edged.pacing import Pacing
from edged.queue import Queue
from edged.settings import CacheSettings
from edged.studio import Studio
from runtime.messages import Done, Draw
from runtime.pack import Pack, parse_size
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary
from runtime.sketch import Why

log = logging.getLogger(__name__)

LOOK_S = 1.0
"""Seconds between two looks at whether it may."""
REST_S = 60.0
"""Seconds to wait where the disk takes no latents."""
ANIMALS = 20
"""Subjects of which some pictures should always be there."""
TRIES = 2
"""Dreams of one wish that may fail."""
OFTEN = 40
"""Commonest wishes of this box that are dreamt of."""

Hindrance = Literal["", "off", "no_room", "not_ready", "drawing", "held_back", "battery", "quiet"]
"""Why it does not dream now; empty: nothing is in the way."""


class Dreamable(Struct, frozen=True):
    caption: Caption
    text: str
    steps: int
    why: Why


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

    def __init__(  # noqa: PLR0913 - it looks at all that must be quiet
        self,
        *,
        box: Box,
        cache: Cache,
        queue: Queue,
        studio: Studio,
        pacing: Pacing,
        health: Health,
        settings: CacheSettings,
    ) -> None:
        self._box, self._cache, self._queue, self._studio = box, cache, queue, studio
        self._pacing, self._health, self._settings = pacing, health, settings
        self._filling = False
        self._stirred = asyncio.Event()
        self._quiet_since = self._rested = time.monotonic()
        """Monotonic seconds since when nothing is drawn, and until when it must not write."""
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
        """Dreams of everything that is missing, from now on, without waiting for a quiet minute."""
        self._filling = True
        self._stirred.set()

    async def stop_filling(self) -> None:
        self._filling = False
        await self._studio.wake()

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._stirred.wait()
            except TimeoutError:
                pass
            self._stirred.clear()
            while not self._hindrance():
                wish = self._scarcest()
                if wish is None:
                    self._filling = False
                    break
                await self._dream(wish)

    def _hindrance(self) -> Hindrance:
        """The first thing that is in the way."""
        self._look()
        now, budget, sample = time.monotonic(), self._pacing.budget, self._pacing.sample
        quiet_s = now - max(self._quiet_since, self._cache.asked.last)
        found: tuple[tuple[Hindrance, bool], ...] = (
            ("off", not self._settings.latents_mb),
            ("off", not (self._settings.dream or self._filling)),
            ("no_room", now < self._rested or not self._cache.latents_have_room),
            ("not_ready", sample is None or not (self._health.draws and self._cache.ready)),
            ("drawing", bool(self._queue.waiting or self._queue.drawing)),
            ("battery", sample is not None and sample.on_mains is False),
            ("held_back", bool(budget.level or budget.duty < 1 or budget.reason)),
            ("quiet", not self._filling and quiet_s < self._settings.quiet_s),
        )
        return next((name for name, there in found if there), "")

    def _look(self) -> None:
        if self._queue.waiting or self._queue.drawing:
            self._quiet_since = time.monotonic()
        pack = self._box.pack
        if pack is not None and pack.digest != self._digest:
            self._digest = pack.digest
            self._failed.clear()

    def _scarcest(self) -> Dreamable | None:
        """Of which there are fewest; among equals the likelier one."""
        pack = self._box.pack
        if pack is None:
            return None
        wanted = [each for each in self._dreamable(pack) if self._failed[each.text] < TRIES]
        scarce = min(wanted, key=self._have, default=None)
        return scarce if scarce and self._have(scarce) < self._settings.variants else None

    def _have(self, wish: Dreamable) -> int:
        return self._cache.sketched(wish.text, wish.steps)

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
            steps = rung.steps_for(caption, pack.manifest.steps)
            yield Dreamable(caption, text, steps, "standard" if caption in standard else "asked")

    async def _dream(self, wish: Dreamable) -> None:
        """Until it is kept, or gave way."""
        pack = self._box.setup.usable()
        draw = Draw(
            id=f"dream-{secrets.token_hex(8)}",
            caption=wish.caption,
            seed=secrets.randbits(SEED_BITS),
            pixels=parse_size(pack.manifest.sizes[0]),
            steps=wish.steps,
            previews=False,
            keep=wish.why,
            dream=True,
        )
        age = self._cache.age
        dreamt = await self._studio.dream(draw)
        if dreamt is None:
            return
        while not dreamt.done():
            await asyncio.wait({dreamt}, timeout=LOOK_S)
            if not dreamt.done() and self._hindrance():
                await self._studio.wake()
        outcome = dreamt.result()
        if outcome == "failed":
            log.warning("nothing came of a dream of %s", wish.text)
            self._failed[wish.text] += 1
        elif isinstance(outcome, Done):
            welcome = age == self._cache.age or wish.why == "standard"
            await self._cache.drawn(draw, outcome, welcome=welcome)
            if not outcome.kept and not outcome.cached:
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
