"""OpenAI's images API, spoken by OpenAI's own client to a real box."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from openai import (
    APITimeoutError,
    AsyncOpenAI,
    BadRequestError,
    InternalServerError,
    NotFoundError,
    OpenAI,
    PermissionDeniedError,
)
from PIL import Image

from scripts.box import Box
from tests.edged.kindly import kindly
from tests.toybox import on, painter_held, toy_box

DUCK = "黄色的小鸭子戴着红色帽子"


def client_of(box: Box, key: str = "a-programme-without-a-key") -> AsyncOpenAI:
    return AsyncOpenAI(base_url=f"{box.url}/v1", api_key=key, max_retries=0, timeout=60)


@pytest.fixture
async def openai(box: Box) -> AsyncIterator[AsyncOpenAI]:
    async with client_of(box) as client:
        yield client


@pytest.fixture
async def slow_openai(slow_box: Box) -> AsyncIterator[AsyncOpenAI]:
    async with client_of(slow_box) as client:
        yield client


def opened(data: str | None) -> Image.Image:
    assert data
    image = Image.open(BytesIO(base64.b64decode(data, validate=True)))
    image.load()
    return image


async def test_a_picture_comes_as_base64_with_what_was_understood(openai: AsyncOpenAI) -> None:
    answer = await openai.images.generate(model="cute-animals", prompt=DUCK, size="512x512")
    assert answer.data is not None
    (picture,) = answer.data
    assert (opened(picture.b64_json).size, picture.url) == ((512, 512), None)
    assert picture.revised_prompt == "duck: yellow; wears hat: red"
    assert (answer.size, answer.output_format, answer.background) == ("512x512", "png", "opaque")
    assert answer.usage is not None
    assert answer.usage.total_tokens == 0


@pytest.mark.parametrize("format", ["png", "webp", "jpeg"])
async def test_every_format_comes_as_itself(openai: AsyncOpenAI, format: Any) -> None:
    answer = await openai.images.generate(prompt="bear", output_format=format, size="256x256")
    assert answer.data
    image = opened(answer.data[0].b64_json)
    assert (image.format, image.size) == (format.upper(), (256, 256))


async def test_a_url_leads_to_the_same_bytes(openai: AsyncOpenAI, web: ClientSession) -> None:
    asked: dict[str, Any] = {"prompt": "panda", "extra_body": {"seed": 3}}
    first = await openai.images.generate(response_format="url", **asked)
    second = await openai.images.generate(response_format="b64_json", **asked)
    assert first.data
    assert second.data
    assert first.data[0].b64_json is None
    async with web.get(str(first.data[0].url)) as answer:
        image = Image.open(BytesIO(await answer.read()))
        assert image.tobytes() == opened(second.data[0].b64_json).tobytes()


async def test_a_model_answers_as_its_name_does_upstream(openai: AsyncOpenAI) -> None:
    """Programmes that cannot be told another name work, and find the field that they look for."""
    old = await openai.images.generate(model="dall-e-3", prompt="bear", quality="hd", style="vivid")
    new = await openai.images.generate(
        model="gpt-image-2", prompt="bear", quality="high", moderation="low", user="somebody"
    )
    assert old.data
    assert new.data
    assert old.data[0].url
    assert new.data[0].b64_json


async def test_several_pictures_differ_and_more_than_may_wait_come_one_after_another(
    openai: AsyncOpenAI,
) -> None:
    answer = await openai.images.generate(prompt="bear", n=4, size="auto")
    assert answer.data
    assert len({opened(each.b64_json).tobytes() for each in answer.data}) == 4


async def test_four_pictures_come_though_only_two_of_a_guest_may_wait(
    tmp_path_factory: pytest.TempPathFactory, calm: Path
) -> None:
    with on(calm), toy_box(tmp_path_factory.mktemp("few"), more="[queue]\nper_device = 1\n") as few:
        async with client_of(few) as client:
            answer = await client.images.generate(prompt="bear", n=3)
    assert answer.data
    assert len(answer.data) == 3


async def test_a_stream_shows_the_picture_growing(slow_openai: AsyncOpenAI) -> None:
    stream = await slow_openai.images.generate(
        prompt="bear", stream=True, partial_images=2, output_format="jpeg"
    )
    events = [event async for event in stream]
    *parts, last = events
    assert [event.type for event in parts] == ["image_generation.partial_image"] * 2
    assert [getattr(event, "partial_image_index", None) for event in parts] == [0, 1]
    for event in events:
        image = opened(event.b64_json)
        assert (image.format, image.size) == ("JPEG", (512, 512))
        assert (event.output_format, event.size) == ("jpeg", "512x512")
    assert last.type == "image_generation.completed"
    assert last.usage.total_tokens == 0


async def test_a_stream_without_partial_images_is_the_picture_alone(openai: AsyncOpenAI) -> None:
    stream = await openai.images.generate(prompt="bear", stream=True)
    assert [event.type async for event in stream] == ["image_generation.completed"]


@pytest.mark.parametrize(
    ("prompt", "language", "words"),
    [
        ("a bear with a gun", None, kindly("a bear with a gun", "en")),
        ("拿着枪的熊", None, kindly("拿着枪的熊", "zh")),
        ("拿着枪的熊", "en", kindly("拿着枪的熊", "en")),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
async def test_what_is_refused_is_told_kindly_in_the_sentences_language(
    openai: AsyncOpenAI, prompt: str, language: str | None, words: str, stream: bool
) -> None:
    headers = {"Accept-Language": language} if language else {}
    with pytest.raises(BadRequestError) as refused:
        await openai.images.generate(prompt=prompt, stream=stream, extra_headers=headers)
    error = refused.value
    assert (error.code, error.param) == ("content_policy_violation", "prompt")
    assert error.type == "invalid_request_error"
    assert words in str(error.body)
    assert error.response.headers["x-should-retry"] == "false"


@pytest.mark.parametrize(
    ("wish", "param", "code"),
    [
        ({"prompt": " "}, "prompt", "prompt_empty"),
        ({"prompt": "a washing machine"}, "prompt", "prompt_refused"),
        ({"prompt": "bear", "size": "1024x1024"}, "size", "size_unknown"),
        ({"prompt": "bear", "style": "noir"}, "style", "style_unknown"),
        ({"prompt": "bear", "n": 5}, "n", "unsupported_value"),
        ({"prompt": "bear", "n": 0}, "n", "bad_field"),
        ({"prompt": "bear", "n": 2, "stream": True}, "n", "unsupported_value"),
        ({"prompt": "bear", "background": "transparent"}, "background", "unsupported_value"),
        ({"prompt": "bear", "output_format": "gif"}, "output_format", "unsupported_value"),
        ({"prompt": "bear", "partial_images": 9}, "partial_images", "bad_field"),
        ({"prompt": "bear", "extra_body": {"steps": 99}}, "steps", "steps_out_of_range"),
    ],
)
async def test_what_cannot_be_done_is_said_with_the_parameter(
    openai: AsyncOpenAI, wish: dict[str, Any], param: str, code: str
) -> None:
    with pytest.raises(BadRequestError) as error:
        await openai.images.generate(**wish)
    assert (error.value.param, error.value.code) == (param, code)
    assert error.value.type == "invalid_request_error"


async def test_a_model_that_is_not_here_is_said(openai: AsyncOpenAI) -> None:
    with pytest.raises(NotFoundError) as error:
        await openai.images.generate(prompt="bear", model="stable-diffusion")
    assert (error.value.code, error.value.param) == ("model_not_found", "model")
    assert "cute-animals" in str(error.value.body)
    with pytest.raises(NotFoundError):
        await openai.models.retrieve("stable-diffusion")


async def test_the_pack_is_the_only_model(openai: AsyncOpenAI) -> None:
    (model,) = (await openai.models.list()).data
    assert (model.id, model.object, model.owned_by) == ("cute-animals", "model", "edged")
    assert (await openai.models.retrieve("cute-animals")) == model


def test_who_hangs_up_cancels_the_pictures(slow_box: Box, slow_folder: Path) -> None:
    key = "a-programme-that-leaves"
    client = OpenAI(base_url=f"{slow_box.url}/v1", api_key=key, max_retries=0, timeout=0.5)
    with client, painter_held(slow_folder):
        with pytest.raises(APITimeoutError):
            client.images.generate(prompt="bear", n=2)
        states = {"queued"}
        while states & {"queued", "drawing"}:
            time.sleep(0.1)
            listed = slow_box.ask("/v1/pictures", token=key)["pictures"]
            states = {picture["state"] for picture in listed}
    assert states == {"cancelled"}


async def test_a_picture_that_somebody_cancels_is_an_error(
    slow_box: Box, slow_web: ClientSession
) -> None:
    mine = {"Authorization": "Bearer a-programme-and-a-hand"}
    async with client_of(slow_box, "a-programme-and-a-hand") as client:
        drawing = asyncio.ensure_future(client.images.generate(prompt="bear"))
        listed: list[dict[str, Any]] = []
        while not listed:
            async with slow_web.get("/v1/pictures", headers=mine) as answer:
                listed = (await answer.json())["pictures"]
        async with slow_web.delete(f"/v1/pictures/{listed[0]['id']}", headers=mine) as answer:
            assert answer.status == 200
        with pytest.raises(BadRequestError) as error:
            await drawing
    assert error.value.code == "picture_cancelled"


async def test_a_paired_box_draws_for_a_programme_with_a_key_only(
    paired_box: Box, paired_admin: ClientSession
) -> None:
    async with client_of(paired_box) as client:
        with pytest.raises(PermissionDeniedError) as error:
            await client.images.generate(prompt="bear")
        assert error.value.code == "not_paired"
    async with paired_admin.post("/admin/devices", json={"name": "Whiteboard"}) as answer:
        token = (await answer.json())["token"]
    async with client_of(paired_box, token) as client:
        answer_ = await client.images.generate(prompt="bear", n=4)
        assert answer_.data
        assert len(answer_.data) == 4


async def test_a_box_that_cannot_draw_says_so_in_openais_shape(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("broken")
    (folder / "packs").mkdir()
    with toy_box(folder, ready=False) as broken:
        async with client_of(broken) as client:
            with pytest.raises(InternalServerError) as error:
                await client.images.generate(prompt="bear")
    assert (error.value.code, error.value.type) == ("pack_broken", "server_error")
