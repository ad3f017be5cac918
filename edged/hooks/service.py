"""Listens on the hooks' socket: who may ask, what may be asked, and how much of it."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

import msgspec
from msgspec import Struct

from edged.hooks.events import FACTS_BYTES, REQUEST_BYTES
from edged.hooks.lanes import House, Lanes
from edged.hooks.messages import (
    Accepted,
    Answer,
    Denied,
    Ended,
    Listed,
    ListHooks,
    Request,
    Result,
    Tell,
)

log = logging.getLogger(__name__)

CONNECTIONS = 64
"""At the same time; more are closed at once."""
READ_S = 5.0
"""Within which the request must have arrived."""
DRAIN_S = 20.0
"""What waits at the end may still run, `shutdown` above all."""


class Callers(Struct, frozen=True, kw_only=True):
    """User numbers."""

    tell: frozenset[int]
    """May say that something has happened."""
    ask: frozenset[int]
    """May list hooks and try them."""


class _Peer(Struct, frozen=True):
    uid: int
    pid: int


async def serve(
    listening: socket.socket, house: House, callers: Callers, stop: asyncio.Event
) -> None:
    """Until `stop` is set; then what was accepted is run, bounded in time."""
    lanes = Lanes(house)
    service = Service(lanes, callers)
    server = await asyncio.start_unix_server(
        service.connected, sock=listening, limit=REQUEST_BYTES, start_serving=False
    )
    await server.start_serving()
    log.info("hooks of %s", ", ".join(map(str, house.folders)))
    await stop.wait()
    server.close()
    await lanes.drain(DRAIN_S)


class Service:
    def __init__(self, lanes: Lanes, callers: Callers) -> None:
        self._lanes, self._callers = lanes, callers
        self._open = 0

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, its answers, and the end of the connection."""
        if self._open >= CONNECTIONS:
            writer.close()
            return
        self._open += 1
        try:
            async with asyncio.timeout(READ_S):
                line = await reader.readline()
            await self._answer(line, _peer(writer), _sender(writer))
        except TimeoutError:
            log.warning("a caller did not finish its request in %g s", READ_S)
        except ValueError:
            _send(writer, Denied(f"more than {REQUEST_BYTES} bytes"))
        except OSError:
            pass  # The caller is gone; what it told goes on.
        finally:
            self._open -= 1
            writer.close()

    async def _answer(self, line: bytes, peer: _Peer, send: Callable[[Answer], None]) -> None:
        request = self._admitted(line, peer)
        if isinstance(request, Denied):
            # Why may quote the caller: escaped, so that nobody writes lines of the journal.
            log.warning("refused process %d of user %d: %.200a", peer.pid, peer.uid, request.why)
            send(request)
        elif isinstance(request, ListHooks):
            send(Listed(await self._lanes.shown()))
        else:
            results = await self._lanes.tell(request)
            send(Accepted())
            send(Ended(await _all(results)))

    def _admitted(self, line: bytes, peer: _Peer) -> Request | Denied:
        """What is asked for, or why that will not be done."""
        if peer.uid not in self._callers.tell | self._callers.ask:
            return Denied("this user may not use the hooks")
        try:
            request: Request = msgspec.json.decode(line, type=Request)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return Denied(f"not a request: {error}")
        curious = isinstance(request, ListHooks) or request.test
        if curious and peer.uid not in self._callers.ask:
            return Denied("only root may list and try hooks")
        if isinstance(request, Tell) and len(msgspec.json.encode(request.facts)) > FACTS_BYTES:
            return Denied(f"more than {FACTS_BYTES} bytes of facts")
        return request


async def _all(results: list[asyncio.Future[Result]]) -> tuple[Result, ...]:
    """Of those that came to an end; the rest were waiting when the service stopped."""
    if results:
        await asyncio.wait(results)
    return tuple(each.result() for each in results if not each.cancelled())


def _sender(writer: asyncio.StreamWriter) -> Callable[[Answer], None]:
    return lambda answer: _send(writer, answer)


def _send(writer: asyncio.StreamWriter, answer: Answer) -> None:
    """Answers are small and few: the kernel's buffer takes them, or the caller is gone."""
    with suppress(OSError):
        writer.write(msgspec.json.encode(answer) + b"\n")


def _peer(writer: asyncio.StreamWriter) -> _Peer:
    """Who is at the other end, from the kernel."""
    channel = writer.get_extra_info("socket")
    raw = channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _ = struct.unpack("3i", raw)
    return _Peer(uid, pid)
