"""A child's own pictures: the shelf, the large view, saving, printing, throwing away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from scripts.box import Box
from tests.e2e.browser import Tablet, tablet


pytestmark = [pytest.mark.needs("chromium"), pytest.mark.timeout(180)]


def test_the_shelf_keeps_the_childs_own_pictures_only(browser: Browser, box: Box) -> None:
    with tablet(browser, f"{box.url}/") as one, tablet(browser, f"{box.url}/") as other:
        one.draw("a bear")
        one.draw("a cat")
        one.page.reload()
        expect(one.page.locator(".card")).to_have_count(2)
        one.page.locator(".card").nth(1).click()
        one.state("done")
        expect(one.page.locator("#prompt")).to_have_value("a bear")
        other.page.reload()
        other.page.wait_for_selector(".tile")
        expect(other.page.locator(".card")).to_have_count(0)


def test_a_picture_can_be_saved_under_the_wishs_name(child: Tablet, tmp_path: Path) -> None:
    child.draw("a bear / with: a hat?")
    with child.page.expect_download() as download:
        child.page.click("#save")
    assert download.value.suggested_filename.startswith("a bear with a hat ")
    download.value.save_as(tmp_path / "bear.png")
    assert (tmp_path / "bear.png").read_bytes().startswith(b"\x89PNG")
