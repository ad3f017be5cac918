"""The mean of generators that came from the same one."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from forge.average import main
from forge.errors import NotAlike, OtherRun
from forge.train import Run, load_generator, load_run
from tests.toynetworks import write_work


def moved(folder: Path, start: Path, by: float, steps: int) -> Path:
    """A work folder with the generator of `start`, each weight greater by so much."""
    network = load_generator(start)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(by)
    run = Run(network.shape, "cpu", start=network)
    run.step, run.spent = steps, 60.0 * steps
    folder.mkdir()
    run.save(folder / "generator.pt")
    return folder


@pytest.fixture
def start(tmp_path: Path) -> Path:
    return write_work(tmp_path / "start")


def test_the_mean_lies_between_and_counts_the_steps_of_all(start: Path, tmp_path: Path) -> None:
    folders = [moved(tmp_path / f"{n}", start, by, n) for n, by in ((1, 0.25), (2, 0.5))]
    out = tmp_path / "out"
    main([*map(str, folders), "--out", str(out)])
    was = dict(load_generator(start).named_parameters())
    for name, parameter in load_generator(out).named_parameters():
        assert torch.allclose(parameter, was[name] + 0.375, atol=1e-6)
    run = load_run(out, "cpu")
    assert (run.step, run.spent) == (3, 180.0)


def test_generators_of_another_shape_have_no_mean(start: Path, tmp_path: Path) -> None:
    one = moved(tmp_path / "one", start, 0.0, 1)
    other = moved(tmp_path / "other", start, 0.0, 1)
    run = load_run(other, "cpu")
    run.sampling = type(run.sampling)(run.sampling.steps + 1, 1.0)
    run.save(other / "generator.pt")
    with pytest.raises(NotAlike, match="only generators that came from the same one"):
        main([str(one), str(other), "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out" / "generator.pt").exists()


def test_what_another_run_left_is_not_overwritten(start: Path, tmp_path: Path) -> None:
    folders = [str(moved(tmp_path / f"{n}", start, by, n)) for n, by in ((1, 0.25), (2, 0.5))]
    out = moved(tmp_path / "out", start, 0.0, 5)
    with pytest.raises(OtherRun):
        main([*folders, "--out", str(out)])


def test_one_folder_is_too_few(start: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(start), "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
