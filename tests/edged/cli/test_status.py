"""`edgectl status` and `edgectl profile` against a real box's socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from edged.cli.status import duration
from tests.toybox import edgectl, socket_of, toy_box
from tests.toypack import build_toy_pack


@pytest.fixture(scope="module")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("box")
    with toy_box(home):
        yield socket_of(home)


def test_status_says_how_the_box_is(socket: Path) -> None:
    done = edgectl("--socket", socket, "status")
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("Class 2b is ready", "cute-animals 0.1.0", "http://", "Painter", "empty"):
        assert words in done.stdout
    assert "\x1b" not in done.stdout


def test_status_speaks_chinese_where_the_terminal_does(socket: Path) -> None:
    done = edgectl("--socket", socket, "status", env={"LANG": "zh_CN.UTF-8"})
    assert "准备好了" in done.stdout
    assert "画师" in done.stdout


def test_status_fits_a_narrow_terminal(socket: Path) -> None:
    done = edgectl("--socket", socket, "status", env={"COLUMNS": "40"})
    assert max(map(len, done.stdout.splitlines())) <= 40


def test_status_as_json_is_what_the_box_answers(socket: Path) -> None:
    answer = json.loads(edgectl("--socket", socket, "--json", "status").stdout)
    assert answer["box"]["name"] == "Class 2b"
    assert answer["worker"]["state"] == "ready"
    assert isinstance(answer["issues"], list)


def test_a_paused_lesson_is_said(tmp_path: Path) -> None:
    state = socket_of(tmp_path).parent
    state.mkdir(parents=True)
    (state / "lesson.json").write_text('{"paused": true}', encoding="utf-8")
    with toy_box(tmp_path, ready=False):
        done = edgectl("--socket", socket_of(tmp_path), "status")
    assert "the teacher has paused the lesson" in " ".join(done.stdout.split())


def test_what_is_wrong_comes_with_what_to_do(tmp_path: Path) -> None:
    build_toy_pack(tmp_path / "packs" / "cute-animals")
    broken = tmp_path / "packs" / "cute-animals" / "decoder.onnx"
    broken.write_bytes(broken.read_bytes()[:-1])
    with toy_box(tmp_path, ready=False):
        done = edgectl("--socket", socket_of(tmp_path), "status")
    assert done.returncode == 0
    assert "not well" in done.stdout
    assert "✗" in done.stdout
    assert "→" in done.stdout


def test_profile_why_names_the_best_profile_and_the_facts(socket: Path) -> None:
    answer = json.loads(edgectl("--socket", socket, "--json", "profile", "why").stdout)
    assert {"best", "scores", "facts"} <= answer.keys()
    done = edgectl("--socket", socket, "profile", "why")
    assert f"{answer['best']} fits this machine best" in done.stdout


def test_profiles_are_listed_and_shown(socket: Path) -> None:
    listed = edgectl("--socket", socket, "profile", "list").stdout
    used = json.loads(edgectl("--socket", socket, "--json", "profile", "show").stdout)
    assert used["name"] in listed
    assert "in use" in listed


def test_without_a_box_it_is_said_where_one_was_looked_for(tmp_path: Path) -> None:
    done = edgectl("--socket", tmp_path / "none.sock", "status")
    assert done.returncode == 1
    assert f"no socket at {tmp_path / 'none.sock'}" in done.stderr
    assert "python -m edged" in done.stderr


def test_a_socket_that_nobody_answers_is_said(tmp_path: Path) -> None:
    (tmp_path / "file.sock").write_text("")
    done = edgectl("--socket", tmp_path / "file.sock", "status")
    assert done.returncode == 1
    assert "No picture box answers" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59, "59 s"), (61, "1 min"), (3_900, "1 h 5 min"), (90_000, "1 d 1 h")],
)
def test_durations_are_short(seconds: float, text: str) -> None:
    assert duration(seconds) == text
