"""The units, with systemd's own tools: nothing here needs a machine that systemd has booted."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from edged.__main__ import command_line
from edged.cli.desk import SYSTEM_SOCKETS
from edged.hooks.__main__ import OWN, USER
from edged.hooks.__main__ import command_line as hooks_command_line
from edged.hooks.caller import SOCKET_VARIABLE
from edged.hooks.client import SOCKET
from tests.e2e.unit import UNITS, settings_of
from tests.source import ROOT

NAMES = sorted(path.name for path in UNITS.iterdir() if path.suffix in {".service", ".socket"})
DOCS = ROOT / "docs" / "systemd.md"
THRESHOLD = 20
"""Ten times the exposure that is allowed."""


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    """A root with our units, and a stand-in for every program that they start: only its presence is looked at."""
    units = tmp_path / "usr" / "lib" / "systemd" / "system"
    units.mkdir(parents=True)
    for name in NAMES:
        (units / name).write_text((UNITS / name).read_text())
        for command in settings_of(name).get("ExecStart", []):
            program = tmp_path / shlex.split(command)[0].lstrip("-/")
            program.parent.mkdir(parents=True, exist_ok=True)
            program.touch(0o755)
    return tmp_path


def verified(root: Path, name: str) -> str:
    """What systemd has to say about it; nothing is good."""
    done = run("systemd-analyze", "verify", f"--root={root}", "--recursive-errors=no", name)
    assert done.returncode == 0 or done.stderr
    return done.stderr


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize("name", NAMES)
def test_systemd_has_nothing_to_say_about_a_unit(staged: Path, name: str) -> None:
    assert verified(staged, name) == ""


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("WatchdogSec=", "WatchdogSecs="), ("=~@privileged", "=~@privilege"), ("/opt/", "/opt/x/")],
)
def test_a_slip_in_a_unit_would_be_noticed(staged: Path, right: str, wrong: str) -> None:
    unit = staged / "usr" / "lib" / "systemd" / "system" / "edged.service"
    unit.write_text(unit.read_text().replace(right, wrong))
    assert verified(staged, "edged.service")


@pytest.mark.needs("systemd-analyze")
def test_the_box_is_hardly_exposed() -> None:
    unit = UNITS / "edged.service"
    done = run(
        "systemd-analyze", "security", "--offline=yes", f"--threshold={THRESHOLD}", str(unit)
    )
    assert done.returncode == 0, done.stdout[-200:]
    assert done.stderr == ""


def test_the_units_start_the_programs_with_options_that_they_have() -> None:
    box = shlex.split(settings_of("edged.service")["ExecStart"][0])
    assert box[1:3] == ["-m", "edged"]
    options = command_line().parse_args(box[3:])
    assert Path(options.socket) in SYSTEM_SOCKETS
    hooks = shlex.split(settings_of("edged-hooks.service")["ExecStart"][0])
    assert hooks[1:4] == ["-I", "-m", "edged.hooks"]
    told = hooks_command_line().parse_args(hooks[4:])
    assert settings_of("edged-hooks.service")["RuntimeDirectory"] == [told.state.split("/")[-1]]


def test_box_hooks_and_edgectl_mean_the_same_socket() -> None:
    variables = settings_of("edged.service")["Environment"][0].split()
    assert f"{SOCKET_VARIABLE}={SOCKET}" in variables
    assert settings_of("edged-hooks.socket")["ListenStream"] == [str(SOCKET)]


def test_nothing_that_would_break_computing_on_a_card_is_set() -> None:
    given = settings_of("edged.service")
    assert not {"PrivateDevices", "MemoryDenyWriteExecute", "ProcSubset", "PrivateUsers"} & set(
        given
    )
    assert not any("@ipc" in each or "@resources" in each for each in given["SystemCallFilter"])


def test_every_line_of_the_units_stands_in_the_docs() -> None:
    docs = DOCS.read_text("utf-8")
    for name in NAMES:
        given = settings_of(name)
        assert [each for each in given if f"`{each}`" not in docs and f"{each}=" not in docs] == []


@pytest.mark.needs("systemd-sysusers", "systemd-tmpfiles", "root")
def test_user_folders_and_energy_counters_come_as_the_files_say(tmp_path: Path) -> None:
    counter = tmp_path / "sys/devices/virtual/powercap/intel-rapl:0/energy_uj"
    link = tmp_path / "sys/class/powercap/intel-rapl:0"
    for folder in (counter.parent, link.parent, tmp_path / "etc"):
        folder.mkdir(parents=True)
    counter.write_text("1\n")
    counter.chmod(0o400)
    link.symlink_to("../../devices/virtual/powercap/intel-rapl:0")
    tmp_path.chmod(0o755)
    made = run("systemd-sysusers", f"--root={tmp_path}", UNITS / "edged.sysusers.conf")
    assert made.returncode == 0, made.stderr
    made = run("systemd-tmpfiles", f"--root={tmp_path}", "--create", UNITS / "edged.tmpfiles.conf")
    assert (made.returncode, made.stderr) == (0, "")
    groups = {
        line.split(":")[0]: line.strip().split(":")
        for line in (tmp_path / "etc/group").read_text().splitlines()
    }
    assert [groups[name][3] for name in ("video", "render")] == [USER, USER]
    assert counter.stat().st_mode & 0o777 == 0o440
    assert counter.stat().st_gid == int(groups[USER][2])
    assert (tmp_path / "etc/edged/edged.toml").read_text() == ""
    own = tmp_path / OWN.relative_to("/")
    assert own.stat().st_mode & 0o777 == 0o755, (
        "hooks of a folder that others may write are refused"
    )


def test_udev_rules_are_whole_lines_that_name_programs_by_their_path() -> None:
    for rule in _rules():
        parts = [part.strip() for part in rule.split(",")]
        assert all(re.fullmatch(r'[A-Z]+(\{\w+\})?(==|!=|\+=|=)"[^"]*"', part) for part in parts)
        assert all("/" in part for part in parts if part.startswith("RUN"))


def _rules() -> list[str]:
    lines = (UNITS / "70-edged.rules").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]
