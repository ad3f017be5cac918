"""`python -m runtime draw`, as people call it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.readback import open_image, read_text
from tests.workerpipe import ROOT


def call(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runtime", "draw", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_sentence_becomes_a_file_and_it_says_what_was_understood(
    toy_pack: Path, tmp_path: Path
) -> None:
    file = tmp_path / "duck.png"
    done = call(
        "黄色的小鸭子和量子计算机", "-o", file, "--pack", toy_pack, "--seed", "7", "--steps", "4"
    )
    assert done.returncode == 0, done.stderr
    assert "小鸭子 = duck" in done.stdout
    assert "left out" in done.stdout
    assert "duck: yellow" in done.stdout
    assert "512x512, 4 steps, seed 7" in done.stdout
    assert read_text(file.read_bytes())["Seed"] == "7"


def test_no_library_writes_down_who_draws_here(toy_pack: Path, tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "duck.png"
    home.mkdir()
    done = call("duck", "-o", out, "--pack", toy_pack, HOME=str(home), TMPDIR=str(home))
    assert done.returncode == 0, done.stderr
    assert list(home.rglob("*")) == []


@pytest.mark.parametrize(("suffix", "kind"), [(".webp", "WEBP"), (".jpg", "JPEG")])
def test_the_file_name_says_the_format(
    toy_pack: Path, tmp_path: Path, suffix: str, kind: str
) -> None:
    file = tmp_path / f"bear{suffix}"
    done = call("a bear", "-o", file, "--pack", toy_pack, "--size", "256x256")
    assert done.returncode == 0, done.stderr
    image = open_image(file.read_bytes())
    assert (image.format, image.size) == (kind, (256, 256))


def test_a_sentence_without_an_animal_is_answered_in_its_language(
    toy_pack: Path, tmp_path: Path
) -> None:
    done = call("量子计算机", "-o", tmp_path / "x.png", "--pack", toy_pack)
    assert done.returncode == 1
    assert any("\u4e00" <= letter <= "\u9fff" for letter in done.stderr)
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("a bear", "-o", "x.gif"), 2, "must end in one of: .png"),
        (("a bear", "-o", "x.png", "--size", "huge"), 2, "512x512"),
        (("a bear",), 2, "-o"),
        (("a bear", "-o", "x.png", "--pack", "/nowhere"), 1, "There is no pack in /nowhere"),
        (("a bear", "-o", "x.png", "--profile", "warp"), 1, "Choose one of: cpu"),
    ],
)
def test_a_wrong_command_says_what_to_write(
    arguments: tuple[str, ...], status: int, words: str
) -> None:
    done = call(*arguments)
    assert done.returncode == status
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_pack_cannot_do_and_a_folder_that_is_not_there_are_said(
    toy_pack: Path, tmp_path: Path
) -> None:
    done = call("a bear", "-o", tmp_path / "x.png", "--pack", toy_pack, "--steps", "99")
    assert (done.returncode, "possible is 4-20" in done.stderr) == (1, True)
    done = call("a bear", "-o", tmp_path / "no" / "x.png", "--pack", toy_pack)
    assert (done.returncode, "Cannot write" in done.stderr) == (1, True)
