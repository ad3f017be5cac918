"""The children's page for everybody: by keyboard, by screen reader, with any finger, on any tablet."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from scripts.box import Box
from tests.e2e.axe import violations
from tests.e2e.browser import Tablet, picture_held, tablet
from tests.toybox import painter_held

pytestmark = pytest.mark.needs("chromium")
SIZES = {
    "landscape": (1024, 768),
    "wide": (1280, 800),
    "portrait": (768, 1024),
    "phone": (360, 740),
}


def test_a_child_without_a_mouse_gets_its_picture(child: Tablet) -> None:
    """Only keys: from the tabs to a tile and its colour, then to the picture and its large view."""
    keys, focused = child.page.keyboard, child.page.locator(":focus")
    child.page.focus("#tab-animal")
    keys.press("ArrowRight")
    expect(child.page.locator("#tab-worn")).to_be_focused()
    expect(child.page.locator("#tab-worn")).to_have_attribute("aria-selected", "true")
    keys.press("ArrowLeft")
    while focused.get_attribute("data-concept") != "rabbit":
        keys.press("Tab")
    keys.press("Enter")
    expect(focused).to_have_attribute("aria-pressed", "true")
    expect(child.page.locator("#prompt")).to_have_value("a rabbit")
    child.page.focus("#prompt")
    keys.press("Enter")
    child.state("done")
    child.page.focus(".card")
    keys.press("Enter")
    expect(child.page.locator("#album-close")).to_be_focused()
    # The focus stays in the large view, both ways round.
    for key in ("Shift+Tab", "Tab", "Tab", "Shift+Tab"):
        keys.press(key)
        assert child.page.evaluate("!!document.activeElement.closest('#album')")
    keys.press("Escape")
    expect(child.page.locator(".card").first).to_be_focused()


def test_who_does_not_see_the_page_hears_what_it_does(child: Tablet) -> None:
    page = child.page
    expect(page.get_by_role("tab", name="Animal", selected=True)).to_be_visible()
    rabbit = page.get_by_role("button", name="rabbit", exact=True)
    rabbit.click()
    expect(page.get_by_role("button", name="rabbit", exact=True, pressed=True)).to_be_visible()
    page.get_by_role("button", name="pink").click()
    expect(page.get_by_role("textbox", name="What would you like to see?")).to_have_value(
        "a pink rabbit"
    )
    understood = page.get_by_role("list", name="What the box understood")
    expect(understood.get_by_role("listitem")).to_have_text(["pink", "🐰rabbit"])
    page.get_by_role("button", name="Draw!").click()
    expect(page.get_by_role("status").filter(has_text="Here it is!")).to_be_visible()
    expect(page.get_by_role("img", name="Picture: a pink rabbit")).to_be_visible()
    page.get_by_role("button", name="Show: a pink rabbit").click()
    large = page.get_by_role("dialog", name="a pink rabbit")
    large.get_by_role("button", name="Throw away").click()
    question = large.get_by_role("group", name="Throw this picture away?")
    expect(question.get_by_role("button", name="Keep it")).to_be_focused()
    large.get_by_role("button", name="Close").click()
    expect(large).to_be_hidden()


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("name", SIZES)
def test_nothing_keeps_anybody_out_in_any_state(
    browser: Browser, box: Box, home: Path, name: str, language: str
) -> None:
    with tablet(browser, f"{box.url}/", size=SIZES[name], language=language) as child:
        page, wrong = child.page, {}
        wrong["idle"] = violations(page)
        child.wish("a pink rabbit with a hat and a zzzquux")
        expect(page.locator(".chip.dropped")).to_be_visible()
        wrong["understood"] = violations(page)
        for tab in ("worn", "held", "action", "scene"):
            page.click(f"#tab-{tab}")
            wrong[tab] = violations(page)
        with picture_held(page):
            with painter_held(home):
                for friend in range(8):
                    box.ask("/v1/pictures", {"prompt": "cat"}, token=f"tablet-of-{name}-{friend}")
                page.click("#draw")
                child.state("queued")
                wrong["queued"] = violations(page)
            expect(page.locator("#preview")).to_be_visible()
            wrong["drawing"] = violations(page)
        child.state("done")
        wrong["done"] = violations(page)
        page.click(".card >> nth=0")
        wrong["large"] = violations(page)
        page.click("#album-remove")
        wrong["question"] = violations(page)
        page.keyboard.press("Escape")
        child.wish("a bear with a gun")
        expect(page.locator(".chip.kindly")).to_be_visible()
        page.click("#draw")
        child.state("kind")
        wrong["refused"] = violations(page)
        child.complaints.clear()
        page.context.set_offline(True)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator('#banner[data-note="gone"]')).to_be_visible()
        wrong["gone"] = violations(page)
        assert {state: found for state, found in wrong.items() if found} == {}


FITS = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  const small = [...document.querySelectorAll('button, a')].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width && (box.width < 44 || box.height < 44);
  }).map((node) => node.id || node.className + ' ' + node.textContent);
  const draw = document.getElementById('draw').getBoundingClientRect();
  return { wide, small, draw: draw.top >= 0 && draw.bottom <= window.innerHeight };
}"""


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_everything_fits_and_can_be_hit_with_a_finger(
    browser: Browser, box: Box, name: str, language: str
) -> None:
    with tablet(browser, f"{box.url}/", size=SIZES[name], language=language) as child:
        assert child.page.evaluate(FITS) == {"wide": 0, "small": [], "draw": True}
        child.draw("黄色的小鸭子戴着红色帽子")
        assert child.page.evaluate(FITS) == {"wide": 0, "small": [], "draw": True}


ODD = {
    "below a browser's bars": (1024, 600),
    "a small tablet below them": (960, 472),
    "an iPad mini": (744, 1133),
    "the slimmest with two columns": (680, 1000),
    "an old phone": (320, 568),
}
CUT = """() => [...document.querySelectorAll('button, a, textarea')].filter((node) => {
  const { width, left, right } = node.getBoundingClientRect();
  return width && !node.closest('.shelf') && (left < 0 || right > innerWidth);
}).map((node) => node.id || node.className)"""
HIDDEN = """() => {
  const end = Math.max(document.documentElement.scrollHeight, innerHeight);
  const scrolls = getComputedStyle(document.body).overflowY !== 'hidden';
  return [...document.querySelectorAll('#draw, #another, .card')].filter((node) =>
    node.getBoundingClientRect().bottom > (scrolls ? end : innerHeight)).map((node) => node.id || node.className);
}"""
"""What nobody can reach, not by scrolling either."""


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_nothing_is_cut_off_on_odd_screens(browser: Browser, box: Box, language: str) -> None:
    with tablet(browser, f"{box.url}/", language=language) as child:
        child.draw("a yellow duck with a red hat")
        expect(child.page.locator(".card")).to_have_count(1)
        for name, (width, height) in ODD.items():
            child.page.set_viewport_size({"width": width, "height": height})
            assert child.page.evaluate(CUT) == [], name
            assert child.page.evaluate(HIDDEN) == [], name


def test_who_wants_less_motion_gets_none(browser: Browser, box: Box) -> None:
    with tablet(browser, f"{box.url}/") as child:
        child.page.emulate_media(reduced_motion="reduce")
        child.draw("a bear")
        style = "getComputedStyle(document.getElementById('drawn')).animationName"
        assert child.page.evaluate(style) == "none"
