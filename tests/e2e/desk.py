"""A classroom of browsers: a box for paired devices, a teacher before the teacher's page, children before theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from scripts.box import Box
from tests.e2e.browser import LIMIT_MS, Tablet
from tests.toybox import edgectl, socket_of

PAIRED = 'access = "paired"\n'
ASK = """([path, prompt]) => fetch(path, {
  method: 'POST', body: JSON.stringify({ prompt }), headers: { 'Content-Type': 'application/json' },
}).then((answer) => answer.json())"""


def command(home: Path, *arguments: str) -> Any:
    """What edgectl answers a program."""
    done = edgectl("--socket", socket_of(home), "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def visitor(
    browser: Browser,
    box: Box,
    *,
    language: str = "en-GB",
    size: tuple[int, int] = (1280, 800),
    before: str = "",
) -> Iterator[Tablet]:
    """Somebody without anything in the browser's memory, before an empty page. `before`: script that runs before each page's own."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=language, has_touch=True
    )
    context.set_default_timeout(LIMIT_MS)
    if before:
        context.add_init_script(before)
    try:
        held = Tablet(context.new_page(), f"{box.url}/")
        held.watch()
        yield held
    finally:
        context.close()


@contextmanager
def teacher(browser: Browser, box: Box, home: Path, **how: Any) -> Iterator[Tablet]:
    """The teacher, at the desk. Complains of anything that a page must not do."""
    with visitor(browser, box, **how) as held:
        held.page.goto(f"{box.url}/teacher#pair={command(home, 'pair', '--teacher')['secret']}")
        held.page.wait_for_selector("#main:not([hidden])")
        expect(held.page.locator("#mood")).not_to_be_empty()
        yield held
        assert held.complaints == []
        assert held.strangers == []


@contextmanager
def pupil(browser: Browser, box: Box, home: Path, **how: Any) -> Iterator[Tablet]:
    """A child, in and ready to draw."""
    with visitor(browser, box, size=(1024, 768), **how) as held:
        held.page.goto(f"{box.url}/#pair={command(home, 'pair')['secret']}")
        held.page.wait_for_selector(".tile")
        yield held


def opens_the_door(page: Page) -> None:
    """And its QR code has arrived."""
    page.click("#let-in")
    page.wait_for_function("() => document.getElementById('window-qr').naturalWidth > 0")


def wish_for(page: Page, prompt: str, *, wait_s: int = 0) -> None:
    """Asks for a picture as a page of the same device would, whatever it shows."""
    page.evaluate(ASK, [f"/v1/pictures?wait={wait_s}", prompt])


def pictures_of(page: Page) -> list[dict[str, Any]]:
    """The device's own, as the box lists them."""
    found = page.evaluate("fetch('/v1/pictures').then((answer) => answer.json())")
    return list(found["pictures"])
