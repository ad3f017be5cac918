"""The two pages and their files: read once at the start, so that no path a tablet sends ever reaches a disk."""

from __future__ import annotations

import secrets
from hashlib import sha256
from pathlib import Path

from aiohttp import web
from msgspec import Struct

from edged.api.caller import caller_of, give_cookie, token_of
from edged.api.operation import Operation
from edged.refusals import NotFound

MEDIA_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".txt": "text/plain",
}
SCRIPT = "page.js"
"""What the page runs first."""
WORKER = "tablet/worker.js"
"""Draws in the tablet's browser."""
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
"""WebAssembly is compiled in the worker and nowhere else."""
FOLDER = Path(__file__).resolve().parents[1] / "web"


class File(Struct, frozen=True, kw_only=True):
    data: bytes
    media_type: str
    etag: str


def read_pages(folder: Path = FOLDER) -> dict[str, File]:
    """Name below the folder, with forward slashes -> file. Blocks. Unknown kinds of files are left out."""
    return {
        path.relative_to(folder).as_posix(): _file(path.read_bytes(), MEDIA_TYPES[path.suffix])
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in MEDIA_TYPES
    }


class PageFace:
    def __init__(self, pages: dict[str, File]) -> None:
        self._pages = pages

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/",
                need="anybody",
                handler=self.index,
                summary="The children's page",
                answers={200: "text/html"},
                errors=(NotFound,),
            ),
            Operation(
                method="GET",
                path="/teacher",
                need="anybody",
                handler=self.teacher,
                summary="The teacher's page; who is no teacher finds there how to become one",
                answers={200: "text/html"},
                errors=(NotFound,),
            ),
            Operation(
                method="GET",
                path="/web/{path}",
                need="anybody",
                handler=self.file,
                summary="A file of the pages",
                answers={200: "*/*", 304: None},
                errors=(NotFound,),
            ),
        ]

    async def index(self, request: web.Request) -> web.Response:
        return self._answer("index.html", request)

    async def teacher(self, request: web.Request) -> web.Response:
        return self._answer("teacher.html", request)

    async def file(self, request: web.Request) -> web.Response:
        """In an open box the page's script is also the first contact: a tablet without a token gets one, so that its
        pictures are its own. Not with the page itself: who comes by a link on another site's page sends no cookie with
        that, though it has one, and would lose its pictures to a new one."""
        name = request.match_info["path"]
        response = self._answer(name, request)
        if name == WORKER:
            response.headers["Content-Security-Policy"] = WORKER_POLICY
        if name == SCRIPT and token_of(request) is None and not caller_of(request).paired_only:
            give_cookie(response, secrets.token_urlsafe(32))
        return response

    def _answer(self, name: str, request: web.Request) -> web.Response:
        page = self._pages.get(name)
        if page is None:
            raise NotFound
        # Always asked again: after an update no tablet may mix old files with new ones.
        headers = {"ETag": f'"{page.etag}"', "Cache-Control": "no-cache"}
        if any(known.value in {page.etag, "*"} for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        charset = "utf-8" if page.media_type.startswith("text/") else None
        return web.Response(
            body=page.data, content_type=page.media_type, charset=charset, headers=headers
        )


def _file(data: bytes, media_type: str) -> File:
    return File(data=data, media_type=media_type, etag=sha256(data).hexdigest()[:32])
