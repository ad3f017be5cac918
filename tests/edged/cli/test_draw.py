"""`edgectl draw`, run as a person runs it, against a real box."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from scripts.box import Box
from tests.terminal import on_terminal
from tests.toybox import (
    EDGECTL_LIMIT_S,
    edgectl,
    edgectl_environment,
    painter_held,
    socket_of,
    toy_box,
)

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest.fixture(scope="module")
def box(home: Path) -> Iterator[Box]:
    with toy_box(home) as running:
        yield running


def test_a_picture_is_saved_where_it_was_asked_for(box: Box, tmp_path: Path) -> None:
    out = tmp_path / "duck.png"
    done = edgectl("draw", "黄色的小鸭子戴着红色帽子", "-o", out, "--box", box.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes().startswith(PNG)
    assert str(out) in done.stdout
    assert "Understood" in done.stdout
    assert list(tmp_path.iterdir()) == [out]


def test_what_was_left_out_is_said(box: Box, tmp_path: Path) -> None:
    done = edgectl("draw", "a panda and a zzzquux", "-o", tmp_path / "p.png", "--box", box.url)
    assert "Left out" in done.stdout
    assert "zzzquux" in done.stdout


def test_json_is_the_picture_and_its_file(box: Box, tmp_path: Path) -> None:
    out = tmp_path / "bear.webp"
    asked = ("draw", "小熊", "-o", out, "--seed", "7", "--box", box.url)
    picture = json.loads(edgectl("--json", *asked).stdout)
    assert picture["state"] == "done"
    assert picture["seed"] == 7
    assert picture["file"] == str(out)
    assert out.read_bytes()[8:12] == b"WEBP"


def test_the_same_seed_draws_the_same_picture(box: Box, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.png", "b.png", "c.png")]
    for file, seed in zip(files, ("7", "7", "8"), strict=True):
        edgectl("draw", "小熊", "-o", file, "--seed", seed, "--box", box.url)
    first, second, third = (Image.open(file).tobytes() for file in files)
    assert first == second != third


def test_without_a_name_the_file_is_called_like_the_sentence(box: Box, tmp_path: Path) -> None:
    for _ in range(2):
        assert edgectl("draw", "小熊/../x", "--box", box.url, cwd=tmp_path).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"小熊 x.png", "小熊 x 2.png"}


def test_a_dash_writes_the_picture_to_standard_output(box: Box) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "edged.cli", "draw", "小熊", "-o", "-", "--box", box.url],
        env=edgectl_environment(),
        capture_output=True,
        timeout=EDGECTL_LIMIT_S,
        check=True,
    )
    assert done.stdout.startswith(PNG)


def test_the_box_of_this_machine_is_found_by_its_socket(
    box: Box, home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "bear.png"
    assert box.process.poll() is None
    done = edgectl("draw", "小熊", "-o", out, env={"EDGED_SOCKET": str(socket_of(home))})
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(PNG)


def test_edged_box_names_the_box(box: Box, tmp_path: Path) -> None:
    out = tmp_path / "bear.png"
    done = edgectl("draw", "小熊", "-o", out, env={"EDGED_BOX": f"127.0.0.1:{box.port}"})
    assert done.returncode == 0, done.stderr


def test_a_refused_sentence_is_answered_kindly_in_ones_language(box: Box, tmp_path: Path) -> None:
    out = tmp_path / "no.png"
    done = edgectl("--lang", "zh", "draw", "拿着枪的熊", "-o", out, "--box", box.url)
    assert done.returncode == 1
    assert "友好" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("draw", ""), "animal"),
        (("draw", "bear", "--size", "7x7"), "size"),
        (("draw", "bear", "--steps", "99"), "steps"),
        (("draw", "x" * 5000), "characters"),
    ],
)
def test_a_wish_that_the_box_cannot_take_gets_its_sentence(
    box: Box, arguments: tuple[str, ...], words: str
) -> None:
    done = edgectl(*arguments, "--box", box.url)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there_is_noticed_before_anything_is_drawn(
    box: Box, tmp_path: Path
) -> None:
    before = len(box.ask("/v1/pictures")["pictures"])
    done = edgectl("draw", "小熊", "-o", tmp_path / "no" / "bear.png", "--box", box.url)
    assert done.returncode == 1
    assert "folder does not exist" in done.stderr
    assert "-o FILE" in done.stderr
    assert len(box.ask("/v1/pictures")["pictures"]) == before


@pytest.mark.parametrize(
    ("address", "words"),
    [("127.0.0.1:1", "No picture box answers"), ("https://x", "address"), ("a b", "address")],
)
def test_a_box_that_is_not_there_is_said_with_what_to_do(address: str, words: str) -> None:
    done = edgectl("draw", "小熊", "--box", address)
    assert done.returncode == 1
    assert words in done.stderr
    assert "→" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("draw",), ("draw", "x", "--format", "gif"), ("--lang", "fr"), ("paint",)]
)
def test_wrong_usage_ends_with_status_2(arguments: tuple[str, ...]) -> None:
    done = edgectl(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_ctrl_c_takes_the_picture_back(box: Box, home: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "edged.cli", "draw", "小熊", "--box", box.url]
    with painter_held(home):
        asking = subprocess.Popen(
            [*command, "-o", str(tmp_path / "bear.png")],
            env=edgectl_environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        _until_drawing(box)
        asking.send_signal(signal.SIGINT)
        _, said = asking.communicate(timeout=EDGECTL_LIMIT_S)
    assert asking.returncode == 130
    assert "Traceback" not in said
    assert "Stopped" in said
    assert box.ask("/v1/pictures?limit=1")["pictures"][0]["state"] == "cancelled"
    assert not (tmp_path / "bear.png").exists()


def test_a_terminal_shows_how_far_the_picture_is(box: Box, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "bear.png"
    command = [sys.executable, "-m", "edged.cli", "draw", "小熊", "-o", str(out)]
    environment = edgectl_environment({"TERM": "xterm-256color", "COLUMNS": "60"})
    with on_terminal([*command, "--box", box.url], environment) as terminal:
        with painter_held(home):
            terminal.until(lambda text: "Drawing" in text)
        screen = terminal.to_the_end()
    assert "Drawing" in screen
    assert "%" in screen
    assert "Saved" in screen
    assert out.exists()


def _until_drawing(box: Box) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(p["state"] == "drawing" for p in box.ask("/v1/pictures")["pictures"]):
            return
        time.sleep(0.05)
    raise AssertionError("the box did not begin")
