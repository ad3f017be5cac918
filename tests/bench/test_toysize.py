"""The load benches at toy size, as a person starts them: real servers, real tablets, a pack in miniature."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.toybox import ROOT
from tests.toypack import build_toy_pack

LIMIT_S = 240


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    build_toy_pack(folder / "cute-animals")
    return folder


def _bench(name: str, *arguments: str | Path) -> str:
    command = [sys.executable, "-m", f"bench.{name}", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_small_class_draws_with_each_server(packs: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw.json"
    told = _bench(
        "bench_class",
        *("--minutes", "0.05", "--tablets", "6", "--hurry", "20", "--packs", packs, "--raw", raw),
    )
    assert "| pictures a minute |" in told
    lessons = json.loads(raw.read_text())
    assert [one["figures"]["name"] for one in lessons] == [
        "the box",
        "no batches, no caches",
        "plain FIFO",
    ]
    for one in lessons:
        pictures = one["pictures"]
        assert {picture["tablet"] for picture in pictures} == set(range(6)), "each got at least one"
        assert all(picture["image"] for picture in pictures)
        in_time = [each for each in pictures if each["shown"] and each["shown"] <= one["end"]]
        assert one["figures"]["pictures"] == len(in_time), "what came later does not count"
        assert one["figures"]["unfinished"] == 0
        # A machine may be so slow that a page gives up on an answer.
        assert not set(one["figures"]["refusals"]) - {"too_many_waiting", "gone"}
        assert {"GET image", "POST /v1/read", "page"} <= set(one["answers"])
    full, bare, fifo = (one["figures"] for one in lessons)
    assert full["quick_shares"]
    assert not fifo["quick_shares"]
    assert bare["cached"] == fifo["cached"] == 0
    assert any(picture["told"] for picture in lessons[0]["pictures"]), "waiting times are told"


def test_a_small_burst_is_drawn_in_three_ways(packs: Path) -> None:
    told = _bench("bench_batch", "--pictures", "6", "--rounds", "1", "--packs", packs)
    for name in ("one at a time", "batches of 4", "continuous"):
        assert f"| {name} |" in told
    assert "throughput of 4 beside 1" in told
