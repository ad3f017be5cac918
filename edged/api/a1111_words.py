"""What is said in the words of AUTOMATIC1111's API: requests, answers, errors."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from aiohttp import web
from msgspec import Meta, Struct

from edged.api.caller import language_of
from edged.api.operation import Manner, reply
from edged.api.order import NoPicture, language_for
from edged.pictures import Job
from runtime.errors import EdgedError
from runtime.prompt import Reading

MOST = 4
"""Pictures of one request."""
SENTENCE = web.RequestKey("sentence", str)
"""The prompt, once it is read: its language is that of the errors where the programme names none."""
SAMPLER = "Euler"
MOST_PARTS, LONGEST_PART = 24, 60
PARTS = re.compile(r"[,，、;；\n]+")


class TextToImage(Struct, frozen=True, kw_only=True):
    """Unknown fields are passed over: its clients send dozens."""

    prompt: str = ""
    negative_prompt: str | None = ""
    seed: Annotated[int, Meta(ge=-1, le=2**63 - 1)] | None = -1
    steps: int | None = None
    width: Annotated[int, Meta(ge=1, le=16384)] | None = None
    height: Annotated[int, Meta(ge=1, le=16384)] | None = None
    batch_size: Annotated[int, Meta(ge=1)] | None = 1
    n_iter: Annotated[int, Meta(ge=1)] | None = 1
    sampler_name: str | None = None
    override_settings: dict[str, Any] | None = None
    send_images: bool | None = True


class TextToImageAnswer(Struct, frozen=True, kw_only=True):
    images: list[str]
    """PNG in base64."""
    parameters: TextToImage
    """What was asked for."""
    info: str
    """What was drawn: JSON in a string."""


class Info(Struct, frozen=True, kw_only=True):
    prompt: str
    all_prompts: list[str]
    negative_prompt: str
    all_negative_prompts: list[str]
    seed: int
    all_seeds: list[int]
    subseed: int = 0
    all_subseeds: list[int] = []
    subseed_strength: float = 0
    width: int
    height: int
    sampler_name: str = SAMPLER
    cfg_scale: float = 1
    steps: int
    batch_size: int
    sd_model_name: str
    sd_model_hash: str
    infotexts: list[str]
    styles: list[str] = []
    index_of_first_image: int = 0
    job_timestamp: str = ""


class ProgressState(Struct, frozen=True, kw_only=True):
    skipped: bool = False
    interrupted: bool = False
    stopping_generation: bool = False
    job: str = ""
    job_count: int = 0
    job_timestamp: str = "0"
    job_no: int = 0
    sampling_step: int = 0
    sampling_steps: int = 0


class Progress(Struct, frozen=True, kw_only=True):
    progress: float = 0.0
    """0 to 1; 0 where nothing of this caller is open."""
    eta_relative: float = 0.0
    """Seconds; 0 where it is not known."""
    state: ProgressState = ProgressState()
    current_image: str | None = None
    """A small picture in base64."""
    textinfo: str | None = None


class SdModel(Struct, frozen=True, kw_only=True):
    title: str
    model_name: str
    hash: str
    sha256: str
    filename: str
    config: str | None = None


class Sampler(Struct, frozen=True, kw_only=True):
    name: str = SAMPLER
    aliases: tuple[str, ...] = ("euler",)
    options: dict[str, str] = {}


class StableScheduler(Struct, frozen=True, kw_only=True):
    name: str = "automatic"
    label: str = "Automatic"
    aliases: list[str] | None = None
    default_rho: float = -1
    need_inner_model: bool = False


class Options(Struct, frozen=True, kw_only=True):
    sd_model_checkpoint: str
    sd_checkpoint_hash: str
    samples_format: str = "png"
    CLIP_stop_at_last_layers: int = 1


class Nothing(Struct, frozen=True, kw_only=True):
    pass


class A1111Error(Struct, frozen=True, kw_only=True):
    error: str
    """Code."""
    detail: str
    """The sentence."""
    body: str = ""
    errors: str = ""
    """What to do about it."""


def error_answer(error: EdgedError, request: web.Request) -> web.Response:
    sentence = request.get(SENTENCE)
    language = language_of(request) if sentence is None else language_for(request, sentence)
    code = error.fault.code if isinstance(error, NoPicture) else error.code
    text = error.message(language)
    told = A1111Error(error=code, detail=text, errors=error.fix(language) or "")
    later: int | None = getattr(error, "retry_after_s", None)
    status = 422 if isinstance(error, NoPicture) and error.job.state == "refused" else error.status
    return reply(told, status, {} if later is None else {"Retry-After": str(later)})


MANNER = Manner(kind=A1111Error, answer=error_answer)


def parts_of(negative: str) -> list[str]:
    """What a negative prompt lists, as far as it could name something: hundreds of words would keep others waiting."""
    parts = (part.strip() for part in PARTS.split(negative))
    return [part for part in parts if 0 < len(part) <= LONGEST_PART][:MOST_PARTS]


def without(prompt: str, reading: Reading, unwanted: set[str]) -> str:
    """The sentence, less the words of these concepts. What nobody asked for need not be left out: it is never drawn."""
    for each in reading.understood:
        if each.concept in unwanted:
            prompt = prompt.replace(each.word, " ")
    return prompt


def told(asked: TextToImage, jobs: list[Job], model: SdModel) -> str:
    """What was drawn, as JSON."""
    first = jobs[0].served
    width, height = (int(each) for each in (first.size if first else jobs[0].size).split("x"))
    steps = first.steps if first else jobs[0].steps
    negative = asked.negative_prompt or ""
    info = Info(
        prompt=asked.prompt,
        all_prompts=[asked.prompt] * len(jobs),
        negative_prompt=negative,
        all_negative_prompts=[negative] * len(jobs),
        seed=jobs[0].seed,
        all_seeds=[job.seed for job in jobs],
        all_subseeds=[0] * len(jobs),
        width=width,
        height=height,
        steps=steps,
        batch_size=asked.batch_size or 1,
        sd_model_name=model.model_name,
        sd_model_hash=model.hash,
        infotexts=[_infotext(asked, job, model) for job in jobs],
    )
    return msgspec.json.encode(info).decode()


def _infotext(asked: TextToImage, job: Job, model: SdModel) -> str:
    size, steps = (job.served.size, job.served.steps) if job.served else (job.size, job.steps)
    negative = f"\nNegative prompt: {asked.negative_prompt}" if asked.negative_prompt else ""
    return (
        f"{asked.prompt}{negative}\nSteps: {steps}, Sampler: {SAMPLER}, CFG scale: 1, Seed: {job.seed}, "
        f"Size: {size}, Model hash: {model.hash}, Model: {model.model_name}"
    )
