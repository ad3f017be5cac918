"""The box needs no internet, and does not try to reach it even where a router offers it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from tests.e2e.box import running_box
from tests.e2e.lan import Machine, lan

pytestmark = pytest.mark.needs("root", "ip", "tcpdump", "strace")

GATEWAY = "10.77.0.1"
FOREIGN = "192.0.2.1"
"""An address that belongs to nobody (RFC 5737)."""
NEAR = [ip_network(net) for net in ("127.0.0.0/8", "10.77.0.0/24", "224.0.0.0/4", "0.0.0.0/32")]
NEAR += [ip_network(net) for net in ("::1/128", "::/128", "fe80::/10", "ff00::/8")]
NEAR_FILTER = (
    "arp or dst net 10.77.0.0/24 or dst net 224.0.0.0/4 or dst net fe80::/10 or dst net ff00::/8"
)
BEYOND_FILTER = f"(arp and dst host {GATEWAY}) or not ({NEAR_FILTER})"
TARGET = re.compile(r'sin6?_port=htons\((\d+)\).*?inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"')
SENDING = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg)\(")


def _draw(tablet: Machine, out: Path) -> None:
    edgectl = (sys.executable, "-m", "edged.cli")
    tablet.run(
        *edgectl,
        "draw",
        "a cute panda playing with a balloon",
        "-o",
        out,
        "--box",
        "http://10.77.0.2:8642",
    )
    assert out.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_a_box_without_any_route_draws_for_its_own_machine(tmp_path: Path) -> None:
    with lan() as network:
        alone = network.machine(None)
        assert not alone.run("ip", "route").stdout.strip()
        with running_box(alone, tmp_path / "box"):
            out = tmp_path / "panda.png"
            alone.run(
                sys.executable,
                "-m",
                "edged.cli",
                "draw",
                "熊猫",
                "-o",
                out,
                "--box",
                "http://127.0.0.1:8642",
            )
            assert out.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_nothing_is_sent_beyond_the_room_though_a_router_offers_the_way(tmp_path: Path) -> None:
    with lan() as network:
        box_machine, tablet = network.machine("10.77.0.2/24"), network.machine("10.77.0.3/24")
        network.machine(f"{GATEWAY}/24")
        box_machine.run("ip", "route", "add", "default", "via", GATEWAY)
        with _trap(box_machine, tmp_path) as caught:
            with running_box(box_machine, tmp_path / "box"):
                _draw(tablet, tmp_path / "panda.png")
            assert caught.read_text() == ""
            _prove_that_the_trap_works(box_machine, caught)


def test_no_call_of_the_box_names_an_address_beyond_the_room(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    strace = (
        "strace",
        "--follow-forks",
        "--quiet=all",
        "--trace=%network",
        "--signal=none",
        "-o",
        str(calls),
    )
    with lan() as network:
        box_machine, tablet = network.machine("10.77.0.2/24"), network.machine("10.77.0.3/24")
        with running_box(box_machine, tmp_path / "box", under=strace) as box:
            _draw(tablet, tmp_path / "panda.png")
            box.stop()
    targets = [
        (ip_address(match[2].partition("%")[0]), int(match[1]))
        for line in calls.read_text("utf-8", "replace").splitlines()
        if SENDING.search(line)
        for match in TARGET.finditer(line)
    ]
    assert any(port == 5353 for _, port in targets), "strace has not seen even the announcement"
    assert not [target for target in targets if not any(target[0] in net for net in NEAR)]
    assert not [target for target in targets if target[1] == 53], "names were looked up"


@contextmanager
def _trap(machine: Machine, folder: Path) -> Iterator[Path]:
    """A file that gets one line for each packet that leaves the machine for anywhere but the room."""
    caught = folder / "caught"
    command = ("tcpdump", "-i", machine.link, "-n", "-l", "-q", "-Q", "out", BEYOND_FILTER)
    quiet = ("sh", "-c", 'exec "$@" 2>"$0"', str(folder / "tcpdump.log"), *command)
    with machine.running(*quiet, log=caught):
        _until(folder / "tcpdump.log", "listening on")
        yield caught


def _prove_that_the_trap_works(machine: Machine, caught: Path) -> None:
    send = f"import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('{FOREIGN}', 9))"
    machine.run(sys.executable, "-c", send)
    _until(caught, FOREIGN)


def _until(file: Path, words: str) -> None:
    deadline = time.monotonic() + 90
    while not file.exists() or words not in file.read_text():
        assert time.monotonic() < deadline, f"{file.name} never said {words!r}"
        time.sleep(0.1)
