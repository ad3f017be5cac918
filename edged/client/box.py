"""One box, asked from a programme."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import msgspec

from edged.client.errors import BoxSilent, NoBox, NotDrawn, SocketAbsent
from edged.client.picture import Drawn, Progress
from edged.client.search import find
from edged.client.wire import REQUEST_LIMIT_S, Event, Wire
from edged.pictures import ENDED, Format, Picture, Wish
from runtime.errors import EdgedError, Language

RETURN_LIMIT = 30
"""Looks, a second apart, for a box that went away while it was drawing."""
SEARCH_S = 4.0
"""Seconds to listen for a box."""
OnProgress = Callable[[Progress], object]


class Box:
    """Makes a connection for each question. Every method raises BoxSilent, BoxSaid or a socket's error."""

    def __init__(
        self, where: str | Path, language: Language = "en", token: str | None = None
    ) -> None:
        """`where`: an address (`http://host:port`, `host:port` or `host`), or the path of a Unix socket.

        `token`: of a paired device or programme; else what EDGED_TOKEN says. A Unix socket needs none.
        Raises AddressWrong.
        """
        self._wire = Wire(where, language, token)

    @classmethod
    def discover(
        cls, seconds: float = SEARCH_S, *, language: Language = "en", token: str | None = None
    ) -> Self:
        """The first box that is heard in this network. Raises NoBox, NoNetwork."""
        heard = find(seconds, enough=1)
        if not heard:
            raise NoBox(seconds=seconds)
        return cls(heard[0].url, language, token)

    @property
    def where(self) -> str:
        """For people: the address or the socket's path."""
        return self._wire.where

    @property
    def path(self) -> Path | None:
        """The socket's."""
        return self._wire.path

    @property
    def language(self) -> Language:
        return self._wire.language

    @property
    def token(self) -> str:
        """Empty where there is none."""
        return self._wire.token

    def draw(  # noqa: PLR0913 - what can be wished for
        self,
        prompt: str,
        *,
        seed: int | None = None,
        size: str | None = None,
        style: str | None = None,
        steps: int | None = None,
        format: Format = "png",
        on_progress: OnProgress | None = None,
    ) -> Drawn:
        """The finished picture. An exception meanwhile (Ctrl-C, one of `on_progress`) cancels it at the box.

        Raises NotDrawn where it was refused, failed or cancelled.
        """
        wish = Wish(prompt=prompt, seed=seed, size=size, style=style, steps=steps, format=format)
        return self.finish(self.ask(wish), on_progress)

    def finish(self, asked: Picture, on_progress: OnProgress | None = None) -> Drawn:
        """What came of a wish that was handed in. As `draw` otherwise."""
        ended = asked if asked.state in ENDED else self._followed(asked, on_progress)
        if ended.state != "done":
            raise NotDrawn(ended)
        facts = {name: getattr(ended, name) for name in ended.__struct_fields__}
        return Drawn(**facts, data=self.image(ended))

    def pair(self, code: str) -> str:
        """With the six digits that the teacher reads out. The token, which this Box uses from now on; keep it."""
        answer = self.post("/v1/pair", {"code": code})
        self._wire.token = str(answer["token"])
        return self._wire.token

    def ask(self, wish: Wish) -> Picture:
        """Hands in a wish; the picture is then queued, or ended already."""
        body = {key: value for key, value in msgspec.to_builtins(wish).items() if value is not None}
        return msgspec.convert(self.post("/v1/pictures", body), Picture)

    def picture(self, id: str) -> Picture:
        return msgspec.convert(self.get(_of(id)), Picture)

    def image(self, picture: Picture) -> bytes:
        """The finished picture's bytes."""
        path = picture.image or f"{_of(picture.id)}/image"
        with self._wire.response("GET", path) as response:
            return response.read()

    def cancel(self, id: str) -> None:
        self.delete(_of(id))

    def follow(self, id: str) -> Iterator[Event]:
        """Its events up to and with the last one. Outlives a restart of the box; the daemon keeps what it accepted."""
        misses = 0
        while True:
            try:
                for event in self._wire.events(f"{_of(id)}/events"):
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

    def get(self, path: str) -> Any:
        return self._wire.json("GET", path)

    def post(self, path: str, body: object, *, patience_s: float = REQUEST_LIMIT_S) -> Any:
        """`patience_s`: seconds until it must have answered."""
        return self._wire.json("POST", path, msgspec.json.encode(body), patience_s)

    def upload(
        self, path: str, kind: str, pieces: Iterable[bytes], *, size: int, patience_s: float
    ) -> Any:
        """Posts `size` bytes of the media type `kind`, which need not fit into memory."""
        return self._wire.upload(path, kind, pieces, size, patience_s)

    def download(self, path: str) -> AbstractContextManager[HTTPResponse]:
        """What need not fit into memory."""
        return self._wire.response("GET", path)

    def events(self, path: str) -> Iterator[Event]:
        return self._wire.events(path)

    def put(self, path: str, body: object) -> Any:
        return self._wire.json("PUT", path, msgspec.json.encode(body))

    def patch(self, path: str, body: object) -> Any:
        return self._wire.json("PATCH", path, msgspec.json.encode(body))

    def delete(self, path: str) -> Any:
        return self._wire.json("DELETE", path)

    def _followed(self, asked: Picture, on_progress: OnProgress | None) -> Picture:
        """The ended picture."""
        try:
            for event in self.follow(asked.id):
                if event.name in ENDED:
                    return msgspec.convert(event.data, Picture)
                if on_progress is not None:
                    on_progress(_progress(event))
        except EdgedError:
            raise
        except BaseException:
            with suppress(EdgedError):
                self.cancel(asked.id)
            raise
        raise BoxSilent(where=self.where, why="the events ended early")


def _progress(event: Event) -> Progress:
    data = event.data
    if event.name != "step":
        return Progress(position=int(data.get("position") or 0), eta_s=data.get("eta_s"))
    preview = data.get("preview")
    return Progress(
        step=int(data["step"]),
        steps=int(data["steps"]),
        preview=base64.b64decode(preview) if preview else None,
    )


def _of(id: str) -> str:
    return f"/v1/pictures/{quote(id, safe='')}"
