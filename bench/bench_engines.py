"""`make bench-engines`: the shipped pack's graphs on each library that can run them, side by side on one thread.

Processor time, since a clock also counts what other programs take; each library in turns with the others in one process.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from msgspec import structs

from bench.table import Row, print_table, put_between
from runtime.engines.base import Engine
from runtime.noise import gaussian
from runtime.opening import open_engine
from runtime.pack import Pack, packs_folder, parse_size
from runtime.profile import parse_profile, profile_text, profiles_folder

LIBRARIES = ("onnx", "openvino")
PAGE = Path(__file__).parents[1] / "docs/performance.md"


@dataclass
class Measured:
    """CPU seconds a picture."""

    step: list[float] = field(default_factory=list)
    decoding: list[float] = field(default_factory=list)
    pixels: Any = None
    """Of the last decoding."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, default=packs_folder() / "cute-animals")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--write", action="store_true", help=f"into {PAGE.name}")
    options = parser.parse_args()
    pack = Pack.open(options.pack, contents=True)
    plain = structs.replace(parse_profile(profile_text(profiles_folder() / "cpu.toml")), threads=1)
    engines = {
        library: open_engine(pack, structs.replace(plain, engine=library)) for library in LIBRARIES
    }
    found = {count: measure(pack, engines, count, options.rounds) for count in (1, 4)}
    rows = [
        Row(f"{library}, {count} at once: {what}", 1000 * median(getattr(one, what)), "ms")
        for count, libraries in found.items()
        for library, one in libraries.items()
        for what in ("step", "decoding")
    ]
    print_table(f"{pack.manifest.name} {pack.manifest.version}; CPU time of a picture", rows)
    if options.write:
        PAGE.write_text(put_between(PAGE.read_text(), "engines", table(found)))


def measure(pack: Pack, engines: dict[str, Engine], count: int, rounds: int) -> dict[str, Measured]:
    """One round for warming up, then `rounds` in turns."""
    found = {library: Measured() for library in engines}
    for number in range(rounds + 1):
        for library, engine in engines.items():
            seconds = once(pack, engine, count, found[library])
            if number:
                found[library].step.append(seconds[0])
                found[library].decoding.append(seconds[1])
    return found


def once(pack: Pack, engine: Engine, count: int, into: Measured) -> tuple[float, float]:
    """Seconds of a step and of decoding, of each of `count` pictures."""
    shape = engine.course(parse_size(pack.manifest.sizes[0]), 2).shape
    latents = np.stack([gaussian(seed, shape) for seed in range(count)])
    wish = engine.encode(np.stack([engine.spell(None)] * count))
    levels = np.full(count, 0.5, np.float32)
    _, step = timed(partial(engine.denoise, latents, levels, wish))
    into.pixels, decoding = timed(partial(engine.decode, latents * np.float32(0.5)))
    return step / count, decoding / count


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    result = work()
    return result, time.process_time() - began


def table(found: dict[int, dict[str, Measured]]) -> str:
    lines = [
        "| CPU time of a picture, one thread | one step, ms | decoding, ms | pixels that differ by more than 2 of 255 |",
        "|---|---|---|---|",
    ]
    for count, libraries in found.items():
        first = next(iter(libraries.values())).pixels.astype(int)
        for library, one in libraries.items():
            apart = 100 * float((np.abs(one.pixels - first).max(axis=-1) > 2).mean())
            lines.append(
                f"| {library}, {count} at once | {1000 * median(one.step):.1f} | "
                f"{1000 * median(one.decoding):.1f} | {apart:.2f} % |"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
