"""Where a box is: an address that somebody wrote, or the first one that is heard in the network."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from .mdns import find

AUTO = "auto"
PORT = 8642
REMEMBERED_S = 60.0
"""Seconds for which a box that was heard is taken to be where it was."""
SEARCH_S = 4.0

_heard: dict[str, float] = {}
"""Address -> monotonic seconds."""


class BoxError(RuntimeError):
    """A sentence for the person who looks at the node."""


@dataclass(frozen=True)
class Place:
    """What a node EdgedBox gives to others."""

    address: str = AUTO
    key: str = ""

    def host_and_port(self) -> tuple[str, int]:
        """Raises BoxError."""
        wanted = self.address.strip()
        if wanted in {"", AUTO}:
            wanted = os.environ.get("EDGED_BOX", "").strip() or _listen()
        return _parse(wanted)

    def token(self) -> str:
        """Of a paired programme; empty where the box is open to everybody."""
        return self.key.strip() or os.environ.get("EDGED_TOKEN", "").strip()


def forget() -> None:
    """The box that was heard is not there any more."""
    _heard.clear()


def _listen() -> str:
    now = time.monotonic()
    for address, since in list(_heard.items()):
        if now - since < REMEMBERED_S:
            return address
    found = find(SEARCH_S)
    if found is None:
        raise BoxError(
            f"No picture box was heard within {SEARCH_S:g} s. Is it on and in the same network? "
            "Else put a node EdgedBox before this one and write the box's address into it, such as http://192.168.1.20:8642."
        )
    _heard.clear()
    _heard[found] = now
    return found


def _parse(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or any(letter.isspace() for letter in host):
        raise BoxError(
            f"{address!r} is not a box's address; it looks like http://192.168.1.20:8642"
        )
    return host, port or PORT
