"""The children's page in a real browser, with a real box behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from scripts.box import Box
from tests.e2e.browser import LIMIT_MS, Tablet, chromium, tablet
from tests.toybox import painter_held, toy_box

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.timeout(180)]
SIZES = {"landscape": (1024, 768), "portrait": (768, 1024), "phone": (360, 740)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest.fixture(scope="module")
def box(home: Path) -> Iterator[Box]:
    """Draws everything but owls."""
    with toy_box(home, poison="owl") as running:
        yield running


@pytest.fixture
def child(browser: Browser, box: Box) -> Iterator[Tablet]:
    with tablet(browser, f"{box.url}/") as held:
        yield held
        assert held.complaints == []
        assert held.strangers == []


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
    pictures = child.page.evaluate("fetch('/v1/pictures').then((r) => r.json())")["pictures"]
    assert {picture["caption"] for picture in pictures} == {"panda"}
    assert len({picture["seed"] for picture in pictures}) == 2


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


def test_who_waits_sees_the_friends_before(child: Tablet, box: Box, home: Path) -> None:
    with painter_held(home):
        for friend in range(8):
            box.ask("/v1/pictures", {"prompt": "a cat"}, token=f"tablet-of-friend-{friend}")
        child.wish("a bear")
        child.page.click("#draw")
        child.state("queued")
        child.page.wait_for_selector("#line span")
        assert "before you" in child.texts("#telling")[0]
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


def test_pictures_come_through_without_events_too(browser: Browser, box: Box) -> None:
    before = "delete window.EventSource"
    with tablet(browser, f"{box.url}/", before=before) as child:
        child.draw("a bear")
        assert child.complaints == []


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


def test_a_wish_cannot_run_as_a_program(child: Tablet) -> None:
    nasty = '<img src=x onerror="window.caught=1"> bear <script>window.caught=1</script>'
    child.draw(nasty)
    assert child.page.evaluate("window.caught") is None
    assert child.page.locator("img[src='x']").count() == 0


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
