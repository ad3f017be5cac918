"""A release is asked what this very machine needs, before it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.profile import find_profiles, profiles_folder, read_profile
from tests.machines.build import build, environment
from tests.machines.double import build_library
from tests.source import ROOT


def asked(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "edged.release.extras", *options),
        env={**os.environ, "LANG": "C.UTF-8", **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.needs("gcc")
def test_a_machine_with_a_card_asks_for_the_cards_packages(tmp_path: Path) -> None:
    laptop = environment(build("laptop-3060", tmp_path), build_library(tmp_path))
    assert asked("--state", str(tmp_path), **laptop).stdout == "cuda\n"


def test_a_machine_without_one_asks_for_nothing(tmp_path: Path) -> None:
    board = environment(build("raspberry-pi-5", tmp_path), None)
    assert asked("--state", str(tmp_path), **board).stdout == ""


def test_what_the_admin_chose_counts_and_what_is_named_counts_more(tmp_path: Path) -> None:
    board = environment(build("raspberry-pi-5", tmp_path), None)
    (tmp_path / "profile").write_text("gpu-24gb\n")
    assert asked("--state", str(tmp_path), **board).stdout == "cuda\n"
    assert asked("--state", str(tmp_path), "--profile", "cpu", **board).stdout == ""
    named = asked("--state", str(tmp_path), "--profile", "cpu-large", **board).stdout
    assert named == "openvino\ntext\n"


def test_a_profile_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = asked("--state", str(tmp_path), "--profile", "toaster")
    assert done.returncode == 1
    assert "toaster" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_set_that_a_profile_asks_for_is_locked_and_a_card_needs_one_engine() -> None:
    wanted = {read_profile(path).extras for path in find_profiles(profiles_folder())} - {()}
    assert wanted
    for extras in wanted:
        lines = (ROOT / "requirements" / f"{'-'.join(extras)}.txt").read_text().splitlines()
        pinned = [line for line in lines if line.startswith("onnxruntime==")]
        away = ["sys_platform == 'never'" in line for line in pinned]
        assert all(away) if "cuda" in extras else away == [False]
