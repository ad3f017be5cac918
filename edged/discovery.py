"""Telling the LAN where the box is: `_edged._tcp` and `_http._tcp` over mDNS, kept true while addresses come and go."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
import socket
from collections.abc import Callable
from contextlib import suppress

import ifaddr
from msgspec import Struct
from zeroconf import DNSQuestionType, IPVersion, ServiceInfo
from zeroconf import Error as ZeroconfError
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from edged.errors import NotAnnounced
from edged.health import Health

log = logging.getLogger(__name__)

KINDS = ("_edged._tcp.local.", "_http._tcp.local.")
CONTAINERS = re.compile(r"(docker|br-|virbr|cni|podman|lxcbr)")
"""Interfaces that lead to programs on this machine, not to tablets."""
LOOPBACK = "127.0.0.1"
PROBE_MS = 1200
"""Milliseconds to wait for a namesake: who has just spoken may stay silent for a second (RFC 6762)."""
MOST_NAMESAKES = 20
GROUP = "224.0.0.251"
"""Where mDNS is spoken."""


class Announcement(Struct, frozen=True, kw_only=True):
    """What the LAN is told."""

    name: str
    """Of the box; gets a -2 where another box has it."""
    host: str
    """Without `.local`."""
    port: int
    texts: dict[str, str]
    """TXT record, txtvers first."""
    addresses: tuple[str, ...]
    """IPv4."""


class Announcer:
    """`run` announces until it is cancelled; then it says goodbye."""

    def __init__(
        self,
        describe: Callable[[], Announcement],
        health: Health,
        on_announced: Callable[[str | None], None],
        poll_s: float,
    ) -> None:
        self._describe, self._health, self._on_announced = describe, health, on_announced
        self._poll_s = poll_s
        self._stir = asyncio.Event()

    def stir(self) -> None:
        """What is announced may have changed."""
        self._stir.set()

    async def run(self) -> None:
        while True:
            try:
                await self._announce()
            except (OSError, ZeroconfError, TimeoutError) as error:
                log.debug("cannot announce: %r", error)
                self._health.note(NotAnnounced(detail=_reason(error)))
                self._on_announced(None)
            await asyncio.sleep(self._poll_s)

    async def _announce(self) -> None:
        """Announces, and follows every change, until something goes wrong."""
        told = await asyncio.to_thread(self._describe)
        _check_multicast(told.addresses)
        zeroconf = AsyncZeroconf(interfaces=list(told.addresses), ip_version=IPVersion.V4Only)
        try:
            name = await _free_name(zeroconf, told)
            for kind in KINDS:
                info = _service(told, kind, name)
                broadcast = await zeroconf.async_register_service(info, allow_name_change=True)
                await broadcast
                name = info.name.removesuffix(
                    f".{kind}"
                )  # The same name for both, where one was taken.
            self._health.clear("not_announced")
            self._on_announced(f"{told.host}.local")
            await self._follow(zeroconf, told, name)
        finally:
            # Goodbye, even while being cancelled; a network that is gone must not hold up the stop.
            with suppress(OSError, ZeroconfError, TimeoutError):
                await asyncio.wait_for(zeroconf.async_close(), timeout=2)

    async def _follow(self, zeroconf: AsyncZeroconf, told: Announcement, name: str) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_s):
                    await self._stir.wait()
            self._stir.clear()
            now = await asyncio.to_thread(self._describe)
            if now == told:
                continue
            if now.addresses != told.addresses:
                log.info("addresses changed: %s", ", ".join(now.addresses))
                await zeroconf.async_update_interfaces(interfaces=list(now.addresses))
            for kind in KINDS:
                await (await zeroconf.async_update_service(_service(now, kind, name)))
            told = now


async def _free_name(zeroconf: AsyncZeroconf, told: Announcement) -> str:
    """The box's name, or else the first of name-2, name-3… that nobody answers for.

    python-zeroconf's own probes ask for unicast answers, which another responder on this machine (avahi) may swallow,
    because it shares the port. So the question is asked once more for everybody to hear.
    """
    for number in range(1, MOST_NAMESAKES + 1):
        name = told.name if number == 1 else f"{told.name}-{number}"
        info = AsyncServiceInfo(KINDS[0], f"{name}.{KINDS[0]}")
        if not await info.async_request(
            zeroconf.zeroconf, PROBE_MS, question_type=DNSQuestionType.QM
        ):
            return name
    raise OSError(errno.EADDRINUSE, f"{MOST_NAMESAKES} boxes are called {told.name}")


def _check_multicast(addresses: tuple[str, ...]) -> None:
    """Raises OSError where an address cannot hear multicast: python-zeroconf would leave a socket open then."""
    if not addresses:
        raise OSError(errno.EADDRNOTAVAIL, "no IPv4 address")
    for address in addresses:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            member = socket.inet_aton(GROUP) + socket.inet_aton(address)
            probe.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)


def own_addresses() -> tuple[str, ...]:
    """This machine's IPv4 addresses that tablets may reach; the loopback where there is no other. Blocks."""
    found = [
        (str(adapter.name), str(address.ip))
        for adapter in ifaddr.get_adapters()
        for address in adapter.ips
        if address.is_IPv4 and not str(address.ip).startswith("127.")
    ]
    outward = [ip for name, ip in found if not CONTAINERS.match(name)]
    return tuple(outward or [ip for _, ip in found] or [LOOPBACK])


def reachable(bound_to: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """IPv4 addresses to announce for a socket bound to this host."""
    if bound_to in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return own
    return () if ":" in bound_to else (bound_to,)


def _service(told: Announcement, kind: str, name: str) -> ServiceInfo:
    return ServiceInfo(
        kind,
        f"{name}.{kind}",
        addresses=[socket.inet_aton(address) for address in told.addresses],
        port=told.port,
        properties=told.texts,
        server=f"{told.host}.local.",
    )


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
