"""A child's whole way, tapped: on the pack that every box ships, in both languages, on three tablets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.box import Box, running_box
from tests.e2e.browser import LIMIT_MS, PRINTER, Tablet, tablet
from tests.toybox import on

pytestmark = pytest.mark.needs("chromium")
SIZES = {"wide": (1280, 800), "landscape": (1024, 768), "portrait": (768, 1024)}
WISHES = {
    "en-GB": "a pink rabbit wearing a red hat, holding a balloon, on the beach",
    "zh-CN": "粉色的兔子戴着红色的帽子，拿着气球，在沙滩",
}
DONE = {"en-GB": "Here it is!", "zh-CN": "画好啦！"}


@pytest.fixture(scope="module")
def real_box(tmp_path_factory: pytest.TempPathFactory, calm: Path) -> Iterator[Box]:
    folder = tmp_path_factory.mktemp("real")
    settings = folder / "edged.toml"
    settings.write_text("announce = false\n[queue]\nper_device = 64\n[cache]\ntiles = false\n")
    with on(calm), running_box(folder, "--config", str(settings)) as box:
        box.until_ready()
        yield box


@pytest.mark.parametrize("language", WISHES)
@pytest.mark.parametrize("name", SIZES)
def test_a_child_taps_a_wish_sees_it_drawn_keeps_it_and_wants_another(
    browser: Browser, real_box: Box, name: str, language: str
) -> None:
    url = f"{real_box.url}/"
    with tablet(browser, url, size=SIZES[name], language=language) as child:
        page = child.page
        build_a_wish(page)
        expect(page.locator("#prompt")).to_have_value(WISHES[language])
        expect(page.locator(".chip.understood")).to_have_count(6)
        page.click("#draw")
        page.wait_for_selector("#frame[data-state=done]", timeout=LIMIT_MS)
        assert child.texts("#telling") == [DONE[language]]
        expect(page.locator("#drawn")).to_have_js_property("naturalWidth", 512)
        fits(page)
        page.click("#another")
        expect(page.locator(".card")).to_have_count(2, timeout=LIMIT_MS)
        assert len({picture["seed"] for picture in child.own()}) == 2
        keep_one_and_throw_the_other_away(child)
        assert child.complaints == []
        assert child.strangers == []


def build_a_wish(page: Page) -> None:
    for tab, concept, colour in (
        ("animal", "rabbit", "pink"),
        ("worn", "hat", "red"),
        ("held", "balloon", ""),
        ("scene", "beach", ""),
    ):
        page.click(f"#tab-{tab}")
        page.click(f'.tile[data-concept="{concept}"]')
        if colour:
            page.click(f'.colour[data-colour="{colour}"]')
        fits(page)


def keep_one_and_throw_the_other_away(child: Tablet) -> None:
    page = child.page
    page.evaluate(PRINTER)
    page.locator(".card").first.click()
    page.click("#album-print")
    page.wait_for_selector("body.printed")
    with page.expect_download() as saved:
        page.click("#album-save")
    assert saved.value.suggested_filename.endswith(".png")
    fits(page)
    page.click("#album-remove")
    page.click("#album-throw")
    expect(page.locator(".card")).to_have_count(1)
    assert len(child.own()) == 1


def fits(page: Page) -> None:
    """Nothing has to be pushed sideways, and the large button is there."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if page.locator("#album").is_hidden():
        expect(page.locator("#draw")).to_be_in_viewport(ratio=1)
