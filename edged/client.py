"""Talks to a box from a program: over TCP, or over the Unix socket on the box itself. Blocking; standard library only."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Struct

from edged.pictures import ENDED, Picture, Wish
from runtime.errors import EdgedError, Language

PORT = 8642
TOKEN_VARIABLE = "EDGED_TOKEN"  # noqa: S105 - its name, not its value
REQUEST_LIMIT_S = 20.0
"""Seconds of silence after which a box counts as gone; event streams have a heartbeat every 15 s."""
RETURN_LIMIT = 30
"""Looks, a second apart, for a box that went away while it was drawing."""


class BoxSilent(EdgedError):
    """Nothing answers there. Details: `where`, `why`."""

    code, status = "box_silent", HTTPStatus.BAD_GATEWAY
    en = "No picture box answers at {where} ({why})."
    zh = "{where} 没有画画盒子回应（{why}）。"
    fix_en = "Is the box switched on and in the same network? `edgectl discover` lists the boxes."
    fix_zh = "盒子开机了吗？在同一个网络里吗？`edgectl discover` 会列出所有盒子。"


class SocketAbsent(EdgedError):
    """Details: `path`."""

    code, status = "socket_absent", HTTPStatus.BAD_GATEWAY
    en = "No picture box runs on this machine: there is no socket at {path}."
    zh = "这台机器上没有运行画画盒子：{path} 处没有套接字。"
    fix_en = "Start it with `python -m edged`, or name its socket with --socket or EDGED_SOCKET."
    fix_zh = "请用 `python -m edged` 启动，或用 --socket 或 EDGED_SOCKET 指定套接字。"


class SocketClosed(EdgedError):
    """Details: `path`."""

    code, status = "socket_closed", HTTPStatus.FORBIDDEN
    en = "You may not use the box's socket at {path}."
    zh = "你没有权限使用 {path} 处的套接字。"
    fix_en = "Use sudo, or join the group that owns it."
    fix_zh = "请使用 sudo，或加入它所属的用户组。"


class AddressWrong(EdgedError):
    """Details: `address`."""

    code, status = "address_wrong", HTTPStatus.BAD_REQUEST
    en = "{address} is not a box's address."
    zh = "{address} 不是盒子的地址。"
    fix_en = "It looks like http://192.168.1.20:8642 or classroom.local."
    fix_zh = "地址的样子是 http://192.168.1.20:8642 或 classroom.local。"


class BoxSaid(EdgedError):
    """The box's own error: its code, sentence and fix."""

    def __init__(self, status: int, code: str, message: str, fix: str | None) -> None:
        self.answered, self.reason, self.hint = status, code, fix
        self.sentence = message
        super().__init__()

    def message(self, language: Language = "en") -> str:
        return self.sentence

    def fix(self, language: Language = "en") -> str | None:
        return self.hint


class Event(Struct, frozen=True):
    """One server-sent event."""

    name: str
    data: dict[str, Any]


class Box:
    """One box; makes a connection for each question. Every method raises BoxSilent, BoxSaid or a socket's error."""

    def __init__(
        self, where: str | Path, language: Language = "en", token: str | None = None
    ) -> None:
        """`where`: an address (`http://host:port`, `host:port` or `host`), or the path of a Unix socket.

        `token`: of a paired device or programme; else what EDGED_TOKEN says. A Unix socket needs none.
        """
        self.language = language
        self._token = token or os.environ.get(TOKEN_VARIABLE, "").strip()
        self.path = where if isinstance(where, Path) else None
        self._host, self._port = ("localhost", 0) if isinstance(where, Path) else _parse(where)

    @property
    def where(self) -> str:
        """For people: the address or the socket's path."""
        if self.path:
            return str(self.path)
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def get(self, path: str) -> Any:
        return self._json("GET", path)

    def post(self, path: str, body: object, *, patience_s: float = REQUEST_LIMIT_S) -> Any:
        """`patience_s`: seconds until it must have answered."""
        return self._json("POST", path, msgspec.json.encode(body), patience_s)

    def patch(self, path: str, body: object) -> Any:
        return self._json("PATCH", path, msgspec.json.encode(body))

    def delete(self, path: str) -> Any:
        return self._json("DELETE", path)

    def image(self, picture: Picture) -> bytes:
        """The finished picture's bytes."""
        with self._response("GET", picture.image or f"{_of(picture.id)}/image") as response:
            return response.read()

    def picture(self, id: str) -> Picture:
        return msgspec.convert(self.get(_of(id)), Picture)

    def ask(self, wish: Wish) -> Picture:
        """Hands in a wish; the picture is then queued, or ended already."""
        body = {key: value for key, value in msgspec.to_builtins(wish).items() if value is not None}
        return msgspec.convert(self.post("/v1/pictures", body), Picture)

    def cancel(self, id: str) -> None:
        self.delete(_of(id))

    def follow(self, id: str) -> Iterator[Event]:
        """Its events up to and with the last one. Outlives a restart of the box; the daemon keeps what it accepted."""
        misses = 0
        while True:
            try:
                for event in self.events(id):
                    misses = 0
                    yield event
                    if event.name in ENDED:
                        return
                now = self.picture(id)
                if now.state in ENDED:
                    yield Event(now.state, msgspec.to_builtins(now))
                    return
            except (BoxSilent, SocketAbsent):
                if misses >= RETURN_LIMIT:
                    raise
            misses += 1
            time.sleep(1)

    def events(self, id: str) -> Iterator[Event]:
        """The stream of one connection."""
        with self._response("GET", f"{_of(id)}/events", accept="text/event-stream") as response:
            yield from _events(response)

    def _json(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        patience_s: float = REQUEST_LIMIT_S,
    ) -> Any:
        with self._response(method, path, body, patience_s=patience_s) as response:
            raw = response.read()
        try:
            return json.loads(raw)
        except ValueError as error:
            raise BoxSilent(where=self.where, why="its answer is not JSON") from error

    @contextmanager
    def _response(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        accept: str = "*/*",
        patience_s: float = REQUEST_LIMIT_S,
    ) -> Iterator[HTTPResponse]:
        headers = {"Accept": accept, "Accept-Language": self.language}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self._token and self.path is None:
            headers["Authorization"] = f"Bearer {self._token}"
        connection = self._connection(patience_s)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise _said(response.status, response.read())
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


class _UnixConnection(HTTPConnection):
    def __init__(self, path: Path, patience_s: float) -> None:
        super().__init__("localhost", timeout=patience_s)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def _events(lines: IO[bytes]) -> Iterator[Event]:
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


def _of(id: str) -> str:
    return f"/v1/pictures/{quote(id, safe='')}"


def _said(status: int, raw: bytes) -> EdgedError:
    try:
        error = json.loads(raw)["error"]
        return BoxSaid(status, str(error["code"]), str(error["message"]), error.get("fix"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return BoxSaid(status, "http", f"The box answered {status}.", None)


def _why(error: Exception, patience_s: float) -> str:
    if isinstance(error, TimeoutError):
        return f"silent for {patience_s:g} s"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
