"""What a child is told when something is in the way, and how the page gets well again by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, expect

from edged.errors import StoreFull
from scripts.box import Box
from tests.e2e.axe import violations
from tests.e2e.browser import LIMIT_MS, PRINTER, Tablet, tablet
from tests.machines.build import Built, build
from tests.sessions import admin_ask
from tests.toybox import on, painter_held, socket_of, toy_box

HEAT = (
    "sys/devices/platform/coretemp.0/hwmon/hwmon1/temp1_input",
    "sys/devices/virtual/thermal/thermal_zone1/temp",
)
SMALL_QUEUE = "[queue]\nlimit = 2\nper_device = 1\n"
TABLETS = (("en-GB", (1024, 768)), ("zh-CN", (768, 1024)), ("zh-CN", (360, 740)))
pytestmark = pytest.mark.needs("chromium")


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


def test_the_page_survives_a_box_that_goes_and_comes_back(
    browser: Browser, tmp_path: Path, calm: Path
) -> None:
    with on(calm), toy_box(tmp_path) as box, tablet(browser, f"{box.url}/") as child:
        with painter_held(tmp_path):
            child.wish("a bear")
            child.page.click("#draw")
            child.state("step")
            box.process.terminate()
            box.process.wait(60)
        banner = child.page.locator("#banner")
        expect(banner).to_have_attribute("data-note", "gone", timeout=LIMIT_MS)
        with toy_box(tmp_path, port=box.port):
            expect(banner).to_have_attribute("data-note", "back", timeout=LIMIT_MS)
            child.state("done")
            expect(banner).to_be_hidden(timeout=LIMIT_MS)
            child.draw("a cat")
        assert child.strangers == []


def test_a_wish_cannot_run_as_a_program(child: Tablet) -> None:
    nasty = '<img src=x onerror="window.caught=1"> bear <script>window.caught=1</script>'
    child.draw(nasty)
    assert child.page.evaluate("window.caught") is None
    assert child.page.locator("img[src='x']").count() == 0


@pytest.fixture
def small_queue(tmp_path: Path, calm: Path) -> Iterator[Box]:
    with on(calm), toy_box(tmp_path, more=SMALL_QUEUE) as box:
        yield box


def test_a_full_queue_is_told_kindly_and_the_next_try_works(
    browser: Browser, small_queue: Box, tmp_path: Path
) -> None:
    with tablet(browser, f"{small_queue.url}/") as child:
        with painter_held(tmp_path):
            crowd(small_queue)
            child.wish("a bear")
            child.page.click("#draw")
            child.state("kind")
            assert "Very many pictures are waiting" in child.texts("#kind-says")[0]
            assert child.texts("#kind-face") == ["🐌"]
            expect(child.page.locator("#prompt")).to_have_value("a bear")
        until_idle(small_queue)
        child.page.click("#draw")
        child.state("done")
        assert refused_only(child)


def test_who_has_a_picture_waiting_is_asked_to_look_forward_to_it(
    browser: Browser, small_queue: Box, tmp_path: Path
) -> None:
    ask = """() => fetch('/v1/pictures', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"prompt": "a cat"}',
    }).then((r) => r.status)"""
    with tablet(browser, f"{small_queue.url}/", language="zh-CN") as child:
        with painter_held(tmp_path):
            while child.page.evaluate(ask) == 202:
                pass
            child.wish("小熊")
            child.page.click("#draw")
            child.state("kind")
            assert "排队" in child.texts("#kind-says")[0]
        until_idle(small_queue)


def test_a_warm_box_says_so_and_draws_on(browser: Browser, tmp_path: Path) -> None:
    machine = build("n100", tmp_path / "machine")
    with (
        on(machine.root),
        toy_box(tmp_path) as box,
        tablet(browser, f"{box.url}/") as child,
    ):
        banner = child.page.locator("#banner")
        heat(machine, 88)
        expect(banner).to_have_attribute("data-note", "hot", timeout=2 * LIMIT_MS)
        assert child.texts("#banner") == ["The picture box is warm and draws a little slower."]
        assert violations(child.page) == []
        child.draw("a bear")
        assert violations(child.page) == []
        heat(machine, 60)
        expect(banner).to_be_hidden(timeout=2 * LIMIT_MS)
        assert child.complaints == []


def test_a_break_is_told_and_what_was_wished_for_stays_in_the_field(
    browser: Browser, tmp_path: Path, calm: Path
) -> None:
    with on(calm), toy_box(tmp_path) as box, tablet(browser, f"{box.url}/") as child:
        banner = child.page.locator("#banner")
        with paused(tmp_path):
            expect(banner).to_have_attribute("data-note", "paused", timeout=LIMIT_MS)
            child.wish("a bear")
            child.page.click("#draw")
            child.state("kind")
            assert child.texts("#kind-face") == ["☕"]
        expect(banner).to_be_hidden(timeout=LIMIT_MS)
        child.page.click("#draw")
        child.state("done")
        expect(child.page.locator("#prompt")).to_have_value("a bear")
        assert refused_only(child)


def test_what_only_grown_ups_can_mend_is_told_a_child_without_folders_and_commands(
    child: Tablet,
) -> None:
    error = StoreFull(folder="/var/lib/edged")
    said = {"code": error.code, "message": error.message("en"), "fix": error.fix("en")}
    child.page.route(
        "**/v1/pictures",
        lambda route: route.fulfill(status=int(error.status), json={"error": said}),
    )
    child.wish("a bear")
    child.page.click("#draw")
    child.state("kind")
    assert "tell your teacher" in child.texts("#kind-says")[0]
    assert child.texts("#kind-fix") == [""]
    assert refused_only(child)
    child.complaints.clear()


def test_what_a_child_wrote_is_text_wherever_it_is_shown(child: Tablet) -> None:
    nasty = '"><svg onload="window.caught=1"><b id=bold>bear</b>'
    child.draw(nasty)
    child.page.click(".card >> nth=0")
    expect(child.page.locator("#album-words")).to_have_text(nasty)
    child.page.evaluate(PRINTER)
    child.page.click("#album-print")
    child.page.wait_for_selector("body.printed")
    expect(child.page.locator("#sheet-words")).to_have_text(nasty)
    child.page.reload()
    child.page.wait_for_selector(".card")
    assert child.page.evaluate("window.caught") is None
    assert child.page.locator("#bold, main svg").count() == 0


@pytest.fixture
def children(browser: Browser, small_queue: Box) -> Iterator[list[Tablet]]:
    """Before every kind of tablet."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                tablet(browser, f"{small_queue.url}/", language=language, size=size)
            )
            for language, size in TABLETS
        ]


