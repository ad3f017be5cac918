"""The page's files, as old tablets and a strict policy need them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "edged" / "web"
LIBRARY = WEB / "lib"
"""Others' work, which `make web` brings."""
FILES = sorted(path for path in WEB.rglob("*") if path.is_file() and LIBRARY not in path.parents)
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


@pytest.mark.parametrize("page", ["index.html", "teacher.html"])
def test_each_page_weighs_less_than_80_kilobytes_without_its_pictures(page: str) -> None:
    loaded = _loaded(WEB / page)
    assert len(loaded) > 3
    assert sum(path.stat().st_size for path in loaded if path.suffix != ".svg") < 80 * 1024


def _loaded(page: Path) -> set[Path]:
    """The page's file and everything that it names, and what that names."""
    found, waiting = set(), [page]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        text = path.read_text() if path.suffix in {".html", ".js"} else ""
        named = re.findall(r"""/web/([\w./-]+\.\w+)|from '(\.[\w./-]+)'""", text)
        files = [WEB / one if one else path.parent / other for one, other in named]
        waiting += [file.resolve() for file in files if LIBRARY not in file.resolve().parents]
    return found


def test_every_file_belongs_to_a_page_or_to_the_tablets_own_drawing() -> None:
    pages = _loaded(WEB / "index.html") | _loaded(WEB / "teacher.html")
    drawing = _loaded(WEB / "tablet" / "standin.js")
    style = WEB / "reader" / "style.js"  # for programs
    assert pages | drawing | {style} == set(FILES)


def test_reader_and_drawing_are_small_and_loaded_by_no_page() -> None:
    pages = _loaded(WEB / "index.html") | _loaded(WEB / "teacher.html")
    for room, most in (("reader", 60), ("tablet", 40)):
        scripts = set((WEB / room).iterdir())
        assert sum(path.stat().st_size for path in scripts) < most * 1024
        assert not scripts & pages
        assert max(len(path.read_text().splitlines()) for path in scripts) <= 400


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_outside(path: Path) -> None:
    text = re.sub("""['"]http://www.w3.org/2000/svg['"]""", "", path.read_text())  # a name
    assert not re.findall(r"https?://|\burl\(|@import", text)


@pytest.mark.parametrize("name", ["index.html", "teacher.html"])
def test_the_pages_have_no_inline_scripts_or_styles(name: str) -> None:
    page = (WEB / name).read_text()
    assert not re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_run_on_five_year_old_tablets(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert [name for name, pattern in TOO_NEW.items() if pattern.search(text)] == []


@pytest.mark.parametrize("name", ["base.css", "page.css", "teacher.css", "tablet/tablet.css"])
def test_styles_work_on_five_year_old_tablets(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (WEB / name).read_text(), flags=re.DOTALL)
    assert TOO_NEW_CSS.findall(text) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_never_write_markup(path: Path) -> None:
    assert not re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", path.read_text()
    )


@pytest.mark.parametrize("name", ["speech.js", "words.js", "teacher-words.js", "tablet/words.js"])
def test_both_languages_say_the_same_things(name: str) -> None:
    text = (WEB / name).read_text()
    english, chinese = text.split("\n  zh: {")[0], text.split("\n  zh: {")[1].split("\n  },")[0]
    keys = [re.findall(r"(?:^|,|\{)\s*(\w+): '", half, re.MULTILINE) for half in (english, chinese)]
    assert len(keys[0]) > 5
    assert keys[0] == keys[1]
