"""Folders of hooks, and the real service over them, run by whoever runs the tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edged.hooks.client import HooksDesk
from tests.source import ROOT

LIMIT_S = 120


@dataclass(frozen=True)
class Service:
    process: subprocess.Popen[bytes]
    socket: Path
    log: Path

    @property
    def desk(self) -> HooksDesk:
        return HooksDesk(self.socket)

    def stop(self) -> str:
        """Asks it to leave, and returns what it logged."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(LIMIT_S) == 0
        return self.log.read_text()


def write_hook(path: Path, *lines: str, mode: int = 0o755, events: str = "") -> Path:
    """A shell script; its folder is made if need be."""
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    head = ["#!/bin/sh", *([f"# events: {events}"] if events else [])]
    path.write_text("\n".join([*head, *lines]) + "\n")
    path.chmod(mode)
    return path


@contextmanager
def service_over(folder: Path, *arguments: str | Path, seconds: float = 30) -> Iterator[Service]:
    """Hooks lie in `folder`/hooks and, the owner's, in `folder`/own."""
    path, log_path = folder / "hooks.sock", folder / "log"
    given: list[str | Path] = ["--socket", path, "--seconds", str(seconds)]
    for each in ("hooks", "own"):
        given += ["--folder", folder / each]
    given += ["--owner", str(os.getuid()), "--state", folder / "state", *arguments]
    command = [sys.executable, "-m", "edged.hooks", *given]
    with log_path.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        _until_open(path, process)
        yield Service(process, path, log_path)
    finally:
        process.kill()
        process.wait()


def until(path: Path) -> None:
    """Returns once the file is there."""
    deadline = time.monotonic() + LIMIT_S
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} never came"
        time.sleep(0.01)


def _until_open(path: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        assert process.poll() is None
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                time.sleep(0.02)
            else:
                return
    raise AssertionError("the service never listened")
