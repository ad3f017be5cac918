"""The real process over real pipes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from runtime.messages import (
    MAX_HEADER,
    Cancel,
    Cancelled,
    Failed,
    Load,
    Pace,
    Ready,
    Step,
    Stop,
    Waking,
)
from runtime.worker import NICENESS
from scripts.box import ROOT
from tests.readback import open_image
from tests.toypack import build_toy_pack
from tests.workerpipe import PROFILE, WorkerPipe, draw, pictures, steps


@pytest.mark.parametrize("alone", [True, False])
def test_a_session_of_its_own_gives_way_as_a_whole_and_no_other_one_does(
    tmp_path: Path, alone: bool
) -> None:
    group = tmp_path / "autogroup"
    group.touch()
    words = "import sys, pathlib, runtime.worker as w; w.give_way(pathlib.Path(sys.argv[1]))"
    for file in (group, tmp_path / "no kernel" / "autogroup"):
        subprocess.run(
            [sys.executable, "-c", words, file], check=True, start_new_session=alone, cwd=ROOT
        )
    assert group.read_text() == (str(NICENESS) if alone else "")


def test_it_loads_says_what_it_is_and_draws(toy_pack: Path) -> None:
    with WorkerPipe() as worker:
        ready = worker.load(toy_pack)
        assert ready.engine == "onnx: CPUExecutionProvider"
        assert (ready.pack, ready.pack_version, len(ready.pack_digest)) == (
            "cute-animals",
            "0.1.0",
            64,
        )
        assert ready.memory_mb > 20
        worker.send(draw("a"), draw("b", pixels=(256, 256), format="webp"))
        done = pictures(worker.receive_until_ended("a", "b"))
        assert open_image(done["a"]).size == (512, 512)
        assert open_image(done["b"]).format == "WEBP"
        assert worker.leave()[::2] == (0, b"")


def test_a_picture_that_comes_while_another_is_drawn_is_the_same_as_alone(slow_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(slow_pack)
        worker.send(draw("alone", seed=3))
        alone = pictures(worker.receive_until_ended("alone"))["alone"]
        worker.send(draw("first", seed=4))
        worker.receive()
        worker.send(draw("late", seed=3))
        events = worker.receive_until_ended("first", "late")
        order = steps(events)
        assert order.index("late") < len(order) - 1 - order[::-1].index("first"), (
            "they were drawn side by side"
        )
        difference = np.asarray(open_image(pictures(events)["late"])).astype(int) - np.asarray(
            open_image(alone)
        )
        assert np.abs(difference).max() <= 1


def test_a_cancelled_picture_leaves_at_once_and_the_next_one_takes_its_place(
    slow_pack: Path,
) -> None:
    with WorkerPipe() as worker:
        worker.load(slow_pack, PROFILE.replace("batch = 4", "batch = 1"))
        worker.send(draw("a", steps=20), draw("b", steps=4))
        worker.receive()
        worker.send(Cancel(id="a"))
        events = worker.receive_until_ended("a", "b")
        assert [frame for frame, _ in events if isinstance(frame, Cancelled)] == [Cancelled(id="a")]
        assert len([name for name in steps(events) if name == "a"]) < 15
        assert set(pictures(events)) == {"b"}


def test_a_late_cancel_does_not_touch_the_next_picture(toy_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(toy_pack)
        worker.send(draw("a"))
        worker.receive_until_ended("a")
        worker.send(draw("b"), Cancel(id="a"))
        assert set(pictures(worker.receive_until_ended("b"))) == {"b"}


def test_a_paused_worker_draws_nothing_but_still_listens(toy_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(toy_pack)
        worker.send(Pace(batch=4, duty=0), draw("a"), draw("b"), Cancel(id="a"))
        assert worker.receive()[0] == Cancelled(id="a")
        worker.send(Pace(batch=4, duty=1))
        assert set(pictures(worker.receive_until_ended("b"))) == {"b"}


def test_a_long_rest_between_two_steps_ends_with_the_next_pace(slow_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(slow_pack)
        worker.send(draw("a", steps=4))
        assert isinstance(worker.receive()[0], Step)
        worker.send(Pace(batch=4, duty=1e-9))  # a rest of months
        worker.send(draw("b", steps=4), Cancel(id="b"))
        while worker.receive()[0] != Cancelled(id="b"):
            pass
        worker.send(Pace(batch=4, duty=0.9))
        assert set(pictures(worker.receive_until_ended("a"))) == {"a"}


def test_with_room_for_one_pictures_are_drawn_one_after_the_other(slow_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(slow_pack)
        worker.send(Pace(batch=1, duty=1), draw("a", steps=4), draw("b", steps=4))
        events = worker.receive_until_ended("a", "b")
        assert steps(events) == ["a"] * 4 + ["b"] * 4


def test_a_library_that_chats_on_stdout_cannot_corrupt_the_frames(toy_pack: Path) -> None:
    with WorkerPipe((sys.executable, "-c", CHATTY)) as worker:
        worker.load(toy_pack)
        worker.send(draw("a"), draw("b"))
        assert set(pictures(worker.receive_until_ended("a", "b"))) == {"a", "b"}
        status, stderr, rest = worker.leave()
    assert (status, rest) == (0, b"")
    assert stderr.count("chatter") > 10
    assert "printed" in stderr


CHATTY = """
import os, sys, threading, time
from runtime import worker

def chat():
    while True:
        os.write(1, b"chatter\\n")
        time.sleep(0.001)

