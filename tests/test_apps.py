"""docs/apps.md: each language's blocks, read from top to bottom, as one programme against a real paired box."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edged.client import Box as Client
from scripts.box import Box
from tests.edged.kindly import kindly
from tests.source import ROOT
from tests.toybox import edgectl_environment, socket_of, toy_box
from tests.toypack import build_toy_pack

GUIDE = (ROOT / "docs" / "apps.md").read_text("utf-8")
THERE, CODE = "http://192.168.1.20:8642", "482913"
"""The docs' box, and the number that its teacher reads out."""
KOTLIN = ROOT / "tests" / "data" / "kotlin"
ANDROIDS_JSON = "/usr/share/java/json-android.jar"
STDLIB = "/usr/share/java/kotlin-stdlib.jar"
COMPILER_LIMIT_S = 280
LIMIT_S = 120


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest.fixture(scope="module")
def box(home: Path) -> Iterator[Box]:
    """It takes half a second for a picture: time to come for its events."""
    build_toy_pack(home / "packs" / "cute-animals", slow_ms=60)
    with toy_box(home, more='access = "paired"\n') as running:
        yield running


@pytest.fixture
def code(home: Path, box: Box) -> str:
    """What the teacher reads out."""
    return str(Client(socket_of(home)).post("/admin/pairing", {"role": "pupil"})["code"])


def run(command: list[str], folder: Path, limit_s: int = LIMIT_S) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=edgectl_environment(),
        capture_output=True,
        text=True,
        timeout=limit_s,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def programme(language: str, box: Box, code: str) -> str:
    text = "\n".join(blocks(language))
    assert THERE in text
    assert CODE in text
    return text.replace(THERE, box.url).replace(CODE, code)


@pytest.mark.needs("curl")
def test_the_shells_blocks_are_one_programme(box: Box, code: str, tmp_path: Path) -> None:
    told = run(["bash", "-euc", programme("sh", box, code)], tmp_path)
    assert "Class 2b" in told
    assert "event: step" in told
    assert "event: done" in told
    assert "prompt_refused" in told
    assert "cancelled" in told or "done" in told
    for name in ("duck.png", "small duck.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")


def test_pythons_blocks_are_one_programme(box: Box, code: str, tmp_path: Path) -> None:
    told = run([sys.executable, "-c", programme("python", box, code)], tmp_path)
    assert "Class 2b" in told
    assert "100%" in told or "bytes of preview" in told
    assert f"prompt_refused {kindly('拿着枪的熊', 'zh')}" in told
    assert (tmp_path / "duck.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.needs("kotlinc", "java")
def test_kotlins_blocks_are_one_programme(box: Box, code: str, tmp_path: Path) -> None:
    lines = "\n".join(blocks("kotlin")).splitlines()
    imports = [line for line in lines if line.startswith("import ")]
    rest = [line for line in lines if not line.startswith("import ")]
    app = tmp_path / "App.kt"
    app.write_text("\n".join([*imports, *rest]), "utf-8")
    sources = [str(app), *map(str, sorted(KOTLIN.glob("*.kt")))]
    made = tmp_path / "made"
    compiler = ["kotlinc", "-nowarn", "-cp", ANDROIDS_JSON, "-d", str(made), *sources]
    run(compiler, tmp_path, COMPILER_LIMIT_S)
    duck = tmp_path / "duck.png"
    path = os.pathsep.join([str(made), ANDROIDS_JSON, STDLIB])
    utf8 = "-Dfile.encoding=UTF-8"
    command = ["java", utf8, "-cp", path, "MainKt", box.url, code, str(duck)]
    told = dict(line.split(" ", 1) for line in run(command, tmp_path).splitlines())
    assert told["stranger"] == "not_paired"
    assert int(told["token"]) >= 32
    assert told["read"] == "duck: yellow; wears hat: red"
    assert int(told["previews"]) >= 1
    assert duck.read_bytes().startswith(b"\x89PNG")
    assert told["refused"] == f"prompt_refused {kindly('拿着枪的熊', 'zh')}"
    assert told["missing"] == "picture_unknown"
    assert told["cancelled"] in {"cancelled", "done"}
    assert (told["patient"], told["bearing"]) == ("2", "4")
