"""What is said in the words of OpenAI's images API: requests, answers, events, errors."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated, Literal

from aiohttp import web
from msgspec import Meta, Struct

from edged.api.caller import language_of
from edged.api.operation import Manner, reply
from edged.api.order import NoPicture, language_for
from edged.pictures import MAX_PROMPT, Format
from runtime.errors import EdgedError

MOST = 4
"""Pictures of one request."""
SENTENCE = web.RequestKey("sentence", str)
"""The prompt, once it is read: its language is that of the errors where the programme names none."""
STYLES = frozenset({"vivid", "natural"})
"""Of OpenAI's; they change nothing here."""
PARAMETERS = {
    "prompt_empty": "prompt",
    "prompt_too_long": "prompt",
    "size_unknown": "size",
    "style_unknown": "style",
    "steps_out_of_range": "steps",
}
"""Code of an error -> the parameter that it is about."""
NAMED = re.compile(r"(\w+): ")
DONE = frozenset({"took_too_long", "internal"})
"""Errors after which the same request would only go wrong again, besides those of a picture."""


class ImageRequest(Struct, frozen=True, kw_only=True):
    """Unknown fields are passed over."""

    prompt: Annotated[
        str, Meta(description=f"At most {MAX_PROMPT} characters of the box's vocabulary.")
    ]
    model: str | None = None
    n: Annotated[int, Meta(ge=1, le=10)] | None = None
    size: str | None = None
    response_format: Literal["b64_json", "url"] | None = None
    output_format: str | None = None
    output_compression: Annotated[int, Meta(ge=0, le=100)] | None = None
    quality: str | None = None
    style: str | None = None
    background: str | None = None
    moderation: str | None = None
    user: str | None = None
    stream: bool | None = None
    partial_images: Annotated[int, Meta(ge=0, le=3)] | None = None
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None
    """The box's own; upstream has none. The second picture gets the next one."""
    steps: int | None = None
    """The box's own."""


class TokenDetails(Struct, frozen=True, kw_only=True):
    image_tokens: int = 0
    text_tokens: int = 0


class Usage(Struct, frozen=True, kw_only=True):
    """Nothing is counted and nothing is charged."""

    input_tokens: int = 0
    output_tokens: int = 0
    total_tokens: int = 0
    input_tokens_details: TokenDetails = TokenDetails()


class ImageData(Struct, frozen=True, kw_only=True, omit_defaults=True):
    b64_json: str | None = None
    url: str | None = None
    revised_prompt: str | None = None
    """What was understood."""


class ImagesAnswer(Struct, frozen=True, kw_only=True):
    created: int
    """Seconds since 1970."""
    data: list[ImageData]
    background: Literal["opaque"] = "opaque"
    output_format: Format
    size: str
    """Of the smallest: a hot box draws less than was asked for."""
    usage: Usage = Usage()


class PartialImage(Struct, frozen=True, kw_only=True):
    type: Literal["image_generation.partial_image"] = "image_generation.partial_image"
    b64_json: str
    partial_image_index: int
    created_at: int
    size: str
    quality: Literal["auto"] = "auto"
    background: Literal["opaque"] = "opaque"
    output_format: Format


class CompletedImage(Struct, frozen=True, kw_only=True):
    type: Literal["image_generation.completed"] = "image_generation.completed"
    b64_json: str
    created_at: int
    size: str
    quality: Literal["auto"] = "auto"
    background: Literal["opaque"] = "opaque"
    output_format: Format
    usage: Usage = Usage()


class Model(Struct, frozen=True, kw_only=True):
    id: str
    object: Literal["model"] = "model"
    created: int = 0
    """A pack does not say when it was made."""
    owned_by: str = "edged"


class ModelList(Struct, frozen=True, kw_only=True):
    object: Literal["list"] = "list"
    data: list[Model]


class OpenAIProblem(Struct, frozen=True, kw_only=True):
    message: str
    type: str
    param: str | None
    code: str


class OpenAIError(Struct, frozen=True, kw_only=True):
    error: OpenAIProblem


class Unsupported(EdgedError):
    """Details: `param`, `why_en`, `why_zh`."""

    code, status = "unsupported_value", HTTPStatus.BAD_REQUEST
    en = "{param}: {why_en}."
    zh = "{param}：{why_zh}。"


class ModelUnknown(EdgedError):
    """Details: `model`, `models`."""

    code, status = "model_not_found", HTTPStatus.NOT_FOUND
    en = "There is no model {model} here; there is {models}."
    zh = "没有模型 {model}；这里有 {models}。"


def problem_of(error: EdgedError, request: web.Request) -> tuple[OpenAIProblem, HTTPStatus]:
    """The error as OpenAI's clients expect it: the sentence and what to do in one message."""
    sentence = request.get(SENTENCE)
    language = language_of(request) if sentence is None else language_for(request, sentence)
    code, status = error.code, error.status
    if isinstance(error, NoPicture):
        code, status = _ended(error)
    words = (error.message(language), error.fix(language))
    text = ("" if language == "zh" else " ").join(filter(None, words))
    return OpenAIProblem(
        message=text, type=_type(status), param=_parameter(error, code), code=code
    ), status


def error_answer(error: EdgedError, request: web.Request) -> web.Response:
    problem, status = problem_of(error, request)
    headers: dict[str, str] = {}
    if isinstance(error, NoPicture) or error.code in DONE:
        headers["X-Should-Retry"] = "false"  # OpenAI's clients heed it.
    elif (later := getattr(error, "retry_after_s", None)) is not None:
        headers["Retry-After"] = str(later)
    return reply(OpenAIError(error=problem), status, headers)


MANNER = Manner(kind=OpenAIError, answer=error_answer)


def _ended(error: NoPicture) -> tuple[str, HTTPStatus]:
    if error.unwanted:
        return "content_policy_violation", HTTPStatus.BAD_REQUEST
    if error.job.state == "failed":
        return error.fault.code, HTTPStatus.INTERNAL_SERVER_ERROR
    return error.fault.code, HTTPStatus.BAD_REQUEST


def _type(status: HTTPStatus) -> str:
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return "rate_limit_error"
        case HTTPStatus.FORBIDDEN:
            return "permission_error"
        case _:
            return "server_error" if status >= 500 else "invalid_request_error"


def _parameter(error: EdgedError, code: str) -> str | None:
    if isinstance(error, NoPicture):
        return "prompt" if error.job.state == "refused" else None
    if isinstance(error, ModelUnknown):
        return "model"
    if "param" in error.details:
        return str(error.details["param"])
    if code == "bad_field" and (named := NAMED.match(str(error.details.get("detail", "")))):
        return named[1]
    return PARAMETERS.get(code)
