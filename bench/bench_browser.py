"""`make bench-browser`: the tablet's own drawing in a real browser, beside the box's in the same run.

One Chromium on the loopback, plain http, one thread. The box and the tablet draw the same wishes in turns. Loading is
measured cold (nothing kept in the browser) and again in a new page, when the files are kept and only checked. Memory is the
page's process's own; a long task is one that kept the page from answering for more than 50 ms while the tablet drew.
Writes the table in docs/performance.md with `--write`.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import signal
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from bench.bench_page import SETTINGS
from bench.table import Row, print_table, put_between
from scripts.box import Box, running_box
from tests.e2e.browser import chromium, tablet
from tests.machines.build import build
from tests.toybox import on

DOCS = Path(__file__).resolve().parents[1] / "docs"
WISHES = (
    "黄色的小鸭子戴着红色帽子",
    "a panda playing football",
    "两只小猫在跳舞",
    "a blue dragon in the snow",
    "小兔子吃蛋糕",
    "an elephant with glasses in a castle at night",
)
READY_MS = 180_000
LOAD = """async () => {
  const began = performance.now();
  const { Hand } = await import('/web/tablet/hand.js');
  const hand = window.hand = new Hand();
  hand.start(() => {});
  const kit = await (await fetch('/v1/kit')).json();
  await hand.prepare(kit, () => {});
  const fetched = performance.now();
  await hand.draw({ id: 'first', prompt: '小熊', seed: 0 }, () => {}).promise;
  return [fetched - began, performance.now() - began];
}"""
DRAW = """async (wish) => {
  let long = 0;
  const watch = new PerformanceObserver((list) => { long += list.getEntries().length; });
  watch.observe({ type: 'longtask' });
  const began = performance.now();
  const drawn = await window.hand.draw(wish, () => {}).promise;
  const spent = performance.now() - began;
  watch.disconnect();
  let text = '';
  drawn.png.forEach((byte) => { text += String.fromCharCode(byte); });
  return { spent, long, png: btoa(text) };
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4, help="of six wishes")
    parser.add_argument("--write", action="store_true", help="put the table into docs/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="edged-bench-") as name:
        settings = Path(name) / "edged.toml"
        settings.write_text(SETTINGS, encoding="utf-8")
        calm = build("virtual-machine", Path(name) / "machine").root
        with (
            on(calm),  # a busy box would draw smaller
            running_box(Path(name), "--config", str(settings)) as box,
            chromium() as browser,
        ):
            box.until_ready()
            context = browser.new_context()
            cold = _load(context, box)[1]
            page, warm = _load(context, box)
            found = [
                _both(page, box, wish, seed) for seed in range(options.rounds) for wish in WISHES
            ]
            memory = _memory_mb()
            context.close()
            missed = _missed(browser, box)
    tablet, own, likeness, long = (list(each) for each in zip(*found, strict=True))
    rows = [
        Row("a picture on the tablet, median", median(tablet), "s"),
        Row("slowest", max(tablet), "s"),
        Row("the same on the box over HTTP, median", median(own), "s"),
        Row("tablet by box", median(tablet) / median(own), "×"),
        Row("files fetched and checked, cold", cold[0], "s"),
        Row("first picture, cold", cold[1], "s"),
        Row("files checked, kept from before", warm[0], "s"),
        Row("first picture, kept from before", warm[1], "s"),
        Row("memory of the page's process", memory, "MB"),
        Row("PSNR to the box's picture, lowest", min(likeness), "dB"),
        Row("long tasks of the page while drawing", float(sum(long)), ""),
        Row("box killed: from the tap to the next picture", missed, "s"),
    ]
    title = f"{len(found)} pictures, Chromium, one thread"
    print_table(title, rows)
    if options.write:
        page_of = DOCS / "performance.md"
        text = put_between(page_of.read_text("utf-8"), "browser", _table(title, rows))
        page_of.write_text(text, encoding="utf-8")


def _load(context: BrowserContext, box: Box) -> tuple[Page, tuple[float, float]]:
    """A page that has drawn once, and the seconds until its files were there and until that picture was."""
    for page in context.pages:
        page.close()
    page = context.new_page()
    page.goto(f"{box.url}/v1/box")  # of the box, without the page's own drawing
    fetched, drawn = page.evaluate(LOAD)
    return page, (fetched / 1000, drawn / 1000)


def _both(page: Page, box: Box, wish: str, seed: int) -> tuple[float, float, float, int]:
    """Seconds on the tablet, seconds on the box, PSNR of the two pictures, long tasks of the page."""
    drawn: dict[str, Any] = page.evaluate(DRAW, {"id": "bench", "prompt": wish, "seed": seed})
    began = time.perf_counter()
    picture = box.draw(wish, seed=seed, size="512x512")
    data = box.read(picture["image"])
    spent = time.perf_counter() - began
    likeness = psnr(
        *(Image.open(io.BytesIO(each)) for each in (base64.b64decode(drawn["png"]), data))
    )
    return drawn["spent"] / 1000, spent, likeness, int(drawn["long"])


def psnr(one: Image.Image, other: Image.Image) -> float:
    """Decibels; pictures of one size."""
    a, b = (np.asarray(each.convert("RGB"), float) for each in (one, other))
    return float(10 * np.log10(255**2 / max(((a - b) ** 2).mean(), 1e-9)))


def _missed(browser: Browser, box: Box) -> float:
    """Seconds from the tap to the picture on the children's page, whose box has just been killed."""
    with tablet(browser, f"{box.url}/") as child:
        page = child.page
        page.wait_for_selector(".own-ready[data-state=ready]", state="attached", timeout=READY_MS)
        child.draw("a cat")
        child.wish("a panda with a red hat")
        os.kill(box.process.pid, signal.SIGKILL)
        began = time.perf_counter()
        page.click("#draw")
        page.wait_for_selector(".frame.own[data-state=done]")
        return time.perf_counter() - began


def _memory_mb() -> float:
    """Of the largest of Chromium's renderers, in MB of memory that is its own."""
    found = [
        child.memory_full_info().uss / 1e6
        for child in psutil.Process().children(recursive=True)
        if "--type=renderer" in child.cmdline()
    ]
    return max(found)


def _table(title: str, rows: list[Row]) -> str:
    lines = [f"| {title} | measured |", "|---|---|"]
    return "\n".join(
        [*lines, *(f"| {row.name} | {row.value:.2f} {row.unit}".rstrip() + " |" for row in rows)]
    )


if __name__ == "__main__":
    main()
