"""Finished parts are found by the next call, half-finished ones are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge.building.room import DiskFull
from forge.building.work import Work
from forge.errors import FolderBusy
from tests.fulldisk import files_of_at_most


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "weights"
    path.write_bytes(b"numbers")
    return path


def work(weights: Path, told: object = "int8") -> Work:
    return Work(weights.parent / "work", [weights], told)


def test_a_finished_part_is_found_by_the_next_call(weights: Path) -> None:
    with work(weights).held(), work(weights).making("encoder") as folder:
        (folder / "graph").write_bytes(b"done")
    found = work(weights).find("encoder")
    assert found
    assert (found / "graph").read_bytes() == b"done"


def test_other_weights_or_another_way_to_build_find_nothing(weights: Path) -> None:
    with work(weights).making("encoder"):
        pass
    assert not work(weights, "fp32").find("encoder")
    weights.write_bytes(b"Numbers")
    assert not work(weights).find("encoder")


def test_a_part_that_failed_half_way_is_not_there(weights: Path) -> None:
    with (
        files_of_at_most(10),
        pytest.raises(DiskFull),
        work(weights).making("encoder") as folder,
    ):
        (folder / "graph").write_bytes(b"twelve bytes")
    assert not list(work(weights).folder.iterdir())


def test_two_at_once_do_not_build_the_same(weights: Path) -> None:
    with work(weights).held(), pytest.raises(FolderBusy), work(weights).held():
        pass


def test_what_a_killed_process_left_half_done_is_taken_away(weights: Path) -> None:
    left = work(weights).folder / ".making-it"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"x")
    with work(weights).held():
        assert not left.exists()
