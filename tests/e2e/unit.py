"""Plays systemd's part for the box's own unit: its command, its sockets, its watchdog, and an ear for what it says."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.source import ROOT

UNITS = ROOT / "systemd"
PATIENCE_S = 120
"""For what a busy machine does slowly; nothing is asserted about it."""


def settings_of(unit: str) -> dict[str, list[str]]:
    """Every setting of `systemd/<unit>`, in its order."""
    found: dict[str, list[str]] = {}
    for line in (UNITS / unit).read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


@dataclass
class Service:
    """The daemon as the unit starts it."""

    process: subprocess.Popen[bytes]
    """The daemon, or what it runs under."""
    number: Path
    """File with the daemon's own process number."""
    url: str
    told: list[str] = field(default_factory=list)
    """What it said to systemd, one message after the other."""

    def hears(self, text: str) -> int:
        """Waits for a message that begins so, and returns its place."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for place, message in enumerate(list(self.told)):
                if message.startswith(text):
                    return place
            assert self.process.poll() is None, f"it ended before {text}"
            time.sleep(0.02)
        raise AssertionError(f"{text} never came: {self.told}")

    def ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=PATIENCE_S) as answer:
            found: dict[str, Any] = json.loads(answer.read())
            return found

    def stop(self) -> int:
        """SIGTERM to the main process alone, as KillMode=mixed says, and systemd's patience."""
        self.signal(signal.SIGTERM)
        return self.process.wait(float(settings_of("edged.service")["TimeoutStopSec"][0]))

    def signal(self, number: signal.Signals) -> None:
        """To the daemon itself: a tracer that is killed would leave it behind."""
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int(self.number.read_text()), number)


@contextmanager
def started(folder: Path, *under: str, watchdog_s: float = 0.2) -> Iterator[Service]:
    """State and settings lie in `folder`; `under` is a command that runs the daemon, such as strace."""
    with (
        socket.socket() as ears,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
        (folder / "journal").open("ab") as journal,
    ):
        ears.bind(("127.0.0.1", 0))
        ears.listen(256)
        notify = folder / "notify"
        notify.unlink(missing_ok=True)
        manager.bind(str(notify))
        manager.settimeout(0.2)
        environment = {
            **{name: value for name, value in os.environ.items() if name != "EDGED_HOOKS"},
            "NOTIFY_SOCKET": str(notify),
            "WATCHDOG_USEC": str(int(watchdog_s * 1e6)),
            "STATE_DIRECTORY": str(folder / "state"),
        }
        # The shell gives the daemon its own number and moves the socket to where systemd puts it.
        number = folder / "pid"
        number.unlink(missing_ok=True)
        shell = f'echo $$ >{number}; exec 3<&{ears.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
        process = subprocess.Popen(
            [*under, "bash", "-c", shell, "bash", *_command(folder)],
            pass_fds=[ears.fileno()],
            cwd=ROOT,
            env=environment,
            stdout=journal,
            stderr=journal,
        )
        service = Service(process, number, f"http://127.0.0.1:{ears.getsockname()[1]}")
        over = threading.Event()
        listening = threading.Thread(target=_listen, args=(manager, service.told, over))
        listening.start()
        try:
            yield service
        finally:
            if process.poll() is None:
                service.signal(signal.SIGKILL)
            process.wait(PATIENCE_S)
            over.set()
            listening.join()


def _command(folder: Path) -> list[str]:
    """The unit's own, with this Python and this folder's files."""
    python, *rest = shlex.split(settings_of("edged.service")["ExecStart"][0])
    assert python.startswith("/opt/edged/current/")
    moved = {
        "/etc/edged/edged.toml": str(folder / "edged.toml"),
        "/run/edged/edged.sock": str(folder / "edged.sock"),
    }
    assert moved.keys() <= set(rest)
    return [sys.executable, *(moved.get(word, word) for word in rest)]


def _listen(manager: socket.socket, told: list[str], over: threading.Event) -> None:
    """At once, as systemd does: the kernel keeps ten messages and then the daemon's are lost."""
    while not over.is_set():
        with suppress(TimeoutError):
            told.append(manager.recv(4096).decode())
