"""A real box on the miniature network: the daemon as an owner starts it, with a pack in miniature to save time."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import Popen
from typing import Any

from tests.e2e.lan import Machine
from tests.toypack import build_toy_pack

PORT = 8642
START_LIMIT_S = 120
"""Generous: the worker loads its pack and draws once, perhaps under strace, perhaps on a busy machine."""


@dataclass(frozen=True)
class Box:
    """A daemon that has drawn its first picture."""

    process: Popen[bytes]
    state: Path
    log: Path

    def get(self, path: str) -> tuple[int, Any]:
        return self._ask("GET", path)

    def stop(self) -> None:
        """Asks it to leave and waits; unlike a signal this also reaches it through strace."""
        assert self._ask("POST", "/admin/stop")[0] == 202
        assert self.process.wait(START_LIMIT_S) == 0

    def _ask(self, method: str, path: str) -> tuple[int, Any]:
        """Over the Unix socket, which needs no network."""
        connection = _UnixConnection(self.state / "edged.sock")
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    @property
    def about(self) -> dict[str, Any]:
        status, about = self.get("/v1/box")
        assert status == 200
        return dict(about)


@contextmanager
def running_box(
    machine: Machine, folder: Path, *, name: str = "", under: tuple[str, ...] = ()
) -> Iterator[Box]:
    """A ready box on `machine`; `under` is a command that runs it, such as strace."""
    folder.mkdir(parents=True, exist_ok=True)
    settings, state, log = folder / "edged.toml", folder / "state", folder / "log"
    packs = folder / "packs"
    build_toy_pack(packs / "cute-animals")
    settings.write_text(f'name = "{name}"\npacks = "{packs}"\n')
    edged = [sys.executable, "-m", "edged", "--config", str(settings), "--state", str(state)]
    with machine.running(*under, *edged, log=log) as process:
        box = Box(process, state, log)
        _wait_until_ready(box)
        yield box


def _wait_until_ready(box: Box) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        assert box.process.poll() is None, box.log.read_text()
        try:
            if box.get("/readyz")[0] == 200:
                return
        except (OSError, HTTPException):
            pass
        time.sleep(0.1)
    raise AssertionError(f"not ready after {START_LIMIT_S} s\n{box.log.read_text()}")


class _UnixConnection(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
