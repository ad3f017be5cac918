"""`make bench-draw`: 512x512 over HTTP with nothing cached, side by side with the same network in plain torch.

The two take turns, picture by picture, so that whatever else the machine does slows both alike. The box's time runs
from the request to the last byte of the PNG; torch's stops at pixels. Each uses as many
threads as it chooses by itself. Run it on a machine that does nothing else: threads that wait for each other show
anything but their speed beside other work.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch

from bench.plain import GUIDANCE, STEPS, load_plain, pack_parameters
from bench.table import Row, print_table
from forge.dataset import WORK
from runtime.locations import data_folder
from runtime.prompt.caption import Caption, Part
from scripts.box import Box, running_box

ANIMALS = ("bear", "rabbit", "duck", "elephant", "cat", "dog", "fox", "lion", "penguin", "panda")
COLOURS = ("red", "yellow", "blue", "green", "pink", "purple")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=20, help="on each side")
    parser.add_argument("--work", type=Path, default=WORK, help="folder of the checkpoint")
    options = parser.parse_args()
    plain = load_plain(options.work)
    with (
        tempfile.TemporaryDirectory(prefix="edged-bench-") as folder,
        running_box(Path(folder), "--no-announce") as box,
    ):
        box.until_ready()
        about = box.about()
        wishes = [_wish(number) for number in range(options.pictures)]
        for animal, colour in wishes[:2]:
            plain.draw(_caption(animal, colour), 0)
        pairs = [
            (_over_http(box, *wish, seed), _in_torch(plain.draw, _caption(*wish), seed))
            for seed, wish in enumerate(wishes, 1)
        ]
    ours, theirs = ([pair[side] for pair in pairs] for side in (0, 1))
    pack = data_folder("packs") / "cute-animals"
    print(
        f"profile {about['profile']}; torch {torch.__version__} with {plain.origin}, "
        f"{torch.get_num_threads()} threads"
    )
    print(f"weights: pack {pack_parameters(pack):,}, torch {plain.parameters:,}")
    print_table(
        f"{options.pictures} pictures on each side, in turns",
        [
            Row("512x512 over HTTP, median", median(ours), "s", limit=0.8),
            Row("slowest", max(ours), "s"),
            Row(f"torch fp32, {STEPS} steps, guidance {GUIDANCE:g}", median(theirs), "s"),
            Row("times faster", median(theirs) / median(ours), "×", limit=3, at_least=True),
        ],
    )


def _wish(number: int) -> tuple[str, str]:
    return ANIMALS[number % len(ANIMALS)], COLOURS[number % len(COLOURS)]


def _caption(animal: str, colour: str) -> Caption:
    return Caption((Part(role="animal", concept=animal, colour=colour),))


def _over_http(box: Box, animal: str, colour: str, seed: int) -> float:
    begun = time.perf_counter()
    box.read(box.draw(f"a {colour} {animal}", seed=seed, size="512x512")["image"])
    return time.perf_counter() - begun


def _in_torch(draw: Callable[[Caption, int], object], caption: Caption, seed: int) -> float:
    begun = time.perf_counter()
    draw(caption, seed)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
