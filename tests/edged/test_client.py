"""The client on a real box: addresses, errors, and events that outlive a restart."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from edged.client import (
    AddressWrong,
    AsyncBox,
    Box,
    BoxSaid,
    BoxSilent,
    Event,
    NotDrawn,
    NotSaved,
    Progress,
    SocketAbsent,
)
from edged.client.wire import read_events
from edged.pictures import Wish
from scripts.box import Box as Running
from tests.e2e.lan import lan
from tests.edged.kindly import kindly
from tests.toybox import painter_held, socket_of, toy_box


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[Running]:
    with toy_box(home) as box:
        yield box


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ("192.168.1.20", "http://192.168.1.20:8642"),
        ("192.168.1.20:80", "http://192.168.1.20:80"),
        ("http://classroom.local/", "http://classroom.local:8642"),
        ("[fe80::1]:9000", "http://[fe80::1]:9000"),
    ],
)
def test_an_address_may_be_written_as_people_do(given: str, where: str) -> None:
    assert Box(given).where == where


@pytest.mark.parametrize(
    "given", ["", "http://", "https://x", "a b", "x:99999", "ftp://x", "x\ny z"]
)
def test_what_is_no_address_is_said(given: str) -> None:
    with pytest.raises(AddressWrong):
        Box(given)


def test_a_picture_comes_over_the_network_and_over_the_socket(running: Running, home: Path) -> None:
    for box in (Box(running.url), Box(socket_of(home))):
        asked = box.ask(Wish(prompt="小熊"))
        *_, last = box.follow(asked.id)
        assert last.name == "done"
        assert box.image(box.picture(asked.id)).startswith(b"\x89PNG")


def test_the_boxs_own_words_come_in_ones_language(running: Running) -> None:
    with pytest.raises(BoxSaid) as said:
        Box(running.url, "zh").ask(Wish(prompt="小熊", size="7x7"))
    assert said.value.reason == "size_unknown"
    assert "尺寸" in said.value.message()


def test_an_answer_that_is_no_boxs_is_an_error_too(running: Running) -> None:
    with pytest.raises(BoxSaid):
        Box(running.url).get("/nowhere")
    with pytest.raises(BoxSilent):
        Box(running.url).get("/")


def test_who_follows_a_picture_does_not_mind_a_restart(tmp_path: Path) -> None:
    with toy_box(tmp_path) as first:
        box = Box(first.url)
        with painter_held(tmp_path):
            asked = box.ask(Wish(prompt="小熊"))
            events = box.follow(asked.id)
            assert next(events).name == "queued"
            first.process.terminate()
            first.process.wait(60)
    with toy_box(tmp_path, port=first.port):
        *_, last = events
    assert last.name == "done"


def test_a_socket_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SocketAbsent):
        Box(tmp_path / "none.sock").get("/healthz")


def test_events_are_read_as_they_are_written() -> None:
    stream = b': heartbeat\r\n\r\nevent: step\r\ndata: {"step": 1}\r\n\r\nevent: done\ndata: {"id":\ndata: "x"}\n\n'
    assert list(read_events(BytesIO(stream))) == [
        Event("step", {"step": 1}),
        Event("done", {"id": "x"}),
    ]


def test_a_picture_is_drawn_told_of_and_saved(running: Running, tmp_path: Path) -> None:
    told: list[Progress] = []
    wish = "黄色的小鸭子戴着红色帽子"
    drawn = Box(running.url).draw(wish, seed=7, size="256x256", on_progress=told.append)
    assert (drawn.seed, drawn.state, drawn.caption) == (7, "done", "duck: yellow; wears hat: red")
    assert [part.word for part in drawn.understood] == ["黄色", "小鸭子", "红色", "帽子"]
    assert len(repr(drawn)) < 200
    file = drawn.save(tmp_path / "duck.png")
    with Image.open(file) as image:
        assert image.size == (256, 256)
    assert list(tmp_path.iterdir()) == [file]
    shares = [progress.share for progress in told]
    assert shares == sorted(shares)
    with pytest.raises(NotSaved):
        drawn.save(tmp_path / "none" / "duck.png")


def test_what_is_refused_is_an_exception_with_code_and_sentence(running: Running) -> None:
    with pytest.raises(NotDrawn) as refused:
        Box(running.url, "zh").draw("拿着枪的熊")
    assert refused.value.code == "prompt_refused"
    assert str(refused.value) == refused.value.message("zh") == kindly("拿着枪的熊", "zh")
    with pytest.raises(BoxSaid) as said:
        Box(running.url).draw("bear", steps=99)
    assert said.value.code == "steps_out_of_range"
    assert said.value.retry_after_s is None, "asking again will not help"
    assert "steps must be" in str(said.value)


def test_a_box_that_has_too_much_to_do_says_when_to_come_back(tmp_path: Path) -> None:
    with toy_box(tmp_path, more="[queue]\nper_device = 1\n") as running, painter_held(tmp_path):
        box = Box(running.url, token="an-impatient-programme")
        with pytest.raises(BoxSaid) as said:
            _ask_often(box)
        assert said.value.code == "too_many_waiting"
        assert said.value.retry_after_s == 5


def _ask_often(box: Box) -> None:
    """More than the painter has in hand."""
    for _ in range(20):
        box.ask(Wish(prompt="bear"))


def test_an_exception_while_it_is_drawn_cancels_it(running: Running, home: Path) -> None:
    box = Box(running.url, token="a-programme-that-stumbles")

    def stumble(_: Progress) -> None:
        raise KeyboardInterrupt

    with painter_held(home), pytest.raises(KeyboardInterrupt):
        box.draw("bear", on_progress=stumble)
    (picture,) = box.get("/v1/pictures")["pictures"]
    assert picture["state"] == "cancelled"


async def test_programmes_in_an_event_loop_draw_too(running: Running) -> None:
    box, told = AsyncBox(running.url), list[Progress]()
    first, second = await asyncio.gather(
        box.draw("bear", seed=1, on_progress=told.append), box.draw("panda", format="webp")
    )
    assert first.data.startswith(b"\x89PNG")
    assert second.data[8:12] == b"WEBP"
    assert (await box.picture(first.id)).state == "done"
    with pytest.raises(NotDrawn):
        await box.draw("a bear with a gun")


def test_who_is_cancelled_in_an_event_loop_cancels_the_picture(
    running: Running, home: Path
) -> None:
    box = AsyncBox(running.url, token="a-programme-that-changes-its-mind")

    async def change_ones_mind() -> None:
        begun = asyncio.Event()
        drawing = asyncio.ensure_future(box.draw("bear", on_progress=lambda _: begun.set()))
        await begun.wait()
        drawing.cancel()
        with suppress(asyncio.CancelledError):
            await drawing

    with painter_held(home):
        asyncio.run(change_ones_mind())
    (picture,) = box.box.get("/v1/pictures")["pictures"]
    assert picture["state"] == "cancelled"


def test_who_is_cancelled_while_the_box_hears_the_wish_cancels_the_picture_too(
    running: Running, home: Path
) -> None:
    box = AsyncBox(running.url, token="a-programme-in-a-great-hurry")

    async def hurry() -> None:
        drawing = asyncio.ensure_future(box.draw("bear"))
        await asyncio.sleep(0)
        drawing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await drawing

    with painter_held(home):
        asyncio.run(hurry())
    (picture,) = box.box.get("/v1/pictures")["pictures"]
    assert picture["state"] == "cancelled"


def test_a_programme_is_let_in_with_the_teachers_number(tmp_path: Path) -> None:
    with toy_box(tmp_path, more='access = "paired"\n') as running:
        box = Box(running.url)
        with pytest.raises(BoxSaid) as stranger:
            box.draw("bear")
        assert stranger.value.code == "not_paired"
        window = Box(socket_of(tmp_path)).post("/admin/pairing", {"role": "pupil"})
        token = box.pair(window["code"])
        assert box.draw("bear").state == "done"
        assert Box(running.url, token=token).get("/v1/box")["caller"]["who"] == "pupil"


@pytest.mark.needs("root", "ip")
def test_without_a_box_in_the_network_that_is_said() -> None:
    probe = (
        "from edged.client import Box\ntry: Box.discover(0.5)\nexcept Exception as e: print(e.code)"
    )
    with lan() as network:
        done = network.machine("10.77.0.3/24").run(sys.executable, "-c", probe)
    assert done.stdout.strip() == "no_box"
