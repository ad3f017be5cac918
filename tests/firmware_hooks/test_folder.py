"""All shipped hooks together."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from edged.hooks.events import EVENTS
from edged.hooks.found import find
from tests.firmware_hooks.machine import HOOKS, Machine
from tests.source import ROOT

SHIPPED = ["cpufreq", "leds", "low-battery", "nvidia-power-limit", "nvpmodel"]


def events_of(name: str) -> list[str]:
    """As its comment says."""
    comment = re.search("^# events: (.*)$", (HOOKS / name).read_text(), re.MULTILINE)
    assert comment
    return comment[1].split()


def test_every_shipped_hook_may_run_and_says_what_it_acts_on(tmp_path: Path) -> None:
    installed = tmp_path / "hooks"  # The checkout itself may be open to its owner's group.
    shutil.copytree(HOOKS, installed)
    for path in (installed, *installed.iterdir()):
        path.chmod(0o755)
    found = find([installed], os.getuid())
    assert [hook.name for hook in found] == SHIPPED
    assert [hook.why for hook in found] == [""] * len(SHIPPED)
    assert all(0 < len(hook.events) < len(EVENTS) for hook in found)


def test_every_shipped_hook_stands_in_the_docs() -> None:
    docs = (ROOT / "docs" / "hooks.md").read_text("utf-8")
    for name in SHIPPED:
        (row,) = (line for line in docs.splitlines() if line.startswith(f"| `{name}` |"))
        assert re.findall("`([a-z-]+)`", row.split("|")[2]) == events_of(name)


@pytest.mark.needs("shellcheck")
def test_every_shipped_hook_is_clean_shell() -> None:
    hooks = [HOOKS / name for name in SHIPPED]
    checked = subprocess.run(
        ["shellcheck", "--shell=sh", *hooks],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.stdout == ""


@pytest.mark.parametrize("name", SHIPPED)
def test_on_a_machine_without_anything_no_hook_fails(machine: Machine, name: str) -> None:
    machine.root.mkdir()
    machine.program("systemctl", "exit 3")
    machine.program("systemd-run")
    for event in events_of(name):
        done = machine.hook(name, event)
        assert done.returncode == 0, done.stdout


def test_the_folder_holds_nothing_but_hooks() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-s", "firmware_hooks"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.splitlines()
    assert [line.rpartition("/")[2] for line in listed] == SHIPPED
    assert {line.split()[0] for line in listed} == {"100755"}
    assert os.access(HOOKS / SHIPPED[0], os.X_OK)
