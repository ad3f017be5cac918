"""The children's page of a box for paired tablets only, in a real browser, with a real box behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.box import Box
from tests.e2e.browser import LIMIT_MS, chromium
from tests.toybox import edgectl, on, socket_of, toy_box

pytestmark = pytest.mark.needs("chromium")
SIZES = {"landscape": (1024, 768), "portrait": (768, 1024), "phone": (360, 740)}
PAIRED = 'access = "paired"\n'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest.fixture(scope="module")
def box(home: Path, calm: Path) -> Iterator[Box]:
    with on(calm), toy_box(home, more=PAIRED) as running:
        yield running


@contextmanager
def page_of(
    browser: Browser, size: tuple[int, int] = (1024, 768), language: str = "en-GB"
) -> Iterator[Page]:
    """A tablet without anything in its memory."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=language, has_touch=True
    )
    context.set_default_timeout(LIMIT_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def command(home: Path, *arguments: str) -> Any:
    """What edgectl answers a program."""
    done = edgectl("--socket", socket_of(home), "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_child_types_the_number_and_draws(browser: Browser, box: Box, home: Path) -> None:
    code = command(home, "pair")["code"]
    with page_of(browser) as page:
        page.goto(box.url)
        expect(page.locator("#door")).to_be_visible()
        expect(page.locator("main")).to_be_hidden()
        assert page.evaluate("document.activeElement.id") == "door-code"
        page.keyboard.type(f"{code[:3]} {code[3:]}")
        page.wait_for_selector(".tile")
        expect(page.locator("#door")).to_be_hidden()
        expect(page.locator("#banner")).to_have_attribute("data-note", "welcome")
        name = command(home, "devices", "list")[-1]["name"]["en"]
        expect(page.locator("#box-name")).to_have_text(f"Class 2b · {name}")
        page.fill("#prompt", "a bear")
        page.click("#draw")
        page.wait_for_selector('#frame[data-state="done"]')
        page.reload()
        expect(page.locator(".card")).to_have_count(1)
        assert "edged_device" not in page.evaluate("document.cookie"), "scripts cannot read it"


def test_a_qr_code_lets_a_tablet_in_by_itself_and_only_once(
    browser: Browser, box: Box, home: Path
) -> None:
    secret = command(home, "pair")["secret"]
    asked: list[str] = []
    with page_of(browser) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{box.url}/#pair={secret}")
        page.wait_for_selector(".tile")
        assert page.url == f"{box.url}/", "the secret does not stay in the address or the history"
        assert not [url for url in asked if secret in url.partition("#")[0]]
    with page_of(browser) as other:
        other.goto(f"{box.url}/#pair={secret}")
        expect(other.locator("#door")).to_be_visible()
        expect(other.locator("#door-says")).to_contain_text("has been used")


def test_a_page_that_is_open_already_is_let_in_by_its_own_link(
    browser: Browser, box: Box, home: Path
) -> None:
    with page_of(browser) as page:
        page.goto(box.url)
        expect(page.locator("#door")).to_be_visible()
        secret = command(home, "pair")["secret"]
        page.evaluate("(secret) => { location.hash = `pair=${secret}`; }", secret)
        page.wait_for_selector(".tile")


def test_a_wrong_number_is_said_kindly_in_the_childs_language(
    browser: Browser, box: Box, home: Path
) -> None:
    code = command(home, "pair")["code"]
    with page_of(browser, language="zh-CN") as page:
        page.goto(box.url)
        page.fill("#door-code", wrong(code))
        expect(page.locator("#door-says")).to_have_text("数字不对。")
        expect(page.locator("#door-code")).to_have_attribute("aria-invalid", "true")
        page.keyboard.insert_text("".join(chr(ord(digit) + 0xFEE0) for digit in code))
        page.wait_for_selector(".tile")


def test_a_number_with_too_few_digits_is_not_even_sent(browser: Browser, box: Box) -> None:
    asked: list[str] = []
    with page_of(browser) as page:
        page.on("request", lambda request: asked.append(request.method))
        page.goto(box.url)
        page.fill("#door-code", "12a3")
        expect(page.locator("#door-code")).to_have_value("123")
        page.click("#door-enter")
        expect(page.locator("#door-says")).to_have_text("The number has six digits.")
        assert "POST" not in asked


def test_a_tablet_that_is_let_in_no_more_stands_before_the_door_again(
    browser: Browser, box: Box, home: Path
) -> None:
    with page_of(browser) as page:
        page.goto(f"{box.url}/#pair={command(home, 'pair')['secret']}")
        page.wait_for_selector(".tile")
        command(home, "devices", "revoke", command(home, "devices", "list")[-1]["id"])
        page.fill("#prompt", "a bear")
        expect(page.locator("#door")).to_be_visible()
        page.fill("#door-code", command(home, "pair")["code"])
        page.wait_for_selector(".tile")


FITS = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  const nodes = [...document.querySelectorAll('#door-code, #door-enter, #language')];
  const small = nodes.map((node) => node.getBoundingClientRect())
    .filter(({ width, height, top, bottom }) => width < 44 || height < 44 || top < 0 || bottom > window.innerHeight);
  return { wide, small: small.length };
}"""


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_door_fits_and_has_names_for_those_who_cannot_see_it(
    browser: Browser, box: Box, name: str, language: str
) -> None:
    with page_of(browser, SIZES[name], language) as page:
        page.goto(box.url)
        expect(page.locator("#door")).to_be_visible()
        assert page.evaluate(FITS) == {"wide": 0, "small": 0}
        labels = {"en-GB": ("Six digits", "Come in"), "zh-CN": ("六位数字", "进来")}[language]
        expect(page.get_by_label(labels[0])).to_have_id("door-code")
        expect(page.get_by_role("button", name=labels[1])).to_have_id("door-enter")
        expect(page.get_by_role("heading", level=2)).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "door-enter"


def test_a_picture_cannot_be_fetched_by_another_tablet(
    browser: Browser, box: Box, home: Path
) -> None:
    with page_of(browser) as one, page_of(browser) as other:
        for page in (one, other):
            page.goto(f"{box.url}/#pair={command(home, 'pair')['secret']}")
            page.wait_for_selector(".tile")
        one.fill("#prompt", "a bear")
        one.click("#draw")
        one.wait_for_selector('#frame[data-state="done"]')
        (picture,) = one.evaluate("fetch('/v1/pictures').then((r) => r.json())")["pictures"]
        for path in ("", "/image", "/events"):
            asked = f"fetch('/v1/pictures/{picture['id']}{path}').then((r) => r.status)"
            assert one.evaluate(asked) == 200
            assert other.evaluate(asked) == 403
