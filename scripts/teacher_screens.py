"""The teacher's page in every state that its guide shows."""

from __future__ import annotations

from itertools import cycle

from playwright.sync_api import Page

from scripts.room import Room

LAPTOP, TABLET, PORTRAIT, PROJECTOR = (1280, 800), (1024, 768), (768, 1024), (1920, 1080)
TABLETS = 7
LOADED = "() => [...document.querySelectorAll('#pictures img')].slice(0, 8).every((image) => image.complete)"
WISHES = {
    "en": (
        "a yellow duck with a red hat",
        "a panda with a balloon",
        "a blue whale in the sea",
        "a pink rabbit reading on the moon",
        "a fox with a scarf in the snow",
        "an orange cat sleeping on the sofa",
        "a green frog with an umbrella in the rain",
        "a brown bear eating honey",
        "a penguin skating on the ice",
        "an elephant bathing",
        "a unicorn on a cloud with a rainbow",
        "a lion with a crown",
    ),
    "zh": (
        "黄色的小鸭子戴着红色帽子",
        "熊猫拿着气球",
        "海里的蓝色鲸鱼",
        "粉色的兔子在月亮上看书",
        "雪地里戴围巾的狐狸",
        "橙色的小猫在沙发上睡觉",
        "绿色的青蛙在雨里打伞",
        "棕色的小熊吃蜂蜜",
        "企鹅在冰上滑冰",
        "大象在洗澡",
        "独角兽在云上，有彩虹",
        "戴皇冠的狮子",
    ),
}


def shoot(room: Room) -> None:
    with room.page(*LAPTOP, touch=False) as page:
        page.goto(f"{room.box.url}/teacher")
        page.wait_for_selector("#door:not([hidden])")
        room.save(page, "teacher-entry")
        page.fill("#door-code", room.command("pair", "--teacher")["code"])
        page.wait_for_selector("#bare:not([hidden])")
        page.wait_for_selector("#banner", state="hidden")
        room.save(page, "teacher-empty")
        _door(room, page)
        _draw(room)
        page.wait_for_function(
            f"() => document.querySelectorAll('#pictures li').length >= {len(WISHES['en'])}"
        )
        page.wait_for_function(LOADED)
        _desk(room, page)
        _stage(room, page)
        _end(room, page)


def _door(room: Room, page: Page) -> None:
    page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    page.click("#let-in")
    for _ in range(2):
        page.wait_for_function("() => document.getElementById('window-qr').naturalWidth > 0")
        before = page.inner_text("#window-code")
        room.box.ask("/v1/pair", {"code": before})
        page.wait_for_function(
            "(code) => document.getElementById('window-code').innerText !== code", arg=before
        )
    room.save(page, "teacher-door")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})


def _draw(room: Room) -> None:
    tablets = cycle([room.tablet() for _ in range(TABLETS)])
    for wish in WISHES[room.language]:
        room.box.ask("/v1/pictures?wait=60", {"prompt": wish}, token=next(tablets))


def _desk(room: Room, page: Page) -> None:
    page.mouse.click(5, 790)  # Nothing is under the mouse or has the focus.
    room.save(page, "teacher-desk")
    for name, (width, height) in {"tablet": TABLET, "portrait": PORTRAIT}.items():
        page.set_viewport_size({"width": width, "height": height})
        room.save(page, f"teacher-desk-{name}")
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    room.save(page, "teacher-desk-whole", whole=True)
    card = page.locator("#pictures li").nth(2)
    card.hover()
    card.locator(".tool").first.click()
    page.wait_for_selector(".ribbon")
    page.locator(".view").nth(4).click()
    page.wait_for_function("() => document.querySelector('.dialog .large').naturalWidth > 0")
    room.save(page, "teacher-look")
    page.keyboard.press("Escape")
    page.click("#pause")
    page.wait_for_selector("#banner:not([hidden])")
    room.save(page, "teacher-paused")
    page.click("#pause")
    page.wait_for_selector("#banner", state="hidden")


def _stage(room: Room, page: Page) -> None:
    page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    page.click("#project")
    page.wait_for_function("() => document.getElementById('spot-image').naturalWidth > 0")
    page.wait_for_timeout(3500)  # The way back is not seen any more.
    room.save(page, "teacher-stage")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})


def _end(room: Room, page: Page) -> None:
    page.click("#end")
    room.save(page, "teacher-end")
    page.locator("#dialog-acts button").nth(0).click()
    page.wait_for_selector("#sheet-print:not([disabled])")
    room.save(page, "teacher-sheet")
    page.click("#sheet-close")
    page.locator("#dialog-acts button").nth(1).click()
    room.save(page, "teacher-end-sure")
    page.locator("#dialog-acts button").nth(0).click()
    page.wait_for_selector("#bare:not([hidden])")
    room.save(page, "teacher-over")
