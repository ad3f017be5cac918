"""How fast each rung of the ladder is on this very machine: real pictures, drawn by the real worker, one rung after the other.

What was measured is kept, decides which rung is the standard one, and lets the first picture after a start have an
honest waiting time. Engines can be compared the same way; which one a profile takes is then the admin's to write down.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import msgspec
from msgspec import Struct

from edged.box import Box
from edged.errors import StateUnwritable, WorkerCannotLoad, WorkerDied
from edged.events import Changed, Events
from edged.governor.budget import Budget
from edged.health import Health
from edged.machine.engines import engines_for
from edged.pictures import ENDED, Job
from edged.queue import Queue
from edged.refusals import TuneCannotMeasure, TuneInProgress, TuneNeedsQuiet
from edged.store import Store
from runtime.errors import EdgedError
from runtime.profile import Rung
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary

log = logging.getLogger(__name__)

Trying = Callable[[str], AbstractAsyncContextManager[None]]
"""Name of an engine -> what draws on it meanwhile."""
OWNER = "tune"
FILE = "tuned.json"
AIM_S = 2.0
"""Seconds that a child waits gladly: the best rung that keeps to it becomes the standard one."""
ROUNDS = 3
"""Times that each of the three captions is drawn alone."""
REST_S = 180.0
"""Seconds that a box may take to cool before a trial."""
TURNS = 3
"""Times that each engine gets, the others in between: a machine that grows warm or busy slows all of them."""
CLEARLY = 0.95
"""Share of its own engine's seconds that another one may take at most to be chosen."""
TRIES = 3
"""Times that a rung is measured again because somebody else drew meanwhile."""


class RungTime(Struct, frozen=True, kw_only=True):
    size: str
    steps: int
    """Of a usual wish."""
    batch: int
    alone_s: float
    """Median seconds of a picture that is drawn alone."""
    together_s: float
    """Seconds a picture costs where `batch` of them are drawn at the same time."""


class EngineTime(Struct, frozen=True, kw_only=True):
    engine: str
    alone_s: float | None
    """Median seconds of a picture that is drawn alone at the first rung; null: it cannot draw here."""
    trouble: str | None = None
    """Code of what keeps it from drawing: `worker_cannot_load` where its library is not installed."""
    told_en: str | None = None
    """The same as a sentence."""
    told_zh: str | None = None
    used: bool
    """The profile names it."""
    best: bool
    """Fast enough to be chosen."""


class Tuned(Struct, frozen=True, kw_only=True):
    """What was measured."""

    profile: str
    engine: str = ""
    """Another engine needs another measurement; empty: by a release that did not tell."""
    pack: str
    """Digest; another pack or profile needs another measurement."""
    rungs: tuple[RungTime, ...]
    standard: int
    """Index of the rung that a cool, idle box serves."""


class Progress(Struct, frozen=True, kw_only=True):
    running: bool
    done: int = 0
    """Pictures."""
    total: int = 0
    tuned: Tuned | None = None
    engines: tuple[EngineTime, ...] = ()
    """What each engine took, since this start."""
    error: str | None = None
    """Code of what ended the last measurement."""


