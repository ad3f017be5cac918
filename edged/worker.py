"""The handle on the child process that draws. Its death is an ordinary error with its last words."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, Self

import msgspec
from msgspec import Struct

import runtime
from edged.errors import WorkerCannotLoad, WorkerDied
from edged.settings import WorkerSettings
from runtime.messages import (
    MAX_HEADER,
    MAX_PAYLOAD,
    Failed,
    FromWorker,
    Load,
    Ready,
    Stop,
    ToWorker,
    Waking,
)

COMMAND = (sys.executable, "-m", "runtime.worker")
LAST_WORDS = 20
"""Lines of its stderr that are kept."""
MAX_WORDS = 2000
"""Characters of last words that an Issue shows."""


ROOT = str(Path(runtime.__file__).resolve().parents[1])
"""Where `runtime` lies: a child must find the same one, whatever folder the daemon was started in."""


def child_environment() -> dict[str, str]:
    """Of the children that the daemon starts."""
    known = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([ROOT, known]) if known else ROOT
    # NOTIFY_SOCKET is the daemon's own: a child must not speak to systemd in its name.
    kept = {key: value for key, value in os.environ.items() if key != "NOTIFY_SOCKET"}
    return kept | {"PYTHONPATH": path, "PYTHONSAFEPATH": "1"}


WorkerState = Literal["starting", "ready", "waiting", "asleep", "stopped"]


class WorkerStatus(Struct, frozen=True, kw_only=True):
    """The painter, for the admin."""

    state: WorkerState = "stopped"
    """`waiting`: before the next try. `asleep`: it gave its memory back, and wakes up at the next wish."""
    pid: int | None = None
    engine: str | None = None
    memory_mb: float | None = None
    warmup_s: float | None = None
    waking: int | None = None
    """Percent of its way to the first picture, while it is starting."""
    restarts: int = 0
    last_words: str | None = None


def _to_nobody(_: float) -> None: ...


class Worker:
    """One life of the child: `async with` starts it and sees it off.

    `receive` raises WorkerDied when it is gone, for whatever reason.
    """

    def __init__(
        self,
        settings: WorkerSettings,
        command: tuple[str, ...] = COMMAND,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`environment`: what it gets besides the daemon's own."""
        self.last_sign = time.monotonic()
        """Monotonic seconds of the last frame from it."""
        self._settings = settings
        self._command = command
        self._environment = child_environment() | dict(environment or {})
        self._decoder = msgspec.json.Decoder(FromWorker)
        self._words: deque[str] = deque(maxlen=LAST_WORDS)
        self._killed_because = ""
        self._process: Process
        self._listener: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        # A session of its own: Ctrl-C in a terminal reaches the daemon alone, which then stops its worker in order.
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            limit=MAX_HEADER,
            env=self._environment,
            start_new_session=True,
        )
        self._listener = asyncio.create_task(self._listen_to_stderr())
        self.last_sign = time.monotonic()
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self.send(Stop())
            self._stdin.close()
            async with asyncio.timeout(self._settings.stop_deadline_s):
                await self._process.wait()
        except TimeoutError:
            pass
        finally:
            self.kill("it did not leave when asked")
            await self._process.wait()
            await self._listener

    @property
    def pid(self) -> int:
        return self._process.pid

    async def load(self, load: Load, waking: Callable[[float], None] = _to_nobody) -> Ready:
        """Hands it its pack. `waking`: told how much of the way is done, 0 to 1.

        Raises WorkerCannotLoad if it says why it cannot draw, WorkerDied otherwise.
        """
        await self.send(load)
        try:
            async with asyncio.timeout(self._settings.load_deadline_s):
                while isinstance((frame := (await self.receive())[0]), Waking):
                    waking(frame.share)
        except TimeoutError:
            self.kill(f"it was not ready after {self._settings.load_deadline_s:g} s")
            raise await self._death() from None
        if isinstance(frame, Ready):
            return frame
        if isinstance(frame, Failed):
            raise WorkerCannotLoad(
                code=frame.code,
                message_en=frame.message_en,
                message_zh=frame.message_zh,
                hint_en=frame.fix_en or "See the journal of edged.",
                hint_zh=frame.fix_zh or "请查看 edged 的日志。",
            )
        self.kill("it answered out of turn")
        raise await self._death()

    async def send(self, frame: ToWorker) -> None:
        """A dead worker takes no frames: `receive` tells of its death."""
        with suppress(ConnectionError):
            self._stdin.write(msgspec.json.encode(frame) + b"\n")
            await self._stdin.drain()

    async def receive(self) -> tuple[FromWorker, bytes]:
        """The next frame and its payload. Raises WorkerDied."""
        try:
            line = await self._stdout.readuntil(b"\n")
            frame = self._decoder.decode(line)
            if not 0 <= frame.size <= MAX_PAYLOAD:
                raise ValueError(f"payload of {frame.size} bytes")
            payload = await self._stdout.readexactly(frame.size)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise await self._death() from None
        except (asyncio.LimitOverrunError, msgspec.DecodeError, ValueError) as error:
            self.kill(f"it spoke nonsense: {error}")
            raise await self._death() from error
        self.last_sign = time.monotonic()
        return frame, payload

    def kill(self, reason: str) -> None:
        """Ends it at once, with everything it started."""
        if self._process.returncode is None:
            self._killed_because = self._killed_because or reason
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _death(self) -> WorkerDied:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.stop_deadline_s):
                await self._process.wait()
        self.kill("it closed its pipe")
        status = await self._process.wait()
        await self._listener
        words = "\n".join(self._words)[-MAX_WORDS:] or "(none)"
        return WorkerDied(reason=self._killed_because or _meaning(status), last_words=words)

    async def _listen_to_stderr(self) -> None:
        """Keeps the end of it; what a library prints without line ends is cut, not kept whole."""
        reader = self._process.stderr
        assert reader is not None  # noqa: S101 - for the type checker: it was asked for above
        rest = b""
        while chunk := await reader.read(4096):
            *lines, rest = (rest + chunk)[-MAX_HEADER:].split(b"\n")
            self._words.extend(line.decode(errors="replace") for line in lines if line.strip())
        if rest.strip():
            self._words.append(rest.decode(errors="replace"))

    @property
    def _stdin(self) -> StreamWriter:
        assert self._process.stdin is not None  # noqa: S101
        return self._process.stdin

    @property
    def _stdout(self) -> StreamReader:
        assert self._process.stdout is not None  # noqa: S101
        return self._process.stdout


def _meaning(status: int) -> str:
    """`signal SIGKILL`, `exit status 1`."""
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
