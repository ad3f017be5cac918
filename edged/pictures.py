"""A picture: what a child wished for, what the box keeps of it, and what it tells about it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import msgspec
from msgspec import Meta, Struct

from edged.governor.words import WORDS, told_of
from runtime.errors import EdgedError, Language
from runtime.pack import parse_size
from runtime.prompt import Caption, Reading

State = Literal["queued", "drawing", "done", "refused", "failed", "cancelled"]
Format = Literal["png", "webp", "jpeg"]

ENDED = frozenset({"done", "refused", "failed", "cancelled"})
FORMATS: tuple[Format, ...] = ("png", "webp", "jpeg")
MAX_PROMPT = 500
"""Characters."""


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for: the body of `POST /v1/pictures`."""

    prompt: str
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None
    size: str | None = None
    style: str | None = None
    steps: int | None = None
    format: Format = "png"


class Understood(Struct, frozen=True, kw_only=True):
    """One thing of the sentence that the box will draw."""

    kind: str
    word: str
    concept: str


def understood(reading: Reading) -> tuple[Understood, ...]:
    return tuple(
        Understood(kind=each.kind, word=each.word, concept=each.concept)
        for each in reading.understood
    )


class Served(Struct, frozen=True, kw_only=True):
    """What was really drawn."""

    size: str
    steps: int
    cached: bool = False
    reason: str | None = None
    """Why it differs from the wish: a Reason of the governor's, and for callers a sentence in their language."""

    def told(self, language: Language, *, size: str, steps: int) -> Served:
        """The same for people, who had asked for this size and so many steps."""
        if self.reason not in WORDS:
            return self
        smaller, fewer = area(self.size) < area(size), self.steps < steps
        reason = told_of(self.reason, language, smaller=smaller, fewer=fewer)
        return msgspec.structs.replace(self, reason=reason)


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An error as callers see it, in their language."""

    code: str
    message: str
    fix: str | None = None


class Fault(Struct, frozen=True, kw_only=True):
    """An error as the box keeps it, in both languages."""

    code: str
    message_en: str
    message_zh: str
    fix_en: str | None = None
    fix_zh: str | None = None

    @classmethod
    def of(cls, error: EdgedError) -> Self:
        return cls(
            code=error.code,
            message_en=error.message("en"),
            message_zh=error.message("zh"),
            fix_en=error.fix("en"),
            fix_zh=error.fix("zh"),
        )

    def problem(self, language: Language) -> Problem:
        if language == "zh":
            return Problem(code=self.code, message=self.message_zh, fix=self.fix_zh)
        return Problem(code=self.code, message=self.message_en, fix=self.fix_en)


class Image(Struct, frozen=True, kw_only=True):
    """The finished file in the store."""

    file: str
    """Name in the store's folder."""
    etag: str
    """Hex digits, without quotes."""
    bytes: int


class Job(Struct, frozen=True, kw_only=True):
    """A picture as the box keeps it."""

    id: str
    owner: str
    state: State
    created: float
    """Seconds since 1970 by this machine's clock."""
    prompt: str
    """Empty for a refused one: such words are not kept."""
    understood: tuple[Understood, ...]
    dropped: tuple[str, ...]
    caption: Caption | None
    caption_text: str | None
    seed: int
    size: str
    steps: int
    format: Format
    urgent: bool = False
    """A teacher's: it comes before the children's."""
    varied: bool = False
    """Its seed is the box's choice: any picture of this wish will do."""
    attempts: int = 0
    """Workers that died over it."""
    served: Served | None = None
    image: Image | None = None
    hidden: bool = False
    """The teacher keeps it from wall, projector and print; its owner still sees it."""
    fault: Fault | None = None
    seconds: float | None = None
    """What it cost the machine: its share of the seconds that the worker was busy, had it worked at full speed."""

    def ended(self, state: State, **facts: object) -> Job:
        """The same picture in its last state."""
        return msgspec.structs.replace(self, state=state, **facts)


class Picture(Struct, frozen=True, kw_only=True):
    """A picture as callers see it."""

    id: str
    state: State
    position: int | None
    """1: the next one to be drawn; 0: being drawn; null: ended."""
    eta_s: float | None
    """Seconds until it is done; null: not known yet, or ended."""
    prompt: str
    understood: tuple[Understood, ...]
    dropped: tuple[str, ...]
    caption: str | None
    seed: int
    served: Served | None
    image: str | None
    """Path of the image's bytes, once done."""
    error: Problem | None


def view(job: Job, language: Language, position: int | None, eta_s: float | None) -> Picture:
    return Picture(
        id=job.id,
        state=job.state,
        position=position,
        eta_s=eta_s,
        prompt=job.prompt,
        understood=job.understood,
        dropped=job.dropped,
        caption=job.caption_text,
        seed=job.seed,
        served=job.served and job.served.told(language, size=job.size, steps=job.steps),
        image=f"/v1/pictures/{job.id}/image" if job.state == "done" else None,
        error=job.fault.problem(language) if job.fault else None,
    )


def area(size: str) -> int:
    """Pixels."""
    width, height = parse_size(size)
    return width * height
