"""`POST /v1/images/generations`, `GET /v1/models`: for programmes that speak OpenAI's images API."""

from __future__ import annotations

import time
from base64 import b64encode
from contextlib import aclosing, suppress

import msgspec
from aiohttp import web

from edged.api.body import body_of
from edged.api.openai_words import (
    MANNER,
    MOST,
    SENTENCE,
    STYLES,
    CompletedImage,
    ImageData,
    ImageRequest,
    ImagesAnswer,
    Model,
    ModelList,
    ModelUnknown,
    OpenAIError,
    PartialImage,
    Unsupported,
    problem_of,
)
from edged.api.operation import Operation, reply
from edged.api.order import NoPicture, Orders, gone_of
from edged.errors import PackBroken, Warming
from edged.events import StepSeen
from edged.intake import HINDRANCES, WRONG_WISHES
from edged.pictures import FORMATS, Format, Job, Wish
from edged.refusals import (
    PictureCancelled,
    PictureLost,
    TookTooLong,
    WishOutgrown,
)
from edged.settings import HttpSettings
from runtime.errors import EdgedError

FOREIGN = ("dall-e-", "gpt-image-", "chatgpt-image-")
"""Beginnings of OpenAI's own names: many programmes let nobody choose another one."""


class OpenAIFace:
    def __init__(self, orders: Orders, settings: HttpSettings) -> None:
        self._orders, self._settings = orders, settings

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="POST",
                path="/v1/images/generations",
                handler=self.generate,
                summary="Ask for pictures and wait for them, as OpenAI's API does it",
                body=ImageRequest,
                answers={200: ImagesAnswer},
                errors=(
                    *WRONG_WISHES,
                    Unsupported,
                    ModelUnknown,
                    PictureCancelled,
                    PictureLost,
                    WishOutgrown,
                    TookTooLong,
                    Warming,
                    *HINDRANCES,
                ),
                manner=MANNER,
            ),
            Operation(
                method="GET",
                path="/v1/models",
                handler=self.models,
                summary="The box's pack, as a model",
                answers={200: ModelList},
                errors=(PackBroken,),
                manner=MANNER,
            ),
            Operation(
                method="GET",
                path="/v1/models/{id}",
                handler=self.model,
                summary="One model",
                answers={200: Model},
                errors=(PackBroken, ModelUnknown),
                manner=MANNER,
            ),
        ]

    async def generate(self, request: web.Request) -> web.StreamResponse:
        asked = await body_of(request, ImageRequest, self._settings)
        request[SENTENCE] = asked.prompt
        self._check(asked)
        format = _format(asked)
        wishes = [
            Wish(
                prompt=asked.prompt,
                seed=None if asked.seed is None else (asked.seed + number) % 2**63,
                size=None if asked.size == "auto" else asked.size,
                style=None if asked.style in STYLES else asked.style,
                steps=asked.steps,
                format=format,
            )
            for number in range(asked.n or 1)
        ]
        if asked.stream:
            return await self._streamed(request, asked, wishes[0])
        jobs = [_drawn(job) for job in await self._orders.draw(request, wishes)]
        sizes = [job.served.size for job in jobs if job.served]
        answer = ImagesAnswer(
            created=int(jobs[0].created),
            data=[await self._datum(request, asked, job) for job in jobs],
            output_format=format,
            size=min(sizes, key=lambda size: int(size.partition("x")[0])),
        )
        return reply(answer)

    async def models(self, _: web.Request) -> web.Response:
        return reply(ModelList(data=[Model(id=self._own_model())]))

    async def model(self, request: web.Request) -> web.Response:
        asked, own = request.match_info["id"], self._own_model()
        if asked != own:
            raise ModelUnknown(model=repr(asked[:60]), models=own)
        return reply(Model(id=own))

    def _own_model(self) -> str:
        return self._orders.intake.pack().manifest.name

    def _check(self, asked: ImageRequest) -> None:
        """Raises ModelUnknown, Unsupported: what cannot be done is said, never passed over."""
        own = self._own_model()
        if asked.model not in {None, "", own} and not str(asked.model).startswith(FOREIGN):
            raise ModelUnknown(model=repr(str(asked.model)[:60]), models=own)
        if (asked.n or 1) > MOST:
            why_en, why_zh = f"at most {MOST} at a time", f"一次最多 {MOST} 幅"
            raise Unsupported(param="n", why_en=why_en, why_zh=why_zh)
        if asked.stream and (asked.n or 1) > 1:
            why_en, why_zh = "one picture at a time can be streamed", "流式输出一次只能一幅"
            raise Unsupported(param="n", why_en=why_en, why_zh=why_zh)
        if asked.background == "transparent":
            why_en, why_zh = "pictures here have a background", "这里的画都有背景"
            raise Unsupported(param="background", why_en=why_en, why_zh=why_zh)

    async def _datum(self, request: web.Request, asked: ImageRequest, job: Job) -> ImageData:
        """As asked for; else as the models of that name answer by themselves."""
        wanted = asked.response_format
        if wanted is None:
            wanted = "url" if (asked.model or "").startswith("dall-e-") else "b64_json"
        if wanted == "url":
            url = f"{request.scheme}://{request.host}/v1/pictures/{job.id}/image"
            return ImageData(url=url, revised_prompt=job.caption_text)
        data = await self._orders.data(job)
        return ImageData(b64_json=b64encode(data).decode(), revised_prompt=job.caption_text)

    async def _streamed(
        self, request: web.Request, asked: ImageRequest, wish: Wish
    ) -> web.StreamResponse:
        """What keeps it from being drawn at all is a plain answer; what comes later, an event."""
        job = await self._orders.place(request, wish)
        if job.state == "refused":
            raise NoPicture(job)
        # aiohttp-sse's streams answer GET alone.
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        try:
            with suppress(ConnectionError):  # The programme left.
                await stream.prepare(request)
                await self._tell(request, stream, job, asked.partial_images or 0)
        finally:
            await self._orders.cancel([job.id])
        return stream

    async def _tell(
        self, request: web.Request, stream: web.StreamResponse, job: Job, partial: int
    ) -> None:
        sent = 0
        try:
            async with aclosing(self._orders.follow(job, gone_of(request))) as happenings:
                async for what in happenings:
                    if isinstance(what, Job):
                        job = what
                    elif sent < partial and _is_due(what, sent, partial):
                        sent += await self._tell_part(stream, job, what, sent)
            job = _drawn(job)
            completed = CompletedImage(
                b64_json=b64encode(await self._orders.data(job)).decode(),
                created_at=int(time.time()),
                size=job.served.size if job.served else job.size,
                output_format=job.format,
            )
            await _send(stream, completed.type, completed)
        except EdgedError as error:
            problem, _ = problem_of(error, request)
            await _send(stream, "error", OpenAIError(error=problem))

    async def _tell_part(
        self, stream: web.StreamResponse, job: Job, seen: StepSeen, number: int
    ) -> int:
        """How many were sent."""
        preview = await self._orders.preview(seen, job.size, job.format)
        if preview is None:
            return 0
        part = PartialImage(
            b64_json=b64encode(preview).decode(),
            partial_image_index=number,
            created_at=int(time.time()),
            size=job.size,
            output_format=job.format,
        )
        await _send(stream, part.type, part)
        return 1


def _is_due(seen: StepSeen, sent: int, partial: int) -> bool:
    """So many partial pictures, spread over the steps."""
    return seen.step * (partial + 1) >= (sent + 1) * seen.steps


def _drawn(job: Job) -> Job:
    """Raises NoPicture."""
    if job.state != "done":
        raise NoPicture(job)
    return job


def _format(asked: ImageRequest) -> Format:
    """Raises Unsupported."""
    for format in FORMATS:
        if format == (asked.output_format or "png"):
            return format
    why_en, why_zh = f"it can be {', '.join(FORMATS)}", f"可以选 {'、'.join(FORMATS)}"
    raise Unsupported(param="output_format", why_en=why_en, why_zh=why_zh)


async def _send(stream: web.StreamResponse, name: str, data: object) -> None:
    await stream.write(b"event: %b\ndata: %b\n\n" % (name.encode(), msgspec.json.encode(data)))
