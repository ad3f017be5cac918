"""The fewest steps that hold are chosen, by made-up measurements and then by measuring a pack in miniature."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from forge.crowds import CROWDED
from forge.effort import PackSigned, Row, choose, main, write_table
from forge.judging.probe import Probe, save_probe
from forge.judging.scores import Share
from forge.vocabulary import load_vocabulary
from runtime.pack import MANIFEST, Pack, PackInvalid
from tests.toypack import build_toy_pack

VOCABULARY = load_vocabulary()
END = len(VOCABULARY.slots)
SMALL = ["--count", "2", "--compared", "1", "--trained", "2", "--steps", "4"]


def row(parts: int, steps: int, worse: float = 0.0, alike: float = 1.0) -> Row:
    right = Share(90, 100)
    return Row(
        parts=parts, steps=steps, pictures=9, right=right, worse=worse, error=0.3, alike=alike
    )


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return build_toy_pack(tmp_path / "packs" / "toy")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A probe that has learnt nothing: what it says does not matter here, only that it is counted."""
    folder = tmp_path_factory.mktemp("work")
    torch.manual_seed(0)
    save_probe(Probe(VOCABULARY), folder / "probe.pt")
    return folder


def test_the_fewest_steps_within_a_point_are_chosen_for_each_class() -> None:
    rows = [row(1, 4), row(1, 2, worse=0.9), row(1, 1, worse=3.0), row(2, 4), row(2, 2, worse=1.1)]
    assert choose(rows, END) == ((1, 2), (2, 4))


def test_pictures_that_turn_into_others_are_not_held_even_if_the_probe_likes_them() -> None:
    rows = [row(1, 4), row(1, 3, alike=0.9), row(1, 2, worse=-2.0, alike=0.6)]
    assert choose(rows, END) == ((1, 3),)
    assert choose(rows, END, alike=0.5) == ((1, 2),)


def test_luck_below_a_number_of_steps_that_fails_counts_for_nothing() -> None:
    assert choose([row(1, 4), row(1, 3, worse=2.0), row(1, 2)], END) == ((1, 4),)


def test_a_more_crowded_class_never_gets_fewer_steps_and_equal_neighbours_share_a_row() -> None:
    rows = [row(1, 4), row(1, 2), row(2, 4), row(2, 2), row(3, 4), row(4, 4), row(4, 2)]
    assert choose(rows, END) == ((2, 2), (4, 4))


def test_only_the_open_class_reaches_beyond_what_was_measured() -> None:
    assert choose([row(CROWDED - 1, 4), row(CROWDED - 1, 2)], END) == ((CROWDED - 1, 2),)
    assert choose([row(CROWDED, 4), row(CROWDED, 2)], END) == ((END, 2),)


def test_the_table_goes_into_the_manifest_and_nothing_else_changes(pack: Path) -> None:
    before = Pack.open(pack).manifest
    write_table(pack, ((1, 2), (END, 8)))
    after = Pack.open(pack).manifest
    assert after.files == before.files
    assert (after.steps.by_parts, after.steps.min) == (((1, 2), (END, 8)), 2)
    assert (after.steps.default, after.steps.max) == (before.steps.default, before.steps.max)
    assert [path.name for path in pack.parent.iterdir()] == ["toy"]


def test_a_signed_or_a_wrong_manifest_stays_as_it_is(pack: Path) -> None:
    old = (pack / MANIFEST).read_bytes()
    (pack / "manifest.sig").write_bytes(b"signature")
    with pytest.raises(PackSigned):
        write_table(pack, ((1, 2),))
    assert (pack / MANIFEST).read_bytes() == old
    (pack / MANIFEST).write_text("{}")
    with pytest.raises(PackInvalid):
        write_table(pack, ((1, 2),))


@pytest.mark.parametrize(("bars", "steps"), [(("100", "-1"), 4), (("100", "1.1"), 8)])
def test_a_pack_is_measured_and_gets_its_table_and_the_report_its_section(
    work: Path, pack: Path, tmp_path: Path, bars: tuple[str, str], steps: int
) -> None:
    points, alike = bars
    docs = ["--out", str(tmp_path / "docs"), "--points", points, "--alike", alike]
    main(["--work", str(work), "--pack", str(pack), *SMALL, *docs])
    assert Pack.open(pack).manifest.steps.by_parts == ((END, steps),)
    text = (tmp_path / "docs" / "quality.md").read_text(encoding="utf-8")
    assert "| parts | of all wishes | 4 steps | 8 steps |" in text
    assert f"{CROWDED} or more |" in text
    assert f"That is {steps}.0 steps a picture instead of 8" in text


def test_a_dry_run_and_one_without_a_probe_write_nothing(
    work: Path, pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = (pack / MANIFEST).read_bytes()
    place = ["--pack", str(pack), *SMALL, "--out", str(tmp_path / "docs")]
    main(["--work", str(work), *place, "--dry"])
    assert "up to" in capsys.readouterr().out
    main(["--work", str(tmp_path), *place])
    told = capsys.readouterr().out
    assert "likeness only, nothing is chosen" in told
    assert "8 steps" in told
    assert (pack / MANIFEST).read_bytes() == old
    assert not (tmp_path / "docs").exists()
