"""The gate: who asks, whether this box is meant, and whether the page that asks is the box's own."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Protocol, cast

from aiohttp import web

from edged.access.caller import ADMIN_OWNER, Caller
from edged.access.guests import Guests
from edged.access.hosts import Hosts, check_origin
from edged.access.lines import Line, Lines
from edged.access.peer import peer_of
from edged.access.refusals import NotAdmin
from edged.access.register import Register
from edged.api.caller import guest_owner, token_of
from edged.refusals import BadRequest


class Gate(Protocol):
    async def admit(self, request: web.Request) -> Caller:
        """Who asks. Raises what keeps it out."""


class FrontGate:
    """For the network."""

    def __init__(
        self, *, hosts: Hosts, register: Register, guests: Guests, lines: Lines, paired_only: bool
    ) -> None:
        self._hosts, self._register, self._guests = hosts, register, guests
        self._lines, self._paired_only = lines, paired_only

    async def admit(self, request: web.Request) -> Caller:
        """Raises BadRequest, HostUnknown, OriginForeign."""
        headers = request.headers.getall("Host", [])
        if len(headers) != 1:
            raise BadRequest(detail="it needs one Host header")
        host = await self._hosts.check(headers[0], _reached(request))
        if request.host != headers[0]:  # `GET http://name/`: what stands there counts besides.
            named = f"[{request.host}]" if ":" in request.host else request.host
            await self._hosts.check(named, _reached(request))
        for origin in request.headers.getall("Origin", []):
            check_origin(origin, host)
        return self._caller(request)

    def _caller(self, request: web.Request) -> Caller:
        token = token_of(request)
        device = self._register.known(token) if token else None
        if device is None:
            owner = guest_owner(request)
            return Caller(who="guest", owner=owner, paired_only=self._paired_only)
        self._guests.friend(request.remote or "")
        self._lines.use(device.id, cast(Line, request.protocol))
        return Caller(
            who=device.role, owner=device.owner, device=device, paired_only=self._paired_only
        )


class BackGate:
    """For the admin's Unix socket: root, the daemon's own user and the socket's group may do everything.

    The file's mode says the same; this holds where somebody changed it, too. No browser can open it.
    """

    def __init__(self, *, socket: Path, paired_only: bool) -> None:
        self._admin = Caller(who="admin", owner=ADMIN_OWNER, paired_only=paired_only)
        self._socket = socket
        self._group: int | None = None

    async def admit(self, request: web.Request) -> Caller:
        """Raises NotAdmin."""
        if self._group is None:
            self._group = (await asyncio.to_thread(self._socket.stat)).st_gid
        line = request.transport.get_extra_info("socket") if request.transport else None
        if line is None or not peer_of(line).may_rule(user=os.geteuid(), group=self._group):
            raise NotAdmin
        return self._admin


def _reached(request: web.Request) -> str | None:
    """The address of this machine that was connected to."""
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return str(name[0]) if isinstance(name, tuple) else None
