"""The page's files, as old tablets and a strict policy need them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "edged" / "web"
FILES = sorted(path for path in WEB.rglob("*") if path.is_file())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
TOO_NEW = {
    "optional chaining": re.compile(r"\?\.(?=[A-Za-z_\[(])"),
    "nullish coalescing": re.compile(r"\?\?"),
    "private fields": re.compile(r"this\.#"),
    "replaceChildren, replaceAll, at, flat": re.compile(
        r"\.(replaceChildren|replaceAll|at|flat)\("
    ),
    "random ids": re.compile(r"randomUUID|structuredClone"),
    "top-level await": re.compile(r"^await ", re.MULTILINE),
}
"""What Safari 13 does not know."""
TOO_NEW_CSS = re.compile(
    r"(?<!grid-)(?<!-)\bgap\s*:|aspect-ratio|\bclamp\(|\binset\s*:|:is\(|:where\("
)


def test_the_page_weighs_less_than_80_kilobytes() -> None:
    assert sum(path.stat().st_size for path in FILES) < 80 * 1024


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_outside(path: Path) -> None:
    text = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.findall(r"https?://|\burl\(|@import", text)


def test_the_page_has_no_inline_scripts_or_styles() -> None:
    page = (WEB / "index.html").read_text()
    assert not re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_run_on_five_year_old_tablets(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert [name for name, pattern in TOO_NEW.items() if pattern.search(text)] == []


def test_styles_work_on_five_year_old_tablets() -> None:
    text = re.sub(r"/\*.*?\*/", "", (WEB / "page.css").read_text(), flags=re.DOTALL)
    assert TOO_NEW_CSS.findall(text) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_never_write_markup(path: Path) -> None:
    assert not re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", path.read_text()
    )


def test_both_languages_say_the_same_things() -> None:
    text = (WEB / "words.js").read_text()
    english, chinese = text.split("\n  zh: {")[0], text.split("\n  zh: {")[1].split("\n  },")[0]
    keys = [re.findall(r"(?:^|,|\{)\s*(\w+): '", half, re.MULTILINE) for half in (english, chinese)]
    assert len(keys[0]) > 30
    assert keys[0] == keys[1]
