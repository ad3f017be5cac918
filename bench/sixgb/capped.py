"""A child process that may take so much memory and no more; what became of it is an answer, never an exception.

Limits of the kernel would count the wrong thing: RLIMIT_AS and RLIMIT_DATA count what is mapped or set aside, several times
what a model really has. So the memory that the child owns (RssAnon: pages that no file backs) is looked at every
20 ms, and one that passes the limit is killed. Mapped weights are not counted: the kernel takes them back whenever it wants.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from bench.sixgb.measured import Found, Way

LOOK_S = 0.02
OUT_OF_MEMORY = ("out of memory", "outofmemory", "engine_out_of_memory", "can't allocate")


class Outcome(Struct, frozen=True, kw_only=True):
    way: Way
    found: Found | None = None
    own_mb: float = 0
    """The most memory of its own while it ran."""
    problem: str = ""


def measured_apart(way: Way, timeout_s: float) -> Outcome:
    try:
        _ = way.torch
    except ValueError as error:
        return Outcome(way=way, problem=f"not offered: {error}")
    command = [sys.executable, "-m", "bench.sixgb.measured", msgspec.json.encode(way).decode()]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as words:
        child = subprocess.Popen(command, stdout=out, stderr=words)
        cap = way.cap_mb if way.device == "cpu" else None
        own, stopped = _watched(child, cap, timeout_s)
        out.seek(0)
        words.seek(0)
        said, complaint = out.read().decode(), words.read().decode(errors="replace")
    if stopped:
        return Outcome(way=way, own_mb=own, problem=stopped)
    if child.returncode == 0:
        found = msgspec.json.decode(said.splitlines()[-1], type=Found)
        return Outcome(way=way, found=found, own_mb=own)
    return Outcome(way=way, own_mb=own, problem=_why(child.returncode, complaint))


def _watched(
    child: subprocess.Popen[bytes], cap: int | None, timeout_s: float
) -> tuple[float, str]:
    """(MB at most, why it was stopped)"""
    most, began = 0.0, time.monotonic()
    while child.poll() is None:
        most = max(most, own_mb(child.pid))
        late = time.monotonic() - began > timeout_s
        if late or (cap is not None and most > cap):
            child.kill()
            child.wait()
            return most, f"not finished in {timeout_s:.0f} s" if late else "does not fit"
        threading.Event().wait(LOOK_S)
    return most, ""


def own_mb(pid: int) -> float:
    """0 where it has gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next(
        (int(line.split()[1]) * 1024 / 10**6 for line in lines if line.startswith("RssAnon")), 0.0
    )


def _why(status: int, complaint: str) -> str:
    if status == -9 or any(sign in complaint.lower() for sign in OUT_OF_MEMORY):
        return "does not fit"
    lines = [line for line in complaint.splitlines() if line.strip()]
    return f"failed: {lines[-1][:120]}" if lines else f"failed with status {status}"
