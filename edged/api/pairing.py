"""Becoming one of the box's devices: the window that lets them in, and the way through it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import Annotated, Literal
from urllib.parse import urlsplit

import segno
from aiohttp import web
from msgspec import Meta, Struct
from prometheus_client import Counter

from edged.access.device import Device, Role
from edged.access.nicknames import Nickname
from edged.access.refusals import (
    CodeSpent,
    CodeWrong,
    DevicesFull,
    PairingClosed,
    SecretUsed,
    TooManyTries,
)
from edged.access.window import Arrival, Window
from edged.api.body import body_of
from edged.api.caller import caller_of, give_cookie
from edged.api.operation import Operation, reply
from edged.errors import StoreBroken, StoreFull
from edged.refusals import BadField
from edged.settings import HttpSettings
from runtime.errors import EdgedError


class Claim(Struct, frozen=True, kw_only=True):
    """One of `code` and `secret`."""

    code: Annotated[str, Meta(max_length=32)] | None = None
    """6 digits; blanks and wide digits are fine."""
    secret: Annotated[str, Meta(max_length=64)] | None = None
    """Of the QR code."""
    page: bool = False
    """The token comes as a cookie alone, which scripts cannot read."""


class DeviceView(Struct, frozen=True, kw_only=True):
    id: str
    role: Role
    name: Nickname
    paired: float
    """Seconds since 1970."""
    seen: float
    """Seconds since 1970, to the minute."""


class Paired(Struct, frozen=True, kw_only=True):
    token: str | None
    """For `Authorization: Bearer`; told this once. null: it is in the cookie."""
    device: DeviceView


class WindowWanted(Struct, frozen=True, forbid_unknown_fields=True):
    role: Literal["pupil", "teacher"] = "pupil"


class WindowView(Struct, frozen=True, kw_only=True):
    open: bool
    role: Role | None = None
    left_s: float = 0.0
    """Seconds until it closes by itself."""
    code: str | None = None
    """null after too many misses: then only the QR code lets anybody in."""
    secret: str | None = None
    links: list[str] = []
    """What the QR code says, one for each of the box's addresses; the best one first."""
    came: list[DeviceView]
    """Who came in since it was opened."""


class PairingFace:
    def __init__(
        self,
        window: Window,
        addresses: Callable[[], tuple[str, ...]],
        results: Counter,
        settings: HttpSettings,
    ) -> None:
        """`results`: counts tries by result."""
        self._window, self._addresses, self._settings = window, addresses, settings
        self._results = results

    def operations(self) -> list[Operation]:
        """For everybody; the window is the teacher's."""
        return [
            Operation(
                method="POST",
                path="/v1/pair",
                need="anybody",
                handler=self.enter,
                summary="Become one of the box's devices",
                body=Claim,
                answers={200: Paired},
                errors=(
                    CodeWrong,
                    SecretUsed,
                    CodeSpent,
                    PairingClosed,
                    TooManyTries,
                    DevicesFull,
                    StoreFull,
                    StoreBroken,
                ),
            ),
            *self._window_operations("/v1/pairing"),
            Operation(
                method="GET",
                path="/v1/pairing/qr",
                need="teacher",
                handler=self.qr,
                summary="The QR code that lets a tablet in",
                answers={200: "image/svg+xml"},
                errors=(PairingClosed,),
            ),
            Operation(
                method="POST",
                path="/v1/pairing",
                need="teacher",
                handler=self.open,
                summary="Let pupils' tablets in for two minutes",
                answers={200: WindowView},
            ),
        ]

    def admin_operations(self) -> list[Operation]:
        return [
            *self._window_operations("/admin/pairing"),
            Operation(
                method="POST",
                path="/admin/pairing",
                handler=self.open_for,
                summary="Let pupils' tablets, or a teacher's, in for two minutes",
                body=WindowWanted,
                answers={200: WindowView},
            ),
        ]

    async def enter(self, request: web.Request) -> web.Response:
        claim = await body_of(request, Claim, self._settings)
        try:
            arrival = await self._arrival(claim, request.remote or "", caller_of(request).device)
        except EdgedError as error:
            self._results.labels(error.code).inc()
            raise
        self._results.labels("paired").inc()
        token = None if claim.page else arrival.token
        response = reply(Paired(token=token, device=device_view(arrival.device)))
        give_cookie(response, arrival.token)
        return response

    async def open(self, request: web.Request) -> web.Response:
        """A teacher's device makes no other teachers."""
        self._window.open("pupil")
        return await self._view(request)

    async def open_for(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, WindowWanted, self._settings)
        self._window.open(wanted.role)
        return await self._view(request)

    async def show(self, request: web.Request) -> web.Response:
        return await self._view(request)

    async def close(self, request: web.Request) -> web.Response:
        self._window.close()
        return await self._view(request)

    async def qr(self, request: web.Request) -> web.Response:
        addresses = await asyncio.to_thread(self._reached, request)
        view = _view(self._window, addresses)
        if not view.links:
            raise PairingClosed
        return web.Response(body=qr_svg(view.links[0]), content_type="image/svg+xml")

    async def _arrival(self, claim: Claim, address: str, present: Device | None) -> Arrival:
        if claim.secret is not None and claim.code is None:
            return await self._window.enter_by_secret(claim.secret, present)
        if claim.code is not None and claim.secret is None:
            return await self._window.enter_by_code(claim.code, address, present)
        raise BadField(detail="one of code and secret is needed")

    async def _view(self, request: web.Request) -> web.Response:
        addresses = await asyncio.to_thread(self._reached, request)
        return reply(_view(self._window, addresses))

    def _reached(self, request: web.Request) -> tuple[str, ...]:
        """Blocks."""
        return as_reached(self._addresses(), request)

    def _window_operations(self, path: str) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path=path,
                need="teacher",
                handler=self.show,
                summary="The pairing window, and who came in through it",
                answers={200: WindowView},
            ),
            Operation(
                method="DELETE",
                path=path,
                need="teacher",
                handler=self.close,
                summary="Close the pairing window",
                answers={200: WindowView},
            ),
        ]


def as_reached(addresses: tuple[str, ...], request: web.Request) -> tuple[str, ...]:
    """The one first by which whoever asks came: the tablets beside it will find that one too."""
    name = request.transport.get_extra_info("sockname") if request.transport else None
    host = str(name[0]).removeprefix("::ffff:") if isinstance(name, tuple) else ""
    return tuple(sorted(addresses, key=lambda each: urlsplit(each).hostname != host))


def qr_svg(text: str) -> bytes:
    """A picture of any size, dark on white with its quiet margin."""
    file = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(
        file, kind="svg", border=4, dark="#43342a", light="#fff", omitsize=True, xmldecl=False
    )
    return file.getvalue()


def device_view(device: Device) -> DeviceView:
    return DeviceView(
        id=device.id, role=device.role, name=device.name, paired=device.paired, seen=device.seen
    )


def _view(window: Window, addresses: tuple[str, ...]) -> WindowView:
    came = [device_view(device) for device in window.came]
    found = window.invitation
    if found is None:
        return WindowView(open=False, came=came)
    page = "teacher" if found.role == "teacher" else ""
    return WindowView(
        open=True,
        role=found.role,
        left_s=round(window.left_s, 1),
        code=found.code or None,
        secret=found.secret,
        links=[f"{address}{page}#pair={found.secret}" for address in addresses],
        came=came,
    )
