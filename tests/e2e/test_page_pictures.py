"""A child's own pictures: the shelf, the large view, saving, printing, throwing away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from scripts.box import Box
from tests.e2e.browser import PRINTER, Tablet, tablet

pytestmark = pytest.mark.needs("chromium")


def test_the_shelf_keeps_the_childs_own_pictures_only(browser: Browser, box: Box) -> None:
    with tablet(browser, f"{box.url}/") as one, tablet(browser, f"{box.url}/") as other:
        one.draw("a bear")
        one.draw("a cat")
        one.page.reload()
        expect(one.page.locator(".card")).to_have_count(2)
        one.page.locator(".card").nth(1).click()
        expect(one.page.locator("#album-words")).to_have_text("a bear")
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


def test_a_picture_of_the_shelf_is_looked_at_large_and_the_focus_returns(child: Tablet) -> None:
    child.draw("a bear")
    child.draw("a cat")
    cards, album = child.page.locator(".card"), child.page.locator("#album")
    cards.nth(1).click()
    expect(album).to_be_visible()
    expect(child.page.locator("#album-words")).to_have_text("a bear")
    expect(child.page.locator("#album-close")).to_be_focused()
    expect(child.page.locator("#album-picture")).to_have_js_property("naturalWidth", 512)
    child.page.keyboard.press("ArrowRight")
    expect(child.page.locator("#album-words")).to_have_text("a cat")
    child.page.click("#album-before")
    expect(child.page.locator("#album-words")).to_have_text("a bear")
    child.page.keyboard.press("Escape")
    expect(album).to_be_hidden()
    expect(cards.nth(1)).to_be_focused()


def test_another_one_is_asked_for_from_the_large_view_too(child: Tablet) -> None:
    child.draw("a panda")
    child.draw("a cat")
    child.page.locator(".card").nth(1).click()
    child.page.click("#album-another")
    expect(child.page.locator(".card")).to_have_count(3)
    expect(child.page.locator("#prompt")).to_have_value("a panda")
    assert [each["caption"] for each in child.own()] == ["panda", "cat", "panda"]


def test_throwing_away_asks_first_and_a_second_tap_keeps_the_picture(child: Tablet) -> None:
    child.draw("a bear")
    cards, album = child.page.locator(".card"), child.page.locator("#album")
    cards.first.click()
    child.page.click("#album-remove")
    expect(child.page.locator("#album-keep")).to_be_focused()
    child.page.keyboard.press("Enter")
    expect(child.page.locator("#album-remove")).to_be_focused()
    expect(album).to_be_visible()
    assert len(child.own()) == 1
    child.page.click("#album-remove")
    child.page.click("#album-throw")
    expect(album).to_be_hidden()
    expect(cards).to_have_count(0)
    assert child.own() == []
    child.state("idle")
    expect(child.page.locator("#draw")).to_be_focused()
    child.page.reload()
    child.page.wait_for_selector(".tile")
    expect(cards).to_have_count(0)


@pytest.mark.parametrize("landscape", [False, True], ids=["portrait", "landscape"])
def test_print_gives_one_page_with_the_picture_and_its_words(
    child: Tablet, *, landscape: bool
) -> None:
    child.page.evaluate(PRINTER)
    child.draw("a bear")
    child.page.click("#print")
    child.page.wait_for_selector("body.printed")
    paper = child.page.pdf(format="A4", landscape=landscape)
    assert len(re.findall(rb"/Type /Page\b", paper)) == 1
    size = {"width": 1040, "height": 700} if landscape else {"width": 700, "height": 1040}
    child.page.set_viewport_size(size)  # type: ignore[arg-type]
    child.page.emulate_media(media="print")
    shown = child.page.evaluate(
        "[...document.body.children].filter((node) => node.getClientRects().length).map((node) => node.className)"
    )
    assert shown == ["sheet"]
    assert child.texts("#sheet-words") == ["a bear"]
    picture = child.page.locator("#sheet-picture").bounding_box()
    assert picture is not None
    # As large as the paper allows, and room for the words.
    assert min(picture["width"], picture["height"]) > 0.78 * min(size.values())
    assert picture["height"] < 0.9 * size["height"]


def test_thrown_away_elsewhere_it_leaves_the_shelf_too(child: Tablet) -> None:
    child.draw("a bear")
    id = child.own()[0]["id"]
    child.page.evaluate("(id) => fetch('/v1/pictures/' + id, { method: 'DELETE' })", id)
    child.page.locator(".card").first.click()
    child.page.click("#album-remove")
    child.page.click("#album-throw")
    expect(child.page.locator(".card")).to_have_count(0)
    child.complaints.clear()  # The box answers 404, which Chromium writes on its console.
