"""Boxes and tablets on one switch: found by edgectl, and by a browser that shares no code with the box."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from tests.e2e.box import PORT, running_box
from tests.e2e.lan import Lan, Machine, lan

pytestmark = pytest.mark.needs("root", "ip", "dbus-daemon", "avahi-daemon", "avahi-browse")

Answer = TypeVar("Answer")
EDGECTL = (sys.executable, "-m", "edged.cli")
WAIT_LIMIT_S = 90
"""A record without goodbye or new announcement would stay for 75 minutes."""
BETWEEN_S = 2.5
"""A responder that has just multicast a record says it again a second later at the earliest (RFC 6762, section 6), and
avahi-browse leaves after one second. Whoever asked again at once could be too early every time."""


@pytest.fixture
def network() -> Iterator[Lan]:
    with lan() as net:
        yield net


def test_a_tablet_finds_the_box_and_draws_with_it(network: Lan, tmp_path: Path) -> None:
    box_machine, tablet = network.machine("10.77.0.2/24"), network.machine("10.77.0.3/24")
    with running_box(box_machine, tmp_path / "box") as box:
        (found,) = json.loads(tablet.run(*EDGECTL, "--json", "discover").stdout)
        assert found["id"] == box.about["id"]
        picture = tmp_path / "duck.png"
        tablet.run(*EDGECTL, "draw", "黄色的小鸭子戴着红色帽子", "-o", picture)
        assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_a_stranger_sees_both_services_with_their_texts(network: Lan, tmp_path: Path) -> None:
    box_machine, tablet = network.machine("10.77.0.2/24"), network.machine("10.77.0.3/24")
    with running_box(box_machine, tmp_path / "box") as box:
        about = box.about
        for service in ("_edged._tcp", "_http._tcp"):
            rows = _eventually(partial(_ipv4, tablet, service), bool)
            ((_, _, name, _, _, host, address, port, texts),) = rows
            assert name.replace("\\032", " ") == about["name"]
            assert (host, address, port) == (f"edged-{about['id']}.local", "10.77.0.2", str(PORT))
            said = dict(text.split("=", 1) for text in texts.strip('"').split('" "'))
            assert (
                said.items() >= {"txtvers": "1", "api": "1", "id": about["id"], "path": "/"}.items()
            )
            assert {"st", "prof", "pack"} <= said.keys()


def test_two_boxes_of_one_name_are_told_apart(network: Lan, tmp_path: Path) -> None:
    machines = [network.machine(f"10.77.0.{last}/24") for last in (2, 3)]
    tablet = network.machine("10.77.0.9/24")
    with (
        running_box(machines[0], tmp_path / "first", name="Class 1"),
        running_box(machines[1], tmp_path / "second", name="Class 1"),
    ):
        rows = _eventually(lambda: _ipv4(tablet, "_edged._tcp"), lambda rows: len(rows) == 2)
        assert len({row[2] for row in rows}) == 2
        assert "Class\\0321" in {row[2] for row in rows}
        assert {row[6] for row in rows} == {"10.77.0.2", "10.77.0.3"}


def test_a_box_that_stops_says_goodbye(network: Lan, tmp_path: Path) -> None:
    box_machine, tablet = network.machine("10.77.0.2/24"), network.machine("10.77.0.3/24")
    heard = tmp_path / "heard"
    with tablet.watching("_edged._tcp", log=heard):
        with running_box(box_machine, tmp_path / "box"):
            _eventually(heard.read_text, lambda text: "\n+;lan0;IPv4;" in f"\n{text}")
            assert "\n-;" not in heard.read_text()
        _eventually(heard.read_text, lambda text: "\n-;lan0;IPv4;" in text)


def test_a_new_address_is_announced(network: Lan, tmp_path: Path) -> None:
    box_machine, tablet = network.machine("10.77.0.2/24"), network.machine("10.77.0.3/24")
    with running_box(box_machine, tmp_path / "box"):
        _eventually(lambda: _addresses(tablet), lambda found: found == {"10.77.0.2"})
        box_machine.address("10.77.0.77/24", old="10.77.0.2/24")
        _eventually(lambda: _addresses(tablet), lambda found: found == {"10.77.0.77"})
        (found,) = json.loads(tablet.run(*EDGECTL, "--json", "discover").stdout)
        assert "10.77.0.77" in found["url"]


def test_a_box_that_starts_before_its_network_is_found_later(network: Lan, tmp_path: Path) -> None:
    box_machine, tablet = network.machine(None), network.machine("10.77.0.3/24")
    with running_box(box_machine, tmp_path / "box"):
        assert not _addresses(tablet)
        box_machine.address("10.77.0.2/24")
        _eventually(lambda: _addresses(tablet), lambda found: found == {"10.77.0.2"})


def _ipv4(tablet: Machine, service: str) -> list[list[str]]:
    return [row for row in tablet.browse(service) if row[1] == "IPv4"]


def _addresses(tablet: Machine) -> set[str]:
    return {row[6] for row in _ipv4(tablet, "_edged._tcp")}


def _eventually(ask: Callable[[], Answer], good: Callable[[Answer], bool]) -> Answer:
    deadline = time.monotonic() + WAIT_LIMIT_S
    while not good(answer := ask()):
        assert time.monotonic() < deadline, f"still {answer!r}"
        time.sleep(BETWEEN_S)
    return answer
