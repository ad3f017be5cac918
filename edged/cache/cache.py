"""What was drawn before, for those who ask for it again: which of it to give to whom, and how much of it to keep."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Literal, Self, TypeVar

import msgspec
from msgspec import Struct

from edged.cache import keepsake
from edged.cache.asked import Asked
from edged.cache.given import Given
from edged.cache.keepsake import Likeness
from edged.cache.near import SHARE, Neighbourhood, neighbour
from edged.cache.scan import Scanned, scan_latents, scan_pictures, sketch_entry
from edged.cache.shelf import Entry, Shelf
from edged.cache.variants import choose
from edged.dreams import Dreamed
from edged.errors import StoreFull
from edged.pictures import Format, Job
from edged.settings import LATENTS, CacheSettings, Settings
from edged.tuning import OWNER
from runtime.marks import Marks
from runtime.messages import Done, Draw, Start
from runtime.pack import Pack
from runtime.sketch import Sketch, Why

log = logging.getLogger(__name__)

T = TypeVar("T")
MB = 1024 * 1024
WAITING = 8
"""Finished pictures that may wait to be kept; beyond that they are not worth the memory."""
USUAL_FORMAT: Format = "png"
"""Of a wish that says nothing of it."""
STEP_BYTES = 4 * MB
"""What the caches give back at a time where the disk is full."""


class Variants(Struct, frozen=True):
    """Seeds of which something is there, of one wish."""

    finished: frozenset[int]
    sketched: frozenset[int]


class _Finished(Struct, frozen=True):
    likeness: Likeness
    data: bytes
    neutral: Marks
    age: int


class Cache:
    """`run` reads what is there and writes what is new; everything else is called on the event loop's thread."""

    def __init__(
        self, folder: Path, settings: CacheSettings, *, label: bool, producer: str = ""
    ) -> None:
        """`folder`: of its own. `label`: whether pictures bear the visible mark; may change. `producer`: who answers for them."""
        self.pictures, self.latents = (
            Shelf(settings.pictures_mb * MB),
            Shelf(settings.latents_mb * MB),
        )
        self.shelves = {"pictures": self.pictures, "latents": self.latents}
        self.asked, self.given = Asked(), Given()
        self.age = 0
        """Wipes until now: what was begun at another age is not kept."""
        self.ready = False
        """It knows what is on disk."""
        self._folder, self.label, self._producer = folder, label, producer
        self._reuse = settings.reuse == "near"
        self._neighbours = Neighbourhood(self.latents)
        self._pack: Pack | None = None
        self._packed = asyncio.Event()
        """Set where the folders may hold something else than the shelves know."""
        self._new: asyncio.Queue[_Finished] = asyncio.Queue(WAITING)
        self._writing = asyncio.Lock()
        """Held while files are written or removed."""

    @classmethod
    def of(cls, settings: Settings, *, producer: str) -> Self:
        """The box's own."""
        return cls(settings.cache_folder, settings.cache, label=settings.label, producer=producer)

    def use(self, pack: Pack | None) -> None:
        """Pictures are drawn with this pack from now on; another one's are forgotten."""
        if pack is None or (self._pack is not None and pack.digest == self._pack.digest):
            return
        self._pack, self.ready = pack, False
        for shelf in self.shelves.values():
            for name in shelf.names():
                shelf.remove(name)
        self._packed.set()

    async def run(self) -> None:
        """Until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_all())
            while True:
                await self._packed.wait()
                self._packed.clear()
                try:
                    await self._learn()
                except OSError as error:  # The box draws without what it knew.
                    log.warning("cannot read what was kept before: %s", error)

    def remember(self, jobs: Iterable[Job]) -> None:
        """Who was given what before the start, the latest last."""
        for job in jobs:
            if job.state == "done":
                self.given.add(job.owner, job.caption_text or "", job.seed)

    # What to give.

    def variant(self, job: Job) -> int | None:
        """A seed with which this owner has not seen the wish yet, and which costs little; None: a new one is due."""
        text = job.caption_text or ""
        return choose(
            self.pictures.of(text, self._wanted(job).make),
            self.latents.of(text, (str(job.steps),)),
            self.given.seeds(job.owner, text),
        )

    async def finished(self, job: Job) -> bytes | None:
        """The very picture, with this job's own marks, or None."""
        if self._pack is None or not self.pictures.limit:
            return None
        likeness = self._wanted(job)
        if likeness.name not in self.pictures:
            return None
        data = await asyncio.to_thread(
            keepsake.take, self._pictures_folder, likeness, self._own(job)
        )
        if data is None:
            self.pictures.remove(likeness.name)
            self.pictures.tally.corrupt += 1
            return None
        return data

    def answered(self, *, hit: bool) -> None:
        """A wish got its place in the queue, or a finished picture: one that was turned away was neither hit nor miss."""
        if self._pack is not None and self.pictures.limit:
            self.pictures.tally.hits += hit
            self.pictures.tally.misses += not hit

    def why(self, job: Job) -> Literal["", "asked"]:
        """Whether the worker keeps its latents, and may take kept ones. What measures the machine is drawn."""
        return "asked" if self.latents.limit and job.owner != OWNER else ""

    def has_latents(self, job: Job) -> bool:
        """Of exactly this picture, and the worker may take them: it only needs to be decoded."""
        if not self.why(job):
            return False
        wanted = self.latents.of(job.caption_text or "", (str(job.steps),))
        return any(entry.seed == job.seed for entry in wanted)

    def start(self, job: Job, steps: int) -> Start | None:
        """Latents of a similar wish, where the settings allow it and any picture will do."""
        if not (self._may_reuse(job) and job.caption) or self.has_latents(job):
            return None
        found = neighbour(job.caption, self.latents)
        skipped = round(steps * SHARE)
        if found is None or found.wish is None or not skipped:
            return None
        found.served += 1
        return Start(caption=found.wish, seed=found.seed, steps=int(found.make[0]), at=skipped)

    def spared(self, job: Job, steps: int) -> int:
        """Of so many steps those that need not be done, as far as is known before it is begun. Changes nothing."""
        if self.has_latents(job):
            return steps
        if not self._may_reuse(job) or job.caption is None:
            return 0
        return round(steps * SHARE) if job.caption in self._neighbours else 0

    def variants(self, text: str, size: str, steps: int) -> Variants:
        """What there is of this wish, for whoever asks for it as the page does."""
        make = self._likeness(text, 0, size, steps, USUAL_FORMAT).make
        return Variants(
            finished=frozenset(entry.seed for entry in self.pictures.of(text, make)),
            sketched=frozenset(entry.seed for entry in self.latents.of(text, (str(steps),))),
        )

    # What to keep.

    def keep(self, job: Job, data: bytes, done: Done, age: int, *, label: bool) -> None:
        """A picture that was drawn just now, begun at `age`, `label` on it or not. Nobody waits for it to be kept.

        One that began with another's latents is not what its seed draws, and is not kept.
        """
        if self._pack is None or not self.pictures.limit or job.served is None:
            return
        if age != self.age or job.owner == OWNER or done.started_at:
            return
        text, served = job.caption_text or "", job.served
        asked = self._likeness(text, job.seed, served.size, served.steps, job.format)
        likeness = msgspec.structs.replace(asked, label=label)
        if likeness.name not in self.pictures and not self._new.full():
            self._new.put_nowait(_Finished(likeness, data, self._neutral(text, job.seed), age))

    async def dreamt(self, pack: Pack, draw: Draw, dreamed: Dreamed, age: int) -> bool:
        """A picture that was drawn ahead, with `pack`, begun at `age`. Whether it is kept, or may not be any more."""
        if self._pack is None or self._pack.digest != pack.digest:
            return True
        done, text = dreamed.done, pack.vocabulary.text(draw.caption)
        size = "x".join(map(str, done.pixels))
        asked = self._likeness(text, done.seed, size, done.steps, USUAL_FORMAT)
        likeness = msgspec.structs.replace(asked, label=draw.label)
        new = _Finished(likeness, dreamed.image, self._neutral(text, done.seed), age)
        return await self._keep(new)

    async def drawn(self, draw: Draw, done: Done, *, welcome: bool, counted: bool = True) -> None:
        """What the worker says of the latents. Not `welcome`: nobody may find them any more. `counted`: somebody waited."""
        tally, pack = self.latents.tally, self._pack
        tally.corrupt += done.spoilt
        if not draw.keep or pack is None:
            return
        if counted:
            tally.hits += done.cached
            tally.misses += not done.cached
        sketch = Sketch(caption=draw.caption, seed=done.seed, steps=done.steps)
        try:
            text = pack.vocabulary.text(draw.caption)
        except KeyError:  # Of the pack before this one.
            return
        entry = sketch_entry(sketch, draw.keep, text, done.kept)
        if not done.cached:  # What the shelf thought to have was damaged or gone.
            self.latents.remove(f"asked/{sketch.name}")
            self.latents.remove(f"standard/{sketch.name}")
        if done.kept and welcome:
            tally.filled += 1
            await self._remove_latents(self.latents.add(entry))
        elif done.kept:
            await self._remove_latents([entry])

    async def with_room(self, write: Callable[[], Awaitable[T]]) -> T:
        """What goes to the disk; where it is full the caches give way, the least valuable first. Raises what `write` does."""
        while True:
            try:
                return await write()
            except StoreFull:
                if not await self._give_way():
                    raise

    # What to forget.

    async def wipe(self) -> None:
        """Everything that follows from what somebody asked for."""
        self.age += 1
        self.asked.clear()
        self.given.clear()
        async with self._writing:
            for name in self.pictures.names():
                self.pictures.remove(name)
            for name in self.latents.names():
                if name.startswith("asked/"):
                    self.latents.remove(name)
            self.latents.forget_servings()
            await asyncio.to_thread(self._remove_folders, "asked")

    async def clear(self) -> None:
        """Everything."""
        await self.wipe()
        async with self._writing:
            for name in self.latents.names():
                self.latents.remove(name)
            await asyncio.to_thread(self._remove_folders, "standard")

    # Behind the scenes.

    def _may_reuse(self, job: Job) -> bool:
        """The settings allow it, and any picture of this wish will do."""
        return self._reuse and job.varied and job.caption is not None

    def _wanted(self, job: Job) -> Likeness:
        return self._likeness(job.caption_text or "", job.seed, job.size, job.steps, job.format)

    def _likeness(self, text: str, seed: int, size: str, steps: int, format: Format) -> Likeness:
        return Likeness(
            pack=self._pack.digest if self._pack else "",
            caption=text,
            seed=seed,
            size=size,
            steps=steps,
            label=self.label,
            format=format,
        )

    def _neutral(self, text: str, seed: int) -> Marks:
        """Nobody's."""
        assert self._pack is not None  # noqa: S101 - for the type checker: the callers looked
        return Marks.of(self._pack.manifest, caption=text, seed=seed, id="", prompt="", producer="")

    def _own(self, job: Job) -> Marks:
        neutral = self._neutral(job.caption_text or "", job.seed)
        return msgspec.structs.replace(
            neutral, id=job.id, prompt=job.prompt, producer=self._producer
        )

    @property
    def _pictures_folder(self) -> Path:
        return self._folder / "pictures" / (self._pack.digest if self._pack else "-")

    async def _keep_all(self) -> None:
        """What was drawn, with nobody's marks, as it comes."""
        while True:
            await self._keep(await self._new.get())

    async def _keep(self, new: _Finished) -> bool:
        """Whether it is there now, or nobody may find it any more."""
        async with self._writing:
            if new.age != self.age:
                return True
            likeness, folder = new.likeness, self._folder / "pictures" / new.likeness.pack
            size = await asyncio.to_thread(keepsake.keep, folder, likeness, new.data, new.neutral)
            if not size or self._pack is None or likeness.pack != self._pack.digest:
                return bool(size)
            leaving = self.pictures.add(keepsake.entry(likeness, size))
            self.pictures.tally.filled += 1
            await asyncio.to_thread(self._unlink, self._pictures_folder, leaving)
        return True

    async def _learn(self) -> None:
        """Fills the shelves with what is on disk; what does not fit any more leaves."""
        pack = self._pack
        if pack is None:
            return
        async with self._writing:
            for shelf, found in (
                (self.pictures, await asyncio.to_thread(self._scan_pictures, pack)),
                (self.latents, await asyncio.to_thread(self._scan_latents, pack)),
            ):
                shelf.tally.corrupt += found.corrupt
                leaving = []
                for entry in found.entries:
                    if entry.name not in shelf:
                        leaving += shelf.add(entry)
                folder = self._pictures_folder if shelf is self.pictures else self._latents_folder
                await asyncio.to_thread(self._unlink, folder, leaving)
        self.ready = True
        log.info("kept from before: %d pictures, %d latents", len(self.pictures), len(self.latents))

    def _scan_pictures(self, pack: Pack) -> Scanned:
        return scan_pictures(self._folder / "pictures", pack.digest)

    def _scan_latents(self, pack: Pack) -> Scanned:
        return scan_latents(self._folder / LATENTS, pack)

    @property
    def _latents_folder(self) -> Path:
        return self._folder / LATENTS / (self._pack.digest if self._pack else "-")

    async def _remove_latents(self, leaving: list[Entry]) -> None:
        await asyncio.to_thread(self._unlink, self._latents_folder, leaving)

    async def _give_way(self) -> bool:
        """Whether the disk has more room now."""
        async with self._writing:
            for shelf, folder in (
                (self.pictures, self._pictures_folder),
                (self.latents, self._latents_folder),
            ):
                if leaving := shelf.shed(STEP_BYTES):
                    await asyncio.to_thread(self._unlink, folder, leaving)
                    return True
        return False

    @staticmethod
    def _unlink(folder: Path, leaving: list[Entry]) -> None:
        for entry in leaving:
            try:
                (folder / entry.name).unlink(missing_ok=True)
            except OSError as error:
                log.warning("cannot remove %s: %s", entry.name, error)

    def _remove_folders(self, why: Why) -> None:
        """All finished pictures, and the latents of this kind, of every pack. Blocks."""
        shutil.rmtree(self._folder / "pictures", ignore_errors=True)
        for folder in (self._folder / LATENTS).glob(f"*/{why}"):
            shutil.rmtree(folder, ignore_errors=True)


def no_cache() -> Cache:
    """One that keeps nothing."""
    return Cache(Path(), CacheSettings(pictures_mb=0, latents_mb=0), label=False)
