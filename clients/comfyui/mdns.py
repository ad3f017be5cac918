"""One question by multicast DNS: who offers `_edged._tcp`? Answered to this socket alone (RFC 6762, section 6.7)."""

from __future__ import annotations

import select
import socket
import struct
import sys
import time
from contextlib import suppress

GROUP, PORT = "224.0.0.251", 5353
SERVICE = "_edged._tcp.local"
A, PTR, SRV = 1, 12, 33
ASKED_AT = (0.0, 0.4, 1.2, 2.5)
"""Seconds: a question may be lost in the air."""
MOST_BYTES, MOST_LABELS = 9000, 64


def find(seconds: float) -> str | None:
    """`HOST:PORT` of the first box that answers, or None."""
    began = time.monotonic()
    asked = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as questions:
        while (now := time.monotonic() - began) < seconds:
            if asked < len(ASKED_AT) and now >= ASKED_AT[asked]:
                asked += 1
                _ask(questions)
            if not select.select([questions], [], [], 0.1)[0]:
                continue
            with suppress(OSError, struct.error, IndexError, ValueError):
                data, sender = questions.recvfrom(MOST_BYTES)
                if found := answer_of(data, sender[0]):
                    return found
    return None


def question() -> bytes:
    """A query for SERVICE that wants its answer sent to the asker."""
    return (
        struct.pack(">6H", 0, 0, 1, 0, 0, 0) + _encoded(SERVICE) + struct.pack(">2H", PTR, 0x8001)
    )


def answer_of(data: bytes, sender: str) -> str | None:
    """`HOST:PORT` where the packet names a box. Raises IndexError, ValueError or struct.error where it is no DNS."""
    questions, *records = struct.unpack(">4H", data[4:12])
    at = 12
    for _ in range(questions):
        at = _name(data, at)[1] + 4
    ports: dict[str, tuple[str, int]] = {}
    addresses: dict[str, str] = {}
    for _ in range(sum(records)):
        name, at = _name(data, at)
        kind, _, _, length = struct.unpack(">2HIH", data[at : at + 10])
        at += 10
        if kind == SRV:
            (port,) = struct.unpack(">H", data[at + 4 : at + 6])
            ports[name.lower()] = (_name(data, at + 6)[0].lower(), port)
        elif kind == A and length == 4:
            addresses[name.lower()] = socket.inet_ntoa(data[at : at + 4])
        at += length
    for name, (host, port) in ports.items():
        if name.endswith(SERVICE) and port:
            return f"{addresses.get(host, sender)}:{port}"
    return None


def _ask(questions: socket.socket) -> None:
    """On every interface; some may have no network."""
    for index, _ in socket.if_nameindex():
        if sys.platform == "win32":
            interface = struct.pack("!I", index)
        else:
            interface = struct.pack("@4s4si", bytes(4), bytes(4), index)
        with suppress(OSError):
            questions.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, interface)
            questions.sendto(question(), (GROUP, PORT))


def _encoded(name: str) -> bytes:
    labels = (label.encode() for label in name.split("."))
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _name(data: bytes, at: int) -> tuple[str, int]:
    """The name, and where what follows it begins. Pointers lead backwards only, so that they end."""
    labels: list[str] = []
    end = 0
    while length := data[at]:
        if length >= 0xC0:
            end = end or at + 2
            target = (length & 0x3F) << 8 | data[at + 1]
            if target >= at:
                raise ValueError("a pointer leads forwards")
            at = target
            continue
        labels.append(data[at + 1 : at + 1 + length].decode("utf-8", "replace"))
        at += 1 + length
        if len(labels) > MOST_LABELS:
            raise ValueError("a name is too long")
    return ".".join(labels), end or at + 1
