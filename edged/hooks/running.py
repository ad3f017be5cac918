"""One run of one hook, bounded in time and output. Blocks: belongs into a thread."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from msgspec import Struct

from edged.hooks.messages import Status

OUTPUT_BYTES = 65_536
TAIL = 2000
"""Characters of its output that are kept."""
GRACE_S = 1.0
"""Between asking a process group to leave and killing it."""
TURN_S = 0.05


class Terms(Struct, frozen=True, kw_only=True):
    """What every hook gets and must keep to."""

    environment: Mapping[str, str]
    """All of it."""
    seconds: float = 30.0
    """A hook that takes longer is killed with its process group."""
    output_bytes: int = OUTPUT_BYTES
    """A hook that writes more is killed as well."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of it."""

    status: Status
    exit: int | None
    seconds: float
    output: str


def run(path: Path, event: str, facts: bytes, terms: Terms, halt: threading.Event) -> Outcome:
    """Runs `path event` with `facts` on its standard input; `halt` ends it early. Never raises OSError."""
    begin = time.monotonic()
    try:
        process = subprocess.Popen(  # noqa: S603 - what may run was decided by its owner and place
            [path, event],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(terms.environment),
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        words = f"cannot be started: {error.strerror or error}"
        return Outcome(status="failed", exit=None, seconds=0.0, output=words)
    with _pipe(process.stdout):
        _hand_over(process, facts)
        status, heard = _follow(process, begin + terms.seconds, terms.output_bytes, halt)
        _end(process)
    if status == "ok" and process.returncode != 0:
        status = "failed"
    return Outcome(
        status=status,
        exit=process.returncode,
        seconds=round(time.monotonic() - begin, 3),
        output=heard.decode("utf-8", "replace").replace("\0", "�").strip()[-TAIL:],
    )


def _hand_over(process: subprocess.Popen[bytes], facts: bytes) -> None:
    """A pipe holds far more than the facts can be, so this never waits for a hook that does not read."""
    with suppress(BrokenPipeError), _pipe(process.stdin) as stdin:
        stdin.write(facts)


def _follow(
    process: subprocess.Popen[bytes], deadline: float, most: int, halt: threading.Event
) -> tuple[Status, bytes]:
    """Collects what it writes until it has ended. What it started in the background is not waited for."""
    output = _pipe(process.stdout)
    os.set_blocking(output.fileno(), False)
    heard = bytearray()
    while True:
        ended = _ended(process)
        closed = _take(output.fileno(), heard, most)
        if len(heard) > most:
            return "flooded", bytes(heard[:most])
        if ended:
            return "ok", bytes(heard)
        if halt.is_set() or time.monotonic() >= deadline:
            return "timed_out", bytes(heard)
        if closed:
            time.sleep(TURN_S)
        else:
            select.select([output], [], [], TURN_S)


def _take(handle: int, heard: bytearray, most: int) -> bool:
    """Reads what is there, a little over `most` in all. True at the end of the stream."""
    with suppress(BlockingIOError):
        while len(heard) <= most:
            read = os.read(handle, 4096)
            if not read:
                return True
            heard += read
    return False


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """Without taking its status: until then its number, and its group's, cannot be given to anybody else."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing of its process group stays behind, but for a process that the kernel itself holds."""
    if not _ended(process):
        os.killpg(process.pid, signal.SIGTERM)
        patience = time.monotonic() + GRACE_S
        while not _ended(process) and time.monotonic() < patience:
            time.sleep(TURN_S)
    os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_S)


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 - asked for above
    return stream
