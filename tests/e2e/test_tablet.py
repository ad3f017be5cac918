"""The tablet draws by itself, in a real Chromium, with the pack that ships: the same pictures by the same rules."""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import numpy as np
import psutil
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, TimeoutError, expect

from bench.bench_browser import WISHES, psnr
from runtime.noise import gaussian
from runtime.pack import packs_folder
from scripts.box import Box, running_box
from tests.e2e.browser import Tablet, tablet
from tests.toybox import on

pytestmark = [
    pytest.mark.needs("chromium", "make web"),
    pytest.mark.timeout(600),  # a browser that draws, on a machine that has other things to do
]

READY_MS = 180_000
"""The files come, and one picture is drawn to know how long it takes."""
AT_ONCE = "Math.random = () => 0;"
"""Script before the page's own: of the time in which a class fetches its files, the first moment."""
HIDING = """
let hidden = false;
Object.defineProperty(document, 'hidden', { get: () => hidden });
window.hide = (now) => { hidden = now; document.dispatchEvent(new Event('visibilitychange')); };
"""
NOT_ANSWERED = "Failed to load resource: net::ERR_"


@contextmanager
def real_box(
    folder: Path, calm: Path, *, port: int = 0, packs: Path | None = None
) -> Iterator[Box]:
    settings = folder / "edged.toml"
    settings.write_text(
        f'name = "Class 2b"\npacks = "{packs or packs_folder()}"\nannounce = false\n'
        "[queue]\nlimit = 200\n[cache]\ntiles = false\npictures_mb = 0\nlatents_mb = 0\n"
    )
    with on(calm), running_box(folder, "--config", str(settings), wanted_port=port) as box:
        box.until_ready()
        yield box


@pytest.fixture(scope="module")
def drawing_box(tmp_path_factory: pytest.TempPathFactory, calm: Path) -> Iterator[Box]:
    with real_box(tmp_path_factory.mktemp("box"), calm) as box:
        yield box


@pytest.fixture(scope="module")
def ready(browser: Browser, drawing_box: Box) -> Iterator[Tablet]:
    """A tablet that could draw by itself."""
    with tablet(browser, f"{drawing_box.url}/", before=AT_ONCE + HIDING) as held:
        until_able(held.page)
        yield held


@pytest.fixture
def alone(ready: Tablet) -> Iterator[Tablet]:
    """The same in airplane mode, and back afterwards."""
    with flying(ready):
        yield ready


@contextmanager
def flying(held: Tablet) -> Iterator[None]:
    held.page.context.set_offline(True)
    try:
        yield
    finally:
        held.page.context.set_offline(False)
        expect(held.page.locator("#banner")).to_be_hidden()


def until_able(page: Page) -> None:
    page.wait_for_function(
        "() => document.querySelector('.own-ready[data-state=ready]')", timeout=READY_MS
    )


ASK = """
async ([what, details]) => {
  const { Hand } = await import('/web/tablet/hand.js');
  if (!window.hand) {
    window.hand = new Hand();
    window.hand.start(() => {});
    await window.hand.prepare(await (await fetch('/v1/kit')).json(), () => {});
  }
  if (what === 'read') return window.hand.read(...details);
  if (what === 'label') return window.hand.label(details);
  const steps = [];
  const drawn = await window.hand.draw(details, (step) => steps.push(step.step)).promise;
  let text = '';
  drawn.png.forEach((byte) => { text += String.fromCharCode(byte); });
  return { steps, png: btoa(text), said: drawn.understood.map(({ concept }) => concept) };
}
"""


def test_wish_and_seed_give_the_same_picture_on_box_and_tablet(
    ready: Tablet, drawing_box: Box
) -> None:
    for seed, prompt in enumerate(WISHES):
        wish = {"id": "tablet-1", "prompt": prompt, "seed": 2**31 + seed}
        drawn = ready.page.evaluate(ASK, ["draw", wish])
        picture = drawing_box.draw(prompt, seed=2**31 + seed, size="512x512")
        here = Image.open(io.BytesIO(base64.b64decode(drawn["png"])))
        there = Image.open(io.BytesIO(drawing_box.read(picture["image"])))
        assert psnr(here, there) >= 45
        assert drawn["steps"] == list(range(1, picture["served"]["steps"] + 1))
        assert drawn["said"] == [each["concept"] for each in picture["understood"]]
        assert told(here, "tablet-1") == told(there, picture["id"])


def told(image: Image.Image, id: str) -> dict[str, str]:
    """What the file says of itself, but for its name."""
    texts: dict[str, str] = image.text  # type: ignore[attr-defined]
    assert id in texts["AIGC"]
    return {key: value.replace(id, "") for key, value in texts.items()}


