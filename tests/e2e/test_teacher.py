"""A teacher's whole way through a lesson, in a real browser, with a child at another one and a real box between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.box import Box
from tests.e2e.browser import LIMIT_MS, Tablet
from tests.e2e.desk import (
    PAIRED,
    command,
    opens_the_door,
    pictures_of,
    pupil,
    teacher,
    visitor,
    wish_for,
)
from tests.toybox import on, painter_held, toy_box

pytestmark = pytest.mark.needs("chromium")
SAID = {
    "en-GB": {
        "pause": "Pause",
        "resume": "Go on",
        "paused": "The lesson is paused: wishes wait until you go on.",
        "refused": "The picture box takes a little break.",
        "end": "Yes, remove 2 pictures",
        "over": "The lesson is over.",
    },
    "zh-CN": {
        "pause": "暂停",
        "resume": "继续",
        "paused": "已暂停：点“继续”之前，愿望先等着。",
        "refused": "画画盒子休息一会儿。",
        "end": "是的，删除2 幅画",
        "over": "下课啦。",
    },
}


@pytest.fixture(scope="module")
def box(home: Path, calm: Path) -> Iterator[Box]:
    with on(calm), toy_box(home, more=PAIRED) as running:
        yield running


def choose(page: Page, name: str) -> None:
    page.locator("#dialog-acts").get_by_role("button", name=name).click()


@pytest.mark.parametrize("language", SAID)
def test_a_lesson_from_the_open_door_to_its_end(
    browser: Browser, box: Box, home: Path, language: str
) -> None:
    said = SAID[language]
    with visitor(browser, box, language=language) as desk, visitor(browser, box) as child:
        page = desk.page
        _becomes_the_teacher(page, box, home)
        _lets_in(page, child, box, language)
        child.draw("a yellow duck with a red hat")
        child.draw("a bear")
        expect(page.locator("#pictures li")).to_have_count(2)
        expect(page.locator("#pictures b").first).not_to_be_empty()

        _hides_the_newest(page, child)

        page.click("#pause")
        expect(page.locator("#banner")).to_contain_text(said["paused"])
        expect(page.locator("#pause")).to_contain_text(said["resume"])
        expect(child.page.locator("#banner")).to_have_attribute(
            "data-note", "paused", timeout=LIMIT_MS
        )
        child.wish("a cat")
        child.page.click("#draw")
        child.state("kind")
        page.click("#pause")
        expect(page.locator("#pause")).to_contain_text(said["pause"])
        expect(page.locator("#banner")).to_be_hidden()

        page.click("#end")
        page.locator("#dialog-acts button").nth(0).click()
        expect(page.locator("#sheet figure")).to_have_count(1)
        expect(page.locator("#sheet-print")).to_be_enabled()
        page.click("#sheet-close")
        page.locator("#dialog-acts button").nth(1).click()
        choose(page, said["end"])
        expect(page.locator("#dialog-title")).to_have_text(said["over"])
        page.keyboard.press("Enter")
        expect(page.locator("#pictures li")).to_have_count(0)
        expect(page.locator("#bare")).to_be_visible()
        assert pictures_of(child.page) == []
        assert desk.complaints == []
        assert desk.strangers == child.strangers == []


def _becomes_the_teacher(page: Page, box: Box, home: Path) -> None:
    page.goto(f"{box.url}/teacher")
    expect(page.locator("#door")).to_contain_text("edgectl pair --teacher")
    expect(page.locator("#main")).to_be_hidden()
    code = command(home, "pair", "--teacher")["code"]
    page.locator("#door-code").press_sequentially(code)
    page.wait_for_selector("#main:not([hidden])")
    expect(page.locator("#door")).to_be_hidden()
    expect(page.locator("#bare")).to_be_visible()


def _lets_in(page: Page, child: Tablet, box: Box, language: str) -> None:
    here = page.locator("#people li.here")
    before = here.count()
    opens_the_door(page)
    shown = page.locator("#window-code")
    expect(shown).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    digits = shown.inner_text().replace(" ", "")
    child.page.goto(box.url)
    child.page.locator("#door-code").press_sequentially(digits)
    child.page.wait_for_selector(".tile")
    expect(page.locator("#came li")).to_have_count(1)
    expect(shown).not_to_have_text(f"{digits[:3]} {digits[3:]}")
    name = page.locator("#came li").inner_text()
    assert ("进来了" if language == "zh-CN" else "is in!") in name
    page.click("#window-close")
    expect(here).to_have_count(before + 1)


def _hides_the_newest(page: Page, child: Tablet) -> None:
    newest = page.locator("#pictures li").first
    newest.hover()
    newest.locator(".tool").first.click()
    expect(newest.locator(".ribbon")).to_be_visible()
    expect(page.locator("#pictures li").first.locator(".tool").first).to_be_focused()
    page.click("#project")
    expect(page.locator("#stage")).to_be_visible()
    shown = page.locator("#spot-image").get_attribute("src")
    hidden = newest.locator("img").get_attribute("src")
    assert shown
    assert hidden
    assert shown not in hidden
    expect(page.locator("#rest li")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#stage")).to_be_hidden()
    expect(page.locator("#project")).to_be_focused()
    assert len([each for each in pictures_of(child.page) if each["state"] == "done"]) == 2


def test_a_picture_waits_through_the_pause_and_is_drawn_after_it(
    browser: Browser, box: Box, home: Path
) -> None:
    with teacher(browser, box, home) as desk, pupil(browser, box, home) as child:
        with painter_held(home):
            for wish in ("a bear", "a cat"):
                wish_for(child.page, wish)
            expect(desk.page.locator("#wall-counts")).to_contain_text("on their way")
            desk.page.click("#pause")
            expect(desk.page.locator("#banner")).to_be_visible()
        desk.page.reload()
        expect(desk.page.locator("#pause")).to_contain_text("Go on")
        desk.page.click("#pause")
        expect(desk.page.locator("#wall-counts")).not_to_contain_text("on their way")
        assert {each["state"] for each in pictures_of(child.page)} == {"done"}
        _ends(desk.page)


def test_a_child_that_is_sent_away_stands_before_the_door(
    browser: Browser, box: Box, home: Path
) -> None:
    with teacher(browser, box, home) as desk, pupil(browser, box, home) as child:
        child.draw("a bear")
        page = desk.page
        name = command(home, "devices", "list")[-1]["name"]["en"]
        page.get_by_role("button", name=f"Rename {name}").click()
        expect(page.locator("#dialog-input")).to_have_value(name)
        page.keyboard.type("Tablet 7")
        page.keyboard.press("Enter")
        expect(page.locator("#people")).to_contain_text("Tablet 7")
        expect(page.locator("#pictures b").first).to_have_text("Tablet 7")
        page.get_by_role("button", name="Send Tablet 7 away").click()
        choose(page, "Send away")
        expect(page.locator("#people")).not_to_contain_text("Tablet 7")
        child.page.reload()
        expect(child.page.locator("#door")).to_be_visible()
        expect(page.locator("#pictures li")).to_have_count(1)
        _ends(page)


def test_what_a_child_wrote_is_text_wherever_the_teacher_sees_it(
    browser: Browser, box: Box, home: Path
) -> None:
    nasty = '<img src=x onerror="window.caught=1"> bear <script>window.caught=1</script>'
    with teacher(browser, box, home) as desk, pupil(browser, box, home) as child:
        child.draw(nasty)
        page = desk.page
        expect(page.locator("#pictures .words span").first).to_have_text(nasty)
        page.locator(".view").first.click()
        expect(page.locator("#dialog-says")).to_contain_text("<script>")
        page.keyboard.press("Escape")
        page.click("#print")
        expect(page.locator("#sheet figcaption").first).to_contain_text("<script>")
        page.keyboard.press("Escape")
        assert page.evaluate("window.caught") is None
        _ends(page)


def test_a_pupils_number_makes_no_teacher(browser: Browser, box: Box, home: Path) -> None:
    with visitor(browser, box) as somebody:
        page = somebody.page
        page.goto(f"{box.url}/teacher")
        page.fill("#door-code", command(home, "pair")["code"])
        expect(page.locator("#door-says")).to_contain_text("pupil")
        expect(page.locator("#main")).to_be_hidden()
        assert somebody.complaints == []


def test_a_teacher_who_is_one_no_more_stands_before_the_entry(
    browser: Browser, box: Box, home: Path
) -> None:
    with visitor(browser, box) as somebody:
        page = somebody.page
        page.goto(f"{box.url}/teacher#pair={command(home, 'pair', '--teacher')['secret']}")
        page.wait_for_selector("#main:not([hidden])")
        assert page.url == f"{box.url}/teacher", "the secret leaves the address"
        command(home, "devices", "revoke", command(home, "devices", "list")[-1]["id"])
        expect(page.locator("#door")).to_be_visible(timeout=LIMIT_MS)
        expect(page.locator("#main")).to_be_hidden()


def _ends(page: Page) -> None:
    """So that the next test begins with an empty wall."""
    page.click("#end")
    choose(page, "Remove without printing")
    choose(page, "Yes, remove")
    expect(page.locator("#dialog-title")).to_have_text("The lesson is over.")
    page.keyboard.press("Escape")
