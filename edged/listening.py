"""The box's ears: TCP addresses, sockets from systemd, the admin's Unix socket."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Self

from aiohttp import web

from edged.access.guests import Guests
from edged.api.connection import Connection
from edged.errors import AddressInUse, AddressUnusable
from edged.settings import HttpSettings, parse_address
from edged.systemd import inherited_sockets

BACKLOG = 256
"""Connections that may wait to be accepted: a class that presses the button together."""
GRACE_S = 1.0
"""Seconds that open answers get when the box stops."""
MAX_UNIX_PATH = 107
"""Bytes; the kernel's limit."""


class Listening:
    """Serves while inside `async with`."""

    def __init__(
        self,
        app: web.Application,
        settings: HttpSettings,
        *,
        tcp: Sequence[socket.socket] = (),
        unix: Path | None = None,
        guests: Guests | None = None,
    ) -> None:
        """`guests`: who may be connected at once; None: everybody."""
        self._app, self._settings, self._tcp, self._unix = app, settings, tcp, unix
        self._guests = guests
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        runner = web.AppRunner(self._app, handle_signals=False, shutdown_timeout=GRACE_S)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        assert runner.server  # noqa: S101 - setup() made it
        answering = self._answering(runner.server)
        try:
            for each in self._tcp:
                await self._serve(answering, each)
            if self._unix is not None:
                await self._serve_unix(answering, self._unix)
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def _answering(self, server: web.Server) -> Callable[[], Connection]:
        """Makes one connection."""
        # A body that is compressed stays so: it is refused, never blown up.
        return partial(
            Connection,
            server,
            guests=self._guests,
            send_deadline_s=self._settings.send_deadline_s,
            loop=asyncio.get_running_loop(),
            access_log=None,
            keepalive_timeout=self._settings.idle_deadline_s,
            lingering_time=1.0,
            auto_decompress=False,
        )

    async def _serve(self, answering: Callable[[], Connection], bound: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(answering, sock=bound, backlog=BACKLOG)
        self._stack.callback(server.close)

    async def _serve_unix(self, answering: Callable[[], Connection], path: Path) -> None:
        bound = await asyncio.to_thread(_bound_unix, path)
        self._stack.push_async_callback(asyncio.to_thread, path.unlink, missing_ok=True)
        await self._serve(answering, bound)


@contextmanager
def open_sockets(addresses: Sequence[str]) -> Iterator[list[socket.socket]]:
    """systemd's sockets, or else `addresses`. Raises as `bound_sockets` does."""
    found = inherited_sockets() or bound_sockets(addresses)
    try:
        yield found
    finally:
        for each in found:
            each.close()


def bound_sockets(addresses: Sequence[str]) -> list[socket.socket]:
    """One for each address, bound but not listening yet. Raises AddressInUse, AddressUnusable."""
    bound: list[socket.socket] = []
    try:
        bound.extend(_bound(address) for address in addresses)
    except BaseException:
        for each in bound:
            each.close()
        raise
    return bound


def urls(sockets: Sequence[socket.socket], own_addresses: Sequence[str]) -> tuple[str, ...]:
    """Where browsers reach these sockets, given this machine's addresses."""
    found: list[str] = []
    for each in sockets:
        host, port = each.getsockname()[:2]
        hosts = own_addresses if host in {"0.0.0.0", "::"} else [host]  # noqa: S104 - compared, not bound
        for one in hosts:
            shown = f"[{one}]" if ":" in one else one
            found.append(f"http://{shown}/" if port == 80 else f"http://{shown}:{port}/")
    return tuple(dict.fromkeys(found))


def _bound(address: str) -> socket.socket:
    host, port = parse_address(address)
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressUnusable(address=address, detail=error.strerror or error) from error
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(where)
        made.setblocking(False)
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            raise AddressInUse(address=address) from error
        raise AddressUnusable(address=address, detail=error.strerror or error) from error
    return made


def _bound_unix(path: Path) -> socket.socket:
    """Mode 0660: whoever is in the box's group is an admin. A file left over by a crash is replaced."""
    if len(os.fsencode(path)) > MAX_UNIX_PATH:
        raise AddressUnusable(
            address=path, detail=f"longer than {MAX_UNIX_PATH} bytes; see --socket"
        )
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        path.unlink(missing_ok=True)  # Nobody else serves it: the state folder is locked.
        made.bind(str(path))
        path.chmod(0o660)
        made.setblocking(False)
    except OSError as error:
        made.close()
        raise AddressUnusable(address=path, detail=error.strerror or error) from error
    return made
