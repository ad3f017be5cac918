"""What a child is told when something is in the way, and how the page gets well again by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from scripts.box import Box
from tests.e2e.browser import LIMIT_MS, Tablet, tablet
from tests.edged.conftest import on
from tests.machines.build import build
from tests.toybox import painter_held, toy_box


pytestmark = [pytest.mark.needs("chromium"), pytest.mark.timeout(180)]


def test_a_refused_wish_gets_a_kind_answer_and_no_picture(child: Tablet) -> None:
    child.wish("a bear with a gun")
    expect(child.page.locator(".chip.kindly")).to_be_visible()
    child.page.click("#draw")
    child.state("kind")
    assert "nobody gets hurt" in child.texts("#kind-says")[0]
    assert child.page.locator("#drawn").is_hidden()
    child.draw("a bear")


def test_an_empty_wish_is_asked_for_an_animal(child: Tablet) -> None:
    child.page.click("#draw")
    child.state("kind")
    assert child.texts("#kind-says") == ["Which animal would you like?"]


def test_a_picture_that_failed_says_so_and_the_next_one_works(child: Tablet) -> None:
    child.wish("an owl")
    child.page.click("#draw")
    child.state("kind")
    assert child.texts("#kind-says") != [""]
    child.draw("a bear")


def test_the_page_survives_a_box_that_goes_and_comes_back(browser: Browser, tmp_path: Path) -> None:
    with toy_box(tmp_path) as box, tablet(browser, f"{box.url}/") as child:
        with painter_held(tmp_path):
            child.wish("a bear")
            child.page.click("#draw")
            child.state("step")
            box.process.terminate()
            box.process.wait(30)
        banner = child.page.locator("#banner")
        expect(banner).to_have_attribute("data-note", "gone", timeout=LIMIT_MS)
        with toy_box(tmp_path, port=box.port):
            expect(banner).to_have_attribute("data-note", "back", timeout=LIMIT_MS)
            child.state("done")
            expect(banner).to_be_hidden(timeout=LIMIT_MS)
            child.draw("a cat")
        assert child.strangers == []


def test_a_wish_cannot_run_as_a_program(child: Tablet) -> None:
    nasty = '<img src=x onerror="window.caught=1"> bear <script>window.caught=1</script>'
    child.draw(nasty)
    assert child.page.evaluate("window.caught") is None
    assert child.page.locator("img[src='x']").count() == 0
