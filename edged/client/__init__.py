"""Talks to a box from a program: over TCP, or over the Unix socket on the box itself. Needs neither the web server nor the daemon."""

from edged.client.asynchronous import AsyncBox
from edged.client.box import Box
from edged.client.errors import (
    AddressWrong,
    BoxSaid,
    BoxSilent,
    NoBox,
    NoNetwork,
    NotDrawn,
    NotSaved,
    SocketAbsent,
    SocketClosed,
)
from edged.client.picture import Drawn, Progress
from edged.client.search import Found, find
from edged.client.wire import PORT, TOKEN_VARIABLE, Event
from edged.pictures import Wish

__all__ = [
    "PORT",
    "TOKEN_VARIABLE",
    "AddressWrong",
    "AsyncBox",
    "Box",
    "BoxSaid",
    "BoxSilent",
    "Drawn",
    "Event",
    "Found",
    "NoBox",
    "NoNetwork",
    "NotDrawn",
    "NotSaved",
    "Progress",
    "SocketAbsent",
    "SocketClosed",
    "Wish",
    "find",
]
