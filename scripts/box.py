"""A box of one's own for a while: the daemon in a fresh state folder, ended whatever happens."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]
START_LIMIT_S = 120
"""The box draws once for itself before it is ready; a slow board needs a while for that."""
DRAW_LIMIT_S = 60
STOP_LIMIT_S = 30


class BoxFailed(Exception):
    """A sentence for the person who started the box."""


@dataclass(frozen=True)
class Box:
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def until_listening(self) -> None:
        self._until("/healthz")

    def until_ready(self) -> None:
        """Returns once the box has drawn its first picture for itself. Raises BoxFailed."""
        self._until("/readyz")

    def about(self) -> dict[str, Any]:
        return self.ask("/v1/box")

    def ask(
        self, path: str, body: dict[str, Any] | None = None, *, token: str | None = None
    ) -> dict[str, Any]:
        """A JSON answer; POST where there is a body. Raises OSError, also for an HTTP error.

        `token`: of the tablet that asks.
        """
        answer: dict[str, Any] = json.loads(self.read(path, body, token=token))
        return answer

    def read(
        self, path: str, body: dict[str, Any] | None = None, *, token: str | None = None
    ) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = Request(self.url + path, data, headers)  # noqa: S310
        with urlopen(request, timeout=DRAW_LIMIT_S + 5) as answer:  # noqa: S310
            return bytes(answer.read())

    def draw(self, prompt: str, **wishes: Any) -> dict[str, Any]:
        """The finished Picture. Raises BoxFailed where no picture comes of it."""
        picture = self.ask(f"/v1/pictures?wait={DRAW_LIMIT_S}", {"prompt": prompt, **wishes})
        if picture["state"] != "done":
            raise BoxFailed(
                f"the box did not draw {prompt!r}: {picture['state']} {picture['error']}"
            )
        return picture

    def last_words(self) -> str:
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-15:])

    def _until(self, path: str) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                status = self.process.returncode
                raise BoxFailed(f"the daemon ended with status {status}\n{self.last_words()}")
            try:
                self.read(path)
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise BoxFailed(f"{path} gave no good answer in {START_LIMIT_S} s\n{self.last_words()}")


@contextmanager
def running_box(folder: Path, *arguments: str, wanted_port: int = 0) -> Iterator[Box]:
    """The daemon keeps its state and its log in `folder`. It gets a process group of its own, so that
    Ctrl-C reaches the caller first and the daemon is ended in order."""
    port = free_port(wanted_port)
    listen, log_path = f"0.0.0.0:{port}", folder / "log"
    command = [
        sys.executable,
        "-m",
        "edged",
        "--listen",
        listen,
        "--state",
        str(folder / "state"),
        *arguments,
    ]
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield Box(process, port, log_path)
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> int:
    """Asks it to leave, and makes it leave where it does not; its exit status."""
    process.terminate()
    try:
        return process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def free_port(wanted: int = 0) -> int:
    """`wanted` if nobody listens there, else any free port."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise BoxFailed("no free port")
