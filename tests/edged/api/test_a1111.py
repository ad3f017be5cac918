"""AUTOMATIC1111's API, as its clients use it, on a real box."""

from __future__ import annotations

import asyncio
import base64
import json
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession, encode_basic_auth
from PIL import Image

from edged.api.a1111_words import parts_of, without
from runtime.prompt import read
from scripts.box import Box
from tests.edged.kindly import kindly
from tests.toypack import toy_vocabulary

URL = "/sdapi/v1/txt2img"


async def draw(web: ClientSession, wish: dict[str, Any], **more: Any) -> dict[str, Any]:
    async with web.post(URL, json=wish, **more) as answer:
        assert answer.status == 200, await answer.text()
        drawn: dict[str, Any] = await answer.json()
        return drawn


def opened(data: str) -> Image.Image:
    return Image.open(BytesIO(base64.b64decode(data, validate=True)))


async def test_a_picture_comes_with_what_was_asked_and_what_was_drawn(web: ClientSession) -> None:
    wish = {
        "prompt": "a yellow duck",
        "negative_prompt": "lowres, nsfw, bad anatomy",
        "seed": 7,
        "steps": 50,
        "width": 512,
        "height": 512,
        "cfg_scale": 7,
        "sampler_name": "DPM++ 2M Karras",
        "override_settings": {"sd_model_checkpoint": "v1-5"},
        "alwayson_scripts": {},
        "enable_hr": False,
    }
    answer = await draw(web, wish)
    (image,) = map(opened, answer["images"])
    assert (image.format, image.size) == ("PNG", (512, 512))
    assert answer["parameters"]["prompt"] == "a yellow duck"
    info = json.loads(answer["info"])
    assert (info["seed"], info["all_seeds"], info["steps"]) == (7, [7], 8)
    assert (info["width"], info["height"], info["sampler_name"]) == (512, 512, "Euler")
    assert "Seed: 7, Size: 512x512" in info["infotexts"][0]
    (again,) = map(opened, (await draw(web, wish))["images"])
    assert again.tobytes() == image.tobytes()


async def test_several_pictures_get_one_seed_after_another(web: ClientSession) -> None:
    answer = await draw(web, {"prompt": "bear", "seed": 5, "batch_size": 2, "n_iter": 2})
    assert len(set(answer["images"])) == 4
    assert json.loads(answer["info"])["all_seeds"] == [5, 6, 7, 8]
    single = await draw(web, {"prompt": "bear", "seed": 6})
    assert opened(single["images"][0]).tobytes() == opened(answer["images"][1]).tobytes()


async def test_without_a_seed_each_picture_is_another_one(web: ClientSession) -> None:
    first, second = [await draw(web, {"prompt": "bear", "seed": -1}) for _ in range(2)]
    assert first["images"] != second["images"]


async def test_a_size_that_is_not_here_becomes_the_nearest_and_says_so(web: ClientSession) -> None:
    for asked, drawn in (((1024, 1024), 512), ((400, 380), 384), ((64, 64), 256)):
        answer = await draw(web, {"prompt": "bear", "width": asked[0], "height": asked[1]})
        assert opened(answer["images"][0]).size == (drawn, drawn)
        assert json.loads(answer["info"])["width"] == drawn


@pytest.mark.parametrize(
    ("prompt", "negative", "caption"),
    [
        ("a yellow duck with a red hat", "hat, blurry", "duck: yellow"),
        ("a yellow duck with a red hat", "nsfw, nude, lowres", "duck: yellow; wears hat: red"),
        ("黄色的小鸭子戴着红色帽子", "帽子，模糊", "duck: yellow"),
        ("a bear with a balloon", "cat", "bear; holds balloon"),
    ],
)
def test_a_negative_prompt_leaves_out_what_it_names(
    prompt: str, negative: str, caption: str
) -> None:
    words = toy_vocabulary()
    unwanted = {
        each.concept for part in parts_of(negative) for each in read(part, words).understood
    }
    sentence = without(prompt, read(prompt, words), unwanted)
    assert words.text(read(sentence, words).caption) == caption


