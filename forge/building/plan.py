"""What building a pack will take, told before it begins: from the numbers of weights and a short look at this machine.

The factors are from one run with a U-Net of 860 million weights (docs/packs.md), rounded up.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

import numpy as np
import psutil
from msgspec import Struct

from forge.building.manifest import BESIDE_MB
from forge.building.source import GRAPHS, SourceUnusable, kind_of
from forge.building.weights import Counted, count
from forge.errors import ForgeError
from runtime.profile import CUDA_PROVIDERS, Profile

FORWARDS = 100
"""Of the denoiser while INT8 is measured: pictures, ranges, layers' twins, candidates."""
FLOPS = 500.0
"""Of one weight in one forward at the size in the middle, for networks like Stable Diffusion's."""
EXPORT_S = 0.2
"""Seconds a tensor of weights on the machine that `SPEED` names."""
SPEED = 1.0
"""Seconds that this module's loop took there, times ten."""
SPARE_MB = 500
"""Left free, for whoever else lives here."""

Kind = Literal["weights", "fp32", "int8"]


class TooLittle(ForgeError):
    """The machine has not what the pack needs."""


class Plan(Struct, frozen=True, kw_only=True):
    kind: Kind
    memory_mb: int
    memory_free_mb: int
    disk_mb: int
    disk_free_mb: int
    seconds: int
    worker_mb: int
    """What drawing with the pack will need."""

    def check(self, profile: Profile | None = None) -> None:
        """Raises TooLittle, with the figures."""
        if self.memory_mb > self.memory_free_mb:
            raise TooLittle(
                f"building needs about {self.memory_mb} MB of memory, and {self.memory_free_mb} MB are free; "
                "close other programs, or build on a larger computer and import the pack here"
            )
        if self.disk_mb > self.disk_free_mb:
            raise TooLittle(
                f"building needs about {self.disk_mb} MB of disk, and {self.disk_free_mb} MB are free; "
                "make room, or name other places with --out and --work"
            )
        if profile and self.worker_mb > profile.memory_limit_mb:
            raise TooLittle(
                f"drawing with it would need about {self.worker_mb} MB, and the profile {profile.name} allows "
                f"{profile.memory_limit_mb} MB; choose a smaller model or another profile"
            )

    def told(self) -> str:
        made = "its weights as they are" if self.kind == "weights" else f"graphs in {self.kind}"
        return (
            f"a pack of {made}: takes about {self.memory_mb} MB of memory ({self.memory_free_mb} are free), "
            f"{self.disk_mb} MB of disk ({self.disk_free_mb} are free) and {_minutes(self.seconds)}"
        )


def kind_for(index: Path, profile: Profile) -> Kind:
    """What suits a profile: graphs on a processor, weights on a card, whose memory 16 bits halve."""
    on_card = bool({provider.name for provider in profile.providers} & CUDA_PROVIDERS)
    if on_card or not exports(index) or profile.precision == "fp16":
        return "weights"
    return "fp32" if profile.precision == "fp32" else "int8"


def exports(index: Path) -> bool:
    """Whether the model of this `model_index.json` can be made graphs."""
    return kind_of(index.parent) in GRAPHS


def plan_of(paths: Sequence[Path], kind: Kind, places: Sequence[Path], *, joined: bool) -> Plan:
    """`places`: where the pack goes, and where its parts wait. `joined`: a model is made of several files first."""
    counted = [_counted(path) for path in paths]
    numbers, largest = sum(one.numbers for one in counted), max(one.numbers for one in counted)
    stored = sum(path.stat().st_size for path in paths)
    if kind == "weights":
        memory, disk, worker = 2.5 * numbers, float(stored), 2 * numbers
    else:
        # In 32 bits: torch and the runtime hold the largest part at once, or the runtime all of them.
        memory = 4 * max(2.5 * largest, 1.3 * numbers)
        disk = 4 * numbers * (1.6 if kind == "int8" else 1.05)
        worker = numbers * (2 if kind == "int8" else 4)
    disk += stored if joined else 0
    hashing, computing, slow = probe()
    seconds = 20 * slow + 3 * stored / hashing
    if kind != "weights":
        seconds += sum(one.tensors for one in counted) * EXPORT_S * slow + 6 * disk / hashing
    if kind == "int8":
        seconds += FORWARDS * FLOPS * largest / computing
    free = min(shutil.disk_usage(_there(place)).free for place in places)
    return Plan(
        kind=kind,
        memory_mb=round(memory / 1e6 + BESIDE_MB),
        memory_free_mb=round(psutil.virtual_memory().available / 1e6),
        disk_mb=round(disk / 1e6 + 10),
        disk_free_mb=max(0, round(free / 1e6) - SPARE_MB),
        seconds=round(seconds),
        worker_mb=round(worker / 1e6 + BESIDE_MB),
    )


def probe() -> tuple[float, float, float]:
    """(bytes hashed a second, float operations a second, how many times slower than the machine of `SPEED`)"""
    block = bytes(16_000_000)
    began = time.perf_counter()
    sha256(block)
    hashed = time.perf_counter()
    square = np.ones((1024, 1024), np.float32)
    for _ in range(3):
        square @ square
    multiplied = time.perf_counter()
    sum(number * number for number in range(1_000_000))
    counted = time.perf_counter()
    slow = max(0.2, (counted - multiplied) * 10 / SPEED)
    return len(block) / (hashed - began), 3 * 2 * 1024**3 / (multiplied - hashed), slow


def checked_kind(kind: Kind, index: Path) -> Kind:
    """Raises SourceUnusable where the model cannot become that."""
    if kind != "weights" and not exports(index):
        raise SourceUnusable(
            f"{kind_of(index.parent)} becomes a pack of weights only; leave out --graphs"
        )
    return kind


def _counted(path: Path) -> Counted:
    if path.suffix == ".safetensors":
        return count([path])
    return Counted(path.stat().st_size // 4, 0, "F32")  # a graph, or weights beside it


def _there(place: Path) -> Path:
    """The nearest folder of it that is there."""
    return next(path for path in (place, *place.absolute().parents) if path.exists())


def _minutes(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 90 else f"{round(seconds / 60)} minutes"
