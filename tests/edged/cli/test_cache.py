"""What `edgectl cache` shows, of a box that draws tiles and latents ahead."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import on_terminal
from tests.toybox import edgectl, edgectl_environment, on, socket_of, toy_box
from tests.toypack import build_toy_pack

AHEAD = "[cache]\ntiles = true\nvariants = 4\nquiet_s = 3600\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, calm: Path) -> Iterator[Path]:
    """Of a box that has drawn nothing ahead yet."""
    home = tmp_path_factory.mktemp("ahead")
    build_toy_pack(home / "packs/cute-animals", slow_ms=5, few=True)
    with on(calm), toy_box(home, more=AHEAD):
        yield home


def test_filling_counts_tiles_and_latents_to_the_last_one(folder: Path) -> None:
    command = [sys.executable, "-m", "edged.cli", "--socket", str(socket_of(folder))]
    environment = edgectl_environment({"TERM": "xterm", "COLUMNS": "100"})
    with on_terminal([*command, "cache", "fill"], environment) as terminal:
        seen = terminal.to_the_end()
    found = json.loads(edgectl("--socket", socket_of(folder), "--json", "cache", "stats").stdout)
    tiles, latents = found["tiles"], found["dreams"]
    assert tiles["done"] == tiles["total"] > 0
    assert latents["done"] == latents["total"] > 0
    counted = [(int(done), int(all)) for done, all in re.findall(r"(\d+)/(\d+)", seen)]
    assert {all for _, all in counted} == {tiles["total"] + latents["total"]}
    assert len({done for done, _ in counted}) > 2, seen
    assert sorted(counted) == counted
    last = f"{tiles['done']} of {tiles['total']} tiles, {latents['done']} of {latents['total']}"
    assert last in seen
    told = edgectl("--socket", socket_of(folder), "cache", "stats")
    assert last in told.stdout
