"""What the LAN is told about this box."""

from __future__ import annotations

import socket

from edged.box import Box
from edged.discovery import Announcement, own_addresses, reachable
from edged.health import Health


def announcement(box: Box, health: Health, listening: socket.socket) -> Announcement:
    """`listening`: where tablets shall come."""
    host, port = listening.getsockname()[:2]
    texts = {
        "txtvers": "1",
        "api": "1",
        "id": box.id,
        "st": health.state,
        "prof": box.choice.profile.name,
        "pack": box.pack.manifest.name if box.pack else "",
        "path": "/",
    }
    return Announcement(
        name=box.name,
        host=box.host,
        port=port,
        texts=texts,
        addresses=reachable(host, own_addresses()),
    )
