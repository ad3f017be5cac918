"""A picture from a box: asked for, followed, fetched. Blocking, and ended as soon as ComfyUI wants to stop."""

from __future__ import annotations

import base64
import json
import queue
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from .place import BoxError, Place, forget

CHINESE = re.compile(r"[\u3400-\u9fff]")
ENDED = {"done", "refused", "failed", "cancelled"}
SILENCE_S = 40.0
"""Seconds without a sign of the box; its event streams have a heartbeat every 15 s."""
LOOK_S = 0.1
"""Seconds between two looks whether ComfyUI wants to stop."""


@dataclass(frozen=True)
class Step:
    number: int
    of: int
    preview: bytes | None
    """A small WebP."""


@dataclass
class Painter:
    """`check_stop` raises where the picture is not wanted any more; `on_step` is told of each step."""

    place: Place
    check_stop: Callable[[], None] = lambda: None
    on_step: Callable[[Step], None] = lambda step: None
    _host: str = field(default="", init=False)
    _port: int = field(default=0, init=False)
    _language: str = field(default="en", init=False)

    def draw(self, wish: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The Picture and its file. Raises BoxError with the box's own words."""
        self._host, self._port = self.place.host_and_port()
        self._language = "zh" if CHINESE.search(str(wish["prompt"])) else "en"
        picture = self._json("POST", "/v1/pictures", wish)
        if picture["state"] not in ENDED:
            picture = self._followed(picture["id"])
        if picture["state"] != "done":
            raise BoxError(
                _sentence(picture.get("error")) or f"The picture was {picture['state']}."
            )
        return picture, self._read("GET", str(picture["image"]))

    def _followed(self, id: str) -> dict[str, Any]:
        """The ended Picture. Whatever ends this earlier cancels it at the box."""
        heard: queue.Queue[Any] = queue.Queue()
        threading.Thread(target=self._listen, args=(id, heard), daemon=True).start()
        try:
            while True:
                self.check_stop()
                try:
                    what = heard.get(timeout=LOOK_S)
                except queue.Empty:
                    continue
                if isinstance(what, BaseException):
                    raise what
                name, data = what
                if name in ENDED:
                    return dict(data)
                if name == "step":
                    preview = base64.b64decode(data["preview"]) if data["preview"] else None
                    self.on_step(Step(int(data["step"]), int(data["steps"]), preview))
        except BaseException:
            self._cancel(id)
            raise

    def _listen(self, id: str, heard: queue.Queue[Any]) -> None:
        """In a thread of its own: reading may stand still for as long as the box has nothing to say."""
        try:
            connection, response = self._asked("GET", f"/v1/pictures/{id}/events")
            try:
                name = ""
                for raw in response:
                    key, _, value = raw.decode("utf-8", "replace").strip().partition(": ")
                    if key == "event":
                        name = value
                    elif key == "data":
                        heard.put((name, json.loads(value)))
            finally:
                connection.close()
            heard.put(BoxError("The box went away while it was drawing."))
        except (BoxError, OSError, HTTPException, ValueError) as error:
            heard.put(error if isinstance(error, BoxError) else self._silent(error))

    def _cancel(self, id: str) -> None:
        with suppress(BoxError):  # It ended, or the box is gone: there is nothing to cancel.
            self._read("DELETE", f"/v1/pictures/{id}")

    def _json(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = json.loads(self._read(method, path, body))
        except ValueError as error:
            raise self._silent(error) from error
        return dict(answer)

    def _read(self, method: str, path: str, body: dict[str, Any] | None = None) -> bytes:
        try:
            connection, response = self._asked(method, path, body)
            try:
                return response.read()
            finally:
                connection.close()
        except (OSError, HTTPException) as error:
            raise self._silent(error) from error

    def _asked(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> tuple[HTTPConnection, HTTPResponse]:
        headers = {"Accept-Language": self._language}
        if token := self.place.token():
            headers["Authorization"] = f"Bearer {token}"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        connection = HTTPConnection(self._host, self._port, timeout=SILENCE_S)
        try:
            connection.request(method, path, data, headers)
            response = connection.getresponse()
            if response.status >= 400:
                raise BoxError(_said(response.read()) or f"The box answered {response.status}.")
        except BaseException:
            connection.close()
            raise
        return connection, response

    def _silent(self, error: Exception) -> BoxError:
        forget()
        return BoxError(f"No picture box answers at {self._host}:{self._port} ({error}).")


def _said(raw: bytes) -> str:
    try:
        return _sentence(json.loads(raw)["error"])
    except (ValueError, KeyError, TypeError):
        return ""


def _sentence(error: Any) -> str:
    """The sentence and what to do about it."""
    if not isinstance(error, dict):
        return ""
    return " ".join(str(error[key]) for key in ("message", "fix") if error.get(key))
