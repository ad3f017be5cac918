"""`edgectl pack build`: from a published folder to a pack that a box takes, without a network."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from PIL import Image

from edged.cli.pack_words import PACK_WORDS
from runtime.pack import Pack
from tests.source import ROOT
from tests.toybox import edgectl, edgectl_environment
from tests.toymodels import stable_diffusion

pytestmark = pytest.mark.filterwarnings(
    "ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning"
)
ROWS = ("| 1", "| 2", "| 3", "| 4")
GUARD = """
import socket

def refuse(self, address):
    if self.family != socket.AF_UNIX:
        raise AssertionError(f"somebody wants to reach {address}")

socket.socket.connect = socket.socket.connect_ex = refuse
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "Tiny Model"
    stable_diffusion(timestep_spacing="trailing").save_pretrained(folder)
    return folder


@pytest.fixture
def offline(tmp_path: Path) -> dict[str, str]:
    """Python ends every program that reaches for the network."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard/sitecustomize.py").write_text(GUARD)
    return {"PYTHONPATH": os.pathsep.join([str(tmp_path / "guard"), str(ROOT)])}


def profile(folder: Path, *changes: tuple[str, str]) -> dict[str, str]:
    """The owner's own, for boxes that load weights in 16 bits."""
    own = folder / "root/etc/edged/profiles"
    own.mkdir(parents=True)
    text = (ROOT / "profiles/cpu.toml").read_text()
    changed = [
        ('name = "cpu"', 'name = "own"'),
        ("batch = 4  ", 'precision = "fp16"\nbatch = 4'),
        ("threads = 0 ", "threads = 1 "),
        *changes,
    ]
    for before, after in changed:
        assert before in text
        text = text.replace(before, after, 1)
    (own / "own.toml").write_text(text)
    return {"EDGED_SYSROOT": str(folder / "root")}


def build(
    cwd: Path, source: Path, *options: str, env: dict[str, str], last: Sequence[str] = ()
) -> CompletedProcess[str]:
    asked: list[str | Path] = [
        "--for",
        "own",
        "--checkout",
        ROOT,
        "--work",
        cwd / "work",
        "--steps",
        "2",
    ]
    return edgectl(*options, "pack", "build", source, *asked, *last, env=env, cwd=cwd)


def test_a_folder_becomes_a_pack_that_says_first_what_it_takes(
    tmp_path: Path, source: Path, offline: dict[str, str]
) -> None:
    done = build(tmp_path, source, env=offline | profile(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "Takes about" in done.stderr
    assert "MB of disk" in done.stderr
    assert "it draws 128x128, 96x96, 64x64, and the profile own none of these" in done.stderr
    assert "tiny-model 1.0.0 is in tiny-model." in done.stdout
    assert Pack.open(tmp_path / "tiny-model").manifest.precision == "fp16"
    assert not list((tmp_path / "work").iterdir())
    assert "tiny-model-report/report.md shows" in done.stdout
    report = (tmp_path / "tiny-model-report/report.md").read_text()
    similar = [float(row.split("|")[3]) for row in report.splitlines() if row[:3] in ROWS]
    assert len(similar) == 4
    assert min(similar) > 0.9  # 16 bits beside 32
    peaks = [int(row.split("|")[4]) for row in report.splitlines() if "torch: cpu" in row]
    assert len(peaks) == 2
    assert all(peak > 100 for peak in peaks)
    sheet = Image.open(tmp_path / "tiny-model-report/sheet.webp")
    assert sheet.size == (2 * 256 + 8, 4 * 256 + 3 * 8)
    again = build(tmp_path, source, env=offline)
    assert "tiny-model is there already" in again.stderr


def test_ctrl_c_says_that_nothing_was_installed_and_leaves_nothing_half_made(
    tmp_path: Path, source: Path
) -> None:
    command = [sys.executable, "-m", "edged.cli", "pack", "build", str(source), "--for", "own"]
    command += ["--checkout", str(ROOT), "--work", str(tmp_path / "work")]
    environment = edgectl_environment(profile(tmp_path))
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        assert any("Takes about" in line for line in process.stderr)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=300)[1]
    assert process.returncode == 130
    assert "nothing was installed, and the same command goes on where it stopped" in said
    assert {path.name for path in tmp_path.iterdir()} <= {"root", "work"}


def test_for_a_card_that_is_not_here_the_command_for_the_machine_that_has_it_is_said(
    tmp_path: Path, source: Path
) -> None:
    card = {"CUDA_VISIBLE_DEVICES": ""} | profile(
        tmp_path, ("batch = 4", 'torch = { device = "cuda" }\nbatch = 4')
    )
    done = build(tmp_path, source, env=card)
    assert done.returncode == 0, done.stderr
    assert "no NVIDIA card that answers" in done.stderr
    assert "tiny-model 1.0.0 is in tiny-model." in done.stdout
    assert "makes nothing but the report: edgectl pack build" in done.stdout
    assert "edgectl pack build" in (tmp_path / "tiny-model-report/report.md").read_text()
    again = build(tmp_path, source, env=card)
    assert "only its report is made" in again.stderr


def test_for_programs_it_asks_nothing_and_answers_json(
    tmp_path: Path, source: Path, offline: dict[str, str]
) -> None:
    done = build(tmp_path, source, "--json", env=offline | profile(tmp_path), last=["--no-report"])
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["name"], told["pack"]) == ("tiny-model", "tiny-model")
    assert told["plan"]["kind"] == "weights"
    assert told["plan"]["memory_mb"] <= told["plan"]["memory_free_mb"]


