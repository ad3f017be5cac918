"""`edgectl top` against a real box's socket, in a pipe and in a terminal."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machines.build import build
from tests.terminal import on_terminal
from tests.toybox import edgectl, edgectl_environment, socket_of, toy_box

LIMIT_S = 120


@pytest.fixture(scope="module")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Of a box that believes it is on a board with a weak supply."""
    home = tmp_path_factory.mktemp("top")
    built = build("raspberry-pi-5", home / "machine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EDGED_SYSROOT", str(built.root))
        with toy_box(home):
            yield socket_of(home)


def until(socket: Path, words: str, *arguments: str) -> str:
    """The first frame with these words in it."""
    deadline = time.monotonic() + LIMIT_S
    while True:
        done = edgectl("--socket", socket, *arguments, "top", "--once", env={"COLUMNS": "80"})
        assert (done.returncode, done.stderr) == (0, "")
        if words in done.stdout or time.monotonic() > deadline:
            return done.stdout
        time.sleep(0.2)


def test_one_frame_shows_the_machine(socket: Path) -> None:
    text = until(socket, "63.4 °C")
    for words in ("Class 2b", "63.4 °C", "2400 MHz", "of 4.0 GB", "a weak supply", "Painter"):
        assert words in text
    assert "\x1b" not in text


def test_it_speaks_chinese(socket: Path) -> None:
    assert "供电不足" in until(socket, "供电不足", "--lang", "zh")


def test_as_json_it_is_one_answer(socket: Path) -> None:
    until(socket, "63.4 °C")
    done = edgectl("--socket", socket, "--json", "top")
    answer = json.loads(done.stdout)
    assert answer["telemetry"]["readings"]["cpu_temperature"]["value"] == 63.35
    assert answer["telemetry"]["throttled"] == ["undervoltage"]
    assert answer["worker"]["state"] == "ready"
    assert answer["queue"]["waiting"] == 0
    assert isinstance(answer["state"], str)


def test_in_a_pipe_one_frame_is_enough(socket: Path) -> None:
    done = edgectl("--socket", socket, "top")
    assert done.returncode == 0
    assert done.stdout.count("Painter") == 1


def test_without_a_box_it_ends_like_every_command(tmp_path: Path) -> None:
    done = edgectl("--socket", tmp_path / "none.sock", "top")
    assert done.returncode == 1
    assert "no socket at" in done.stderr


def test_in_a_terminal_it_goes_on_until_ctrl_c_which_is_no_error(socket: Path) -> None:
    command = [sys.executable, "-m", "edged.cli", "--socket", str(socket), "top"]
    environment = edgectl_environment({"TERM": "xterm", "COLUMNS": "80", "LINES": "30"})
    with on_terminal(command, environment) as terminal:
        terminal.until(lambda text: text.count("Painter") >= 2)
        terminal.process.send_signal(signal.SIGINT)
        text = terminal.to_the_end()
    assert "63.4 °C" in text
    assert "Ctrl-C ends this." in text
    assert "Traceback" not in text
    assert "\x1b[?1049l" in text  # The terminal gets its own screen back.