class Tuning:
    """One measurement at a time."""

    def __init__(  # noqa: PLR0913 - a measurement goes through all of the box
        self,
        *,
        box: Box,
        queue: Queue,
        events: Events,
        store: Store,
        health: Health,
        budget: Callable[[], Budget],
        trying: Trying,
        state: Path,
    ) -> None:
        """`budget`: the governor's. Trial pictures are drawn as their rung says, whatever it is, but never slower.

        `trying`: draws on another engine meanwhile.
        """
        self._budget, self._trying = budget, trying
        self._engines: tuple[EngineTime, ...] = ()
        self._box, self._queue, self._events = box, queue, events
        self._store, self._health, self._file = store, health, state / FILE
        self._done = self._total = 0
        self._running = False
        self.error: EdgedError | None = None
        self.tuned = read_tuned(self._file)

    @property
    def progress(self) -> Progress:
        return Progress(
            running=self._running,
            done=self._done,
            total=self._total,
            tuned=self.valid,
            engines=self._engines,
            error=self.error.code if self.error else None,
        )

    @property
    def valid(self) -> Tuned | None:
        """What was measured with the present profile and pack."""
        pack, tuned = self._box.pack, self.tuned
        if pack is None or tuned is None:
            return None
        profile = self._box.choice.profile
        here = (profile.name, pack.digest)
        same = here == (tuned.profile, tuned.pack) and tuned.engine in {"", profile.engine}
        return tuned if same else None

    def check(self) -> None:
        """Raises TuneInProgress, TuneNeedsQuiet or TuneCannotMeasure where it cannot begin now."""
        if self._running:
            raise TuneInProgress
        if not self._health.draws:
            raise TuneCannotMeasure(state=self._health.state)
        if self._queue.waiting or self._queue.drawing:
            raise TuneNeedsQuiet

    async def run(self) -> Tuned:
        """Draws with every rung. Raises what `check` raises, or StateUnwritable."""
        self.check()
        self._running, self.error = True, None
        try:
            self.tuned = await self._measure()
            await asyncio.to_thread(self._write)
        except EdgedError as error:
            self.error = error
            raise
        finally:
            self._running = False
        return self.tuned

    async def compare(self) -> tuple[EngineTime, ...]:
        """Draws at the first rung on every engine that can run the pack, in turns. Raises as `run` does."""
        self.check()
        self._running, self.error, self._engines = True, None, ()
        try:
            self._engines = await self._compare()
        except EdgedError as error:
            self.error = error
            raise
        finally:
            self._running = False
        return self._engines

    def expect(self) -> None:
        """The queue learns what a picture costs here, as long as it has drawn none itself."""
        if tuned := self.valid:
            rung = tuned.rungs[tuned.standard]
            self._queue.expect(rung.size, rung.steps, rung.together_s)

    async def _measure(self) -> Tuned:
        profile, pack = self._box.choice.profile, self._box.setup.usable()
        wishes = trial_captions(pack.vocabulary)
        batches = [rung.batch or profile.batch for rung in profile.ladder]
        self._done, self._total = 0, sum(batches) + len(batches) * ROUNDS * len(wishes)
        rungs = []
        for rung, batch in zip(profile.ladder, batches, strict=True):
            alone = [await self._time([wish], rung) for _ in range(ROUNDS) for wish in wishes]
            usual = wishes[len(wishes) // 2]
            together = await self._time([usual] * batch, rung)
            rungs.append(
                RungTime(
                    size=rung.size,
                    steps=rung.steps_for(usual, pack.manifest.steps),
                    batch=batch,
                    alone_s=round(statistics.median(alone), 3),
                    together_s=round(together / batch, 3),
                )
            )
        return Tuned(
            profile=profile.name,
            engine=profile.engine,
            pack=pack.digest,
            rungs=tuple(rungs),
            standard=standard(rungs),
        )

    async def _compare(self) -> tuple[EngineTime, ...]:
        profile, pack = self._box.choice.profile, self._box.setup.usable()
        wishes, engines = trial_captions(pack.vocabulary), engines_for(profile, pack.manifest)
        self._done, self._total = 0, TURNS * len(engines) * len(wishes)
        spent: dict[str, list[float]] = {engine: [] for engine in engines}
        troubles: dict[str, EdgedError] = {}
        for engine in engines * TURNS if len(engines) > 1 else ():
            if engine in troubles:
                continue
            try:
                async with self._trying(engine):
                    spent[engine] += [
                        await self._time([wish], profile.ladder[0]) for wish in wishes
                    ]
            except (WorkerCannotLoad, WorkerDied, TuneCannotMeasure) as error:
                if engine == engines[0]:
                    raise
                troubles[engine] = error
                self._total -= TURNS * len(wishes)
        return ranked(spent, troubles, engines[0])

    async def _time(self, wishes: list[Caption], rung: Rung) -> float:
        """Seconds from handing them in to the last one's end, with nobody else at work."""
        for _ in range(TRIES):
            await self._rested()
            if self._queue.waiting or self._queue.drawing:
                raise TuneNeedsQuiet
            jobs = [self._job(wish, rung) for wish in wishes]
            began, count = time.monotonic(), self._queue.accepted
            for job in jobs:
                await self._queue.accept(job, patient=True)
            ends = [await self._end_of(job) for job in jobs]
            seconds = time.monotonic() - began
            await self._forget(jobs)
            for end in ends:
                if end.served is None or end.served.size != rung.size:
                    raise TuneCannotMeasure(state=end.fault.code if end.fault else end.state)
            if self._queue.accepted - count == len(jobs):
                self._done += len(jobs)
                return seconds
        raise TuneNeedsQuiet

    async def _rested(self) -> None:
        """A box that holds itself back would be measured slower than it is: it gets time to cool."""
        deadline = time.monotonic() + REST_S
        while self._budget().duty < 1:
            if time.monotonic() > deadline:
                raise TuneCannotMeasure(state=self._budget().reason)
            await asyncio.sleep(1)

    def _job(self, wish: Caption, rung: Rung) -> Job:
        pack = self._box.setup.usable()
        return Job(
            id=secrets.token_hex(16),
            owner=OWNER,
            state="queued",
            created=time.time(),
            prompt="",
            understood=(),
            dropped=(),
            caption=wish,
            caption_text=pack.vocabulary.text(wish),
            seed=secrets.randbits(32),
            size=rung.size,
            steps=rung.steps_for(wish, pack.manifest.steps),
            format="png",
        )

    async def _end_of(self, job: Job) -> Job:
        with self._events.listening(job.id) as feed:
            while (found := await self._queue.get(job.id)) is None or found.state not in ENDED:
                while not isinstance(event := await feed.get(), Changed):
                    if event is None:
                        raise TuneCannotMeasure(state="stopping")
        return found

    async def _forget(self, jobs: list[Job]) -> None:
        ids = [job.id for job in jobs]
        await self._queue.remove(ids)
        await self._store.remove(ids)

    def _write(self) -> None:
        new = self._file.with_suffix(".new")
        try:
            new.write_bytes(msgspec.json.format(msgspec.json.encode(self.tuned)))
            new.replace(self._file)
        except OSError as error:
            raise StateUnwritable(folder=self._file.parent, detail=error.strerror) from error


def ranked(
    spent: Mapping[str, Sequence[float]], troubles: Mapping[str, EdgedError], own: str
) -> tuple[EngineTime, ...]:
    """The profile's own engine stays the best one unless another is clearly faster."""
    medians = {
        engine: round(statistics.median(times), 3)
        for engine, times in spent.items()
        if times and engine not in troubles
    }
    best = min(medians, key=lambda engine: medians[engine], default=own)
    if medians.get(own, float("inf")) * CLEARLY <= medians.get(best, float("inf")):
        best = own
    return tuple(
        EngineTime(
            engine=engine,
            alone_s=medians.get(engine),
            trouble=troubles[engine].code if engine in troubles else None,
            told_en=troubles[engine].message("en") if engine in troubles else None,
            told_zh=troubles[engine].message("zh") if engine in troubles else None,
            used=engine == own,
            best=engine == best,
        )
        for engine in spent
    )


def read_tuned(file: Path) -> Tuned | None:
    """None where nothing was measured, or where the file is not what it should be."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Tuned)
    except (OSError, msgspec.DecodeError):
        return None


def standard(rungs: list[RungTime]) -> int:
    """The best rung that is fast enough; where none is, the fastest."""
    quick = [index for index, rung in enumerate(rungs) if rung.alone_s <= AIM_S]
    return quick[0] if quick else min(range(len(rungs)), key=lambda i: rungs[i].alone_s)


def trial_captions(vocabulary: Vocabulary) -> tuple[Caption, ...]:
    """A plain wish, a usual one and a crowded one, in the pack's own words."""
    firsts: dict[str, Part] = {}
    for concept in vocabulary.concepts:
        firsts.setdefault(concept.role, Part(concept.role, concept.id))
    required = [firsts[role.id] for role in vocabulary.roles if role.required]
    others = [
        firsts[role.id] for role in vocabulary.roles if not role.required and role.id in firsts
    ]
    return tuple(vocabulary.canonical((*required, *others[:more])) for more in (0, 2, 4))
