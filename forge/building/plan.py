"""What building a pack will take, told before it begins: from the numbers of weights and a short look at this machine.

The factors are from one run with a U-Net of 860 million weights (docs/packs.md), rounded up.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import numpy as np
import psutil
from msgspec import Struct, structs

from forge.building.memory import LIBRARIES_MB, Model, drawings_of
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


WAYS: dict[str, list[dict[str, Any]]] = {
    "cpu": [{"quantise": "int8"}],
    "cuda": [
        {"quantise": "int8"},
        {"quantise": "nf4"},
        {"quantise": "nf4", "text_in_turn": True},
        {"quantise": "int8-torchao", "offload": True, "text_in_turn": True},
    ],
}
"""Of loading weights in less memory, the quickest to draw first."""


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
    """What drawing with the pack will need, as many pictures at once as the profile allows; estimated."""
    loaded_mb: int
    """What it will need before anything is drawn."""
    absent: str = ""
    """What this machine lacks to draw as the profile says: then nothing is measured or compared here."""
    report_only: bool = False
    """The pack is there already, and only its report is made."""

    def check(self, profile: Profile | None = None, other: str = "") -> None:
        """Raises TooLittle, with the figures. `other`: what to do where the profile's memory can never do."""
        if profile and self.loaded_mb > profile.memory_limit_mb:
            raise TooLittle(
                f"its weights alone would need about {self.loaded_mb} MB {_as_loaded(self.kind, profile)}, "
                f"and the profile {profile.name} allows {profile.memory_limit_mb} MB; "
                f"{other or 'choose a smaller model or another profile'}"
            )
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

    def told(self) -> str:
        if self.report_only:
            return (
                f"the pack is there, and only its report is made: takes about {self.memory_mb} MB of memory "
                f"({self.memory_free_mb} are free), {self.disk_mb} MB of disk ({self.disk_free_mb} are free) "
                f"and at least {_minutes(self.seconds)}"
            )
        made = "its weights as they are" if self.kind == "weights" else f"graphs in {self.kind}"
        return (
            f"a pack of {made}: takes about {self.memory_mb} MB of memory ({self.memory_free_mb} are free), "
            f"{self.disk_mb} MB of disk ({self.disk_free_mb} are free) and {_minutes(self.seconds)}; "
            f"the pack then draws with about {self.worker_mb} MB"
        )


def tight(plan: Plan, profile: Profile) -> str:
    """What to say where the weights fit a profile and drawing may not; empty where all fits."""
    if plan.worker_mb <= profile.memory_limit_mb:
        return ""
    return (
        f"careful: drawing {profile.batch} at once may need {plan.worker_mb} MB, and the profile {profile.name} "
        f"allows {profile.memory_limit_mb} MB; what it needs is measured where it can be drawn here"
    )


def waiting(model: Model, profile: Profile) -> str:
    """What to say of main memory where weights do not all stay on the card; empty where they do."""
    options = profile.torch
    if options.device != "cuda" or not (options.offload or options.text_in_turn):
        return ""
    whole = model.as_weights(structs.replace(options, offload=False, text_in_turn=False))
    return (
        f"up to {whole} MB of it wait in the box's main memory, since the profile {profile.name} does not keep all of it "
        "on the card"
    )


def another_way(model: Model, profile: Profile) -> str:
    """Of loading these weights, so that they fit the profile; empty where there is none."""
    device = profile.torch.device
    for told in WAYS[device]:
        options = structs.replace(profile.torch, **({"offload": False} | told))
        needed = model.as_weights(options)
        if needed <= profile.memory_limit_mb:
            words = ", ".join(f"{key} = {_toml(value)}" for key, value in told.items())
            more = f'device = "{device}", {words}'
            return f"about {needed} MB would do in a profile of your own with torch = {{ {more} }}"
    return ""


def kind_for(index: Path, profile: Profile) -> Kind:
    """What suits a profile: graphs on a processor, weights on a card, whose memory 16 bits halve."""
    on_card = bool({provider.name for provider in profile.providers} & CUDA_PROVIDERS)
    if on_card or not exports(index) or profile.precision == "fp16":
        return "weights"
    return "fp32" if profile.precision == "fp32" else "int8"


def exports(index: Path) -> bool:
    """Whether the model of this `model_index.json` can be made graphs."""
    return kind_of(index.parent) in GRAPHS


def only_weights(index: Path, profile: Profile) -> str:
    """What to say where a processor's profile gets weights, since there are no graphs of this family; empty elsewhere."""
    if exports(index) or profile.torch.device == "cuda":
        return ""
    return (
        f"a {kind_of(index.parent)} is not made graphs: this is a pack of its weights, which a box draws with PyTorch "
        "(the extra `torch`)"
    )


def plan_of(  # noqa: PLR0913 - what a build depends on
    paths: Sequence[Path],
    kind: Kind,
    places: Sequence[Path],
    *,
    joined: bool,
    model: Model,
    profile: Profile,
) -> Plan:
    """`places`: where the pack goes, and where its parts wait. `joined`: a model is made of several files first."""
    counted = [_counted(path) for path in paths]
    numbers, largest = sum(one.numbers for one in counted), max(one.numbers for one in counted)
    stored = sum(path.stat().st_size for path in paths)
    worker, loaded = _worker(model, kind, profile)
    if kind == "weights":
        memory, disk = 2.5 * numbers, float(stored)
    else:
        # In 32 bits: torch and the runtime hold the largest part at once, or the runtime all of them.
        memory = 4 * max(2.5 * largest, 1.3 * numbers)
        disk = 4 * numbers * (1.6 if kind == "int8" else 1.05)
    disk += stored if joined else 0
    hashing, computing, slow = probe()
    seconds = 20 * slow + 3 * stored / hashing
    if kind != "weights":
        seconds += sum(one.tensors for one in counted) * EXPORT_S * slow + 6 * disk / hashing
    if kind == "int8":
        seconds += FORWARDS * FLOPS * largest / computing
    free = min(map(_free, places))
    return Plan(
        kind=kind,
        memory_mb=round(memory / 1e6 + LIBRARIES_MB),
        memory_free_mb=round(psutil.virtual_memory().available / 1e6),
        disk_mb=round(disk / 1e6 + 10),
        disk_free_mb=max(0, round(free / 1e6) - SPARE_MB),
        seconds=round(seconds),
        worker_mb=worker,
        loaded_mb=loaded,
    )


def _worker(model: Model, kind: Kind, profile: Profile) -> tuple[int, int]:
    """Megabytes: drawing, and with nothing but the weights."""
    drawings = drawings_of(model.source, profile)
    if kind == "weights":
        return model.as_weights(profile.torch, drawings), model.as_weights(profile.torch)
    engine = profile.engine
    return model.as_graphs(kind, engine, drawings), model.as_graphs(kind, engine)


def _as_loaded(kind: Kind, profile: Profile) -> str:
    options = profile.torch
    if kind != "weights":
        return f"as graphs in {kind}"
    more = [" with offload"] * options.offload + [" with text in turn"] * options.text_in_turn
    return f"in {options.loaded}{''.join(more)}"


def _toml(value: object) -> str:
    return "true" if value is True else f'"{value}"'


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


def _free(place: Path) -> int:
    """Bytes, of the nearest folder of it that is there."""
    there = next(path for path in (place, *place.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free


def _minutes(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 90 else f"{round(seconds / 60)} minutes"
