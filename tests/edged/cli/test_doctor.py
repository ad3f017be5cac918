"""`edgectl doctor` on boxes that are well, ill, and not there."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

from tests.machines.build import build
from tests.toybox import edgectl, socket_of, toy_box

LIMIT_S = 120


def test_a_box_that_is_well_passes_every_check(tmp_path: Path) -> None:
    with toy_box(tmp_path):
        told = edgectl("--socket", socket_of(tmp_path), "doctor")
        data = edgectl("--socket", socket_of(tmp_path), "--json", "doctor")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[-1] == "All is well."
    assert "✗" not in told.stdout
    checks = json.loads(data.stdout)
    assert all(check["well"] for check in checks)
    assert [check["name"] for check in checks][::11] == ["d_daemon"]
    assert "drawn in" in checks[-1]["found"]


def test_nothing_is_left_of_the_picture_that_was_drawn_to_try_it(tmp_path: Path) -> None:
    with toy_box(tmp_path):
        edgectl("--socket", socket_of(tmp_path), "doctor")
        status = json.loads(edgectl("--socket", socket_of(tmp_path), "--json", "status").stdout)
    assert status["store"]["pictures"] == 0


def test_without_a_daemon_it_says_how_to_start_one(tmp_path: Path) -> None:
    told = edgectl("--socket", tmp_path / "none.sock", "--lang", "zh", "doctor")
    assert told.returncode == 1
    assert "→" in told.stdout
    assert "python -m edged" in told.stdout
    assert "有 1 项需要处理" in told.stdout


def test_a_damaged_pack_is_found_while_the_box_still_draws_from_memory(tmp_path: Path) -> None:
    with toy_box(tmp_path):
        pack = tmp_path / "packs" / "cute-animals"
        (pack / "decoder.onnx").write_bytes(b"rotten")
        told = edgectl("--socket", socket_of(tmp_path), "doctor")
    assert told.returncode == 1
    assert "decoder.onnx" in told.stdout
    assert "1 to look after." in told.stdout


def test_a_sensor_that_says_nonsense_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = build("n100", tmp_path / "machine")
    monkeypatch.setenv("EDGED_SYSROOT", str(machine.root))
    with toy_box(tmp_path):
        machine.change("sys/devices/platform/coretemp.0/hwmon/hwmon1/temp1_input", 999999999)
        shutil.rmtree(machine.root / "sys/class/thermal")
        deadline = time.monotonic() + LIMIT_S
        while (
            "cpu_temperature"
            not in (told := edgectl("--socket", socket_of(tmp_path), "doctor")).stdout
        ):
            assert time.monotonic() < deadline, told.stdout
    assert told.returncode == 1
    assert "edgectl top" in told.stdout