async def test_a_negative_prompt_counts_on_the_box_too(web: ClientSession) -> None:
    plain = await draw(web, {"prompt": "a duck", "seed": 1})
    less = {"prompt": "a duck with a hat", "negative_prompt": "hat, ugly", "seed": 1}
    assert opened((await draw(web, less))["images"][0]).tobytes() == (
        opened(plain["images"][0]).tobytes()
    )


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"prompt": "a bear with a gun"}, 422, "prompt_refused"),
        ({"prompt": ""}, 400, "prompt_empty"),
        ({"prompt": "bear", "batch_size": 3, "n_iter": 2}, 400, "bad_field"),
        ({"prompt": "bear", "width": "wide"}, 400, "bad_field"),
        ({"prompt": "b" * 501}, 413, "prompt_too_long"),
    ],
)
async def test_errors_come_in_the_shape_that_its_clients_show(
    web: ClientSession, wish: dict[str, Any], status: int, code: str
) -> None:
    async with web.post(URL, json=wish) as answer:
        assert answer.status == status
        told = await answer.json()
    assert set(told) == {"error", "detail", "body", "errors"}
    assert told["error"] == code
    assert told["detail"]


async def test_a_refusal_is_told_in_the_sentences_language(web: ClientSession) -> None:
    async with web.post(URL, json={"prompt": "拿着枪的熊"}) as answer:
        assert (await answer.json())["detail"] == kindly("拿着枪的熊", "zh")


async def test_progress_grows_and_an_interruption_ends_the_request(
    slow_web: ClientSession,
) -> None:
    mine: dict[str, Any] = {"headers": {"Authorization": "Bearer somebody-in-a-hurry"}}
    idle: dict[str, Any] = {"progress": 0.0, "eta_relative": 0.0}
    drawing = asyncio.ensure_future(
        draw(slow_web, {"prompt": "bear", "n_iter": 4, "steps": 20}, **mine)
    )
    shown, told = "", idle
    while not shown:
        async with slow_web.get("/sdapi/v1/progress", **mine) as answer:
            told = await answer.json()
        shown = told["current_image"] or ""
    assert 0 < told["progress"] < 1
    assert told["state"]["job_count"] >= 1
    assert opened(shown).size == (128, 128)
    async with slow_web.get("/sdapi/v1/progress") as answer:
        assert (await answer.json()).items() >= idle.items()  # Somebody else sees nothing of it.
    async with slow_web.post("/sdapi/v1/interrupt", **mine) as answer:
        assert await answer.json() == {}
    assert len((await drawing)["images"]) < 4


async def test_what_clients_ask_first_is_there(web: ClientSession) -> None:
    async def get(name: str) -> Any:
        async with web.get(f"/sdapi/v1/{name}") as answer:
            assert answer.status == 200
            return await answer.json()

    (model,) = await get("sd-models")
    assert model["model_name"] == "cute-animals"
    assert model["title"] == f"cute-animals [{model['hash']}]"
    assert (await get("options"))["sd_model_checkpoint"] == model["title"]
    assert [each["name"] for each in await get("samplers")] == ["Euler"]
    assert [each["name"] for each in await get("schedulers")] == ["automatic"]
    assert await get("loras") == await get("upscalers") == await get("sd-vae") == []
    async with web.post("/sdapi/v1/options", json={"sd_model_checkpoint": "x"}) as answer:
        assert answer.status == 200


async def test_a_programme_that_knows_passwords_only_uses_its_key_as_one(
    paired_box: Box, paired_admin: ClientSession, stranger: ClientSession
) -> None:
    assert paired_box.process.poll() is None
    async with stranger.post(URL, json={"prompt": "bear"}) as answer:
        assert answer.status == 403
        assert (await answer.json())["error"] == "not_paired"
    async with paired_admin.post("/admin/devices", json={"name": "Painter"}) as answer:
        token = (await answer.json())["token"]
    named = {"Authorization": encode_basic_auth("any", token)}
    assert (await draw(stranger, {"prompt": "bear"}, headers=named))["images"]
