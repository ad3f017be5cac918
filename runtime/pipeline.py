"""Wishes in, events out: one piece of work at a time, so that the caller can look at its inbox in between.

A piece is one denoise step of the running batch, or the decoding and encoding of one finished picture; where the engine
can do both at once, pictures are finished beside the steps of others. Whatever goes wrong with one picture is that
picture's `Failed`; the others never notice.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from http import HTTPStatus

import numpy as np
from msgspec.structs import astuple

from runtime.batch import Running, RunningBatch
from runtime.engines.base import Engine, EngineFailed, OutOfMemory
from runtime.errors import EdgedError
from runtime.finishing import Finisher
from runtime.images import FORMATS, Pixels, encode, encode_preview
from runtime.latents import Latents, rounded
from runtime.marks import Marks
from runtime.messages import Cancelled, Done, Draw, Failed, FromWorker, Step
from runtime.noise import gaussian
from runtime.pack import Manifest, parse_size
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary
from runtime.schedulers import Course, Floats
from runtime.sketch import Sketch

Event = tuple[FromWorker, bytes]
"""A frame and its payload."""

VOCABULARY = "vocabulary.json"
BESIDE_MS = 0.001
"""What finishing is said to take where it held nothing up."""

log = logging.getLogger(__name__)


class WishInvalid(EdgedError):
    code, status = "wish_invalid", HTTPStatus.UNPROCESSABLE_ENTITY
    en = "This pack cannot draw that: {field} is {found}, possible is {possible}."
    zh = "这个模型包画不了：{field} 是 {found}，可以是 {possible}。"


class DrawingFailed(EdgedError):
    """A bug; its traceback is in the log."""

    code, status = "drawing_failed", HTTPStatus.INTERNAL_SERVER_ERROR
    en = "Something went wrong while drawing this picture."
    zh = "画这张图的时候出了点问题。"
    fix_en = "Try again; the box's log says more."
    fix_zh = "请再试一次；本机日志里有详细信息。"


@dataclass(eq=False)
class _Job:
    """A picture on its way, from its first step on."""

    draw: Draw
    running: Running
    started: float
    """time.monotonic() in seconds."""
    recalled: bool = False
    """Its latents were kept from before."""
    skipped: int = 0
    """Steps that similar latents spared."""


@dataclass(frozen=True)
class _Made:
    image: bytes
    """The encoded picture; empty where it was drawn `bare`."""
    clean: Floats
    ended: float
    """Monotonic seconds."""


class Pipeline:
    """Draws with one engine. Not to be shared between threads."""

    def __init__(  # noqa: PLR0913 - what it draws with
        self,
        manifest: Manifest,
        vocabulary: Vocabulary,
        engine: Engine,
        *,
        batch: int,
        latents: Latents | None = None,
        producer: str = "",
    ) -> None:
        """`batch`: most pictures drawn at the same time; more may be accepted and wait. `latents`: finished ones.

        `producer`: who answers for the pictures, for their metadata.
        """
        self._manifest = manifest
        self._vocabulary = vocabulary
        self._engine = engine
        self._latents = latents
        self._producer = producer
        self._nothing = engine.encode(engine.spell(None)[np.newaxis])
        self._batch = RunningBatch(
            engine, capacity=batch, guidance=manifest.guidance, nothing=self._nothing
        )
        self._waiting: dict[str, Draw] = {}
        self._jobs: dict[str, _Job] = {}
        self._finished: deque[_Job] = deque()
        self._finisher = Finisher(self._make)
        self.resting = False
        """Whoever calls `advance` rests in between, and nothing shall go on meanwhile."""

    @property
    def in_turn(self) -> bool:
        """Pictures are finished between steps and not beside them: one piece of work at a time."""
        return self.resting or not self._engine.parallel

    @property
    def busy(self) -> bool:
        return bool(self._waiting or self._jobs)

    @property
    def batch(self) -> int:
        """Most pictures at the same time. Made smaller, it lets those that run go on, and nobody else in."""
        return self._batch.capacity

    @batch.setter
    def batch(self, most: int) -> None:
        self._batch.capacity = max(1, most)

    def accept(self, draw: Draw) -> list[Event]:
        """The picture is drawn by the coming `advance`s, unless it comes back as failed right away."""
        if draw.id in self._waiting or draw.id in self._jobs:
            log.warning("picture %s is being drawn already", draw.id)
            return []
        try:
            self._check(draw)
        except WishInvalid as error:
            return [(failure(draw.id, error), b"")]
        if not self._recall(draw):
            self._waiting[draw.id] = draw
        return []

    def cancel(self, picture_id: str) -> list[Event]:
        """Leaves at once. Nothing happens for a picture that is not here (any more)."""
        job = self._jobs.pop(picture_id, None)
        if job is None and self._waiting.pop(picture_id, None) is None:
            return []
        self._batch.leave(picture_id)
        if job is not None:
            self._finisher.drop(job)
            if job in self._finished:
                self._finished.remove(job)
        return [(Cancelled(id=picture_id), b"")]

    def advance(self) -> list[Event]:
        """The next piece of work. Call it only while `busy`."""
        began = time.monotonic()
        events = self._let_join()
        self._hand_on()
        held_up = 0.0
        if len(self._finisher) and (self.in_turn or not len(self._batch)):
            self._finisher.wait()
            held_up = time.monotonic() - began
        elif len(self._batch):
            events += self._step(began)
            if not self.in_turn:
                self._hand_on()
        for job, made in self._finisher.take():
            events.append(self._finish(job, made, held_up))
            held_up = 0.0
        return events

    def _hand_on(self) -> None:
        """Finished pictures to the finisher; in turn only one, and not before it has nothing else."""
        beside = not self.in_turn
        while self._finished and (beside or not len(self._finisher)):
            self._finisher.begin(self._finished.popleft(), beside=beside)

    def _check(self, draw: Draw) -> None:
        sizes, steps = self._manifest.sizes, self._manifest.steps
        wanted = steps.default if draw.steps is None else draw.steps
        if draw.pixels not in map(parse_size, sizes):
            size = "x".join(map(str, draw.pixels))
            raise WishInvalid(field="size", found=size, possible=", ".join(sizes))
        if not steps.min <= wanted <= steps.max:
            raise WishInvalid(field="steps", found=wanted, possible=f"{steps.min}-{steps.max}")
        if draw.format not in FORMATS:
            raise WishInvalid(field="format", found=draw.format, possible=", ".join(FORMATS))
        if not 0 <= draw.seed < 2**63:
            raise WishInvalid(field="seed", found=draw.seed, possible="0-9223372036854775807")
        try:
            self._engine.course(draw.pixels, wanted)
        except ValueError as error:
            raise WishInvalid(field="steps", found=wanted, possible=error) from error
        self._check_caption(draw.caption)

    def _check_caption(self, caption: Caption) -> None:
        absent = [r.id for r in self._vocabulary.roles if r.required and not caption.of(r.id)]
        try:
            self._vocabulary.tokens(caption)
            self._vocabulary.text(caption)
        except KeyError as error:
            raise WishInvalid(field="caption", found=error, possible=VOCABULARY) from error
        if absent:
            raise WishInvalid(field=absent[0], found="-", possible=VOCABULARY)

    def _recall(self, draw: Draw) -> bool:
        """Whether its latents are there: then only decoding is left, and it needs no place in the batch."""
        if self._latents is None or not draw.keep:
            return False
        started, sketch = time.monotonic(), self._sketch(draw)
        clean = self._latents.find(sketch)
        if clean is None:
            return False
        levels = self._course(draw).levels
        running = Running(draw.id, clean, self._nothing.rows[0], levels, step=sketch.steps)
        job = self._jobs[draw.id] = _Job(draw, running, started, recalled=True)
        self._finished.append(job)
        return True

    def _sketch(self, draw: Draw) -> Sketch:
        steps = draw.steps or self._manifest.steps.default
        return Sketch(caption=draw.caption, seed=draw.seed, steps=steps)

    def _let_join(self) -> list[Event]:
        events: list[Event] = []
        while self._waiting and self._batch.room > 0:
            draw = self._waiting.pop(next(iter(self._waiting)))
            try:
                job = self._begin(draw)
            except EdgedError as error:
                events.append((failure(draw.id, error), b""))
                continue
            self._jobs[draw.id] = job
            self._batch.join(job.running)
        return events

    def _begin(self, draw: Draw) -> _Job:
        started = time.monotonic()
        wish = self._engine.encode(self._engine.spell(draw.caption)[np.newaxis])
        course = self._course(draw)
        skipped, latents = self._begin_with(draw, course)
        running = Running(
            id=draw.id,
            latents=latents,
            wish=wish.rows[0],
            levels=course.levels,
            step=skipped,
            space=course.space,
            fresh=(lambda step: gaussian(draw.seed, course.shape, step)) if course.fresh else None,
        )
        return _Job(draw, running, started, skipped=skipped)

    def _course(self, draw: Draw) -> Course:
        steps = draw.steps or self._manifest.steps.default
        return self._engine.course(draw.pixels, steps)

    def _begin_with(self, draw: Draw, course: Course) -> tuple[int, Floats]:
        """(steps left out, latents at that level): a similar picture under as much noise as the level asks for."""
        noise, start = gaussian(draw.seed, course.shape), draw.start
        whole = np.float32(course.first) * noise
        if start is None or self._latents is None:
            return 0, whole
        sketch = Sketch(caption=start.caption, seed=start.seed, steps=start.steps)
        clean = self._latents.find(sketch)
        if clean is None or clean.shape != course.shape:
            return 0, whole
        step = max(0, min(start.at, len(course.levels) - 2))
        return step, course.space.noised(clean, noise, course.levels[step])

    def _step(self, began: float) -> list[Event]:
        """`began`: monotonic seconds at which this piece of work did."""
        moved, failed = self._batch.step()
        events: list[Event] = []
        for picture, error in failed:
            del self._jobs[picture.id]
            events.append((failure(picture.id, error), b""))
        previews = self._previews([picture for picture in moved if self._wants_preview(picture)])
        work_ms = (time.monotonic() - began) * 1000
        for picture in moved:
            step = Step(
                id=picture.id,
                step=picture.step,
                steps=picture.steps,
                work_ms=work_ms,
                together=len(moved),
            )
            events.append((step, previews.get(picture.id, b"")))
            if picture.finished:
                self._finished.append(self._jobs[picture.id])
        return events

    def _wants_preview(self, picture: Running) -> bool:
        """Not after the last step: the picture itself is about to follow."""
        return self._jobs[picture.id].draw.previews and not picture.finished

    def _previews(self, pictures: list[Running]) -> dict[str, bytes]:
        if not pictures:
            return {}
        try:
            images = self._engine.preview(np.stack([picture.clean for picture in pictures]))
        except EngineFailed as error:
            log.warning("no preview: %s", error)  # the picture is worth more than its preview
            return {}
        return {
            picture.id: self._encoded_preview(self._jobs[picture.id].draw, image)
            for picture, image in zip(pictures, images, strict=True)
        }

    def _encoded_preview(self, draw: Draw, pixels: Pixels) -> bytes:
        return encode_preview(pixels, label=draw.label, marks=self._marks(draw))

    def _make(self, job: _Job) -> _Made:
        """In the finisher's thread, where it has one."""
        clean = job.running.clean if job.recalled else rounded(job.running.clean)
        image = b"" if job.draw.bare else self._encoded(job.draw, clean)
        return _Made(image, clean, time.monotonic())

    def _finish(self, job: _Job, future: Future[_Made], held_up: float) -> Event:
        """`held_up`: seconds in which nothing else was done."""
        draw = job.draw
        del self._jobs[draw.id]
        try:
            made = future.result()
        except EdgedError as error:
            if isinstance(error, OutOfMemory):
                self._batch.narrow()
            return failure(draw.id, error), b""
        except Exception:
            log.exception("picture %s", draw.id)
            return failure(draw.id, DrawingFailed()), b""
        done = Done(
            id=draw.id,
            seed=draw.seed,
            pixels=draw.pixels,
            steps=job.running.steps,
            format=draw.format,
            draw_ms=(made.ended - job.started) * 1000,
            finish_ms=max(held_up * 1000, BESIDE_MS),
            cached=job.recalled,
            # What began with another picture is not what this seed draws.
            kept=0 if job.recalled or job.skipped else self._keep(draw, made.clean),
            started_at=job.skipped,
            spoilt=self._spoilt(),
        )
        return done, made.image

    def _encoded(self, draw: Draw, clean: Floats) -> bytes:
        """The picture's file."""
        marks = self._marks(draw)
        pixels = self._engine.decode(clean[np.newaxis])[0]
        return encode(pixels, size=draw.pixels, format=draw.format, label=draw.label, marks=marks)

    def _marks(self, draw: Draw) -> Marks:
        return Marks.of(
            self._manifest,
            caption=self._vocabulary.text(draw.caption),
            seed=draw.seed,
            id=draw.id,
            prompt=draw.prompt,
            producer=self._producer,
        )

    def _keep(self, draw: Draw, clean: Floats) -> int:
        """Bytes of the latents on disk, if they are to be kept."""
        if self._latents is None or not draw.keep or not np.isfinite(clean).all():
            return 0
        if clean.shape != astuple(self._manifest.latent):
            return 0  # of another size than what is kept under this name
        return self._latents.keep(self._sketch(draw), clean, draw.keep)

    def _spoilt(self) -> int:
        """Damaged files that were found since it was told last."""
        if self._latents is None:
            return 0
        found, self._latents.spoilt = self._latents.spoilt, 0
        return found


def failure(picture_id: str | None, error: EdgedError) -> Failed:
    """The frame that tells of it in both languages."""
    return Failed(
        id=picture_id,
        code=error.code,
        message_en=error.message("en"),
        message_zh=error.message("zh"),
        fix_en=error.fix("en"),
        fix_zh=error.fix("zh"),
    )
