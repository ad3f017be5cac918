"""Listening for boxes that announce themselves in the network by mDNS."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from msgspec import Struct

from edged.client.errors import NoNetwork

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf

SERVICE = "_edged._tcp.local."
ANSWER_LIMIT_MS = 1500
"""Milliseconds for a box to say its address once its name is heard."""


class Found(Struct, frozen=True, kw_only=True):
    """One box as it announces itself."""

    id: str
    name: str
    url: str
    """Of its page."""
    host: str
    addresses: tuple[str, ...]
    """IPv4, which is what boxes announce."""
    port: int
    state: str
    profile: str
    pack: str


def find(seconds: float, enough: int | None = None) -> list[Found]:
    """Boxes heard within `seconds`, by name; returns earlier once `enough` are there. Raises NoNetwork."""
    from zeroconf import ServiceBrowser  # noqa: PLC0415 - only commands that listen pay for it

    heard: dict[str, Found] = {}
    complete = threading.Event()

    def on_change(zeroconf: Zeroconf, service_type: str, name: str, **_: object) -> None:
        info = zeroconf.get_service_info(service_type, name, ANSWER_LIMIT_MS)
        if info and (found := _found(info)):
            heard[name] = found
        if enough and len(heard) >= enough:
            complete.set()

    network = _network()
    try:
        browser = ServiceBrowser(network, SERVICE, handlers=[on_change])
        complete.wait(seconds)
        browser.cancel()
    finally:
        network.close()
    return sorted(heard.values(), key=lambda box: (box.name, box.id))


def _network() -> Zeroconf:
    from zeroconf import IPVersion, Zeroconf  # noqa: PLC0415

    try:
        return Zeroconf(ip_version=IPVersion.V4Only)
    except OSError as error:
        raise NoNetwork(why=error.strerror or error) from error


def _found(info: ServiceInfo) -> Found | None:
    from zeroconf import IPVersion  # noqa: PLC0415

    said = info.decoded_properties
    addresses = tuple(info.parsed_addresses(IPVersion.V4Only))
    if not addresses or info.port is None:
        return None
    return Found(
        id=said.get("id") or "",
        name=info.name.removesuffix(f".{SERVICE}"),
        url=f"http://{addresses[0]}:{info.port}{said.get('path') or '/'}",
        host=(info.server or "").rstrip("."),
        addresses=addresses,
        port=info.port,
        state=said.get("st") or "",
        profile=said.get("prof") or "",
        pack=said.get("pack") or "",
    )