def test_noise_is_the_same_number_for_number(ready: Tablet) -> None:
    script = (
        "async (seed) => Array.from((await import('/web/tablet/noise.js')).gaussian(seed, 999))"
    )
    for seed in (0, 1, 12345, 2**32 - 1, 2**53 - 1):
        found = ready.page.evaluate(script, seed)
        np.testing.assert_allclose(found, gaussian(seed, (999,)), rtol=1e-6, atol=1e-7)


def test_webassembly_is_compiled_in_the_worker_and_nowhere_else(ready: Tablet) -> None:
    refused = ready.page.evaluate(
        "WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)).then(() => '', String)"
    )
    assert "Content Security Policy" in refused
    assert ready.page.evaluate(ASK, ["read", ["a cat", "en"]])["caption"] == "cat"


def test_in_airplane_mode_nothing_is_drawn_while_nobody_looks(alone: Tablet) -> None:
    page = alone.page
    page.evaluate("hide(true)")
    alone.wish("a panda")
    page.click("#draw")
    alone.state("step")
    with pytest.raises(TimeoutError):
        page.wait_for_selector('#frame[data-state="done"]', timeout=3000)
    page.evaluate("hide(false)")
    alone.state("done")
    expect(page.locator(".own-sign")).to_be_visible()


def test_stopping_ends_the_tablets_own_drawing(alone: Tablet) -> None:
    page = alone.page
    page.evaluate("hide(true)")
    alone.wish("a cat")
    page.click("#draw")
    page.wait_for_selector(".frame.own")
    page.click("#stop")
    alone.state("idle")
    page.evaluate("hide(false)")
    alone.draw("a dog")
    drawn = [wish["prompt"] for wish in owed(page)]
    assert "a dog" in drawn
    assert "a cat" not in drawn


def test_what_the_box_refuses_the_tablet_refuses(alone: Tablet) -> None:
    alone.wish("a bloody zombie")
    alone.page.click("#draw")
    alone.state("kind")
    assert "nobody gets hurt" in alone.page.inner_text("#kind-says")


def test_damaged_files_are_fetched_anew_and_never_used(ready: Tablet) -> None:
    assert ready.page.evaluate(DAMAGE) == 6
    asked: list[str] = []
    ready.page.on("request", lambda request: asked.append(request.url))
    ready.page.reload()
    until_able(ready.page)
    assert sum("/v1/kit/" in url for url in asked) == 6
    with flying(ready):
        ready.draw("a panda")
        expect(ready.page.locator(".own-sign")).to_be_visible()


DAMAGE = """
() => new Promise((resolve) => {
  indexedDB.open('edged', 1).onsuccess = ({ target }) => {
    const store = target.result.transaction('files', 'readwrite').objectStore('files');
    let damaged = 0;
    store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) { resolve(damaged); return; }
      const bytes = new Uint8Array(cursor.value);
      bytes[bytes.length >> 1] ^= 1;
      cursor.update(bytes.buffer);
      damaged += 1;
      cursor.continue();
    };
  };
})
"""


def test_a_tablet_that_cannot_says_so_kindly(browser: Browser, drawing_box: Box) -> None:
    old = "WebAssembly.validate = () => false;"  # what a browser without SIMD answers
    with tablet(browser, f"{drawing_box.url}/", before=AT_ONCE + old) as held:
        held.draw("a cat")
        held.page.context.set_offline(True)
        held.wish("a dog")
        held.page.click("#draw")
        held.page.wait_for_selector("#banner[data-note=cannot]")
        assert "cannot draw by itself" in held.page.inner_text("#banner")


def test_where_the_teacher_does_not_want_it_no_tablet_draws(
    browser: Browser, drawing_box: Box
) -> None:
    settle(drawing_box, tablets=False)
    try:
        with tablet(browser, f"{drawing_box.url}/", before=AT_ONCE) as held:
            assert drawing_box.about()["tablets"] is False
            assert held.page.evaluate("fetch('/v1/kit').then(({ status }) => status)") == 409
            held.page.context.set_offline(True)
            held.wish("a dog")
            held.page.click("#draw")
            held.page.wait_for_selector("#banner[data-note=gone]")
            held.state("idle")
            assert held.page.locator(".own-sign").count() == 0
    finally:
        settle(drawing_box, tablets=True)


