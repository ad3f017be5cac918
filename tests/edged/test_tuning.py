"""How fast this machine is, measured by a real box with real pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from edged.tuning import AIM_S, RungTime, read_tuned, standard, trial_captions
from runtime.pack import Pack, packs_folder
from scripts.box import Box
from tests.toybox import edgectl, painter_held, socket_of, toy_box


def rung(alone_s: float) -> RungTime:
    return RungTime(size="512x512", steps=8, batch=4, alone_s=alone_s, together_s=alone_s / 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tuned")


@pytest.fixture(scope="module")
def tuned_box(folder: Path) -> Iterator[Box]:
    with toy_box(folder) as box:
        told = edgectl("--socket", socket_of(folder), "--json", "tune")
        assert told.returncode == 0, told.stderr
        (folder / "told.json").write_text(told.stdout)
        yield box


def test_every_rung_of_the_ladder_is_measured(tuned_box: Box, folder: Path) -> None:
    tuned = json.loads((folder / "told.json").read_text())
    assert [each["size"] for each in tuned["rungs"]] == ["512x512", "384x384", "256x256"]
    assert all(each["alone_s"] > 0 and each["together_s"] > 0 for each in tuned["rungs"])
    assert tuned["profile"] == tuned_box.about()["profile"]


def test_what_was_drawn_to_measure_is_nowhere_afterwards(tuned_box: Box, folder: Path) -> None:
    status = json.loads(edgectl("--socket", socket_of(folder), "--json", "status").stdout)
    assert (status["store"]["pictures"], status["queue"]["waiting"]) == (0, 0)


def test_the_first_wait_after_a_restart_is_told_from_what_was_measured(tmp_path: Path) -> None:
    with toy_box(tmp_path):
        assert edgectl("--socket", socket_of(tmp_path), "tune").returncode == 0
    tuned = read_tuned(tmp_path / "state" / "tuned.json")
    assert tuned is not None
    with toy_box(tmp_path):
        status = json.loads(edgectl("--socket", socket_of(tmp_path), "--json", "status").stdout)
    assert status["queue"]["seconds_per_picture"] == tuned.rungs[tuned.standard].together_s


def test_nothing_is_measured_while_somebody_draws(tmp_path: Path) -> None:
    with toy_box(tmp_path) as box, painter_held(tmp_path):
        box.ask("/v1/pictures", {"prompt": "bear"})
        told = edgectl("--socket", socket_of(tmp_path), "--lang", "zh", "tune")
    assert told.returncode == 1
    assert "有人正在画画" in told.stderr


def test_a_measurement_that_is_no_json_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "tuned.json").write_text('{"profile": 7}')
    assert read_tuned(tmp_path / "tuned.json") is None


def test_the_best_rung_that_is_fast_enough_becomes_the_standard_one() -> None:
    assert standard([rung(AIM_S / 4), rung(AIM_S / 8)]) == 0
    assert standard([rung(AIM_S * 2), rung(AIM_S), rung(AIM_S / 2)]) == 1
    assert standard([rung(AIM_S * 4), rung(AIM_S * 2), rung(AIM_S * 3)]) == 1


def test_it_is_measured_with_a_plain_a_usual_and_a_crowded_wish() -> None:
    vocabulary = Pack.open(packs_folder() / "cute-animals").vocabulary
    wishes = trial_captions(vocabulary)
    assert [len(wish.parts) for wish in wishes] == [1, 3, 5]
    for wish in wishes:
        vocabulary.tokens(wish)
