"""The teacher's page for everybody: any screen, keyboard and screen reader, a box that goes and comes back, a printer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.box import Box
from tests.e2e.axe import violations
from tests.e2e.browser import LIMIT_MS
from tests.e2e.desk import PAIRED, command, opens_the_door, pupil, teacher, visitor, wish_for
from tests.toybox import on, toy_box

pytestmark = pytest.mark.needs("chromium")
SIZES = {
    "laptop": (1280, 800),
    "tablet": (1024, 768),
    "portrait": (768, 1024),
    "projector": (1920, 1080),
    "phone": (360, 740),
}
LANGUAGES = ("en-GB", "zh-CN")
DRAWN = 7


@pytest.fixture(scope="module")
def box(home: Path, calm: Path) -> Iterator[Box]:
    """With pictures on its wall."""
    with on(calm), toy_box(home, more=PAIRED) as running:
        secret = command(home, "pair")["secret"]
        token = running.ask("/v1/pair", {"secret": secret})["token"]
        for _ in range(DRAWN):
            running.ask("/v1/pictures?wait=60", {"prompt": "a bear"}, token=token)
        yield running


FITS = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  const small = [...document.querySelectorAll('button, a, input')].filter((node) => {
    const box = node.getBoundingClientRect();
    return node.offsetParent && (box.width < 44 || box.height < 44);
  }).map((node) => node.id || node.className);
  return { wide, small };
}"""
WELL = {"wide": 0, "small": []}
COVERED = """(id) => {
  const outside = [...document.getElementById(id).querySelectorAll('img, h2, p, button, figure')].filter((node) => {
    const { top, left, right, bottom } = node.getBoundingClientRect();
    return node.offsetParent && (top < 0 || left < 0 || right > innerWidth + 1 || bottom > innerHeight + 1);
  });
  return outside.map((node) => node.id || node.tagName);
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SIZES)
def test_everything_fits_and_can_be_hit_with_a_finger(
    browser: Browser, box: Box, home: Path, name: str, language: str
) -> None:
    with teacher(browser, box, home, size=SIZES[name], language=language) as desk:
        page = desk.page
        expect(page.locator("#pictures li")).to_have_count(DRAWN)
        assert page.evaluate(FITS) == WELL
        opens_the_door(page)
        assert page.evaluate(FITS) == WELL
        assert page.evaluate(COVERED, "window") == []
        page.keyboard.press("Escape")
        page.click("#project")
        page.wait_for_function("() => document.getElementById('spot-image').naturalWidth > 0")
        assert page.evaluate(COVERED, "stage") == []
        page.keyboard.press("Escape")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_keeps_anybody_out(browser: Browser, box: Box, home: Path, language: str) -> None:
    with visitor(browser, box, language=language) as stranger:
        stranger.page.goto(f"{box.url}/teacher")
        expect(stranger.page.locator("#door")).to_be_visible()
        assert violations(stranger.page) == []
    with teacher(browser, box, home, language=language) as desk:
        page = desk.page
        expect(page.locator("#banner")).to_be_hidden()
        assert violations(page) == []
        opens_the_door(page)
        page.wait_for_timeout(1500)  # The time left slides along.
        assert violations(page) == []
        page.keyboard.press("Escape")
        for opener, cover in (("#project", "#stage"), ("#end", "#dialog")):
            page.click(opener)
            expect(page.locator(cover)).to_be_visible()
            page.wait_for_timeout(600)
            assert violations(page) == [], cover
            page.keyboard.press("Escape")
        page.click("#print")
        expect(page.locator("#sheet-print")).to_be_enabled()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.locator(".view").first.click()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.click("#pause")
        expect(page.locator("#banner")).to_be_visible()
        assert violations(page) == []
        page.click("#pause")
        expect(page.locator("#banner")).to_be_hidden()


def test_the_keyboard_leads_in_and_out_of_everything(
    browser: Browser, box: Box, home: Path
) -> None:
    with teacher(browser, box, home) as desk:
        page = desk.page
        expect(page.locator("#pictures li")).to_have_count(DRAWN)
        page.focus("#let-in")
        page.keyboard.press("Enter")
        expect(page.locator("#window-close")).to_be_focused()
        page.wait_for_function("() => document.getElementById('window-qr').naturalWidth > 0")
        page.keyboard.press("Tab")
        expect(page.locator("#window-close")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#let-in")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#stage")).to_be_visible()
        first = page.locator("#spot-image").get_attribute("src")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#spot-image")).not_to_have_attribute("src", str(first))
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#spot-image")).to_have_attribute("src", str(first))
        page.keyboard.press("Escape")
        expect(page.locator("#project")).to_be_focused()
        page.locator(".view").first.focus()
        page.keyboard.press("Tab")
        expect(page.locator("#pictures .tool").first).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#dialog-title")).to_have_text("Delete this picture?")
        expect(page.locator("#dialog-acts button").last).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#dialog")).to_be_hidden()
        expect(page.locator("#pictures li")).to_have_count(DRAWN)


def test_six_pictures_stand_on_a_printed_page_and_nothing_else(
    browser: Browser, box: Box, home: Path
) -> None:
    with teacher(browser, box, home) as desk:
        page = desk.page
        page.click("#print")
        expect(page.locator("#sheet-count")).to_contain_text(f"{DRAWN} pictures on 2 pages")
        page.emulate_media(media="print")
        expect(page.locator("#sheet-print")).to_be_hidden()
        expect(page.locator("header")).to_be_hidden()
        expect(page.locator("#sheet figure").first).to_be_visible()
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2


@pytest.mark.parametrize("what", ["label", "tablets"])
def test_the_mark_and_the_tablets_own_drawing_can_be_turned_off_and_stay_so(
    browser: Browser, box: Box, home: Path, what: str
) -> None:
    with teacher(browser, box, home) as desk:
        page = desk.page
        switch = page.locator(f"#{what}")
        expect(switch).to_be_checked()
        for on in (False, True):
            with page.expect_response("**/v1/lesson"):
                page.locator(".switch", has=switch).click()
            page.reload()
            expect(page.locator("#mood")).not_to_be_empty()
            expect(switch).to_be_checked(checked=on)


def test_the_page_speaks_the_browsers_language_and_the_teachers_choice(
    browser: Browser, box: Box, home: Path
) -> None:
    with teacher(browser, box, home, language="zh-CN") as desk:
        page = desk.page
        expect(page.locator("h1")).to_have_text("老师页面")
        expect(page.locator("#mood")).to_have_text("它很好。")
        page.click("#language")
        expect(page.locator("#mood")).to_have_text("It feels well.")
        expect(page.locator("#end")).to_contain_text("End the lesson")
        page.reload()
        expect(page.locator("h1")).to_have_text("Teacher's page")


def test_the_box_in_an_open_room_says_so(browser: Browser, tmp_path: Path, calm: Path) -> None:
    with on(calm), toy_box(tmp_path) as box, teacher(browser, box, tmp_path) as desk:
        expect(desk.page.locator("#people-hint")).to_contain_text("This box is open")
        box.ask("/v1/pictures?wait=60", {"prompt": "a bear"}, token="a-guest-of-the-open-box")
        expect(desk.page.locator("#pictures li")).to_have_count(1)
        expect(desk.page.locator("#pictures b")).to_have_text("Somebody")


def test_the_page_finds_a_box_that_was_gone(browser: Browser, tmp_path: Path, calm: Path) -> None:
    with on(calm), toy_box(tmp_path, more=PAIRED) as box, visitor(browser, box) as desk:
        secret = command(tmp_path, "pair", "--teacher")["secret"]
        desk.page.goto(f"{box.url}/teacher#pair={secret}")
        desk.page.wait_for_selector("#main:not([hidden])")
        box.process.terminate()
        box.process.wait(60)
        banner = desk.page.locator("#banner")
        expect(banner).to_have_attribute("data-note", "gone", timeout=LIMIT_MS)
        with (
            toy_box(tmp_path, more=PAIRED, port=box.port) as again,
            pupil(browser, again, tmp_path) as child,
        ):
            expect(banner).not_to_have_attribute("data-note", "gone", timeout=LIMIT_MS)
            child.draw("a bear")
            expect(desk.page.locator("#pictures li")).to_have_count(1, timeout=LIMIT_MS)


def test_pictures_reach_the_wall_without_events_too(browser: Browser, box: Box, home: Path) -> None:
    with teacher(browser, box, home, before="delete window.EventSource") as desk:
        _draws_one(desk.page)


def _draws_one(page: Page) -> None:
    before = page.locator("#pictures li").count()
    wish_for(page, "a bear", wait_s=60)
    expect(page.locator("#pictures li")).to_have_count(before + 1)
    page.locator("#pictures li").first.hover()
    page.locator("#pictures .tool").nth(1).click()
    page.locator("#dialog-acts button").first.click()
    expect(page.locator("#pictures li")).to_have_count(before)
