"""`make bench-cache`: pictures drawn, only decoded, answered by the daemon alone, and drawn ahead, over real HTTP.

Three boxes side by side: one keeps latents only, so that whatever is asked of it again is decoded; one keeps finished
pictures; one was filled (`edgectl cache fill`) before anybody asked. They take turns, picture by picture, so that whatever else the machine does slows all of them alike. Times run
from the request to the answer that the picture is done and on disk, and to the last byte of its file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.table import Row, print_table
from scripts.box import Box, running_box

ANIMALS = ("bear", "rabbit", "duck", "elephant", "cat", "dog", "fox", "lion", "penguin", "panda")
AHEAD = (
    *ANIMALS,
    "dinosaur",
    "frog",
    "sheep",
    "unicorn",
    "turtle",
    "monkey",
    "butterfly",
    "pig",
    "mouse",
    "bird",
)
"""What a filled box has, whoever asks."""
COLOURS = ("red", "yellow", "blue", "green", "pink", "purple")
KEPT_LIMIT_S = 10.0
"""A finished picture is kept a moment after it was answered."""


@dataclass
class Times:
    """Milliseconds of one way to a picture."""

    answered: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=20)
    parser.add_argument("--hits", type=int, default=5, help="of each finished picture")
    options = parser.parse_args()
    drawn, decoded, found, ahead = Times(), Times(), Times(), Times()
    bare: list[float] = []
    with (
        tempfile.TemporaryDirectory(prefix="edged-bench-") as folder,
        _undisturbed(Path(folder)),
        _box(Path(folder), "latents", "pictures_mb = 0") as latents,
        _box(Path(folder), "pictures", "latents_mb = 0") as pictures,
        _box(Path(folder), "filled", "variants = 1\ntiles = false") as filled,
    ):
        _fill(Path(folder) / "filled")
        for seed in range(options.pictures):
            _ask_again(latents, seed, drawn, cached=False)
            _ask_again(latents, seed, decoded, cached=True)
            if seed < len(AHEAD):
                _ask(filled, AHEAD[seed], {}, ahead, cached=True)
            _ask_again(pictures, seed, Times(), cached=False)
            _until_kept(pictures, seed + 1)
            for _ in range(options.hits):
                _ask_again(pictures, seed, found, cached=True)
                bare.append(_bare(pictures))
        profile = latents.about()["profile"]
    print(
        f"profile {profile}; 512x512 PNG, {options.pictures} pictures each way, in turns; medians"
    )
    print_table("request to the answer that it is done", _rows(drawn, decoded, found, ahead, bare))
    print_table("request to the last byte of its file", _whole(drawn, decoded, found))


def _rows(drawn: Times, decoded: Times, found: Times, ahead: Times, bare: list[float]) -> list[Row]:
    full, part, hit, first = (median(each.answered) for each in (drawn, decoded, found, ahead))
    return [
        Row("drawn", full, "ms"),
        Row("decoded only", part, "ms"),
        Row("finished hit", hit, "ms", limit=15),
        Row("drawn ahead, asked for the first time", first, "ms"),
        Row("fastest finished hit", min(found.answered), "ms"),
        Row("/healthz, for comparison", median(bare), "ms"),
        Row("drawn ahead / drawn", 100 * first / full, "%", limit=40),
        Row("decoded / drawn", 100 * part / full, "%", limit=40),
        Row("finished hit / drawn", 100 * hit / full, "%"),
    ]


def _whole(drawn: Times, decoded: Times, found: Times) -> list[Row]:
    ways = (("drawn", drawn), ("decoded only", decoded), ("finished hit", found))
    return [Row(name, median(times.whole), "ms") for name, times in ways]


@contextmanager
def _undisturbed(folder: Path) -> Iterator[None]:
    """The boxes see no sensor, and so draw everything as asked, whatever else this machine does."""
    (folder / "nothing").mkdir()
    before = os.environ.get("EDGED_SYSROOT")
    os.environ["EDGED_SYSROOT"] = str(folder / "nothing")
    try:
        yield
    finally:
        del os.environ["EDGED_SYSROOT"]
        if before is not None:
            os.environ["EDGED_SYSROOT"] = before


@contextmanager
def _box(folder: Path, name: str, setting: str) -> Iterator[Box]:
    own = folder / name
    own.mkdir()
    config = own / "edged.toml"
    config.write_text(f"[cache]\ndream = false\n{setting}\n")
    with running_box(own, "--config", str(config), "--no-announce") as box:
        box.until_ready()
        yield box


def _fill(folder: Path) -> None:
    socket = folder / "state/edged.sock"
    command = (sys.executable, "-m", "edged.cli", "--socket", str(socket), "cache", "fill")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _ask_again(box: Box, seed: int, times: Times, *, cached: bool) -> None:
    animal, colour = ANIMALS[seed % len(ANIMALS)], COLOURS[seed % len(COLOURS)]
    _ask(box, f"a {colour} {animal}", {"seed": seed}, times, cached=cached)


def _ask(box: Box, prompt: str, wishes: dict[str, int], times: Times, *, cached: bool) -> None:
    begun = time.perf_counter()
    picture = box.draw(prompt, size="512x512", **wishes)
    answered = time.perf_counter()
    box.read(picture["image"])
    ended = time.perf_counter()
    if picture["served"]["cached"] is not cached:
        raise SystemExit(f"{prompt} was{' not' * cached} cached: nothing was measured")
    times.answered.append((answered - begun) * 1000)
    times.whole.append((ended - begun) * 1000)


def _bare(box: Box) -> float:
    """Milliseconds of a request for which nothing is done: what this machine takes to switch between two processes."""
    begun = time.perf_counter()
    box.read("/healthz")
    return (time.perf_counter() - begun) * 1000


def _until_kept(box: Box, number: int) -> None:
    wanted = f'edged_cache_filled_total{{cache="pictures"}} {float(number)}'
    deadline = time.monotonic() + KEPT_LIMIT_S
    while wanted not in box.read("/metrics").decode():
        if time.monotonic() > deadline:
            raise SystemExit("a finished picture was not kept")
        time.sleep(0.01)


if __name__ == "__main__":
    main()
