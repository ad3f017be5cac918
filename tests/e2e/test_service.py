"""The box as systemd runs it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from edged.hooks.caller import FAREWELL_S
from edged.listening import GRACE_S
from edged.settings import WorkerSettings
from tests.e2e.unit import PATIENCE_S, Service, settings_of, started
from tests.toypack import build_toy_pack


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Steps of a tenth of a second."""
    build_toy_pack(tmp_path / "packs" / "cute-animals", slow_ms=100)
    (tmp_path / "edged.toml").write_text(
        f'packs = "{tmp_path}/packs"\nannounce = false\n[queue]\nper_device = 64\n'
    )
    return tmp_path


def until_drawn(service: Service, id: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while service.ask(f"/v1/pictures/{id}")["state"] != "done":
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_systemd_hears_how_the_box_is_and_nothing_accepted_is_lost(home: Path) -> None:
    with started(home) as service:
        assert service.hears("EXTEND_TIMEOUT_USEC=") < service.hears("READY=1\nSTATUS=ready")
        assert service.ask("/readyz")["ready"], "READY means that a picture has been drawn"
        service.hears("WATCHDOG=1")
        wishes = [{"prompt": animal, "steps": 20} for animal in ("bear", "panda", "rabbit")]
        ids = [str(service.ask("/v1/pictures", wish)["id"]) for wish in wishes]
        assert service.stop() == 0
        assert "STOPPING=1" in service.told
    with started(home) as service:
        service.hears("READY=1\nSTATUS=ready")
        for id in ids:
            until_drawn(service, id)


def test_a_box_that_cannot_draw_is_started_and_says_why_not(home: Path) -> None:
    decoder = home / "packs" / "cute-animals" / "decoder.onnx"
    decoder.write_bytes(decoder.read_bytes()[:-1])
    with started(home) as service:
        service.hears("READY=1\nSTATUS=degraded")
        place = service.hears("STATUS=The box cannot use its drawing model")
        assert "decoder.onnx" in service.told[place]


def test_it_leaves_before_systemd_loses_patience() -> None:
    """The answers' grace, the worker's deadline, and a last word to the hooks."""
    least = GRACE_S + WorkerSettings().stop_deadline_s + FAREWELL_S
    assert least <= 5 < float(settings_of("edged.service")["TimeoutStopSec"][0])


@pytest.mark.needs("strace", "systemd-analyze")
def test_every_system_call_of_a_box_that_draws_is_one_that_its_unit_allows(home: Path) -> None:
    log = home / "calls"
    with started(home, "strace", "-f", "-qq", "-o", str(log), watchdog_s=30) as service:
        service.hears("READY=1\nSTATUS=ready")
        id = str(service.ask("/v1/pictures", {"prompt": "bear"})["id"])
        until_drawn(service, id)
        service.signal(signal.SIGTERM)
        assert service.process.wait(PATIENCE_S) == 0
    used = set(re.findall(r"^\d+ +([a-z_0-9]+)\(", log.read_text("utf-8", "replace"), re.MULTILINE))
    assert {"execve", "clone3", "clone"} & used
    # SQLite gives its files to the folder's owner, but only as root, which the unit's box is not.
    as_root = {"fchown"} if os.geteuid() == 0 else set()
    assert sorted(used - _allowed() - as_root) == []


def _allowed() -> set[str]:
    listed = subprocess.run(
        ["systemd-analyze", "syscall-filter"], capture_output=True, text=True, check=True
    ).stdout
    groups: dict[str, set[str]] = {}
    for line in listed.splitlines():
        word = line.split("#")[0].strip()
        if line.startswith("@"):
            members = groups.setdefault(word, set())
        elif word and line.startswith(" "):
            members.add(word)
    allow, deny = settings_of("edged.service")["SystemCallFilter"]
    return _members(groups, allow) - _members(groups, deny.removeprefix("~"))


def _members(groups: dict[str, set[str]], name: str) -> set[str]:
    """Of the group and of those within it."""
    inner = [_members(groups, each) if each in groups else {each} for each in groups[name]]
    return set().union(*inner)
