"""`make bench-start`: from the daemon's start to the first picture, memory, and what the box adds to each picture.

Each start is a fresh daemon in a fresh state folder. Own overhead is what a picture takes over HTTP beyond the
worker's own seconds (which the daemon's metrics tell): HTTP, queue, pipe, store. Encoding, which the worker does,
is measured on its own and added.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median

import numpy as np
import psutil
from PIL import Image

from bench.table import Row, print_table
from runtime.images import encode
from runtime.marks import Marks
from scripts.box import Box, running_box

PROMPT = "黄色的小鸭子戴着红色帽子"


@dataclass(frozen=True)
class Start:
    listening_s: float
    first_picture_s: float
    """From the process's start to the last byte of a picture asked for over HTTP."""
    daemon_mb: float
    worker_mb: float
    overheads_ms: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--pictures", type=int, default=10, help="pictures per start")
    options = parser.parse_args()
    starts = [_start(options.pictures) for _ in range(options.starts)]
    overheads = [ms for start in starts for ms in start.overheads_ms]
    print_table(
        f"{options.starts} starts, {len(overheads)} pictures of 512x512; medians",
        [
            Row("start to listening", median(s.listening_s for s in starts), "s"),
            Row("start to first picture", median(s.first_picture_s for s in starts), "s", limit=4),
            Row("daemon's memory", median(s.daemon_mb for s in starts), "MB", limit=80),
            Row("worker's memory", median(s.worker_mb for s in starts), "MB", limit=600),
            Row("own overhead, with encoding", median(overheads), "ms", limit=40),
        ],
    )


def _start(pictures: int) -> Start:
    with tempfile.TemporaryDirectory(prefix="edged-bench-") as folder:
        begun = time.perf_counter()
        with running_box(Path(folder), "--no-announce") as box:
            box.until_listening()
            listening_s = time.perf_counter() - begun
            box.until_ready()
            box.read(box.draw(PROMPT, seed=0)["image"])
            first_picture_s = time.perf_counter() - begun
            overheads = [_overhead_ms(box, seed) for seed in range(1, pictures + 1)]
            daemon = psutil.Process(box.process.pid)
            worker = max(daemon.children(recursive=True), key=lambda child: child.memory_info().rss)
            return Start(
                listening_s, first_picture_s, _megabytes(daemon), _megabytes(worker), overheads
            )


def _overhead_ms(box: Box, seed: int) -> float:
    before = _worker_seconds(box)
    begun = time.perf_counter()
    picture = box.read(box.draw(PROMPT, seed=seed)["image"])
    total = time.perf_counter() - begun
    return (total - (_worker_seconds(box) - before) + _encoding_seconds(picture)) * 1000


def _encoding_seconds(picture: bytes) -> float:
    """What the worker needed to make this file from its pixels."""
    pixels = np.asarray(Image.open(BytesIO(picture)).convert("RGB"))
    marks = Marks(id="bench", software="edged", pack="", seed=0, prompt=PROMPT, caption="")
    begun = time.perf_counter()
    encode(pixels, size=(pixels.shape[1], pixels.shape[0]), format="png", label=True, marks=marks)
    return time.perf_counter() - begun


def _worker_seconds(box: Box) -> float:
    match = re.search(
        r"^edged_draw_seconds_sum (\S+)$", box.read("/metrics").decode(), re.MULTILINE
    )
    assert match is not None
    return float(match[1])


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20


if __name__ == "__main__":
    main()
