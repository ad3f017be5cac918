"""A tablet: Debian's Chromium with the children's page, and an eye on what the page does besides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PRINTER = "window.print = () => document.body.classList.add('printed')"
"""Script that takes the printer's place."""
LIMIT_MS = 60_000
"""Generous: the machine may be busy with other things."""


@dataclass
class Tablet:
    """One page of one child, and everything it must not do."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)
    """Console errors and exceptions, CSP violations among them."""
    strangers: list[str] = field(default_factory=list)
    """Requests to anywhere but the box."""

    def watch(self) -> None:
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text) if message.type == "error" else None
            ),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)

    def open(self) -> None:
        self.page.goto(self.home)
        self.page.wait_for_selector(".tile")

    def state(self, *names: str) -> None:
        """Waits until the easel is in one of these states."""
        self.page.wait_for_selector(",".join(f'#frame[data-state="{name}"]' for name in names))

    def wish(self, prompt: str) -> None:
        self.page.fill("#prompt", prompt)

    def draw(self, prompt: str) -> None:
        """Asks for a picture and waits for it."""
        self.wish(prompt)
        self.page.click("#draw")
        self.state("done")

    def own(self) -> list[dict[str, Any]]:
        """The child's pictures, as the box lists them."""
        found = self.page.evaluate("fetch('/v1/pictures').then((r) => r.json())")
        return list(found["pictures"])

    def texts(self, selector: str) -> list[str]:
        return [text.strip() for text in self.page.locator(selector).all_inner_texts()]

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "blob" and f"{parts.scheme}://{parts.netloc}" != self.home.rstrip("/"):
            self.strangers.append(request.url)


@contextmanager
def picture_held(page: Page) -> Iterator[None]:
    """Previews come, and the picture itself waits until the block's end."""
    held: list[Route] = []
    page.route("**/image", lambda route: held.append(route))  # noqa: PLW0108 - a builtin cannot be told apart
    yield
    for route in held:
        route.continue_()
    page.unroute("**/image")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=False, args=list(QUIET)
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def tablet(
    browser: Browser,
    home: str,
    *,
    language: str = "en-GB",
    size: tuple[int, int] = (1024, 768),
    before: str = "",
) -> Iterator[Tablet]:
    """A fresh tablet with the page open. `before`: script that runs before the page's own."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=language,
        has_touch=True,
        accept_downloads=True,
    )
    context.set_default_timeout(LIMIT_MS)
    if before:
        context.add_init_script(before)
    try:
        held = Tablet(context.new_page(), home)
        held.watch()
        held.open()
        yield held
    finally:
        context.close()
