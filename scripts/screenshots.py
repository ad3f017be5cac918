"""`make screenshots`: the pages in every state, seen with a real browser on a real box, for docs/screens."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from scripts import children_screens, teacher_screens
from scripts.box import ROOT
from scripts.room import room
from tests.e2e.browser import chromium

PAGES = {"children": children_screens.shoot, "teacher": teacher_screens.shoot}


def main() -> None:
    options = _options()
    with chromium() as browser:
        for language in options.language or ["zh", "en"]:
            for name in options.pages or list(PAGES):
                with (
                    tempfile.TemporaryDirectory(prefix="edged-screens-") as folder,
                    room(browser, Path(folder), language, options.out) as classroom,
                ):
                    PAGES[name](classroom)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("pages", nargs="*", choices=[[], *PAGES], help="default: all")
    parser.add_argument("--language", action="append", choices=["zh", "en"], help="default: both")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screens")
    return parser.parse_args()


if __name__ == "__main__":
    main()