def on_import(event, args):
    global chatting
    if event == "import" and args[0] == "numpy" and not chatting:
        chatting = True
        print("printed", flush=True)
        threading.Thread(target=chat, daemon=True).start()

chatting = False
sys.addaudithook(on_import)
status = worker.main()
sys.stdout.flush()
os._exit(status)
"""
"""A worker whose libraries write to fd 1 from their import on, without pause."""


def test_a_pack_that_cannot_be_loaded_is_the_reason_to_leave(
    toy_pack: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(toy_pack, tmp_path / "pack"))
    (folder / "decoder.onnx").unlink()
    with WorkerPipe() as worker:
        worker.send(Load(pack=str(folder), profile=PROFILE))
        failed, _ = worker.awake()
        assert isinstance(failed, Failed)
        assert (failed.id, failed.code) == (None, "pack_corrupt")
        assert "decoder.onnx is missing" in failed.message_en
        assert "decoder.onnx" in failed.message_zh
        assert failed.fix_en
        assert worker.leave()[0] == 1


def test_while_it_wakes_up_it_tells_how_far_it_is(toy_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.send(Load(pack=str(toy_pack), profile=PROFILE))
        heard: list[float] = []
        while isinstance((frame := worker.receive()[0]), Waking):
            heard.append(frame.share)
        assert isinstance(frame, Ready)
        assert frame.beside  # on a processor
        assert heard == sorted(heard)
        assert heard[0] < 0.3 < heard[-1] == 0.9
        worker.leave()


def test_a_wrong_profile_is_told_with_its_field(toy_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.send(
            Load(pack=str(toy_pack), profile=PROFILE.replace("batch = 4", 'batch = "four"'))
        )
        failed, _ = worker.awake()
        assert isinstance(failed, Failed)
        assert failed.code == "profile_invalid"
        assert "batch" in failed.message_en
        assert worker.leave()[0] == 1


@pytest.mark.parametrize(
    ("garbage", "words"),
    [
        (b"hello\n", "hello"),
        (b"\xff\xfe\x00\n", "cannot understand"),
        (b'{"type": "dance"}\n', "dance"),
        (b'{"type": "draw", "id": 7}\n', "Expected `str`"),
        (b'{"type": "stop", "size": -1}\n', "payload of -1 bytes"),
        (b'{"type": "stop", "size": 99999999999}\n', "payload of 99999999999 bytes"),
        (b"x" * (MAX_HEADER + 1), "too long"),
        (b'{"type": "load", "pack": "p", "profile": "q"}\n', "second load"),
        (b'{"type": "st', "ends in the middle"),
    ],
)
def test_garbage_ends_it_with_clear_last_words(toy_pack: Path, garbage: bytes, words: str) -> None:
    with WorkerPipe() as worker:
        worker.load(toy_pack)
        worker.send_raw(garbage)
        status, stderr, _ = worker.leave()
    assert status == 2
    assert "cannot understand the daemon" in stderr
    assert words in stderr
    assert "Traceback" not in stderr


def test_the_first_frame_must_be_load() -> None:
    with WorkerPipe() as worker:
        worker.send(Cancel(id="a"))
        status, stderr, _ = worker.leave()
    assert status == 2
    assert "first frame must be load" in stderr


@pytest.mark.parametrize("before", [b"", msgspec.json.encode(Stop()) + b"\n"])
def test_it_leaves_in_peace_when_there_was_nothing_to_do(before: bytes) -> None:
    with WorkerPipe() as worker:
        worker.send_raw(before)
        assert worker.leave() == (0, "", b"")


def test_the_end_of_stdin_ends_it_in_the_middle_of_a_picture(slow_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(slow_pack)
        worker.send(draw("a", steps=20))
        assert isinstance(worker.receive()[0], Step)
        status, stderr, _ = worker.leave()
    assert (status, stderr) == (0, "")


def test_stop_ends_it_although_stdin_stays_open(slow_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(slow_pack)
        worker.send(draw("a", steps=20), Stop())
        assert worker.process.wait(timeout=60) == 0


def test_it_ignores_the_interrupt_that_is_meant_for_the_daemon(toy_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(toy_pack)
        worker.process.send_signal(signal.SIGINT)
        worker.send(draw("a"))
        assert set(pictures(worker.receive_until_ended("a"))) == {"a"}


def test_a_daemon_that_no_longer_listens_ends_it(toy_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(toy_pack)
        assert worker.process.stdout
        worker.process.stdout.close()
        worker.send(draw("a"))
        assert worker.process.wait(timeout=60) == 0


def test_every_picture_of_a_crowd_ends_exactly_once(tmp_path: Path) -> None:
    folder = build_toy_pack(tmp_path / "cute-animals", poison="owl")
    names = [f"p{number}" for number in range(12)]
    with WorkerPipe() as worker:
        worker.load(folder)
        for number, name in enumerate(names):
            animal = "owl" if number % 4 == 3 else "duck"
            worker.send(draw(name, f"animal {animal}", seed=number, format="jpeg"))
        worker.send(Cancel(id="p4"), Cancel(id="p11"))
        events = worker.receive_until_ended(*names)
        assert worker.leave()[::2] == (0, b"")
    ends = [frame.id for frame, _ in events if not isinstance(frame, Step)]  # type: ignore[union-attr]
    assert sorted(map(str, ends)) == sorted(names)


def test_it_lets_whoever_answers_go_first(toy_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(toy_pack)
        wanted = min(os.nice(0) + NICENESS, 19)
        assert os.getpriority(os.PRIO_PROCESS, worker.process.pid) == wanted
