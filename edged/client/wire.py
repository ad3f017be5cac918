"""One question and its answer over HTTP: to an address, or over a Unix socket. Blocking; standard library only."""

from __future__ import annotations

import json
import os
import select
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from msgspec import Struct

from edged.client.errors import AddressWrong, BoxSaid, BoxSilent, SocketAbsent, SocketClosed
from runtime.errors import EdgedError, Language

PORT = 8642
TOKEN_VARIABLE = "EDGED_TOKEN"  # noqa: S105 - its name, not its value
REQUEST_LIMIT_S = 20.0
"""Seconds of silence after which a box counts as gone; event streams have a heartbeat every 15 s."""


class Event(Struct, frozen=True):
    """One server-sent event."""

    name: str
    data: dict[str, Any]


class Wire:
    """Makes a connection for each question. Every method raises BoxSilent, BoxSaid or a socket's error."""

    def __init__(self, where: str | Path, language: Language, token: str | None) -> None:
        """As Box has it."""
        self.language = language
        self.token = token or os.environ.get(TOKEN_VARIABLE, "").strip()
        self.path = where if isinstance(where, Path) else None
        self._host, self._port = ("localhost", 0) if isinstance(where, Path) else _parse(where)

    @property
    def where(self) -> str:
        """For people: the address or the socket's path."""
        if self.path:
            return str(self.path)
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def json(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        patience_s: float = REQUEST_LIMIT_S,
    ) -> Any:
        with self.response(method, path, body, patience_s=patience_s) as response:
            raw = response.read()
        try:
            return json.loads(raw)
        except ValueError as error:
            raise BoxSilent(where=self.where, why="its answer is not JSON") from error

    @contextmanager
    def response(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        accept: str = "*/*",
        patience_s: float = REQUEST_LIMIT_S,
    ) -> Iterator[HTTPResponse]:
        headers = self._headers(accept)
        if body is not None:
            headers["Content-Type"] = "application/json"

        def ask(connection: HTTPConnection) -> None:
            connection.request(method, path, body, headers)

        with self._asked(ask, patience_s) as response:
            yield response

    def upload(
        self, path: str, kind: str, pieces: Iterable[bytes], size: int, patience_s: float
    ) -> Any:
        """Sends what need not fit into memory, `size` bytes of the media type `kind`. The answer's JSON.

        Stops where the box has answered before it has everything.
        """
        headers = self._headers("application/json")
        headers |= {"Content-Type": kind, "Content-Length": str(size)}

        def ask(connection: HTTPConnection) -> None:
            connection.putrequest("POST", path)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            for piece in pieces:
                if select.select([connection.sock], [], [], 0)[0]:
                    break
                try:
                    connection.send(piece)
                except ConnectionError:  # It may have said why.
                    break

        with self._asked(ask, patience_s) as response:
            return json.load(response)

    def _headers(self, accept: str) -> dict[str, str]:
        headers = {"Accept": accept, "Accept-Language": self.language}
        if self.token and self.path is None:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers

    @contextmanager
    def _asked(
        self, ask: Callable[[HTTPConnection], None], patience_s: float
    ) -> Iterator[HTTPResponse]:
        connection = self._connection(patience_s)
        try:
            ask(connection)
            response = connection.getresponse()
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise _said(response)
            yield response
        except FileNotFoundError as error:
            raise SocketAbsent(path=self.path) from error
        except PermissionError as error:
            raise SocketClosed(path=self.path or self.where) from error
        except (OSError, HTTPException) as error:
            why = _why(error, patience_s)
            raise BoxSilent(where=self.where, why=why) from error
        finally:
            connection.close()

    def _connection(self, patience_s: float) -> HTTPConnection:
        if self.path:
            return _UnixConnection(self.path, patience_s)
        return HTTPConnection(self._host, self._port, timeout=patience_s)

    def events(self, path: str) -> Iterator[Event]:
        """The stream of one connection."""
        with self.response("GET", path, accept="text/event-stream") as response:
            yield from read_events(response)


class _UnixConnection(HTTPConnection):
    def __init__(self, path: Path, patience_s: float) -> None:
        super().__init__("localhost", timeout=patience_s)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def read_events(lines: IO[bytes]) -> Iterator[Event]:
    name, data = "message", ""
    for raw in lines:
        field, _, value = raw.decode("utf-8", "replace").rstrip("\r\n").partition(":")
        if field == "event":
            name = value.strip()
        elif field == "data":
            data += value
        elif not field and not value and data:
            yield Event(name, json.loads(data))
            name, data = "message", ""


def _parse(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressWrong(address=address) from error
    if parts.scheme != "http" or not host or any(c.isspace() or ord(c) < 32 for c in host):
        raise AddressWrong(address=address)
    return host, port or PORT


def _said(response: HTTPResponse) -> EdgedError:
    status, later = response.status, response.getheader("Retry-After", "")
    after = float(later) if later.isascii() and later.isdigit() else None
    try:
        error = json.loads(response.read())["error"]
        code, message, fix = str(error["code"]), str(error["message"]), error.get("fix")
    except (ValueError, KeyError, TypeError, AttributeError):
        code, message, fix = "http", f"The box answered {status}.", None
    return BoxSaid(status, code, message, fix, retry_after_s=after)


def _why(error: Exception, patience_s: float) -> str:
    if isinstance(error, TimeoutError):
        return f"silent for {patience_s:g} s"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
