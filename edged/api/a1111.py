"""`/sdapi/v1/…`: for programmes that speak AUTOMATIC1111's API."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict

from aiohttp import web

from edged.api.a1111_words import (
    MANNER,
    MOST,
    SENTENCE,
    Nothing,
    Options,
    Progress,
    ProgressState,
    Sampler,
    SdModel,
    StableScheduler,
    TextToImage,
    TextToImageAnswer,
    parts_of,
    told,
    without,
)
from edged.api.body import body_of
from edged.api.caller import caller_of
from edged.api.operation import Handler, Operation, reply
from edged.api.order import NoPicture, Orders
from edged.errors import PackBroken, Warming
from edged.intake import HINDRANCES
from edged.pictures import Job, Wish
from edged.refusals import (
    BadField,
    PictureLost,
    PromptEmpty,
    PromptRefused,
    TookTooLong,
    WishOutgrown,
)
from edged.settings import HttpSettings
from runtime.pack import Pack
from runtime.prompt import PromptTooLong

ROOT = "/sdapi/v1"
EMPTY = ("upscalers", "loras", "sd-vae")
"""What its clients look for at their start, and is not here."""


class A1111Face:
    def __init__(self, orders: Orders, settings: HttpSettings) -> None:
        self._orders, self._settings = orders, settings
        self._open: defaultdict[str, list[list[Job]]] = defaultdict(list)
        """Owner -> the pictures of each of its requests that are being answered."""

    def operations(self) -> list[Operation]:
        one = Operation(
            method="POST",
            path=f"{ROOT}/txt2img",
            handler=self.draw,
            summary="Ask for pictures and wait for them, as AUTOMATIC1111's API does it",
            body=TextToImage,
            answers={200: TextToImageAnswer},
            errors=(
                PromptEmpty,
                PromptRefused,
                PromptTooLong,
                PictureLost,
                WishOutgrown,
                TookTooLong,
                Warming,
                *HINDRANCES,
            ),
            manner=MANNER,
        )
        return [
            one,
            _get("progress", self.progress, "How far the caller's pictures are", Progress),
            _get("sd-models", self.models, "The box's pack, as a model", list[SdModel]),
            _get("options", self.options, "What is set", Options),
            _get("samplers", self.samplers, "The one there is", list[Sampler]),
            _get("schedulers", self.schedulers, "The one there is", list[StableScheduler]),
            *(_get(name, self.empty, "Nothing of that is here", list[Nothing]) for name in EMPTY),
            _post("options", self.set_options, "Accepted, and changes nothing"),
            _post("interrupt", self.interrupt, "Cancel the caller's pictures"),
            _post("skip", self.interrupt, "The same"),
        ]

    async def draw(self, request: web.Request) -> web.Response:
        asked = await body_of(request, TextToImage, self._settings)
        request[SENTENCE] = asked.prompt
        wishes, owner = self._wishes(asked), caller_of(request).owner
        placed: list[Job] = []
        self._open[owner].append(placed)
        try:
            jobs = await self._orders.draw(request, wishes, placed)
        finally:
            # By identity: two requests that have just begun are both empty lists.
            rest = [each for each in self._open.pop(owner) if each is not placed]
            if rest:
                self._open[owner] = rest
        if bad := next((job for job in jobs if job.state in {"refused", "failed"}), None):
            raise NoPicture(bad)
        done = [job for job in jobs if job.state == "done"]  # Others were interrupted.
        images = [b64encode(await self._orders.data(job)).decode() for job in done]
        answer = TextToImageAnswer(
            images=images if asked.send_images in {True, None} else [],
            parameters=asked,
            info=told(asked, done or jobs, self._model()),
        )
        return reply(answer)

    async def progress(self, request: web.Request) -> web.Response:
        mine = self._open.get(caller_of(request).owner)
        if not mine or not mine[0]:
            return reply(Progress())
        order, queue = mine[0], self._orders.queue
        number = sum(1 for job in order if queue.open(job.id) is None)
        present = order[min(number, len(order) - 1)]
        seen = self._orders.events.last_step(present.id)
        share = seen.step / seen.steps if seen else 0.0
        answer = Progress(
            progress=round((number + share) / len(order), 3),
            eta_relative=queue.eta(order[-1].id) or 0.0,
            state=ProgressState(
                job="txt2img",
                job_count=len(order),
                job_no=number,
                sampling_step=seen.step if seen else 0,
                sampling_steps=seen.steps if seen else present.steps,
            ),
            current_image=b64encode(seen.preview).decode() if seen and seen.preview else None,
        )
        return reply(answer)

    async def interrupt(self, request: web.Request) -> web.Response:
        mine = self._open.get(caller_of(request).owner, [])
        await self._orders.cancel([job.id for order in mine for job in order])
        return reply(Nothing())

    async def models(self, _: web.Request) -> web.Response:
        return reply([self._model()])

    async def options(self, _: web.Request) -> web.Response:
        model = self._model()
        return reply(Options(sd_model_checkpoint=model.title, sd_checkpoint_hash=model.sha256))

    async def set_options(self, _: web.Request) -> web.Response:
        return reply(Nothing())

    async def samplers(self, _: web.Request) -> web.Response:
        return reply([Sampler()])

    async def schedulers(self, _: web.Request) -> web.Response:
        return reply([StableScheduler()])

    async def empty(self, _: web.Request) -> web.Response:
        return reply([])

    def _wishes(self, asked: TextToImage) -> list[Wish]:
        """Raises BadField, PromptTooLong, PackBroken."""
        count = (asked.batch_size or 1) * (asked.n_iter or 1)
        if count > MOST:
            raise BadField(detail=f"batch_size times n_iter: at most {MOST} pictures at a time")
        pack = self._orders.intake.pack()
        low, high = pack.manifest.steps.min, pack.manifest.steps.max
        seed = asked.seed if asked.seed is not None and asked.seed >= 0 else None
        return [
            Wish(
                prompt=self._sentence(asked),
                seed=None if seed is None else (seed + number) % 2**63,
                size=_nearest(asked, pack),
                # What is usual elsewhere (20, 50) is no wish of anybody's.
                steps=asked.steps if asked.steps and low <= asked.steps <= high else None,
            )
            for number in range(count)
        ]

    def _sentence(self, asked: TextToImage) -> str:
        """The prompt, less what the negative one names. What that says besides (blurry, nsfw) is never drawn here."""
        intake, parts = self._orders.intake, parts_of(asked.negative_prompt or "")
        unwanted = {each.concept for part in parts for each in intake.read(part).understood}
        if not unwanted:
            return asked.prompt
        return without(asked.prompt, intake.read(asked.prompt), unwanted)

    def _model(self) -> SdModel:
        """Raises PackBroken."""
        pack = self._orders.intake.pack()
        name, short = pack.manifest.name, pack.digest[:10]
        return SdModel(
            title=f"{name} [{short}]",
            model_name=name,
            hash=short,
            sha256=pack.digest,
            filename=name,
        )


def _nearest(asked: TextToImage, pack: Pack) -> str | None:
    """Of the sizes that there are, the one whose area is nearest. None where neither side was named."""
    if asked.width is None and asked.height is None:
        return None
    sizes = [(int(width), int(height)) for width, height in _split(pack.manifest.sizes)]
    area = (asked.width or 512) * (asked.height or 512)
    width, height = min(sizes, key=lambda size: abs(size[0] * size[1] - area))
    return f"{width}x{height}"


def _split(sizes: tuple[str, ...]) -> list[list[str]]:
    return [size.split("x") for size in sizes]


def _get(name: str, handler: Handler, summary: str, answer: object) -> Operation:
    return Operation(
        method="GET",
        path=f"{ROOT}/{name}",
        handler=handler,
        summary=summary,
        answers={200: answer},
        errors=(PackBroken,),
        manner=MANNER,
    )


def _post(name: str, handler: Handler, summary: str) -> Operation:
    return Operation(
        method="POST",
        path=f"{ROOT}/{name}",
        handler=handler,
        summary=summary,
        answers={200: Nothing},
        manner=MANNER,
    )
