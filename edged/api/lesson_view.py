"""What the teacher's page is told: the whole lesson in one answer."""

from __future__ import annotations

import asyncio
import time
from typing import Literal

from msgspec import Struct

from edged.access.nicknames import Nickname
from edged.access.register import Register
from edged.api.pairing import DeviceView, device_view
from edged.box import Box
from edged.governor.words import sentence
from edged.health import BoxState, Health, Issue
from edged.lesson import Lesson
from edged.load import MINUTES, Load, mean, minute_of
from edged.pacing import Pacing
from edged.packs.offers import Offers
from edged.pictures import Job
from edged.queue import Queue
from edged.sensors.history import COLUMNS, LENGTH_S
from edged.sensors.sample import Metric
from edged.telemetry import Telemetry
from runtime.errors import Language
from runtime.prompt.style import STYLES

PRESENT_S = 150.0
"""Seconds since it was seen in which a device is said to be here; its page asks every ten, and the box notes minutes."""


class Person(DeviceView, frozen=True, kw_only=True):
    """A paired device."""

    here: bool
    """It was seen in the last minutes."""
    self: bool
    """It is the one that asks."""


class Counts(Struct, frozen=True, kw_only=True):
    done: int
    waiting: int
    drawing: int


class StyleView(Struct, frozen=True, kw_only=True):
    name: str
    words: tuple[str, ...]


class Feeling(Struct, frozen=True, kw_only=True):
    """How the box is."""

    state: BoxState
    temperature_c: float | None
    """Of the part that draws; null: nobody measures it."""
    target_c: float
    """What the box keeps itself below."""
    size: str
    """Of pictures that begin now."""
    usual_size: str
    reason: str | None
    """Why pictures are smaller or later than usual: a Reason."""
    says: str | None
    """The same as a sentence."""
    accepting: bool
    """False: the battery is nearly empty."""
    wait_s: float | None
    """Seconds that a wish made now would wait for its picture; null: not known."""
    on_mains: bool | None
    offers: list[str]
    """Sentences about packs on USB sticks."""


class LoadMinute(Struct, frozen=True, kw_only=True):
    pictures: int
    wait_s: float | None
    """Mean seconds from the wish to the picture."""
    temperature_c: float | None


class LessonView(Struct, frozen=True, kw_only=True):
    name: str
    """The box's."""
    access: Literal["open", "paired"]
    addresses: list[str]
    """Where tablets find the children's page, the best one first."""
    paused: bool
    label: bool
    tablets: bool
    """They draw by themselves while the box cannot."""
    style: StyleView | None
    pictures: Counts
    devices: list[Person]
    """In the order in which they were paired."""
    feeling: Feeling
    issues: list[Issue]
    load: list[LoadMinute]
    """Thirty minutes, the oldest first; the last one ends now."""


class LessonPicture(Struct, frozen=True, kw_only=True):
    """A finished picture, as the wall shows it."""

    id: str
    by: Nickname | None
    """The device's name; null: nobody's that is paired."""
    prompt: str
    caption: str | None
    created: float
    """Seconds since 1970."""
    hidden: bool
    """Not on the wall's projector and not in print."""
    image: str


class Teller:
    """Gathers the answers from those who know."""

    def __init__(  # noqa: PLR0913 - a lesson is all of these
        self,
        *,
        box: Box,
        lesson: Lesson,
        load: Load,
        queue: Queue,
        register: Register,
        health: Health,
        pacing: Pacing,
        telemetry: Telemetry,
        offers: Offers,
    ) -> None:
        self._box, self._lesson, self._load, self._queue = box, lesson, load, queue
        self._register, self._health = register, health
        self._pacing, self._telemetry, self._offers = pacing, telemetry, offers

    async def lesson(
        self, language: Language, *, asker: str | None, open: bool, addresses: list[str]
    ) -> LessonView:
        """`asker`: id of the device that asks. `open`: everybody may draw."""
        queue = self._queue
        offers = await asyncio.to_thread(self._offers.present)
        return LessonView(
            name=self._box.name,
            access="open" if open else "paired",
            addresses=addresses,
            paused=self._lesson.paused,
            label=self._lesson.label,
            tablets=self._lesson.tablets,
            style=self._style(),
            pictures=Counts(
                done=await queue.count_drawn(), waiting=queue.waiting, drawing=queue.drawing
            ),
            devices=self._people(asker),
            feeling=self._feeling(language, [offer.says(language) for offer in offers]),
            issues=self._health.issues(language),
            load=self._minutes(),
        )

    def picture(self, job: Job) -> LessonPicture:
        return LessonPicture(
            id=job.id,
            by=self._names.get(job.owner),
            prompt=job.prompt,
            caption=job.caption_text,
            created=job.created,
            hidden=job.hidden,
            image=f"/v1/pictures/{job.id}/image",
        )

    def pictures(self, jobs: list[Job]) -> list[LessonPicture]:
        return [self.picture(job) for job in jobs]

    @property
    def _names(self) -> dict[str, Nickname]:
        return {device.owner: device.name for device in self._register.devices}

    def _people(self, asker: str | None) -> list[Person]:
        now, found = time.time(), []
        for device in self._register.devices:
            view = device_view(device)
            facts = {field: getattr(view, field) for field in view.__struct_fields__}
            here = abs(now - device.seen) < PRESENT_S
            found.append(Person(**facts, here=here, self=device.id == asker))
        return found

    def _style(self) -> StyleView | None:
        pack = self._box.pack
        name = next(iter(pack.manifest.styles), None) if pack else None
        return StyleView(name=name, words=STYLES.get(name, ())) if name else None

    def _feeling(self, language: Language, offers: list[str]) -> Feeling:
        budget, heat = self._pacing.budget, self._telemetry.heat()
        sample = self._telemetry.latest
        temperature = sample.get(self._metric) if sample else None
        return Feeling(
            state=self._health.state,
            temperature_c=None if temperature is None else round(temperature, 1),
            target_c=heat.target_c,
            size=budget.rung.size,
            usual_size=self._pacing.profile.ladder[0].size,
            reason=budget.reason,
            says=sentence(budget.reason, language) if budget.reason else None,
            accepting=budget.accepting,
            wait_s=self._wait_s(budget.duty),
            on_mains=sample.on_mains if sample else None,
            offers=offers,
        )

    @property
    def _metric(self) -> Metric:
        return "gpu_temperature" if self._telemetry.heat().part == "gpu" else "cpu_temperature"

    def _wait_s(self, duty: float) -> float | None:
        """For everybody who waits, and then one picture more."""
        queue = self._queue
        each, line = queue.seconds_per_picture, queue.waiting_ids()
        before = queue.eta(line[-1]) if line else 0.0
        if each is None or before is None or duty <= 0 or self._lesson.paused:
            return None
        return round(before + each / duty, 1)

    def _minutes(self) -> list[LoadMinute]:
        temperatures = self._temperatures()
        return [
            LoadMinute(pictures=each.pictures, wait_s=each.wait_s, temperature_c=temperature)
            for each, temperature in zip(self._load.minutes(), temperatures, strict=True)
        ]

    def _temperatures(self) -> list[float | None]:
        felt: list[list[float]] = [[] for _ in range(MINUTES)]
        newest, column = self._telemetry.latest, COLUMNS.index(self._metric)
        for row in self._telemetry.history.since(newest.at - LENGTH_S) if newest else []:
            value, minute = row.values[column], minute_of(self._telemetry.age(row.at))
            if value is not None and minute is not None:
                felt[minute].append(value)
        return [mean(each) for each in felt]
