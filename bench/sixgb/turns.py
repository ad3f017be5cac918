"""A published model on every library at hand, side by side: whatever else the machine does slows all of them alike."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from msgspec import Struct

from bench.sixgb.capped import own_mb
from bench.sixgb.rival import BOX, OWN, built_of

BUILT = {BOX, "the same pack, ONNX Runtime engine", "the box, whole"}
NEEDS = {
    "OpenVINO's own, bf16": f"{OWN}/bf16.xml",
    "OpenVINO's own, weights INT8, bf16": f"{OWN}/int8.xml",
    "OpenVINO's own, all INT8, bf16": f"{OWN}/whole.xml",
}
"""Rival -> what must lie in the folder of work."""
LOOK_S = 0.05
"""Between two looks at how much memory each has."""


class Turns(Struct, kw_only=True):
    seconds: list[float]
    """Of each run; turn N of one is beside turn N of the others."""
    cpu_seconds: list[float]
    """The same of processor time, of all cores together: it hardly depends on what else the machine does."""
    peak_mb: float = 0.0
    """Mapped files included."""
    own_mb: float = 0.0
    """At most."""
    problem: str = ""


def take_turns(
    names: Sequence[str], work: Path, model: str, rounds: int, *, size: int = 512
) -> dict[str, Turns]:
    """Those that cannot run say so. All are loaded at the same time, since each takes its turn."""
    found: dict[str, Turns] = {}
    with ExitStack() as stack:
        words = stack.enter_context((work / "rivals.log").open("wb"))
        running: dict[str, subprocess.Popen[str]] = {}
        stack.enter_context(_watching(running, found))
        for name in names:
            if not _needed(name, work, model).exists():
                problem = "not measured: its model was not made"
                found[name] = Turns(seconds=[], cpu_seconds=[], problem=problem)
                continue
            found[name] = Turns(seconds=[], cpu_seconds=[])
            running[name] = _started([name, str(work), model, str(size)], words)
            stack.callback(_ended, running[name])
            stdout = running[name].stdout
            assert stdout
            if stdout.readline().strip() != "ready":
                found[name].problem = f"failed: status {running[name].wait()}"
                del running[name]
        for _ in range(rounds):
            for name, child in running.items():
                clock, spent = _asked(child)
                found[name].seconds.append(clock)
                found[name].cpu_seconds.append(spent)
                print(f"{name}: {clock:.2f} s, {spent:.2f} of the processor", flush=True)
        for name, child in running.items():
            found[name].peak_mb = _last_words(child)
    return {name: found[name] for name in names}


def turns_table(found: dict[str, Turns], what: str, beside: str) -> str:
    """`beside`: the rival that others are compared with, turn by turn."""
    lines = [
        f"| {what} | s, median | lowest | of the processor | times `{beside}`: by the clock | of the processor | peak, MB | of its own, MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    base = found.get(beside, Turns(seconds=[], cpu_seconds=[]))
    for name, one in found.items():
        if one.problem or not one.seconds:
            lines.append(f"| {name} | {one.problem} | | | | | | |")
            continue
        clock = _times(one.seconds, base.seconds)
        spent = _times(one.cpu_seconds, base.cpu_seconds)
        lines.append(
            f"| {name} | {median(one.seconds):.2f} | {min(one.seconds):.2f} | {median(one.cpu_seconds):.2f} | "
            f"{clock} | {spent} | {one.peak_mb:.0f} | {one.own_mb:.0f} |"
        )
    return "\n".join(lines)


def _times(found: Sequence[float], base: Sequence[float]) -> str:
    """Turn by turn, the one in the middle."""
    ratios = [a / b for a, b in zip(found, base, strict=False)]
    return f"{median(ratios):.2f}" if ratios else "?"


@contextmanager
def _watching(
    running: Mapping[str, subprocess.Popen[str]], found: Mapping[str, Turns]
) -> Iterator[None]:
    done = threading.Event()

    def look() -> None:
        while not done.wait(LOOK_S):
            for name, child in list(running.items()):
                if one := found.get(name):
                    one.own_mb = max(one.own_mb, own_mb(child.pid))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _needed(name: str, work: Path, model: str) -> Path:
    if name in BUILT:
        return built_of(work, model) / "manifest.json"
    return work / NEEDS.get(name, model)


def _started(told: list[str], words: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.sixgb.rival", *told],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=words,
        text=True,
    )


def _asked(child: subprocess.Popen[str]) -> tuple[float, float]:
    """Seconds: by the clock, of the processor."""
    assert child.stdin
    assert child.stdout
    child.stdin.write("run\n")
    child.stdin.flush()
    clock, spent = child.stdout.readline().split()
    return float(clock), float(spent)


def _last_words(child: subprocess.Popen[str]) -> float:
    assert child.stdin
    assert child.stdout
    child.stdin.close()
    return float(child.stdout.readline())


def _ended(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.wait()
