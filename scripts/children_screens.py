"""The children's page in every state that a child may see."""

from __future__ import annotations

import time

from playwright.sync_api import Page

from edged.client import Box
from scripts.box import BoxFailed
from scripts.room import Room
from tests.e2e.browser import picture_held
from tests.sessions import admin_ask
from tests.toybox import painter_held, socket_of

LANDSCAPE, WIDE, PORTRAIT, PHONE = (1024, 768), (1280, 800), (768, 1024), (360, 740)
TILES_LIMIT_S = 600
"""For all of them, on a machine that does other things too."""
READY_MS = 180_000
"""Until the tablet can draw by itself."""
TAPPED = (("animal", "rabbit", "pink"), ("worn", "hat", "red"), ("held", "balloon", ""))
WISHES = {
    "en": ("a panda with a crown", "a yellow duck on the beach", "a fox with a scarf in the snow"),
    "zh": ("戴皇冠的熊猫", "沙滩上的黄色小鸭子", "雪地里戴围巾的狐狸"),
}
WRITTEN = {"en": "a lion with a crown and a zebracorn", "zh": "戴皇冠的狮子和斑马角兽"}
UNFIT = {"en": "a bear with a gun", "zh": "拿枪的小熊"}
FRIENDS = 7


def shoot(room: Room) -> None:
    with room.page(*LANDSCAPE) as page:
        page.goto(f"{room.box.url}/")
        page.wait_for_selector("#door:not([hidden])")
        room.save(page, "children-door")
        page.fill("#door-code", room.command("pair")["code"])
        page.wait_for_selector(".tile")
        page.wait_for_selector("#banner", state="hidden")
        room.save(page, "children-first-minute")
        _until_tiled(room)
        _until_calm(room)
        page.reload()
        page.wait_for_selector(".tile .face img")
        page.wait_for_selector(".own-ready[data-state=ready]", state="attached", timeout=READY_MS)
        _sizes(room, page, "children-idle")
        _wish(room, page)
        _wait(room, page)
        _drawn(room, page)
        _keep(room, page)
        alone(room, page)
        _troubles(room, page)


def _until_tiled(room: Room) -> None:
    deadline = time.monotonic() + TILES_LIMIT_S
    while time.monotonic() < deadline:
        found = room.box.ask("/v1/tiles")
        if sum(map(len, found["tiles"].values())) == found["total"]:
            return
        time.sleep(1)
    raise BoxFailed(f"no tiles after {TILES_LIMIT_S} s")


def _until_calm(room: Room) -> None:
    """Pictures are as large as usual again, which tiles on a busy machine may have changed."""
    deadline = time.monotonic() + TILES_LIMIT_S
    while time.monotonic() < deadline:
        if Box(socket_of(room.home)).get("/v1/lesson")["feeling"]["reason"] is None:
            return
        time.sleep(1)
    raise BoxFailed(f"still held back after {TILES_LIMIT_S} s")


def _sizes(room: Room, page: Page, name: str) -> None:
    """On each kind of tablet; ends on the usual one."""
    for kind, (width, height) in (("wide", WIDE), ("portrait", PORTRAIT), ("phone", PHONE)):
        page.set_viewport_size({"width": width, "height": height})
        room.save(page, f"{name}-{kind}")
    page.set_viewport_size({"width": LANDSCAPE[0], "height": LANDSCAPE[1]})
    room.save(page, name)


def _wish(room: Room, page: Page) -> None:
    page.fill("#prompt", WRITTEN[room.language])
    page.wait_for_selector(".chip.dropped")
    room.save(page, "children-understood")
    page.click("#clear")
    for tab, concept, colour in TAPPED:
        page.click(f"#tab-{tab}")
        page.click(f'.tile[data-concept="{concept}"]')
        if colour:
            page.click(f'.colour[data-colour="{colour}"]')
        if tab != "animal":
            room.save(page, f"children-tapped-{tab}")
    for tab in ("action", "scene"):
        page.click(f"#tab-{tab}")
        room.save(page, f"children-tab-{tab}")
    page.click("#tab-animal")


def _wait(room: Room, page: Page) -> None:
    tablets = [room.tablet() for _ in range(FRIENDS)]
    with painter_held(room.home):
        for token in tablets:
            room.box.ask("/v1/pictures", {"prompt": WISHES[room.language][0]}, token=token)
        page.click("#draw")
        page.wait_for_selector("#line .face img")
        room.save(page, "children-waiting")
    page.wait_for_selector("#frame[data-state=done]")


def _drawn(room: Room, page: Page) -> None:
    *before, last = WISHES[room.language]
    for wish in before:
        page.fill("#prompt", wish)
        page.click("#draw")
        page.wait_for_selector(f'#drawn[alt*="{wish}"]:not([hidden])')
    page.fill("#prompt", last)
    page.wait_for_selector(".chip.understood")
    with picture_held(page):
        # Until the page follows it: else it may be done before the first preview is heard.
        with painter_held(room.home):
            page.click("#draw")
            page.wait_for_selector("#frame[data-state=queued], #frame[data-state=step]")
            page.wait_for_timeout(500)
        page.wait_for_selector("#preview:not([hidden])")
        room.save(page, "children-drawing")
    page.wait_for_selector("#frame[data-state=done]")
    page.wait_for_timeout(1200)  # The stars have flown.
    _sizes(room, page, "children-done")


def _keep(room: Room, page: Page) -> None:
    page.locator(".card").first.click()
    page.wait_for_function("document.getElementById('album-picture').naturalWidth > 0")
    _sizes(room, page, "children-large")
    page.click("#album-remove")
    room.save(page, "children-throw-away")
    page.click("#album-keep")
    page.evaluate("window.print = () => {}")
    page.click("#album-print")
    page.click("#album-close")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    room.save(page, "children-print")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": LANDSCAPE[0], "height": LANDSCAPE[1]})


def alone(room: Room, page: Page) -> None:
    """The box is away, and the tablet draws by itself."""
    page.context.set_offline(True)
    page.fill("#prompt", WISHES[room.language][0])
    page.click("#draw")
    page.wait_for_selector(".frame.own[data-state=done]")
    page.wait_for_timeout(1200)  # The stars have flown.
    room.save(page, "children-alone")
    page.context.set_offline(False)
    page.wait_for_selector("#banner", state="hidden")


def _troubles(room: Room, page: Page) -> None:
    page.fill("#prompt", UNFIT[room.language])
    page.wait_for_selector(".chip.kindly")
    page.click("#draw")
    page.wait_for_selector("#frame[data-state=kind]")
    room.save(page, "children-refused")
    admin_ask(socket_of(room.home), "PATCH", "/v1/lesson", {"paused": True})
    page.fill("#prompt", WISHES[room.language][1])
    page.click("#draw")
    page.wait_for_selector("#banner:not([hidden])")
    room.save(page, "children-paused")
    decided = {"paused": False, "tablets": False}  # else it would not miss the box
    admin_ask(socket_of(room.home), "PATCH", "/v1/lesson", decided)
    page.wait_for_selector("#banner", state="hidden")
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector('#banner[data-note="gone"]')
    room.save(page, "children-gone")
    page.context.set_offline(False)