def test_neither_a_crowd_nor_a_break_keeps_anybody_out(
    children: list[Tablet], small_queue: Box, tmp_path: Path
) -> None:
    with painter_held(tmp_path):
        crowd(small_queue)
        for child in children:
            child.wish("a bear")
            child.page.click("#draw")
            expect(child.page.locator("#kind-face")).to_have_text("🐌")
    wrong = [each for child in children for each in violations(child.page)]
    with paused(tmp_path):
        for child in children:
            expect(child.page.locator("#banner")).to_have_attribute("data-note", "paused")
            wrong += violations(child.page)
            child.page.click("#draw")
            expect(child.page.locator("#kind-face")).to_have_text("☕")
            wrong += violations(child.page)
    assert wrong == []


def heat(machine: Built, celsius: int) -> None:
    for part in HEAT:
        machine.change(part, celsius * 1000)


def crowd(box: Box) -> None:
    """More friends press than a small queue has room for."""
    for friend in range(8):
        with suppress(HTTPError):
            box.ask("/v1/pictures", {"prompt": "a cat"}, token=f"tablet-of-friend-{friend}")


@contextmanager
def paused(folder: Path) -> Iterator[None]:
    admin_ask(socket_of(folder), "PATCH", "/v1/lesson", {"paused": True})
    yield
    admin_ask(socket_of(folder), "PATCH", "/v1/lesson", {"paused": False})


def refused_only(child: Tablet) -> bool:
    """A refused request stands on Chromium's console, whatever the page does with it; nothing else may."""
    return all("the server responded with a status of" in each for each in child.complaints)


def until_idle(box: Box) -> None:
    """Nothing waits any more."""
    deadline = time.monotonic() + LIMIT_MS / 1000
    while time.monotonic() < deadline:
        told = box.read("/metrics").decode()
        if "edged_queue_waiting 0.0" in told and "edged_queue_drawing 0.0" in told:
            return
        time.sleep(0.1)
    raise AssertionError("the box is still busy")
