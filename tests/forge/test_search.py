"""The search end to end with a network in miniature: it writes what it found, goes on, and pruning takes its shape."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import msgspec
import pytest
import torch

from forge import progress
from forge.carve import groups_of
from forge.dataset import open_dataset
from forge.errors import NotAlike, Stopped, WorkIncomplete
from forge.nets.model import Generator, shape_for
from forge.prune import load_shape
from forge.schedule import Sampling
from forge.search import main
from forge.searching.space import Candidate, shape_of, space_of
from forge.searching.stopwatch import Stopwatch, in_turns
from forge.searching.supernet import Supernet, Yardstick, recovered, silence, worth_of
from forge.train import load_generator, load_run
from forge.watch import Watch
from forge.worth import Gates
from runtime.prompt.vocabulary import Vocabulary
from tests.forge.toyrun import taught

SMALL = {"wide": 32, "deep": 64, "context": 32, "blocks": 2, "convs": 1, "head": 32}


@pytest.fixture(scope="module")
def work(
    toy_work: Path, toy_vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A work folder with a generator that has learned a little."""
    folder = tmp_path_factory.mktemp("searched") / "work"
    return taught(toy_work, folder, toy_vocabulary, 40, **SMALL)


@pytest.fixture(scope="module")
def worth(work: Path) -> dict[str, torch.Tensor]:
    return worth_of(load_generator(work), open_dataset(work, "train"), "cpu", batches=1)


def test_a_search_writes_what_it_found_and_goes_on_later(
    work: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "TELL_S", -1.0)
    memory, out = tmp_path / "search", tmp_path / "docs"
    call = ["--work", str(work), "--memory", str(memory), "--out", str(out), "--recover", "0.01"]
    main([*call, "--minutes", "60", "--latency-ms", "0.001", "--trials", "2", "--batch", "4"])
    said = capsys.readouterr().out
    assert "nothing is as fast as 0.001 ms" in said
    assert re.search(r"^what each unit is worth: \d+%$", said, re.MULTILINE)
    assert re.search(r"^shared recovery: \d+% step \d+$", said, re.MULTILINE)
    main([*call, "--minutes", "0", "--latency-ms", "100000", "--trials", "5"])
    assert "0 tried now, 2 in all" in capsys.readouterr().out
    page = (out / "search.md").read_text(encoding="utf-8")
    whole = space_of(load_generator(work).shape)
    assert f"2 of {len(whole)} sub-networks" in page
    assert "Best within 100000 ms: heads 2, hidden 256, conv 32, blocks 2, steps" in page
    assert page.count("chosen |") == 1
    assert "| the teacher itself, chosen |" in page
    assert "one recovery of 0.01 minutes" in page
    assert (out / "search.svg").read_text().startswith("<svg")
    assert load_shape(memory / "shape.json") == load_generator(work).shape.whole()


def test_other_generators_of_the_same_latents_stand_beside_what_was_found(
    work: Path, tmp_path: Path
) -> None:
    student, memory, out = tmp_path / "student", tmp_path / "search", tmp_path / "docs"
    shutil.copytree(work, student)
    run = load_run(student, "cpu")
    run.sampling = Sampling(4, 1.0)
    run.save(student / "generator.pt")
    call = ["--work", str(work), "--memory", str(memory), "--out", str(out), "--recover", "0.01"]
    main([*call, "--minutes", "60", "--trials", "1", "--batch", "4", "--beside", f"what ships={student}"])  # fmt: skip
    page = (out / "search.md").read_text(encoding="utf-8")
    assert re.search(r"^\| what ships \| \d+ \| [\d.]+ \| 4 \| no \|", page, re.MULTILINE)
    assert ">what ships, 4 steps<" in (out / "search.svg").read_text()


def test_a_generator_of_other_latents_is_refused_before_the_search_begins(
    work: Path, tmp_path: Path
) -> None:
    other, memory = tmp_path / "other", tmp_path / "search"
    shutil.copytree(work, other)
    with (other / "autoencoder.pt").open("ab") as file:
        file.write(b"another")
    with pytest.raises(NotAlike, match="draws other latents"):
        main(["--work", str(work), "--memory", str(memory), "--beside", str(other)])
    assert not memory.exists()


