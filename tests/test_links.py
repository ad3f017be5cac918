"""The docs hang together: what they link to is there, each can be reached, and the commands they name exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from edged.cli.app import app
from tests.source import ROOT

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("http://", "https://", "mailto:")
PLACES = ("*.md", "docs/**/*.md", "clients/**/*.md", "forge/*.md", "packs/*/*.md")
PAGES = sorted(page for place in PLACES for page in ROOT.glob(place))
DOCS = [page for page in PAGES if page.parent == ROOT / "docs"]


@cache
def text_of(page: Path) -> str:
    return page.read_text("utf-8")


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """(file, anchor) of each link to something of the project's own."""
    for target in LINK.findall(FENCE.sub("", text_of(page))):
        if not target.startswith(ELSEWHERE):
            path, _, anchor = target.partition("#")
            yield (page.parent / path).resolve() if path else page, anchor


@cache
def anchors(page: Path) -> set[str]:
    """Of its headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for file, anchor in links(page):
        assert file.exists(), f"{file} is not there"
        assert not anchor or anchor in anchors(file), f"{file.name} has no #{anchor}"


def test_every_page_of_the_docs_can_be_reached_from_the_readme() -> None:
    seen, coming = set[Path](), [ROOT / "README.md"]
    while coming:
        page = coming.pop()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            coming += [file for file, _ in links(page) if file.exists()]
    assert [page.name for page in DOCS if page not in seen] == []


def test_every_picture_of_the_docs_is_shown_somewhere() -> None:
    pictures = {
        file
        for kind in ("png", "webp", "svg", "jpg")
        for file in (ROOT / "docs").rglob(f"*.{kind}")
    }
    shown = {file for page in PAGES for file, _ in links(page)}
    assert sorted(str(file) for file in pictures - shown) == []


def said(pattern: str) -> set[tuple[str, str]]:
    """(page, what was found) in the code that the docs show. What has changed since is the changelog's."""
    found = set()
    for page in PAGES:
        if page.name != "CHANGELOG.md":
            for code in re.findall(
                r"^```.*?^```|`[^`\n]+`", text_of(page), re.MULTILINE | re.DOTALL
            ):
                found |= {(page.name, match) for match in re.findall(pattern, code)}
    return found


def test_every_target_of_make_that_the_docs_name_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for page, target in said(r"(?:^|[` \n])make ([a-z][a-z-]*)"):
        assert target in targets, f"{page}: make {target}"


def test_every_command_of_edgectl_that_the_docs_name_exists() -> None:
    known = set(getattr(get_command(app), "commands", {}))
    for page, command in said(
        r"(?:^|[` \n])edgectl (?:--json |--box \S+ |--socket \S+ )*([a-z]\w+)"
    ):
        assert command in known, f"{page}: edgectl {command}"


def test_every_module_that_the_docs_run_exists() -> None:
    for page, module in said(r"python3? -m ([\w.]+)"):
        if module in {"venv", "pip", "http.server"}:
            continue
        path = ROOT.joinpath(*module.split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), (
            f"{page}: {module}"
        )
