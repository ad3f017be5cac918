"""A wish becomes a picture on the children's page, in a real browser with a real box behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from scripts.box import Box
from tests.e2e.browser import Tablet, tablet
from tests.toybox import painter_held

pytestmark = pytest.mark.needs("chromium")


PREVIEWS = """() => {
  window.previews = [];
  const preview = document.getElementById('preview');
  new MutationObserver(() => window.previews.push(preview.src)).observe(preview, { attributeFilter: ['src'] });
}"""


def test_a_child_writes_a_wish_and_sees_it_appear(child: Tablet, home: Path) -> None:
    child.page.evaluate(PREVIEWS)
    child.wish("a yellow duck with a red hat")
    with painter_held(home), child.page.expect_response("**/events"):
        child.page.click("#draw")
    child.state("done")
    previews = child.page.evaluate("window.previews")
    assert len(set(previews)) > 1
    assert all(address.startswith("blob:") for address in previews)
    assert child.page.evaluate("document.getElementById('drawn').naturalWidth") == 512
    assert child.texts("#telling") == ["Here it is!"]
    assert child.page.locator(".card").count() == 1


def test_another_one_is_another_picture_of_the_same_wish(child: Tablet) -> None:
    child.draw("a panda")
    child.page.click("#another")
    expect(child.page.locator(".card")).to_have_count(2)
    child.state("done")
    pictures = child.own()
    assert {picture["caption"] for picture in pictures} == {"panda"}
    assert len({picture["seed"] for picture in pictures}) == 2


def test_stop_takes_the_wish_back(child: Tablet, home: Path) -> None:
    with painter_held(home):
        child.wish("a bear")
        child.page.click("#draw")
        child.state("step")
        child.page.click("#stop")
        child.state("idle")
        expect(child.page.locator("#draw")).to_be_enabled()
        child.page.wait_for_function(
            "fetch('/v1/pictures').then((r) => r.json())"
            ".then((a) => a.pictures[0].state === 'cancelled')"
        )


def test_who_waits_sees_as_many_friends_as_are_before(child: Tablet, box: Box, home: Path) -> None:
    with painter_held(home):
        for friend in range(8):
            box.ask("/v1/pictures", {"prompt": "a cat"}, token=f"tablet-of-friend-{friend}")
        child.wish("a bear")
        child.page.click("#draw")
        child.state("queued")
        friends = child.own()[0]["position"] - 1
        assert friends > 1
        expect(child.page.locator("#line .face")).to_have_count(friends)
        assert child.texts("#telling") == [f"{friends} friends before you"]
    child.state("done")


def test_a_picture_goes_on_when_the_page_is_opened_again(child: Tablet, home: Path) -> None:
    with painter_held(home):
        child.wish("a bear")
        child.page.click("#draw")
        child.state("step")
        child.page.reload()
        child.state("step")
    child.state("done")
    expect(child.page.locator("#prompt")).to_have_value("a bear")


def test_pictures_come_through_without_events_too(browser: Browser, box: Box) -> None:
    before = "delete window.EventSource"
    with tablet(browser, f"{box.url}/", before=before) as child:
        child.draw("a bear")
        assert child.complaints == []


def test_the_page_speaks_the_browsers_language_and_the_childs_choice(
    browser: Browser, box: Box
) -> None:
    with tablet(browser, f"{box.url}/", language="zh-CN") as child:
        assert child.texts("#draw")[0].endswith("画吧！")
        assert child.page.get_attribute("html", "lang") == "zh-CN"
        child.page.click("#language")
        assert child.texts("#draw")[0].endswith("Draw!")
        child.page.reload()
        expect(child.page.locator("#draw")).to_contain_text("Draw!")
        assert child.texts(".tile .word")[0] == "bear"
