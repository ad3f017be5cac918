"""How long a cold worker takes to its first picture: a real one, spoken to as the daemon does, its engine's compiled form on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import BinaryIO

import msgspec
from msgspec import Struct

from bench.sixgb.rival import COMPILED, built_of
from runtime.loading import first_caption
from runtime.messages import Draw, FromWorker, Load, Stop, ToWorker
from runtime.pack import Pack
from runtime.profile import profile_text, profiles_folder


class First(Struct, frozen=True, kw_only=True):
    """Seconds from the process's start."""

    ready_s: float
    """Its first picture, of the pack's fewest steps, is drawn."""
    picture_s: float
    """A child's picture after that, of its usual steps, alone."""


def first_pictures(work: Path, model: str, rounds: int, *, disk: bool) -> list[First]:
    """After one start that compiles, which does not count. `disk`: files leave the system's cache before."""
    pack = Pack.open(built_of(work, model))
    draw = Draw(id="one", caption=first_caption(pack.vocabulary, pack.manifest), seed=1)
    found = []
    for _ in range(rounds + 1):
        if disk:
            _forget([*pack.folder.iterdir(), *(work / COMPILED).rglob("*.blob")])
        found.append(_once(work, pack, draw))
    return found[1:]


def first_table(found: dict[str, list[First]]) -> str:
    lines = [
        "| a cold worker | first picture (one step), s | slowest | a picture after that, s |",
        "|---|---|---|---|",
    ]
    for name, each in found.items():
        ready, picture = (
            median(getattr(one, at) for one in each) for at in ("ready_s", "picture_s")
        )
        slowest = max(one.ready_s for one in each)
        lines.append(f"| {name} | {ready:.1f} | {slowest:.1f} | {picture:.1f} |")
    return "\n".join(lines)


def _once(work: Path, pack: Pack, draw: Draw) -> First:
    load = Load(
        pack=str(pack.folder),
        profile=profile_text(profiles_folder() / "cpu-large.toml"),
        compiled=str(work / COMPILED),
        verified=str(work / "verified.json"),
    )
    began = time.monotonic()
    worker = subprocess.Popen(
        [sys.executable, "-m", "runtime.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdin
    assert worker.stdout
    try:
        _send(worker.stdin, load)
        _until(worker.stdout, "ready")
        ready = time.monotonic()
        _send(worker.stdin, draw)
        _until(worker.stdout, "done")
        drawn = time.monotonic()
        _send(worker.stdin, Stop())
    finally:
        worker.kill()
        worker.wait()
    return First(ready_s=ready - began, picture_s=drawn - ready)


def _send(pipe: object, frame: ToWorker) -> None:
    assert hasattr(pipe, "write")
    assert hasattr(pipe, "flush")
    pipe.write(msgspec.json.encode(frame) + b"\n")
    pipe.flush()


def _until(pipe: object, wanted: str) -> None:
    """Raises RuntimeError where another end comes first."""
    stream: BinaryIO = pipe  # type: ignore[assignment]
    while line := stream.readline():
        frame = msgspec.json.decode(line, type=FromWorker)
        stream.read(frame.size)
        kind = type(frame).__name__.lower()
        if kind == wanted:
            return
        if kind == "failed":
            raise RuntimeError(line.decode())
    raise RuntimeError("the worker has gone")


def _forget(paths: Iterable[Path]) -> None:
    """From the system's cache, if the disk has them all."""
    for path in paths:
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
