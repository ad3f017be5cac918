"""A box whose daemon is killed and started again, on one state folder and one port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from scripts.box import ROOT, Box, free_port
from tests.toypack import build_toy_pack

PAINTERS = (b"runtime.worker", b"tests.faults.painter")
LIMIT_S = 120
"""Generous: this machine may be busy with other things."""
SETTINGS = """
announce = false
[queue]
per_device = 64
[worker]
backoff_s = 0.05
backoff_max_s = 0.3
"""


class Daemon:
    """`box` asks the present one."""

    def __init__(
        self,
        folder: Path,
        machine: Path,
        *,
        state: Path | None = None,
        settings: str = SETTINGS,
        module: str = "edged",
    ) -> None:
        """`machine`: the tree of the machine that it believes to run on. `module`: what is run."""
        self.state, self.log = state or folder / "state", folder / "log"
        self.process: subprocess.Popen[bytes]
        self.started = 0.0
        """Monotonic seconds."""
        self.port = free_port()
        self._module, self._file = module, folder / "edged.toml"
        self._file.write_text(f'packs = "{folder / "packs"}"\n{settings}')
        if not (folder / "packs").exists():
            build_toy_pack(folder / "packs" / "cute-animals", slow_ms=3)
        self._environment = {**os.environ, "EDGED_SYSROOT": str(machine), "LC_ALL": "C.UTF-8"}

    @property
    def box(self) -> Box:
        return Box(self.process, self.port, self.log)

    @property
    def box_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket(self) -> Path:
        return self.state / "edged.sock"

    def start(self, *under: str, **more: Any) -> None:
        """`under`: a command that runs it, such as strace; `more`: for Popen."""
        listen = f"0.0.0.0:{self.port}"
        edged = [
            sys.executable,
            "-m",
            self._module,
            "--config",
            str(self._file),
            "--listen",
            listen,
        ]
        command = [*under, *edged, "--state", str(self.state)]
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **more,
            )

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.box_url}/healthz", timeout=5):
                return True
        except OSError:
            return False

    def until_answering(self) -> float:
        """Seconds from its start to its first answer."""
        while not self.answers():
            assert self.process.poll() is None, self.box.last_words()
            assert time.monotonic() < self.started + LIMIT_S, self.box.last_words()
            time.sleep(0.01)
        return time.monotonic() - self.started

    def kill(self) -> None:
        """As the kernel does it: without a word. A program that it runs under goes too."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(LIMIT_S)

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(LIMIT_S)

    def worker(self) -> int | None:
        """Its process id, while there is one."""
        with suppress(OSError, ValueError):
            pid = self.process.pid
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            for each in children:
                command = Path(f"/proc/{each}/cmdline").read_bytes()
                if any(name in command for name in PAINTERS):
                    return int(each)
        return None

    def resident_mb(self) -> float:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def running(daemon: Daemon, *under: str, ready: bool = True) -> Iterator[Daemon]:
    """Started, and ended whatever happens."""
    daemon.start(*under)
    try:
        daemon.until_answering()
        if ready:
            daemon.box.until_ready()
        yield daemon
    finally:
        daemon.kill()
