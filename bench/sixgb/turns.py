"""The U-Net of Stable Diffusion 1.5 on every library at hand, side by side: whatever else the machine does slows all of them alike."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from msgspec import Struct

from bench.sixgb.rival import GRAPH, OWN, RIVALS

NEEDS = {
    "INT8 graph, ONNX Runtime": f"{GRAPH}/manifest.json",
    "INT8 graph, OpenVINO engine": f"{GRAPH}/manifest.json",
    "INT8 graph, OpenVINO called with bf16": f"{GRAPH}/denoiser.onnx",
    "OpenVINO's own, bf16": f"{OWN}/bf16.xml",
    "OpenVINO's own, weights INT8, bf16": f"{OWN}/int8.xml",
    "OpenVINO's own, weights INT8, f32": f"{OWN}/int8.xml",
}
"""Rival -> what must lie in the folder of work."""


class Turns(Struct, kw_only=True):
    seconds: list[float]
    """Of each step; turn N of one is beside turn N of the others."""
    peak_mb: float = 0.0
    problem: str = ""

    @property
    def step_s(self) -> float:
        return median(self.seconds)


def take_turns(
    work: Path, pack: Path, rounds: int, *, size: int = 512, rows: int = 2
) -> dict[str, Turns]:
    """Those that cannot run say so. All are loaded at the same time, since each takes its turn."""
    found: dict[str, Turns] = {}
    with ExitStack() as stack:
        words = stack.enter_context((work / "rivals.log").open("wb"))
        running: dict[str, subprocess.Popen[str]] = {}
        for name in RIVALS:
            if name in NEEDS and not (work / NEEDS[name]).exists():
                found[name] = Turns(seconds=[], problem="not measured: its model was not made")
                continue
            told = [name, str(work), str(pack), str(size), str(rows)]
            running[name] = _started(told, words)
            stack.callback(_ended, running[name])
        for name, child in list(running.items()):
            assert child.stdout
            ready = child.stdout.readline().strip() == "ready"
            found[name] = Turns(seconds=[])
            if not ready:
                found[name].problem = f"failed: status {child.wait()}"
                del running[name]
        for _ in range(rounds):
            for name, child in running.items():
                found[name].seconds.append(_asked(child))
                print(f"{name}: {found[name].seconds[-1]:.2f} s", flush=True)
        for name, child in running.items():
            found[name].peak_mb = _last_words(child)
    return {name: found[name] for name in RIVALS}


def turns_table(found: dict[str, Turns], beside: str) -> str:
    """`beside`: the rival that others are compared with, turn by turn."""
    lines = [
        "| U-Net of SD 1.5, one step of one guided picture at 512x512 | s, median | times the time of OpenVINO's own INT8 | peak, MB |",
        "|---|---|---|---|",
    ]
    base = found[beside].seconds if beside in found else []
    for name, one in found.items():
        if one.problem or not one.seconds:
            lines.append(f"| {name} | {one.problem} | | |")
            continue
        ratios = [a / b for a, b in zip(one.seconds, base, strict=False)]
        ratio = f"{median(ratios):.2f}" if ratios else "?"
        lines.append(f"| {name} | {one.step_s:.2f} | {ratio} | {one.peak_mb:.0f} |")
    return "\n".join(lines)


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
    child.stdin.write("step\n")
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
