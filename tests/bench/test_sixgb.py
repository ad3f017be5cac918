"""The bench of published models, with one in miniature: as a person starts it, down to the table on the page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.sixgb.packs import write_manifest
from bench.sixgb.shapes import SHAPES
from runtime.pack import read_manifest
from tests.toybox import ROOT

LIMIT_S = 400


def test_a_small_model_is_made_measured_and_written_down(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "before\n<!-- sixgb-cpu: begin -->\nold\n<!-- sixgb-cpu: end -->\nafter\n"
        "<!-- sixgb-cuda: begin -->\nempty\n<!-- sixgb-cuda: end -->\n"
    )
    first = _bench(tmp_path, page, "--cap", "5700", "--precisions", "16 bits", "4 bits")
    written = page.read_text()
    assert first.strip() in written
    assert written.startswith("before\n")
    assert "empty" in written, "what was measured elsewhere stays"
    rows = [line.split("|") for line in written.splitlines() if line.startswith("| toy |")]
    assert [(row[2].strip(), row[3].strip()) for row in rows] == [
        (precision, offload) for precision in ("16 bits", "4 bits") for offload in ("no", "yes")
    ]
    plain, four_bits = rows[0], rows[2]
    assert float(plain[5]) > float(plain[6]) > 0, "mapped files count for the peak alone"
    assert "not offered" in four_bits[5], "four bits need a card"


@pytest.mark.parametrize("name", SHAPES)
def test_every_model_gets_a_manifest_that_can_be_read(tmp_path: Path, name: str) -> None:
    folder = tmp_path / f".making-{name}"
    folder.mkdir()
    shape = SHAPES[name]
    for part in shape.parts:
        (folder / part).write_bytes(b"weights")
    write_manifest(folder, shape, {part: part for part in shape.parts})
    assert read_manifest(folder).name == name.replace(".", "-")


def test_what_takes_more_than_the_limit_is_a_row(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- sixgb-cpu: begin --><!-- sixgb-cpu: end -->")
    _bench(tmp_path, page, "--cap", "30", "--precisions", "16 bits")
    rows = [line for line in page.read_text().splitlines() if line.startswith("| toy |")]
    assert ["does not fit" in row for row in rows] == [True, True]


def _bench(folder: Path, page: Path, *more: str) -> str:
    """Its table, which it writes at last."""
    told = "--families toy --sizes 128 --batches 1 --device cpu --quick --leave-out turns whole first --write"
    command = [sys.executable, "-m", "bench.bench_sixgb", *told.split(), *more]
    done = subprocess.run(
        [*command, "--work", str(folder / "work"), "--page", str(page)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout[done.stdout.index("| model |") :]
