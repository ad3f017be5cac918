from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from edged.systemd import Notifier, feed_watchdog, inherited_sockets, watchdog_interval


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """Listens as systemd does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(60)
        yield listening


def test_systemd_hears_the_states(manager: socket.socket, tmp_path: Path) -> None:
    notifier = Notifier(str(tmp_path / "notify"))
    notifier.ready("ready")
    notifier.extend_timeout(2.5)
    notifier.stopping()
    told = [manager.recv(1000).decode() for _ in range(3)]
    assert told == ["READY=1\nSTATUS=ready", "EXTEND_TIMEOUT_USEC=2500000", "STOPPING=1"]


def test_abstract_names_are_understood() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0edged-test-{os.getpid()}")
        listening.settimeout(60)
        Notifier(f"@edged-test-{os.getpid()}").status("fine")
        assert listening.recv(100) == b"STATUS=fine"


def test_nobody_listening_is_no_error(tmp_path: Path) -> None:
    Notifier("").ready("ready")
    Notifier(str(tmp_path / "nothing")).ready("ready")


async def test_the_watchdog_is_fed_only_while_the_worker_makes_progress(
    manager: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "20000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    answers = iter([True, False, True])
    fed = feed_watchdog(Notifier(str(tmp_path / "notify")), lambda: next(answers))
    with pytest.raises(RuntimeError):  # The answers have run out.
        await fed
    manager.setblocking(False)
    assert manager.recv(100) == b"WATCHDOG=1"
    assert manager.recv(100) == b"WATCHDOG=1"
    with pytest.raises(BlockingIOError):
        manager.recv(100)


async def test_without_a_watchdog_there_is_nothing_to_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    assert watchdog_interval() is None
    monkeypatch.setenv("WATCHDOG_USEC", "30000000")
    assert watchdog_interval() == 15
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert watchdog_interval() is None
    async with asyncio.timeout(60):
        await feed_watchdog(Notifier(""), lambda: True)


def test_sockets_meant_for_another_process_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTEN_FDS", "1")
    monkeypatch.setenv("LISTEN_PID", "1")
    assert inherited_sockets() == []
