"""How a wish is made on the children's page: by writing, by tapping, by chance."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import LIMIT_MS, Tablet, tablet
from tests.sessions import admin_ask
from tests.toybox import on, socket_of, toy_box

pytestmark = pytest.mark.needs("chromium")


def test_chips_show_what_the_box_understands_while_typing(child: Tablet) -> None:
    child.page.locator("#prompt").press_sequentially("a pink rabbit and a zzzquux")
    expect(child.page.locator(".chip.understood")).to_have_text(["pink", "🐰rabbit"])
    expect(child.page.locator(".chip.dropped s")).to_have_text(["zzzquux"])
    rabbit = child.page.locator('.tile[data-concept="rabbit"]')
    expect(rabbit).to_have_attribute("aria-pressed", "true")
    pink = child.page.locator('.colour[data-colour="pink"]')
    expect(pink).to_have_attribute("aria-pressed", "true")


def test_tapping_builds_the_sentence(child: Tablet) -> None:
    field = child.page.locator("#prompt")
    child.page.click('.tile[data-concept="duck"]')
    child.page.click('.colour[data-colour="yellow"]')
    child.page.click("#tab-worn")
    child.page.click('.tile[data-concept="hat"]')
    child.page.click('.colour[data-colour="red"]')
    expect(field).to_have_value("a yellow duck wearing a red hat")
    child.page.click('.tile[data-concept="crown"]')
    expect(field).to_have_value("a yellow duck wearing a crown")
    child.page.click('.tile[data-concept="crown"]')
    expect(field).to_have_value("a yellow duck")
    child.page.click("#language")
    expect(field).to_have_value("黄色的小鸭子")


def test_tapping_goes_on_from_what_was_typed(child: Tablet) -> None:
    child.wish("小黄鸭戴着红帽子")
    expect(child.page.locator('.tile[data-concept="duck"]')).to_have_attribute(
        "aria-pressed", "true"
    )
    child.page.click("#tab-scene")
    child.page.click('.tile[data-concept="beach"]')
    expect(child.page.locator("#prompt")).to_have_value(
        "a yellow duck wearing a red hat, on the beach"
    )


def test_a_thing_tapped_before_its_animal_waits_for_it(child: Tablet) -> None:
    child.page.click("#tab-held")
    child.page.click('.tile[data-concept="balloon"]')
    expect(child.page.locator(".chip.hint")).to_be_visible()
    balloon = child.page.locator('.tile[data-concept="balloon"]')
    expect(balloon).to_have_attribute("aria-pressed", "true")
    child.page.click("#tab-animal")
    child.page.click('.tile[data-concept="bear"]')
    expect(child.page.locator("#prompt")).to_have_value("a bear, holding a balloon")


def test_the_dice_make_a_wish_that_can_be_drawn(child: Tablet) -> None:
    child.page.click("#surprise")
    while "owl" in child.page.input_value("#prompt"):  # The one animal that this box cannot draw.
        child.page.click("#surprise")
    expect(child.page.locator(".chip.understood").first).to_be_visible()
    assert child.page.locator(".chip.dropped").count() == 0
    child.page.click("#draw")
    child.state("done")


EVERY_SENTENCE = """async (language) => {
  const { sentence, wishOf } = await import('/web/sentence.js');
  const { icon } = await import('/web/icons.js');
  const box = await (await fetch('/v1/box')).json();
  const wrong = [];
  for (const { role, id, zone } of box.vocabulary.concepts) {
    const wish = { animal: [{ concept: 'bear', colour: 'blue' }] };
    if (role === 'animal') wish.animal = [{ concept: id, colour: 'pink' }];
    else wish[role] = [{ concept: id, colour: role === 'worn' || role === 'held' ? 'green' : '' }];
    const prompt = sentence(wish, box.vocabulary, language);
    const reading = await (await fetch('/v1/read', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ prompt }),
    })).json();
    const read = wishOf(reading.caption, box.vocabulary);
    const kept = Object.keys(wish).every((key) => JSON.stringify(read[key]) === JSON.stringify(wish[key]));
    if (reading.dropped.length || !kept) wrong.push([prompt, reading.caption, reading.dropped]);
    if (icon(role, id) === '⭐') wrong.push(['no icon', role, id]);
  }
  return wrong;
}"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_tile_makes_a_sentence_that_the_box_understands_wholly(
    child: Tablet, language: str
) -> None:
    assert child.page.evaluate(EVERY_SENTENCE, language) == []


LATER = "[cache]\ntiles = true\nquiet_s = 3600\n"


def test_tiles_are_shown_as_they_are_drawn_and_nothing_jumps(
    browser: Browser, tmp_path: Path, calm: Path
) -> None:
    with (
        on(calm),
        toy_box(tmp_path, more=LATER) as box,
        tablet(browser, f"{box.url}/") as child,
    ):
        bear = child.page.locator('.tile[data-concept="bear"]')
        expect(bear.locator(".face")).to_have_text("🐻")
        before = bear.bounding_box()
        admin_ask(socket_of(tmp_path), "POST", "/admin/cache/fill", {})
        picture = bear.locator(".face img")
        expect(picture).to_be_visible(timeout=LIMIT_MS)
        assert picture.evaluate("(image) => image.naturalWidth") == 192
        assert bear.bounding_box() == before
        assert bear.inner_text() == "bear"
        # In another tab and back again it is there at once.
        child.page.click("#tab-worn")
        child.page.click("#tab-animal")
        assert bear.locator(".face img").count() == 1
        child.wish("a bear")
        expect(child.page.locator(".chip .face img")).to_be_visible()
        assert child.complaints == []
        assert child.strangers == []
