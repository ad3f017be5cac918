"""Who speaks with a box under test: a tablet without a token, and the admin on the Unix socket."""

from __future__ import annotations

import json
import socket
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, UnixConnector

from scripts.box import Box


def tablet_session(box: Box) -> ClientSession:
    """It keeps no cookie."""
    return ClientSession(box.url, cookie_jar=DummyCookieJar())


def admin_session(socket: Path) -> ClientSession:
    return ClientSession("http://box", connector=UnixConnector(str(socket)))


def admin_ask(socket: Path, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Without a loop of asyncio's, for tests in which a browser has one."""
    connection = _OnSocket(socket)
    try:
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        found = json.loads(answer.read())
        assert answer.status < 300, found
        return dict(found)
    finally:
        connection.close()


class _OnSocket(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("box", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
