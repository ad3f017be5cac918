"""What systemd wants to hear, and the sockets it hands over. Without systemd all of it does nothing."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable

FIRST_FD = 3
"""Number of the first socket handed over."""


class Notifier:
    """Sends `KEY=value` lines to $NOTIFY_SOCKET."""

    def __init__(self, address: str | None = None) -> None:
        named = address if address is not None else os.environ.get("NOTIFY_SOCKET", "")
        # A leading @ stands for the NUL of Linux' abstract names.
        self._address = "\0" + named[1:] if named.startswith("@") else named

    def ready(self, status: str) -> None:
        self._say(f"READY=1\nSTATUS={status}")

    def status(self, text: str) -> None:
        self._say(f"STATUS={text}")

    def stopping(self) -> None:
        self._say("STOPPING=1")

    def watchdog(self) -> None:
        self._say("WATCHDOG=1")

    def extend_timeout(self, seconds: float) -> None:
        """More time for the present phase (starting or stopping)."""
        self._say(f"EXTEND_TIMEOUT_USEC={int(seconds * 1_000_000)}")

    def _say(self, text: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
                channel.setblocking(False)
                channel.connect(self._address)
                channel.send(text.encode())
        except OSError:
            return  # systemd not listening must never stop the box.


def watchdog_interval() -> float | None:
    """Seconds between two pings: half of what systemd allows. None: it does not ask for any."""
    pid, allowed = os.environ.get("WATCHDOG_PID"), os.environ.get("WATCHDOG_USEC", "")
    if (pid and pid != str(os.getpid())) or not allowed.isdigit() or allowed == "0":
        return None
    return int(allowed) / 2 / 1_000_000


async def feed_watchdog(notifier: Notifier, alive: Callable[[], bool]) -> None:
    """Pings for as long as the event loop turns and `alive()` holds; returns at once where nobody asks for it."""
    interval = watchdog_interval()
    while interval is not None:
        if alive():
            notifier.watchdog()
        await asyncio.sleep(interval)


def inherited_sockets() -> list[socket.socket]:
    """The listening sockets that systemd opened for this process."""
    count = os.environ.get("LISTEN_FDS", "")
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or not count.isdigit():
        return []
    found = [socket.socket(fileno=FIRST_FD + i) for i in range(int(count))]
    for each in found:
        each.setblocking(False)
    return found
