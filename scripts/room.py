"""A classroom to take pictures of: a box with its own pack, a browser before it, and a folder for what was seen."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from scripts.box import Box, BoxFailed, running_box
from tests.machines.build import build
from tests.toybox import edgectl, socket_of

QUALITY, WIDTH = 80, 1024
"""Of WebP, and pixels at most: they are read beside text."""
LIMIT_MS = 60_000
MACHINE = "n100"
"""What the box believes to run on: something small, with a thermometer."""


@dataclass(frozen=True)
class Room:
    browser: Browser
    box: Box
    home: Path
    language: str
    """zh or en."""
    out: Path
    """Where screens go."""

    @contextmanager
    def page(self, width: int, height: int, *, touch: bool = True) -> Iterator[Page]:
        """Of a browser without anything in its memory. `touch`: a tablet's; else a mouse is at hand."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN" if self.language == "zh" else "en-GB",
            has_touch=touch,
        )
        context.set_default_timeout(LIMIT_MS)
        try:
            yield context.new_page()
        finally:
            context.close()

    def save(self, page: Page, name: str, *, whole: bool = False) -> None:
        """As `<name>-<language>.webp`. `whole`: also what lies below the window."""
        page.wait_for_timeout(600)  # What slides and fades has come to rest.
        seen = Image.open(BytesIO(page.screenshot(full_page=whole))).convert("RGB")
        if seen.width > WIDTH:
            seen = seen.resize(
                (WIDTH, round(seen.height * WIDTH / seen.width)), Image.Resampling.LANCZOS
            )
        self.out.mkdir(parents=True, exist_ok=True)
        file = self.out / f"{name}-{self.language}.webp"
        seen.save(file, quality=QUALITY, method=6)
        print(file, flush=True)

    def command(self, *arguments: str) -> Any:
        """What edgectl answers a program."""
        done = edgectl("--socket", socket_of(self.home), "--json", *arguments)
        if done.returncode:
            raise BoxFailed(done.stderr)
        return json.loads(done.stdout)

    def tablet(self) -> str:
        """The token of a new pupil's."""
        secret = self.command("pair")["secret"]
        return str(self.box.ask("/v1/pair", {"secret": secret})["token"])


@contextmanager
def room(browser: Browser, folder: Path, language: str, out: Path) -> Iterator[Room]:
    """With a box of its own, for paired devices."""
    name = "二（2）班" if language == "zh" else "Class 2b"
    file = folder / "edged.toml"
    file.write_text(
        f'name = "{name}"\naccess = "paired"\nannounce = false\nprofile = "cpu"\n'
        "[queue]\nper_device = 64\n",
        encoding="utf-8",
    )
    os.environ["EDGED_SYSROOT"] = str(build(MACHINE, folder / "machine").root)
    with running_box(folder, "--config", str(file)) as box:
        box.until_ready()
        yield Room(browser, box, folder, language, out)
