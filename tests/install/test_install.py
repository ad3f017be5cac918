"""`install.sh` on a Debian that boots: from the README's words to an uninstallation, and whatever comes between."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

import edged
from tests.install.conftest import HOME, PACKAGES, put_source
from tests.install.debian import TOOLS, Machine, running, tree

pytestmark = [pytest.mark.needs(*TOOLS), pytest.mark.timeout(900)]

INSTALL = ("./install.sh", "--offline", PACKAGES)
NOW, NEWER = edged.__version__, "9.0.0"
NEWER_HOME = "/root/newer"


def settled(machine: Machine) -> dict[str, Any]:
    """How the box is once it runs and has drawn a picture for us."""
    deadline = time.monotonic() + 120
    while machine.run("systemctl", "is-active", "edged.service", check=False).returncode:
        assert time.monotonic() < deadline, machine.run("journalctl", "-u", "edged").stdout
        time.sleep(0.2)
    machine.run("edgectl", "draw", "小鸭子", "-o", "/tmp/duck.png")
    status: dict[str, Any] = json.loads(machine.run("edgectl", "--json", "status").stdout)
    return status


def version(machine: Machine) -> str:
    box = settled(machine)["box"]
    assert box["state"] == "ready", box
    return str(box["version"])


def bring_newer(machine: Machine, folder: Path) -> None:
    """A later version of the project, as it would be fetched."""
    put_source(folder, NEWER)
    machine.receive(folder, NEWER_HOME)


def releases(machine: Machine) -> list[str]:
    return sorted(machine.run("ls", "/opt/edged/releases").stdout.split())


def pid(machine: Machine) -> str:
    return machine.run("systemctl", "show", "-P", "MainPID", "edged.service").stdout.strip()


def test_the_readmes_words_make_a_box_that_tablets_reach(
    set_up: tuple[tuple[Path, ...], str], box: Machine
) -> None:
    _, said = set_up
    assert "http://192.168.7.20/" in said
    assert re.search(r"\d{3} \d{3}", said), "the number that lets the teacher in"
    assert "█" in said, "and the same for a camera"
    assert version(box) == NOW
    about = json.loads(box.outside("curl", "-sf", "http://127.0.0.1/v1/box").stdout)
    assert about["state"] == "ready"
    assert "<html" in box.outside("curl", "-sf", "http://127.0.0.1:8642/").stdout
    assert box.run("stat", "-c", "%U %a", "/var/lib/edged").stdout == "edged 750\n"
    assert box.run("systemctl", "is-enabled", "edged.service", "edged.socket").stdout.split() == [
        "enabled",
        "enabled",
    ]
    assert box.run("stat", "-c", "%U", f"/proc/{pid(box)}").stdout == "edged\n"


def test_the_same_release_again_changes_nothing_and_interrupts_nobody(box: Machine) -> None:
    settled(box)
    before = pid(box), releases(box)
    said = box.run(*INSTALL, cwd=HOME).stdout
    assert (pid(box), releases(box)) == before
    assert "█" not in said, "nobody opens the door without being asked"


def test_a_newer_release_takes_over_what_the_older_one_kept(box: Machine, tmp_path: Path) -> None:
    kept = settled(box)["store"]
    # An owner's own hand: this ties the unit to the release of the day.
    box.run("systemctl", "enable", "edged.service")
    box.run("sh", "-c", "echo 'name = \"Ducklings\"' >>/etc/edged/edged.toml")
    bring_newer(box, tmp_path / "newer")
    box.run(*INSTALL, cwd=NEWER_HOME)
    assert version(box) == NEWER
    after = settled(box)
    assert after["store"]["pictures"] > kept["pictures"]
    assert "Ducklings" in box.run("edgectl", "status").stdout
    assert releases(box) == [NOW, NEWER], "the one before it stays"
    links = box.run("find", "/etc/systemd/system", "-name", "edged*", "-printf", "%l\n").stdout
    assert "/opt/edged/releases" not in links
    box.cut()
    box.boot()
    assert version(box) == NEWER


def test_a_release_that_cannot_draw_never_replaces_one_that_can(
    box: Machine, tmp_path: Path
) -> None:
    settled(box)
    before = pid(box)
    put_source(tmp_path / "newer", NEWER)
    decoder = tmp_path / "newer/packs/cute-animals/decoder.onnx"
    decoder.write_bytes(decoder.read_bytes()[:-1])
    box.receive(tmp_path / "newer", NEWER_HOME)
    done = box.run(*INSTALL, cwd=NEWER_HOME, check=False)
    assert done.returncode == 1
    assert "cannot draw on this machine" in done.stderr
    assert "decoder.onnx" in done.stderr
    assert (pid(box), releases(box), version(box)) == (before, [NOW], NOW)


def test_a_release_that_draws_but_does_not_start_gives_way_to_the_former_one(
    box: Machine, tmp_path: Path
) -> None:
    put_source(tmp_path / "newer", NEWER)
    unit = tmp_path / "newer/systemd/edged.service"
    unit.write_text(
        unit.read_text().replace("SystemCallFilter=@system-service", "SystemCallFilter=@clock")
    )
    box.receive(tmp_path / "newer", NEWER_HOME)
    done = box.run(*INSTALL, cwd=NEWER_HOME, check=False)
    assert done.returncode == 1
    assert f"The former release {NOW} runs again" in done.stderr
    assert (version(box), releases(box)) == (NOW, [NOW])


def test_a_power_cut_at_any_step_leaves_the_old_release_or_the_new_one(
    box: Machine, tmp_path: Path
) -> None:
    bring_newer(box, tmp_path / "newer")
    seen: list[str] = []
    while True:
        with box.begin(*INSTALL, cwd=NEWER_HOME) as installing:
            assert installing.stdout
            steps = (line.strip() for line in installing.stdout if line.startswith("==>"))
            step = next((line for line in steps if line not in seen), None)
            if step is None:
                break
            seen.append(step)
            box.cut()
        box.boot()
        assert version(box) in {NOW, NEWER}, step
    assert len(seen) >= 5
    assert version(box) == NEWER
    assert releases(box) == [NOW, NEWER]


def test_uninstalling_keeps_pictures_and_purging_leaves_nothing(box: Machine) -> None:
    settled(box)
    box.run("./install.sh", "--uninstall", cwd=HOME)
    assert box.run("systemctl", "list-units", "--plain", "--no-legend", "edged*").stdout == ""
    assert box.run("ls", "/var/lib/edged", "/etc/edged").stdout
    box.run("./install.sh", "--uninstall", "--purge", cwd=HOME)
    places = ("/etc", "/opt", "/run", "/tmp", "/usr", "/var")
    left = box.run("find", *places, "-xdev", "-name", "*edged*").stdout
    assert left == ""
    assert box.run("getent", "passwd", "edged", check=False).stdout == ""


def test_a_system_in_a_folder_is_a_box_when_it_first_starts(
    fresh: tuple[Path, ...], tmp_path: Path
) -> None:
    with running(tmp_path / "workshop", fresh, keep=True) as workshop:
        workshop.receive(tree(), "/srv/card")
        said = workshop.run(*INSTALL, "--root", "/srv/card", "--profile", "cpu-small", cwd=HOME)
        assert "starts when the machine does" in said.stdout
        assert not workshop.run("ls", "/opt").stdout
    with running(tmp_path / "school", (tmp_path / "workshop/upper/srv/card",)) as school:
        assert version(school) == NOW
        assert settled(school)["profile"]["name"] == "cpu-small"


def test_everything_that_is_missing_is_said_at_once_before_anything_changes(
    fresh: tuple[Path, ...], tmp_path: Path
) -> None:
    with running(tmp_path / "machine", fresh) as machine:
        machine.run("rm", "-r", "/usr/lib/python3.11/ensurepip")
        machine.run(
            "sh",
            "-c",
            "echo 'ID=fedora' >/etc/os-release; echo '# R36 (release), REVISION: 4.7' >/etc/nv_tegra_release",
        )
        before = machine.run(
            "find", "/etc", "/opt", "/usr", "/var/lib", "-newer", "/etc/os-release"
        ).stdout
        nobody = ("setpriv", "--reuid=nobody", "--clear-groups")
        machine.run("cp", "-R", HOME, "/tmp/edged")
        asked = ("./install.sh", "--offline", "/srv", "--profile", "toaster")
        done = machine.run(*nobody, *asked, check=False, cwd="/tmp/edged")
        assert done.returncode == 1
        for word in (
            "root",
            "fedora",
            "JetPack",
            "python3-venv",
            "/srv holds no packages",
            "toaster",
        ):
            assert word in done.stderr, word
        chinese = machine.run("env", "LANG=zh_CN.UTF-8", *asked, check=False, cwd="/tmp/edged")
        assert "没有做任何改动" in chinese.stderr
        after = machine.run(
            "find", "/etc", "/opt", "/usr", "/var/lib", "-newer", "/etc/os-release"
        ).stdout
        assert after == before


def test_packages_that_cannot_be_had_leave_the_box_as_it_was(box: Machine) -> None:
    """The profile of a graphics card wants packages that this folder lacks."""
    settled(box)
    before = pid(box)
    done = box.run(*INSTALL, "--profile", "rtx3060-6gb", check=False, cwd=HOME)
    assert done.returncode == 1
    assert "nvidia-cublas" in done.stderr
    assert "nothing was changed" in done.stderr
    assert "--profile cpu" in done.stderr
    assert (pid(box), releases(box), version(box)) == (before, [NOW], NOW)


def test_hooks_run_as_root_behind_their_own_unit(box: Machine) -> None:
    settled(box)
    hook = "#!/bin/sh\n# events: hot\nid -un >/run/edged-hooks/who\n"
    box.run(
        "sh", "-c", f"printf '{hook}' >/etc/edged/hooks.d/who; chmod 755 /etc/edged/hooks.d/who"
    )
    box.run("edgectl", "hooks", "test", "hot")
    assert box.run("cat", "/run/edged-hooks/who").stdout == "root\n"
    assert box.run("systemctl", "is-active", "edged-hooks.service").stdout == "active\n"


def test_a_program_on_port_80_does_not_keep_the_box_from_drawing(box: Machine) -> None:
    box.run("systemctl", "stop", "edged.socket", "edged.service")
    box.run("systemd-run", "--unit=other", "python3", "-m", "http.server", "80")
    until = time.monotonic() + 90
    while box.run("systemctl", "start", "edged.socket", check=False).returncode == 0:
        box.run("systemctl", "stop", "edged.socket")
        assert time.monotonic() < until, "the other program has the port"
    box.run("systemctl", "start", "edged.service")
    assert version(box) == NOW
    assert "<html" in box.outside("curl", "-sf", "http://127.0.0.1:8642/").stdout
