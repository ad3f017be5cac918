"""One way to load one pack, measured in a process of its own: `python -m bench.sixgb.measured '<Way as JSON>'`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, Literal

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from runtime.engines.base import Loading
from runtime.noise import gaussian
from runtime.opening import open_engine
from runtime.pack import Pack
from runtime.profile import Profile, Torch, parse_profile, profile_text, profiles_folder

Precision = Literal["16 bits", "INT8", "4 bits", "INT8 graphs"]
"""Of weights for PyTorch; `INT8 graphs` are what `forge build` makes for OpenVINO."""
GRAPHS: Precision = "INT8 graphs"
QUANTISE: dict[Precision, str] = {
    "16 bits": "none",
    "INT8": "int8",
    "4 bits": "nf4",
    GRAPHS: "none",
}


class Way(Struct, frozen=True, kw_only=True):
    pack: str
    precision: Precision
    offload: bool
    size: int
    """Pixels of a side."""
    batch: int
    rows: int
    """Of a step: two for each picture where it is guided."""
    steps: int
    """Measured, after one that is not."""
    device: Literal["cpu", "cuda"]
    cap_mb: int
    compiled: str = ""
    """Folder of what an engine keeps for the next start."""

    @property
    def torch(self) -> Torch:
        """Raises ValueError for what a profile cannot say."""
        if self.precision == GRAPHS and (self.offload or self.device != "cpu"):
            raise ValueError("graphs in INT8 are measured on the processor, where all of them is")
        quantise: Any = QUANTISE[self.precision]
        if quantise == "int8" and self.offload and self.device == "cuda":
            quantise = "int8-torchao"
        return Torch(
            device=self.device,
            dtype="bfloat16",
            quantise=quantise,
            offload=self.offload,
            text_in_turn=True,
            tiled=256 if self.device == "cuda" else 0,
        )


class Found(Struct, frozen=True, kw_only=True):
    loading_s: float
    reading_s: float
    step_s: float
    """Of the whole batch."""
    decoding_s: float
    peak_mb: float
    """Of the card; else of main memory, mapped pages of files included."""
    joules: float | None = None
    """Of a step of the whole batch, by the card's own meter."""


def main() -> None:
    way = msgspec.json.decode(sys.argv[1], type=Way)
    found = measure(way)
    print(msgspec.json.encode(found).decode())


def measure(way: Way) -> Found:
    if way.device == "cuda":
        _cap_card(way.cap_mb)
    pack = Pack.open(Path(way.pack), contents=True)
    profile = large_profile() if way.precision == GRAPHS else plain_profile(way.torch)
    loading = Loading(compiled=Path(way.compiled) if way.compiled else None)
    engine, loading_s = _timed(lambda: open_engine(pack, profile, loading))
    course = engine.course((way.size, way.size), 4)
    tokens = np.stack([engine.spell(None)] * way.rows)
    wish, reading_s = _timed(lambda: engine.encode(tokens))
    latents = np.stack([gaussian(seed, course.shape) for seed in range(way.rows)])
    levels = np.full(way.rows, course.levels[0], np.float32)
    engine.denoise(latents, levels, wish)
    meter = _joules if way.device == "cuda" else _no_meter
    before = meter()
    seconds = [_timed(lambda: engine.denoise(latents, levels, wish))[1] for _ in range(way.steps)]
    after = meter()
    _, decoding_s = _timed(lambda: engine.decode(latents[: way.batch]))
    return Found(
        loading_s=loading_s,
        reading_s=reading_s,
        step_s=median(seconds),
        decoding_s=decoding_s,
        peak_mb=_card_mb() if way.device == "cuda" else peak_mb(),
        joules=None if before is None or after is None else (after - before) / way.steps,
    )


def large_profile() -> Profile:
    """For large packs of graphs on a processor."""
    found = parse_profile(profile_text(profiles_folder() / "cpu-large.toml"))
    return replace(found, memory_limit_mb=10**6)


def plain_profile(torch: Torch) -> Profile:
    plain = parse_profile(profile_text(profiles_folder() / "cpu.toml"))
    return replace(plain, torch=torch, memory_limit_mb=10**6)


def peak_mb() -> float:
    """The most that this process had in main memory."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 / 10**6 for line in lines if line.startswith("VmHWM"))


def _cap_card(cap_mb: int) -> None:
    import torch  # noqa: PLC0415

    whole = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, cap_mb * 10**6 / whole))


def _card_mb() -> float:
    import torch  # noqa: PLC0415

    return torch.cuda.max_memory_reserved() / 10**6


def _joules() -> float | None:
    """Since the driver was loaded. None: the card has no meter."""
    import pynvml  # noqa: PLC0415

    pynvml.nvmlInit()
    try:
        card = pynvml.nvmlDeviceGetHandleByIndex(0)
        return float(pynvml.nvmlDeviceGetTotalEnergyConsumption(card)) / 1000
    except pynvml.NVMLError:
        return None
    finally:
        pynvml.nvmlShutdown()


def _no_meter() -> float | None:
    return None


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.monotonic()
    result = work()  # arrays come back as numpy: a card has finished by then
    return result, time.monotonic() - began


if __name__ == "__main__":
    main()
