"""`make demo` as its newcomer meets it, on a network of its own."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.lan import Machine, lan

pytestmark = pytest.mark.needs("root", "ip")

DEMO = (sys.executable, "-u", "-m", "scripts.demo")


@pytest.fixture
def machine() -> Iterator[Machine]:
    with lan() as network:
        yield network.machine("10.77.0.2/24")


def _listeners(machine: Machine) -> str:
    return machine.run("ss", "--listening", "--tcp", "--numeric", "--no-header").stdout


def test_the_demo_draws_one_picture_and_leaves_nothing_running(
    machine: Machine, tmp_path: Path
) -> None:
    out = tmp_path / "duck.png"
    said = machine.run(*DEMO, "--once", "--out", out).stdout
    assert out.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert str(out) in said
    assert "http://" in said
    assert not _listeners(machine)


def test_the_demo_takes_another_port_where_its_own_is_taken(
    machine: Machine, tmp_path: Path
) -> None:
    taken = (sys.executable, "-m", "http.server", "8642")
    with machine.running(*taken, log=tmp_path / "server"):
        _until(lambda: ":8642" in _listeners(machine))
        out = tmp_path / "duck.png"
        machine.run(*DEMO, "--once", "--out", out)
        assert out.exists()


def test_the_demo_runs_until_it_is_interrupted(machine: Machine, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with machine.running(*DEMO, "--out", tmp_path / "duck.png", log=log) as demo:
        _until(lambda: "Ctrl-C" in log.read_text())
        assert _listeners(machine)
        demo.send_signal(signal.SIGINT)
        assert demo.wait(90) == 0
    assert not _listeners(machine)


def test_the_demo_says_where_it_cannot_save(machine: Machine, tmp_path: Path) -> None:
    failed = machine.run(*DEMO, "--once", "--out", tmp_path / "nowhere" / "duck.png", check=False)
    assert failed.returncode == 1
    assert "does not exist" in failed.stderr
    assert "Traceback" not in failed.stderr


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)
