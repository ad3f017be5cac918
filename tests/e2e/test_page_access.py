"""The children's page for everybody: by keyboard, by screen reader, with any finger, on any tablet."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from scripts.box import Box
from tests.e2e.axe import violations
from tests.e2e.browser import Tablet, tablet
from tests.toybox import painter_held


pytestmark = [pytest.mark.needs("chromium"), pytest.mark.timeout(180)]
SIZES = {"landscape": (1024, 768), "wide": (1280, 800), "portrait": (768, 1024), "phone": (360, 740)}


def test_the_keyboard_reaches_everything(child: Tablet) -> None:
    child.page.focus("#tab-animal")
    child.page.keyboard.press("ArrowRight")
    assert child.page.evaluate("document.activeElement.id") == "tab-worn"
    assert child.page.get_attribute("#tab-worn", "aria-selected") == "true"
    child.page.focus("#prompt")
    child.page.keyboard.type("a bear")
    child.page.keyboard.press("Enter")
    child.state("done")
    nameless = child.page.evaluate(
        """[...document.querySelectorAll('button, a, textarea, img, [role]')].filter((node) => {
          const label = node.getAttribute('aria-label') || node.textContent.trim() || node.getAttribute('alt');
          return !label && node.getAttribute('alt') !== '' && node.id !== 'prompt' && node.id !== 'telling'
            && !node.hidden && !node.closest('[hidden]');
        }).map((node) => node.outerHTML)"""
    )
    assert nameless == []


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


def test_who_wants_less_motion_gets_none(browser: Browser, box: Box) -> None:
    with tablet(browser, f"{box.url}/") as child:
        child.page.emulate_media(reduced_motion="reduce")
        child.draw("a bear")
        style = "getComputedStyle(document.getElementById('drawn')).animationName"
        assert child.page.evaluate(style) == "none"
