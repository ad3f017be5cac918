"""The node package's own question, answered by a box's real announcement."""

from __future__ import annotations

import asyncio
import json
import struct
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from clients.comfyui.mdns import answer_of, find, question
from edged.discovery import Announcement, Announcer
from edged.health import Health
from tests.e2e.lan import lan
from tests.source import ROOT

TOLD = Announcement(
    name="edged-test0009",
    host="edged-test0009",
    port=8649,
    texts={"txtvers": "1", "id": "test0009", "path": "/"},
    addresses=("127.0.0.1",),
)


async def test_a_box_that_announces_itself_is_found() -> None:
    announced = asyncio.Event()
    announcer = Announcer(lambda: TOLD, Health(), lambda _: announced.set(), poll_s=0.2)
    running = asyncio.create_task(announcer.run())
    try:
        async with asyncio.timeout(60):
            await announced.wait()
            found = None
            while found is None:
                found = await asyncio.to_thread(find, 4.0)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    host, _, port = found.partition(":")
    assert (host, port) == ("127.0.0.1", "8649")


@pytest.mark.needs("root", "ip")
def test_in_an_empty_network_nobody_answers() -> None:
    probe = "import json; from clients.comfyui.mdns import find; print(json.dumps(find(0.5)))"
    with lan() as network:
        done = network.machine("10.77.0.3/24").run(sys.executable, "-c", probe)
    assert json.loads(done.stdout) is None


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\0" * 12,
        question(),
        question()[:20],
        struct.pack(">6H", 0, 0x8400, 0, 1, 0, 0) + b"\xc0\x0c" * 4,
        struct.pack(">6H", 0, 0x8400, 0, 65535, 0, 0) + b"\0" * 40,
        struct.pack(">6H", 0, 0x8400, 0, 1, 0, 0) + b"\x01a" * 200,
    ],
)
def test_strange_packets_name_no_box(packet: bytes) -> None:
    with suppress(IndexError, ValueError, struct.error):
        assert answer_of(packet, "10.0.0.1") is None


def test_the_package_stands_alone() -> None:
    """Nothing of the project around it is imported."""
    for path in Path(ROOT / "clients" / "comfyui").glob("*.py"):
        text = path.read_text("utf-8")
        assert "from edged" not in text
        assert "from runtime" not in text