def test_without_the_visible_mark_only_its_corner_is_another(ready: Tablet) -> None:
    wish = {"id": "tablet-1", "prompt": "a panda", "seed": 7}
    drawn = []
    for labelled in (False, True):
        ready.page.evaluate(ASK, ["label", labelled])
        png = base64.b64decode(ready.page.evaluate(ASK, ["draw", wish])["png"])
        drawn.append(np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), int))
    rows, columns = np.nonzero(np.abs(drawn[1] - drawn[0]).max(axis=2))
    assert rows.size > 1000
    assert rows.min() > 0.85 * 512
    assert columns.min() > 0.7 * 512


def settle(box: Box, **decided: bool) -> None:
    """As the teacher's page does it, on the admin's socket."""
    with closing(HTTPConnection("box")) as connection:
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(box.log.parent / "state" / "edged.sock"))
        headers = {"Content-Type": "application/json"}
        connection.request("PATCH", "/v1/lesson", json.dumps(decided), headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200


def test_the_tablet_draws_for_who_would_wait_long_or_is_turned_away(
    ready: Tablet, drawing_box: Box
) -> None:
    sign, before = ready.page.locator(".own-sign"), {picture["id"] for picture in ready.own()}
    with worker_held(drawing_box):
        crowd(drawing_box, MANY)
        ready.draw("a cat")
        expect(sign).to_be_visible()
        with pytest.raises(HTTPError, match="503"):  # until the queue is full
            crowd(drawing_box, 2 * MANY, since=MANY)
        ready.draw("a panda")
        expect(sign).to_be_visible()
        asked = [picture for picture in ready.own() if picture["id"] not in before]
        assert [picture["state"] for picture in asked] == ["cancelled"]  # the queue is the others'


MANY = 150
"""Pictures of others, for which a box needs longer than a tablet for one."""


def crowd(box: Box, count: int, since: int = 0) -> list[str]:
    """Ids of so many pictures that other tablets wish for, two each."""
    wish = {"prompt": "a bear"}
    return [
        box.ask("/v1/pictures", wish, token=f"{number // 2:043}")["id"]
        for number in range(since, count)
    ]


@contextmanager
def worker_held(box: Box) -> Iterator[int]:
    """The process that draws does nothing meanwhile."""
    children = psutil.Process(box.process.pid).children()
    [worker] = [child for child in children if "runtime.worker" in child.cmdline()]
    worker.suspend()
    try:
        yield worker.pid
    finally:
        with suppress(psutil.NoSuchProcess):  # the daemon has lost patience with it
            worker.resume()


def test_a_box_that_is_gone_is_missed_by_nobody_and_gets_the_pictures_when_it_is_back(
    browser: Browser, tmp_path: Path, calm: Path
) -> None:
    with ExitStack() as lesson:
        with real_box(tmp_path, calm) as box:
            held = lesson.enter_context(tablet(browser, f"{box.url}/", before=AT_ONCE))
            until_able(held.page)
            with worker_held(box) as worker:
                held.wish("a cat")
                held.page.click("#draw")
                held.state("step")
                os.kill(box.process.pid, signal.SIGKILL)
                os.kill(worker, signal.SIGKILL)
            held.state("done")  # the picture that the box had begun
            expect(held.page.locator(".own-sign")).to_be_visible()
            assert owed(held.page) == []  # it is on the box's disk
            expect(held.page.locator("#banner[data-note=alone]")).to_be_visible()
            held.draw("黄色的小鸭子戴着红色帽子")
            said = "#chips .chip > span:last-child"  # by the tablet's own reader
            assert held.texts(said) == ["黄色", "小鸭子", "红色", "帽子"]
            held.draw("a dog in a boat")
            expect(held.page.locator(".card")).to_have_count(3)
            seeds = [wish["seed"] for wish in owed(held.page)]
        with real_box(tmp_path, calm, port=box.port):
            held.page.wait_for_function("() => localStorage.getItem('edged.owed') === '[]'")
            mine = {picture["seed"]: picture for picture in held.own()}
            assert [mine[seed]["prompt"] for seed in seeds] == [
                "黄色的小鸭子戴着红色帽子",
                "a dog in a boat",
            ]
            assert {mine[seed]["state"] for seed in seeds} == {"done"}
            assert {picture["prompt"] for picture in mine.values()} >= {"a cat"}
            expect(held.page.locator("#banner")).to_be_hidden()
            expect(held.page.locator(".card")).to_have_count(3)
            held.draw("a bear")  # the box's again
            expect(held.page.locator(".own-sign")).to_be_hidden()
        assert [text for text in held.complaints if not text.startswith(NOT_ANSWERED)] == []
        assert held.strangers == []


def owed(page: Page) -> list[dict[str, Any]]:
    """What was drawn here and the box has not seen yet."""
    found: list[dict[str, Any]] = json.loads(
        page.evaluate("localStorage.getItem('edged.owed') || '[]'")
    )
    return found
