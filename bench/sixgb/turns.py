"""A published model on every library at hand, side by side: whatever else the machine does slows all of them alike."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
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


class Turns(Struct, kw_only=True):
    seconds: list[float]
    """Of each run; turn N of one is beside turn N of the others."""
    peak_mb: float = 0.0
    """Mapped files included."""
    own_mb: float = 0.0
    """When it had run for the last time."""
    problem: str = ""

    @property
    def median_s(self) -> float:
        return median(self.seconds)


def take_turns(
    names: Sequence[str], work: Path, model: str, rounds: int, *, size: int = 512
) -> dict[str, Turns]:
    """Those that cannot run say so. All are loaded at the same time, since each takes its turn."""
    found: dict[str, Turns] = {}
    with ExitStack() as stack:
        words = stack.enter_context((work / "rivals.log").open("wb"))
        running: dict[str, subprocess.Popen[str]] = {}
        for name in names:
            if not _needed(name, work, model).exists():
                found[name] = Turns(seconds=[], problem="not measured: its model was not made")
                continue
            running[name] = _started([name, str(work), model, str(size)], words)
            stack.callback(_ended, running[name])
            found[name] = Turns(seconds=[])
            stdout = running[name].stdout
            assert stdout
            if stdout.readline().strip() != "ready":
                found[name].problem = f"failed: status {running[name].wait()}"
                del running[name]
        for _ in range(rounds):
            for name, child in running.items():
                found[name].seconds.append(_asked(child))
                print(f"{name}: {found[name].seconds[-1]:.2f} s", flush=True)
        for name, child in running.items():
            found[name].own_mb = own_mb(child.pid)
            found[name].peak_mb = _last_words(child)
    return {name: found[name] for name in names}


def turns_table(found: dict[str, Turns], what: str, beside: str) -> str:
    """`beside`: the rival that others are compared with, turn by turn."""
    lines = [
        f"| {what} | s, median | lowest | times the time of {beside} | peak, MB | of its own, MB |",
        "|---|---|---|---|---|---|",
    ]
    base = found[beside].seconds if beside in found else []
    for name, one in found.items():
        if one.problem or not one.seconds:
            lines.append(f"| {name} | {one.problem} | | | | |")
            continue
        ratios = [a / b for a, b in zip(one.seconds, base, strict=False)]
        ratio = f"{median(ratios):.2f}" if ratios else "?"
        lines.append(
            f"| {name} | {one.median_s:.2f} | {min(one.seconds):.2f} | {ratio} | {one.peak_mb:.0f} | {one.own_mb:.0f} |"
        )
    return "\n".join(lines)


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


def _asked(child: subprocess.Popen[str]) -> float:
    assert child.stdin
    assert child.stdout
    child.stdin.write("run\n")
    child.stdin.flush()
    return float(child.stdout.readline())


def _last_words(child: subprocess.Popen[str]) -> float:
    assert child.stdin
    assert child.stdout
    child.stdin.close()
    return float(child.stdout.readline())


def _ended(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.wait()
