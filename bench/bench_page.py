"""`make bench-page`: from a child's tap on "Draw!" to the first preview and to the picture, in a real browser.

One tablet on the loopback, nothing cached, wishes of an animal, a colour, a hat and a place. The page's own clock is read: a
preview counts when its picture is decoded and shown. Writes the table in docs/benchmarks.md with `--write`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from bench.table import Row, print_table, put_between
from scripts.box import running_box
from tests.e2e.browser import chromium, tablet

DOCS = Path(__file__).resolve().parents[1] / "docs"
ANIMALS = ("bear", "rabbit", "duck", "elephant", "cat", "dog", "fox", "lion", "penguin", "panda")
PLACES = ("on the beach", "in the forest", "in the garden", "on the moon")
SETTINGS = """announce = false
[queue]
per_device = 64
[cache]
pictures_mb = 0
latents_mb = 0
tiles = false
"""
WATCH = """() => {
  const preview = document.getElementById('preview');
  const drawn = document.getElementById('drawn');
  const seen = window.seen = {};
  const tap = () => Object.assign(seen, { tap: performance.now(), preview: 0, drawn: 0 });
  const note = (name) => () => { if (!seen[name]) seen[name] = performance.now() - seen.tap; };
  document.getElementById('draw').addEventListener('click', tap, true);
  preview.addEventListener('load', note('preview'));
  drawn.addEventListener('load', note('drawn'));
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=20)
    parser.add_argument("--write", action="store_true", help="put the table into docs/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="edged-bench-") as name:
        folder = Path(name)
        settings = folder / "edged.toml"
        settings.write_text(SETTINGS, encoding="utf-8")
        with (
            running_box(folder, "--config", str(settings)) as box,
            chromium() as browser,
            tablet(browser, f"{box.url}/") as child,
        ):
            box.until_ready()
            profile = box.about()["profile"]
            child.page.evaluate(WATCH)
            _draw(child.page, "a bear")
            found = [_draw(child.page, _wish(number)) for number in range(options.pictures)]
    previews, pictures = ([each[name] / 1000 for each in found] for name in ("preview", "drawn"))
    rows = [
        Row("tap to first preview, median", median(previews), "s"),
        Row("slowest", max(previews), "s"),
        Row("tap to picture, median", median(pictures), "s"),
        Row("slowest", max(pictures), "s"),
    ]
    title = f"{options.pictures} pictures tapped on the page, profile {profile}"
    print_table(title, rows)
    if options.write:
        page = DOCS / "benchmarks.md"
        text = put_between(page.read_text("utf-8"), "page", _table(title, rows))
        page.write_text(text, encoding="utf-8")


def _wish(number: int) -> str:
    animal, place = ANIMALS[number % len(ANIMALS)], PLACES[number % len(PLACES)]
    return f"a pink {animal} with a hat {place}"


def _draw(page: Page, wish: str) -> dict[str, float]:
    """Milliseconds from the tap to what was seen."""
    page.fill("#prompt", wish)
    page.click("#draw")
    page.wait_for_selector("#frame[data-state=done]")
    return dict(page.evaluate("window.seen"))


def _table(title: str, rows: list[Row]) -> str:
    lines = [f"| {title} | measured |", "|---|---|"]
    return "\n".join([*lines, *(f"| {row.name} | {row.value:.2f} {row.unit} |" for row in rows)])


if __name__ == "__main__":
    main()
