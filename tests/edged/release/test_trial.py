"""A release draws one picture on the machine before the machine relies on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.source import ROOT
from tests.toypack import build_toy_pack


def tried(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "edged.toml").write_text(f'packs = "{folder}/packs"\naccess = "paired"\n')
    (folder / "tmp").mkdir()
    return subprocess.run(
        (
            sys.executable,
            *("-m", "edged.release.trial", "--config", str(folder / "edged.toml"), *options),
        ),
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": str(folder / "tmp")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_one_that_draws_says_how_long_it_took_and_leaves_nothing(tmp_path: Path) -> None:
    build_toy_pack(tmp_path / "packs" / "cute-animals")
    done = tried(tmp_path, "--profile", "cpu-small")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("cpu-small: ")
    assert not list((tmp_path / "tmp").iterdir())


def test_it_is_tried_with_the_profile_that_the_admin_chose(tmp_path: Path) -> None:
    build_toy_pack(tmp_path / "packs" / "cute-animals")
    (tmp_path / "state").mkdir()
    (tmp_path / "state/profile").write_text("cpu-small\n")
    done = tried(tmp_path, "--state", str(tmp_path / "state"))
    assert done.stdout.startswith("cpu-small: ")
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["profile"]


def test_one_whose_pack_is_damaged_says_so(tmp_path: Path) -> None:
    build_toy_pack(tmp_path / "packs" / "cute-animals")
    decoder = tmp_path / "packs/cute-animals/decoder.onnx"
    decoder.write_bytes(decoder.read_bytes()[:-1])
    done = tried(tmp_path)
    assert done.returncode == 1
    assert "decoder.onnx" in done.stderr
    assert not list((tmp_path / "tmp").iterdir())


def test_settings_that_the_release_does_not_understand_are_named(tmp_path: Path) -> None:
    done = tried(tmp_path, "--config", str(ROOT / "README.md"))
    assert done.returncode == 1
    assert "README.md" in done.stderr
    assert "Traceback" not in done.stderr
