"""One caller's connection: let in or not, closed where it stands still, and answered in JSON where it is not HTTP."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, cast

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong
from aiohttp.web_protocol import RequestHandler
from multidict import CIMultiDict

from edged.access.guests import Guests
from edged.access.refusals import HeadersTooLarge, TooManyConnections
from edged.api.middleware import HEADERS, error_answer
from edged.refusals import BadRequest, Internal
from runtime.errors import EdgedError

MOST_HEADERS = 64
MOST_HEADER_BYTES = 8190
"""Of the first line, and of each header: other programs on the box's host may have left large cookies."""
LARGE = ("too large", "too long", "too many headers")
"""What the parser says of headers that are too much, as far as its class does not."""


class Connection(RequestHandler):
    """`guests` None: everybody is let in, for the admin's socket."""

    def __init__(
        self,
        server: web.Server,
        *,
        guests: Guests | None,
        send_deadline_s: float,
        **options: Any,
    ) -> None:
        super().__init__(
            server,
            max_headers=MOST_HEADERS,
            max_field_size=MOST_HEADER_BYTES,
            max_line_size=MOST_HEADER_BYTES,
            **options,
        )
        self._guests, self._send_deadline_s = guests, send_deadline_s
        self._stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        real = cast(asyncio.Transport, transport)
        if self._guests is not None:
            peer = real.get_extra_info("peername")
            if not self._let_in(self._guests, str(peer[0]) if peer else ""):
                self._turn_away(real)
                return
            _give_up_on_silence(real, self._send_deadline_s)
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._guests is not None:
            self._guests.leave(self)
        if self._stuck is not None:
            self._stuck.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More is to be sent than the reader has taken."""
        super().pause_writing()
        loop = asyncio.get_running_loop()
        self._stuck = loop.call_later(self._send_deadline_s, self.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()

    def abort(self) -> None:
        """Ends it at once; what was not sent is lost."""
        if self.transport is not None:
            self.transport.abort()

    @property
    def waits(self) -> bool:
        """No request is being answered."""
        return self._current_request is None

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What never became a request of the application. Strange bytes are no event worth a log."""
        if isinstance(exc, HttpProcessingError):
            return _answer(_misread(exc), request)
        super().handle_error(request, status, exc, message)  # for its log
        return _answer(Internal(), request)

    def _let_in(self, guests: Guests, address: str) -> bool:
        verdict = guests.may_enter(address)
        if verdict == "instead":
            idle = (each for each in guests.crowd() if isinstance(each, Connection) and each.waits)
            leaver = next(idle, None)
            if leaver is None:
                return False
            guests.leave(leaver)
            leaver.abort()
        elif verdict == "out":
            return False
        guests.enter(self, address)
        return True

    def _turn_away(self, transport: asyncio.Transport) -> None:
        if self._guests is not None:
            self._guests.refused += 1
        self._force_close = True  # What it sends is not even parsed.
        transport.write(_full())
        transport.close()


def _give_up_on_silence(transport: asyncio.Transport, seconds: float) -> None:
    """The kernel ends it where the reader takes nothing of what was sent, also after we closed it."""
    found: socket.socket | None = transport.get_extra_info("socket")
    if found is not None and found.family != socket.AF_UNIX:
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))


def _misread(error: HttpProcessingError) -> EdgedError:
    words = error.message.lower()
    if isinstance(error, LineTooLong) or any(each in words for each in LARGE):
        return HeadersTooLarge()
    return BadRequest(detail="it is not HTTP")


def _answer(error: EdgedError, request: web.BaseRequest) -> web.Response:
    answer = error_answer(error, request)
    answer.headers.update({**HEADERS, "Cache-Control": "no-store", "Server": "edged"})
    answer.force_close()
    return answer


def _full() -> bytes:
    """A whole answer, for those to whom nothing more is said."""
    error = TooManyConnections()
    body = (
        f'{{"error":{{"code":"{error.code}","message":"{error.message("en")} {error.message("zh")}",'
        f'"fix":"{error.fix("en")} {error.fix("zh")}"}}}}'
    ).encode()
    headers = CIMultiDict(HEADERS)
    headers.update(
        {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Retry-After": str(error.retry_after_s),
            "Cache-Control": "no-store",
            "Connection": "close",
            "Server": "edged",
        }
    )
    lines = [f"HTTP/1.1 {int(error.status)} {error.status.phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
