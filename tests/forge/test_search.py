"""The search end to end with a network in miniature: it writes what it found, goes on, and pruning takes its shape."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
import torch

from forge.carve import groups_of
from forge.dataset import open_dataset
from forge.errors import WorkIncomplete
from forge.nets.model import Generator, shape_for
from forge.prune import Gates, load_shape
from forge.schedule import Sampling
from forge.search import main
from forge.searching.space import Candidate, shape_of, space_of
from forge.searching.stopwatch import Stopwatch
from forge.searching.supernet import Supernet, Yardstick, recovered, silence, worth_of
from forge.train import Run, load_generator
from runtime.prompt.vocabulary import Vocabulary

SMALL = {"wide": 32, "deep": 64, "context": 32, "blocks": 2, "convs": 1, "head": 32}


@pytest.fixture(scope="module")
def work(
    toy_work: Path, toy_vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A work folder with a generator that has learned a little."""
    folder = tmp_path_factory.mktemp("searched") / "work"
    shutil.copytree(toy_work, folder, ignore=shutil.ignore_patterns("generator.pt", "whole"))
    data = open_dataset(folder, "train")
    run = Run(shape_for(toy_vocabulary, **SMALL, channels=data.latents.shape[1]), "cpu")
    for _ in range(40):
        run.learn(*run.batch(data, 16), 1.0, run.network)
    run.save(folder / "generator.pt")
    return folder


@pytest.fixture(scope="module")
def worth(work: Path) -> dict[str, torch.Tensor]:
    return worth_of(load_generator(work), open_dataset(work, "train"), "cpu", batches=1)


def test_a_search_writes_what_it_found_and_goes_on_later(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    memory, out = tmp_path / "search", tmp_path / "docs"
    call = ["--work", str(work), "--memory", str(memory), "--out", str(out), "--recover", "0.01"]
    main([*call, "--minutes", "60", "--latency-ms", "0.001", "--trials", "2", "--batch", "4"])
    assert "nothing is as fast as 0.001 ms" in capsys.readouterr().out
    main([*call, "--minutes", "0", "--latency-ms", "100000", "--trials", "5"])
    assert "0 tried now, 2 in all" in capsys.readouterr().out
    page = (out / "search.md").read_text(encoding="utf-8")
    whole = space_of(load_generator(work).shape)
    assert f"2 of {len(whole)} sub-networks" in page
    assert "Best within 100000 ms: heads 2, hidden 256, conv 32, blocks 2, steps" in page
    assert page.count("| chosen |") == 1
    assert (out / "search.svg").read_text().startswith("<svg")
    assert load_shape(memory / "shape.json") == load_generator(work).shape.whole()


def test_a_search_without_a_teacher_says_what_comes_first(tmp_path: Path) -> None:
    with pytest.raises(WorkIncomplete, match="python -m forge train"):
        main(["--work", str(tmp_path), "--out", str(tmp_path / "docs")])


def test_a_part_has_its_shape_and_the_whole_one_the_teachers_own_weights(
    work: Path, worth: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    teacher = load_generator(work)
    whole = Supernet(teacher, worth)
    candidate = Candidate(1, 64, 16, 1, 4)
    assert whole.part(candidate).shape == shape_of(candidate, teacher.shape, worth)
    same = whole.part(Candidate(2, 256, 32, 2, 4)).state_dict()
    assert all(torch.equal(same[name], value) for name, value in teacher.state_dict().items())


def test_what_a_candidate_lacks_is_silent_and_everything_opens_again(
    work: Path, worth: dict[str, torch.Tensor]
) -> None:
    teacher = load_generator(work)
    gates = Gates(teacher, groups_of(teacher))
    silence(gates, worth, teacher, Candidate(1, 64, 16, 1, 4))
    sums = [int(gates.open[f"denoiser.blocks.{number}.feedforward"].sum()) for number in (0, 1)]
    assert sorted(sums) == [0, 64]
    assert int(gates.open["denoiser.up_blocks.0"].sum()) == 16
    silence(gates, worth, teacher, None)
    assert all(bool(gate.all()) for gate in gates.open.values())


def test_shared_recovery_brings_small_parts_nearer_to_the_drawings(
    work: Path, worth: dict[str, torch.Tensor]
) -> None:
    teacher, data = load_generator(work), open_dataset(work, "train")
    candidate = Candidate(1, 64, 16, 1, 4)
    space = space_of(teacher.shape, steps=(4,))
    after = recovered(teacher, worth, space, data, 4.0, 8, "cpu")
    yardstick = Yardstick(teacher, Sampling(4, 3.0), open_dataset(work, "held"), "cpu")
    before = yardstick.error(Supernet(teacher, worth).part(candidate), 4)
    assert yardstick.error(after.part(candidate), 4) < before
    assert yardstick.error(teacher, 16) < 0.01


def test_a_pictures_time_is_made_of_its_graphs_and_each_is_measured_once(
    toy_vocabulary: Vocabulary, tmp_path: Path
) -> None:
    network = Generator(shape_for(toy_vocabulary, **SMALL)).eval()
    shape = msgspec.json.encode(network.shape).decode()
    known = {"int8 encoder": 1.0, "int8 decoder": 30.0, f"int8 denoiser {shape} 2": 5.0}
    (tmp_path / "milliseconds.json").write_bytes(msgspec.json.encode(known))
    watch = Stopwatch(tmp_path, "int8", network, network)
    assert watch.picture(network, 4, 2) == 1 + 30 + 4 * 5
    first = watch.picture(network, 4, 1)
    assert first > 31
    assert Stopwatch(tmp_path, "int8", network, network).picture(network, 4, 1) == first
