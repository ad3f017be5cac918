from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import msgspec
import pytest
from zeroconf import IPVersion, ServiceStateChange
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from edged.discovery import KINDS, Announcement, Announcer, own_addresses, reachable
from edged.health import Health

LAN = ["127.0.0.1"]
TOLD = Announcement(
    name="edged-test0001",
    host="edged-test0001",
    port=8642,
    texts={"txtvers": "1", "api": "1", "id": "test0001", "st": "warming", "path": "/"},
    addresses=("127.0.0.1",),
)


class Tablet:
    """Somebody else on the network."""

    def __init__(self, zeroconf: AsyncZeroconf) -> None:
        self._zeroconf = zeroconf
        self.seen: set[str] = set()
        self._news = asyncio.Event()
        self._browser = AsyncServiceBrowser(zeroconf.zeroconf, list(KINDS), handlers=[self._hear])

    def _hear(
        self, zeroconf: object, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        if state_change is ServiceStateChange.Removed:
            self.seen.discard(name)
        else:
            self.seen.add(name)
        self._news.set()

    async def until(self, *names: str) -> None:
        """Sees exactly the boxes of these names."""
        wanted = {f"{name}.{kind}" for name in names for kind in KINDS}
        while {each for each in self.seen if "test0001" in each} != wanted:
            self._news.clear()
            await self._news.wait()

    async def look_up(self, name: str) -> AsyncServiceInfo:
        info = AsyncServiceInfo(KINDS[0], f"{name}.{KINDS[0]}")
        assert await info.async_request(self._zeroconf.zeroconf, 5000)
        return info

    async def until_state(self, name: str, state: bytes) -> None:
        while (await self.look_up(name)).properties.get(b"st") != state:
            self._news.clear()
            await self._news.wait()


@asynccontextmanager
async def tablet() -> AsyncIterator[Tablet]:
    zeroconf = AsyncZeroconf(interfaces=LAN, ip_version=IPVersion.V4Only)
    try:
        yield Tablet(zeroconf)
    finally:
        await zeroconf.async_close()


@asynccontextmanager
async def announced(announcer: Announcer) -> AsyncIterator[None]:
    running = asyncio.create_task(announcer.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_a_tablet_finds_the_box_hears_its_changes_and_its_goodbye() -> None:
    told, names = [TOLD], list[str | None]()
    announcer = Announcer(lambda: told[-1], Health(), names.append, poll_s=0.2)
    async with asyncio.timeout(60), tablet() as other:
        async with announced(announcer):
            await other.until("edged-test0001")
            info = await other.look_up("edged-test0001")
            assert info.server == "edged-test0001.local."
            assert info.port == 8642
            assert info.parsed_addresses() == LAN
            assert next(iter(info.properties)) == b"txtvers"
            told.append(msgspec.structs.replace(TOLD, texts=TOLD.texts | {"st": "ready"}))
            announcer.stir()
            await other.until_state("edged-test0001", b"ready")
            assert names == ["edged-test0001.local"]
        await other.until()


async def test_two_boxes_of_one_name_are_told_apart() -> None:
    first = Announcer(lambda: TOLD, Health(), lambda _: None, poll_s=0.2)
    second = Announcer(lambda: TOLD, Health(), lambda _: None, poll_s=0.2)
    async with asyncio.timeout(60), tablet() as other, announced(first):
        await other.until("edged-test0001")
        async with announced(second):
            await other.until("edged-test0001", "edged-test0001-2")


async def test_without_a_network_it_says_so_and_announces_as_soon_as_there_is_one() -> None:
    health, told = Health(), [msgspec.structs.replace(TOLD, addresses=("192.0.2.1",))]
    noted = asyncio.Event()
    health.on_change = noted.set
    announcer = Announcer(lambda: told[-1], health, lambda _: None, poll_s=0.2)
    async with asyncio.timeout(60), announced(announcer):
        await noted.wait()
        (issue,) = health.issues("en")
        assert issue.code == "not_announced"
        told.append(TOLD)
        async with tablet() as other:
            await other.until("edged-test0001")
            noted.clear()
            if health.issues("en"):
                await noted.wait()
            assert not health.issues("en")


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ("0.0.0.0", ("10.0.0.1",)),
        ("::", ("10.0.0.1",)),
        ("127.0.0.1", ("127.0.0.1",)),
        ("::1", ()),
    ],
)
def test_only_addresses_that_are_served_are_announced(
    bound: str, expected: tuple[str, ...]
) -> None:
    assert reachable(bound, ("10.0.0.1",)) == expected


def test_this_machine_has_an_address() -> None:
    assert own_addresses()