def test_a_search_without_a_teacher_says_what_comes_first(tmp_path: Path) -> None:
    with pytest.raises(WorkIncomplete, match="python -m forge train"):
        main(["--work", str(tmp_path), "--out", str(tmp_path / "docs")])


def test_a_part_has_its_shape_and_the_whole_one_the_teachers_own_weights(
    work: Path, worth: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    teacher = load_generator(work)
    whole = Supernet(teacher, Generator(teacher.shape), worth, 0.0)
    candidate = Candidate(1, 64, 16, 1, 4)
    wanted = shape_of(candidate, teacher.shape, worth)
    assert [part.shape for part in whole.parts(candidate)] == [wanted, wanted]
    same = whole.parts(Candidate(2, 256, 32, 2, 4))[1].state_dict()
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


def test_shared_recovery_brings_small_parts_nearer_to_the_teacher(
    work: Path, worth: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    teacher, data = load_generator(work), open_dataset(work, "train")
    candidate = Candidate(1, 64, 16, 1, 4)
    space = space_of(teacher.shape, steps=(4,))
    path = tmp_path / "recovery.pt"
    yardstick = Yardstick(teacher, Sampling(4, 3.0), open_dataset(work, "held"), "cpu")
    before = yardstick.error(Supernet(teacher, teacher, worth, 0.0).parts(candidate)[0], 4)
    after = recovered(teacher, worth, space, data, 4.0, 8, "cpu", path)
    recovered_part, own_part = after.parts(candidate)
    assert yardstick.error(recovered_part, 4) < before
    assert yardstick.error(own_part, 4) == before
    assert yardstick.error(teacher, 16) < 0.01


def test_an_interrupted_recovery_goes_on_where_it_stopped(
    work: Path,
    worth: dict[str, torch.Tensor],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    teacher, data, path = load_generator(work), open_dataset(work, "train"), tmp_path / "begun.pt"
    call = (teacher, worth, space_of(teacher.shape), data, 3600.0, 4, "cpu", path)
    with monkeypatch.context() as patched:
        patched.setattr(Watch, "over", True)
        with pytest.raises(Stopped, match="goes on from here"):
            recovered(*call)
        with pytest.raises(Stopped):
            recovered(*call)
    assert torch.load(path, weights_only=True)["step"] == 2


def test_a_pictures_time_is_made_of_its_graphs_and_each_is_measured_once(
    toy_vocabulary: Vocabulary, tmp_path: Path
) -> None:
    network = Generator(shape_for(toy_vocabulary, **SMALL)).eval()
    shape = msgspec.json.encode(network.shape).decode()
    ratios = {"encoder": 0.5, "decoder": 6.0, f"denoiser {shape} 1": 0.75}
    known = {"ratios": ratios, "steps": [5.0, 9.0, 4.0], "loads": [1.0, 2.0, 3.0]}
    (tmp_path / "times-int8.json").write_bytes(msgspec.json.encode(known))
    watch = Stopwatch(tmp_path, "int8", network, network, 2)
    assert watch.unit == 5.0
    assert watch.picture(network, 4, 1) == 6.5 + 4 * 0.75
    assert watch.picture(network, 4, 2) == 6.5 + 4
    small = Generator(shape_for(toy_vocabulary, **{**SMALL, "blocks": 1})).eval()
    first = watch.picture(small, 4, 2)
    assert len(watch.times.steps) == len(watch.times.loads) == 4
    again = Stopwatch(tmp_path, "int8", network, network, 2)
    assert again.picture(small, 4, 2) == first
    assert again.unit == watch.unit


def test_a_machine_that_grows_slower_does_not_change_how_two_graphs_compare() -> None:
    now = [0.0]

    def run(seconds: float) -> None:
        now[0] += seconds * (1 + now[0])

    def twice() -> None:
        run(0.002)

    def once() -> None:
        run(0.001)

    ratio, milliseconds = in_turns(twice, once, 15, lambda: now[0])
    assert ratio == pytest.approx(2, rel=0.01)
    assert milliseconds > 1
