"""Who is at the other end of the admin's socket, as the kernel saw them connect."""

from __future__ import annotations

import array
import socket
import struct
from asyncio.trsock import TransportSocket
from contextlib import suppress

from msgspec import Struct

CREDENTIALS = struct.Struct("3i")
"""struct ucred: process, user, group."""
SO_PEERGROUPS = 59
"""Not named by Python's socket module; Linux has it since 4.13."""
MOST_GROUPS = 256
"""Python's getsockopt takes 1024 bytes; of someone with more groups only the first counts."""


class Peer(Struct, frozen=True, kw_only=True):
    user: int
    groups: frozenset[int]
    """Its own and the further ones."""

    def may_rule(self, *, user: int, group: int) -> bool:
        """Root, the daemon's own `user`, and the members of the socket's `group`."""
        return self.user in {0, user} or group in self.groups


def peer_of(connection: TransportSocket | socket.socket) -> Peer:
    """Of a connected Unix socket. Raises OSError."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    _, user, group = CREDENTIALS.unpack(raw)
    groups = array.array("I")
    with suppress(OSError):
        size = MOST_GROUPS * groups.itemsize
        groups.frombytes(connection.getsockopt(socket.SOL_SOCKET, SO_PEERGROUPS, size))
    return Peer(user=user, groups=frozenset({group, *groups}))
