"""Copies of checkpoints: small parts that come together again."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from forge import copies
from forge.errors import WorkIncomplete
from forge.train import load_generator
from tests.toynetworks import write_work


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return write_work(tmp_path / "work")


def test_a_copy_is_cut_into_parts_and_put_together_again(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "PART_BYTES", 50_000)
    out = tmp_path / "out"
    copies.put(work / "generator.pt", out, "teacher")
    assert len(list(out.iterdir())) > 2
    assert all(path.stat().st_size <= 50_000 for path in out.iterdir())
    copies.restore(out, "teacher", tmp_path / "again" / "generator.pt")
    first, again = load_generator(work), load_generator(tmp_path / "again")
    assert again.shape == first.shape
    for one, other in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.allclose(one, other, atol=2e-3, rtol=2e-3)


def test_only_the_newest_copy_stays(work: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(3):
        copies.put(work / "generator.pt", out, "teacher")
    assert {path.name.split(".")[0] for path in out.iterdir()} == {"teacher-0003"}


def test_a_copy_that_was_cut_off_does_not_hide_the_one_before(work: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    copies.put(work / "generator.pt", out, "teacher")
    (out / "teacher-0002.pt.1of2").write_bytes(b"half")
    assert copies.get(out, "teacher")["step"] == 1234


def test_a_folder_without_a_copy_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkIncomplete, match="teacher"):
        copies.get(tmp_path, "teacher")
