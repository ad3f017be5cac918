"""What the docs show of curl and Python, run as it stands against a real box."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.box import Box
from tests.source import ROOT
from tests.toybox import edgectl_environment, toy_box

DOCS = ("programs.md", "comfyui.md")
THERE = "http://192.168.1.20:8642"
"""Where the docs' box is."""
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(kind, text, id=f"{name}-{number}-{kind}")
    for name in DOCS
    for number, (kind, text) in enumerate(BLOCK.findall((ROOT / "docs" / name).read_text("utf-8")))
]
MADE = re.compile(r'(?:open\(|save\(|-o )"?([\w ]+\.(?:png|webp))')
LIMIT_S = 120


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with toy_box(tmp_path_factory.mktemp("box")) as running:
        yield running


def test_there_are_examples_of_both_kinds() -> None:
    kinds = [str(example.values[0]) for example in EXAMPLES]
    assert kinds.count("sh") >= 5
    assert kinds.count("python") >= 4


@pytest.mark.needs("curl")
@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_an_example_does_what_it_shows(box: Box, tmp_path: Path, kind: str, text: str) -> None:
    assert THERE in text
    there = text.replace(THERE, box.url)
    command = [sys.executable, "-c", there] if kind == "python" else ["bash", "-euc", there]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=edgectl_environment(),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"error": {' not in done.stdout
    for name in MADE.findall(text):
        assert (tmp_path / name).read_bytes()[:4] in {b"\x89PNG", b"RIFF"}
    assert done.stdout or list(tmp_path.iterdir())
