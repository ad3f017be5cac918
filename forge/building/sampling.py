"""Draws a few of the children's wishes with a pack, in a process of its own: its peak of memory is the pack's.

python -m forge.building.sampling PACK PROFILE.toml OUT [floats]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import fmean

import msgspec
from msgspec import Struct, structs

from forge.building.kids import kids_wishes
from runtime.engines.base import Engine
from runtime.loading import open_pipeline
from runtime.messages import Done, Draw
from runtime.opening import open_engine
from runtime.pack import Pack, parse_size
from runtime.profile import Profile, Torch, profile_text

COUNT = 4
MOST_STEPS = 8
FACTS = "sample.json"
UNBOUNDED_MB = 10**6


class Sample(Struct, frozen=True, kw_only=True):
    """`0.png`, `1.png` … lie beside it."""

    wishes: tuple[str, ...]
    size: str
    steps: int
    seconds: float
    """A picture, the first left out: it waits for memory."""
    cpu_seconds: float
    """The same, of all cores together: it hardly depends on what else the machine does."""
    peak_mb: int
    """Of the process."""
    engine: str


def sample(folder: Path, profile: str, out: Path, *, floats: bool) -> Sample:
    """`profile`: its text. `floats`: weights in 32 bits on the processor, whatever it says. Raises an EdgedError."""

    def opener(pack: Pack, given: Profile) -> Engine:
        needed = max(given.memory_of(pack.manifest), given.memory_limit_mb, UNBOUNDED_MB)
        wanted = structs.replace(given, memory_limit_mb=needed)
        exact = structs.replace(wanted, torch=Torch(device="cpu", dtype="float32"))
        return open_engine(pack, exact if floats else wanted)

    loaded = open_pipeline(folder, profile, opener=opener)
    manifest, spent = loaded.manifest, list[tuple[float, float]]()
    size = manifest.sizes[len(manifest.sizes) // 2]
    steps = min(manifest.steps.default, MOST_STEPS)
    wishes = kids_wishes(loaded.vocabulary, manifest, COUNT)
    for number, wish in enumerate(wishes):
        began = time.perf_counter(), time.process_time()
        draw = Draw(
            id=str(number),
            caption=wish,
            seed=number,
            pixels=parse_size(size),
            steps=steps,
            label=False,
            previews=False,
        )
        events = loaded.pipeline.accept(draw)
        while loaded.pipeline.busy:
            events = loaded.pipeline.advance()
        done, payload = events[-1]
        if not isinstance(done, Done):
            raise RuntimeError(f"a picture for the report failed: {done}")
        spent.append((time.perf_counter() - began[0], time.process_time() - began[1]))
        (out / f"{number}.png").write_bytes(payload)
    found = Sample(
        wishes=tuple(loaded.vocabulary.text(wish) for wish in wishes),
        size=size,
        steps=steps,
        seconds=fmean(clock for clock, _ in spent[1:]),
        cpu_seconds=fmean(cpu for _, cpu in spent[1:]),
        peak_mb=_peak_mb(),
        engine=loaded.engine.describe(),
    )
    (out / FACTS).write_bytes(msgspec.json.encode(found))
    return found


def _peak_mb() -> int:
    """Of this process alone: what getrusage says, it has from the one that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return round(peak * 1024 / 1e6)


if __name__ == "__main__":
    places = [Path(word) for word in sys.argv[1:4]]
    sample(places[0], profile_text(places[1]), places[2], floats="floats" in sys.argv[4:])