def test_too_little_memory_for_the_profile_is_said_with_the_figures_before_anything_is_built(
    tmp_path: Path, source: Path
) -> None:
    small = profile(tmp_path, ("memory_limit_mb = 1200", "memory_limit_mb = 100"))
    done = build(tmp_path, source, env=small)
    assert done.returncode == 1
    assert "would need about 60" in done.stderr
    assert "own allows 100 MB" in done.stderr
    assert not (tmp_path / "tiny-model").exists()


def test_what_is_wrong_with_the_model_is_said(tmp_path: Path) -> None:
    (tmp_path / "published/model").mkdir(parents=True)
    done = build(tmp_path, tmp_path / "published/model", env=profile(tmp_path))
    assert done.returncode == 1
    assert "model_index.json is missing" in done.stderr


def test_a_pack_that_no_box_would_take_by_its_name_is_not_begun(
    tmp_path: Path, source: Path
) -> None:
    own = profile(tmp_path)
    for option, word in (("--name", "Tiny_Model"), ("--version", "one two")):
        done = build(tmp_path, source, env=own, last=[option, word])
        assert done.returncode == 1
        assert f"'{word}'" in done.stderr
        assert "Takes about" not in done.stderr
        assert not (tmp_path / "tiny-model").exists()


def test_a_box_without_forge_says_what_to_install(tmp_path: Path, source: Path) -> None:
    (tmp_path / "forge").mkdir()
    for name in ("__init__.py", "build.py"):
        (tmp_path / "forge" / name).write_text("")
    (tmp_path / "forge/__main__.py").write_text("import nothing_like_torch")
    empty = edgectl(
        "pack", "build", source, "--for", "cpu", "--checkout", tmp_path / "none", cwd=tmp_path
    )
    bare = edgectl("pack", "build", source, "--for", "cpu", "--checkout", tmp_path, cwd=tmp_path)
    assert (empty.returncode, bare.returncode) == (1, 1)
    assert "forge is not here" in empty.stderr
    assert "nothing_like_torch is not here" in bare.stderr
    assert "pip install '.[forge,torch]'" in bare.stderr


def test_the_words_are_in_both_languages() -> None:
    assert all(
        PACK_WORDS[key][1] != PACK_WORDS[key][0]
        for key in ("k_plan", "k_go_on", "k_built", "k_absent", "k_unmeasured", "k_stopped")
    )
