"""Who speaks with a box under test: a tablet without a token, and the admin on the Unix socket."""

from __future__ import annotations

from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, UnixConnector

from scripts.box import Box


def tablet_session(box: Box) -> ClientSession:
    """It keeps no cookie."""
    return ClientSession(box.url, cookie_jar=DummyCookieJar())


def admin_session(socket: Path) -> ClientSession:
    return ClientSession("http://box", connector=UnixConnector(str(socket)))
