"""A browser, a box behind it, and a child before it, for the tests of the children's page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from scripts.box import Box
from tests.e2e.browser import LIMIT_MS, Tablet, chromium, tablet
from tests.toybox import on, toy_box


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """What is expected of a page may take as long as what is done on it."""
    expect.set_options(timeout=LIMIT_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest.fixture(scope="module")
def box(home: Path, calm: Path) -> Iterator[Box]:
    """Draws everything but owls, and no smaller where other tests keep this machine busy."""
    with on(calm), toy_box(home, poison="owl") as running:
        yield running


@pytest.fixture
def child(browser: Browser, box: Box) -> Iterator[Tablet]:
    """Complains of anything that a page must not do."""
    with tablet(browser, f"{box.url}/") as held:
        yield held
        assert held.complaints == []
        assert held.strangers == []
