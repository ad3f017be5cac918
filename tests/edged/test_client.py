"""The client on a real box: addresses, errors, and events that outlive a restart."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from edged.client import AddressWrong, Box, BoxSaid, BoxSilent, Event, SocketAbsent, _events
from edged.pictures import Wish
from scripts.box import Box as Running
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
            first.process.wait(30)
    with toy_box(tmp_path, port=first.port):
        *_, last = events
    assert last.name == "done"


def test_a_socket_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SocketAbsent):
        Box(tmp_path / "none.sock").get("/healthz")


def test_events_are_read_as_they_are_written() -> None:
    stream = b': heartbeat\r\n\r\nevent: step\r\ndata: {"step": 1}\r\n\r\nevent: done\ndata: {"id":\ndata: "x"}\n\n'
    assert list(_events(BytesIO(stream))) == [
        Event("step", {"step": 1}),
        Event("done", {"id": "x"}),
    ]
