"""Whatever way a picture leaves a real box, it says that it is generated. Read back without the code that writes it."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from aiohttp import ClientSession, WSMsgType

from scripts.box import Box
from tests.readback import open_image, read_text, read_xmp
from tests.toybox import on, toy_box
from tests.toypack import build_toy_pack

PRODUCER = "001112100000123456789K00000"
MORE = f'producer = "{PRODUCER}"\n[cache]\npictures_mb = 8\nlatents_mb = 0\ndream = false\n'
FORMATS = ("png", "webp", "jpeg")
TILES = 16
WISH = "a duck with a hat"
GRAPH = {
    "1": {"class_type": "QwenImageGenerator", "inputs": {"text_prompt": WISH}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "x"}},
}


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory, calm: Path) -> Iterator[Box]:
    """It takes a fifth of a second for a picture: time to come for its events."""
    folder = tmp_path_factory.mktemp("box")
    build_toy_pack(folder / "packs" / "cute-animals", slow_ms=25)
    with on(calm), toy_box(folder, more=MORE) as running:
        yield running


def drawn(box: Box, **wishes: Any) -> dict[str, Any]:
    return box.draw(WISH, **wishes)


def assert_marked(data: bytes, *, words: bool = True) -> None:
    """Visibly and invisibly. `words`: the file tells what it shows, which previews do not."""
    found = read_xmp(data)
    told = json.loads(found["TC260:AIGC"])
    assert told["Label"] == "1"
    assert told["ContentProducer"] == PRODUCER
    assert re.fullmatch("[0-9a-f]{32}", told["ProduceID"])
    assert found["Iptc4xmpExt:DigitalSourceType"].endswith("/trainedAlgorithmicMedia")
    if words:
        assert found["edged:pack"] == "cute-animals 0.1.0"
        assert found["edged:seed"].isdigit()
        assert found["xmp:CreatorTool"].startswith("edged ")
    assert has_badge(data)


def has_badge(data: bytes) -> bool:
    """The toy's pictures are mosaics of 16 by 16 flat tiles: within a tile nothing changes but the badge's letters."""
    values = np.asarray(open_image(data).convert("L")).astype(int)
    tile = len(values) // TILES
    steps = abs(np.diff(values, axis=1)) > 20
    inside = abs(np.arange(len(values) - 1) % tile - (tile - 1) / 2) < tile / 4
    rows, columns = np.nonzero(steps & inside)
    corner = (rows > 0.85 * len(values)) & (columns > 0.7 * len(values))
    assert corner.all(), "a change where there is no badge"
    return len(rows) > len(values) / 16


@pytest.mark.parametrize("format", FORMATS)
def test_the_image_and_each_smaller_copy_are_marked(box: Box, format: str) -> None:
    picture = drawn(box, format=format, seed=1)
    assert_marked(box.read(picture["image"]))
    for size in ("384x384", "256x256"):
        small = box.read(f"{picture['image']}?size={size}")
        assert open_image(small).size == tuple(map(int, size.split("x")))
        assert_marked(small)


@pytest.mark.parametrize("format", FORMATS)
def test_a_picture_from_the_cache_is_marked_as_its_own(box: Box, format: str) -> None:
    first = drawn(box, format=format, seed=2)
    for _ in range(50):
        again = drawn(box, format=format, seed=2)
        if again["served"]["cached"]:
            break
    assert again["served"]["cached"]
    data = box.read(again["image"])
    assert_marked(data)
    assert json.loads(read_xmp(data)["TC260:AIGC"])["ProduceID"] == again["id"] != first["id"]


@pytest.mark.needs("exiftool")
@pytest.mark.parametrize("format", FORMATS)
def test_exiftool_finds_the_marks_and_nothing_to_complain_about(
    box: Box, format: str, tmp_path: Path
) -> None:
    picture = drawn(box, format=format, seed=3)
    for number, path in enumerate((picture["image"], f"{picture['image']}?size=256x256")):
        file = tmp_path / f"{number}.{format}"
        file.write_bytes(box.read(path))
        command = ["exiftool", "-json", "-G1", "-validate", "-all", str(file)]
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
        (told,) = json.loads(done.stdout)
        assert told["ExifTool:Validate"] == "OK"
        aigc = told["PNG:AIGC" if format == "png" else "XMP-TC260:Aigc"]
        found = aigc if isinstance(aigc, dict) else json.loads(aigc)
        assert found["ContentProducer"] == PRODUCER
        assert found["ProduceID"] == picture["id"]
        assert told["XMP-iptcExt:DigitalSourceType"].endswith("/trainedAlgorithmicMedia")
        assert told["XMP-xmp:CreatorTool"].startswith("edged ")
        assert str(told["XMP-edged:Seed"]) == "3"


def test_a_png_says_it_in_plain_texts_too(box: Box) -> None:
    text = read_text(box.read(drawn(box, seed=4)["image"]))
    assert json.loads(text["AIGC"])["ContentProducer"] == PRODUCER
    assert text["Seed"] == "4"
    assert text["Source"] == "cute-animals 0.1.0"


async def test_previews_on_the_way_are_marked_and_repeat_no_words(box: Box) -> None:
    async with ClientSession(box.url) as session:
        async with session.post("/v1/pictures", json={"prompt": WISH, "seed": 5}) as answer:
            id = (await answer.json())["id"]
        async with session.get(f"/v1/pictures/{id}/events") as events:
            lines = (await events.text()).splitlines()
    data = [json.loads(line.removeprefix("data: ")) for line in lines if '"preview":"' in line]
    seen = [each["preview"] for each in data]
    assert seen
    for preview in map(base64.b64decode, seen):
        assert_marked(preview, words=False)
        assert not [field for field in read_xmp(preview) if field.startswith("edged:")]


@pytest.mark.parametrize("format", FORMATS)
def test_what_openais_api_answers_is_marked(box: Box, format: str) -> None:
    body = {"prompt": WISH, "output_format": format, "response_format": "b64_json", "seed": 6}
    (image,) = box.ask("/v1/images/generations", body)["data"]
    assert_marked(base64.b64decode(image["b64_json"]))


@pytest.mark.parametrize("format", FORMATS)
def test_openais_partial_images_are_marked(box: Box, format: str) -> None:
    body = {"prompt": WISH, "output_format": format, "stream": True, "partial_images": 2, "seed": 7}
    lines = box.read("/v1/images/generations", body).decode().splitlines()
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    partial = [each for each in data if each["type"].endswith("partial_image")]
    assert partial
    for each in partial:
        assert_marked(base64.b64decode(each["b64_json"]), words=False)
    assert_marked(base64.b64decode(data[-1]["b64_json"]))


def test_what_automatic1111s_api_answers_is_marked(box: Box) -> None:
    body = {"prompt": WISH, "width": 512, "height": 512, "seed": 8}
    (image,) = box.ask("/sdapi/v1/txt2img", body)["images"]
    assert_marked(base64.b64decode(image))


async def test_what_comfyuis_api_shows_is_marked(box: Box) -> None:
    previews: list[bytes] = []
    async with (
        ClientSession(box.url) as session,
        session.ws_connect("/ws?clientId=marks") as socket,
    ):
        wish = {"prompt": GRAPH, "client_id": "marks"}
        async with session.post("/prompt", json=wish) as answer:
            id = (await answer.json())["prompt_id"]
        async for message in socket:
            if message.type == WSMsgType.BINARY:
                previews.append(message.data[8:])
            elif json.loads(message.data)["type"] == "execution_success":
                break
        async with session.get(f"/history/{id}") as history:
            (shown,) = (await history.json())[id]["outputs"]["2"]["images"]
        for extra in ({}, {"preview": "webp"}, {"preview": "jpeg"}):
            async with session.get("/view?" + urlencode(shown | extra)) as view:
                assert_marked(await view.read())
    assert previews
    for preview in previews:
        assert_marked(preview, words=False)


def test_without_the_label_only_the_badge_is_missing(
    tmp_path_factory: pytest.TempPathFactory, calm: Path
) -> None:
    folder = tmp_path_factory.mktemp("bare")
    with on(calm), toy_box(folder, more="label = false\n") as bare:
        data = bare.read(bare.draw(WISH, seed=1)["image"])
        told = json.loads(read_xmp(data)["TC260:AIGC"])
        about = bare.about()
    assert told["ContentProducer"] == f"edged-{about['id']}"
    assert not has_badge(data)
