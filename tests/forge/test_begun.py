"""A folder goes on with the run that began in it, and with no other one."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge import begun, distil, prune, train
from forge.errors import OtherRun, WorkIncomplete
from forge.train import Run, load_generator
from tests.toynetworks import write_work

FACTS = {"command": "distil", "teacher": "0123456789ab", "--steps": "4"}


def test_a_run_goes_on_in_its_own_folder(tmp_path: Path) -> None:
    begun.note(tmp_path, FACTS)
    (tmp_path / "generator.pt").write_bytes(b"weights")
    begun.note(tmp_path, FACTS)


def test_another_run_is_told_what_is_different_and_changes_nothing(tmp_path: Path) -> None:
    begun.note(tmp_path, FACTS)
    (tmp_path / "generator.pt").write_bytes(b"weights")
    before = (tmp_path / begun.FILE).read_bytes()
    with pytest.raises(OtherRun, match=r"--steps was 4, is 2\): name another folder"):
        begun.note(tmp_path, {**FACTS, "--steps": "2"})
    assert (tmp_path / begun.FILE).read_bytes() == before
    (tmp_path / "generator.pt").unlink()
    begun.note(tmp_path, {**FACTS, "--steps": "2"})


def test_a_generator_of_which_nothing_tells_how_it_began_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "generator.pt").write_bytes(b"weights")
    with pytest.raises(OtherRun, match="nothing tells what it was begun with"):
        begun.note(tmp_path, FACTS)


@pytest.mark.parametrize(
    ("command", "changed", "said"),
    [
        (prune.main, ["--keep", "0.5"], "--keep was 0.7, is 0.5"),
        (distil.main, ["--steps", "2"], "--steps was 4, is 2"),
        (distil.main, ["--guidance", "2"], "--guidance was 3, is 2"),
    ],
    ids=["keep", "steps", "guidance"],
)
def test_pruning_and_distilling_refuse_a_folder_of_another_run(
    command: object, changed: list[str], said: str, tmp_path: Path
) -> None:
    """Both stop for want of drawings here: what is noted before is what counts."""
    assert callable(command)
    work, out = write_work(tmp_path / "work"), tmp_path / "out"
    words = ["--work", str(work), "--out", str(out)]
    with pytest.raises(WorkIncomplete, match="no drawings"):
        command(words)
    (out / "generator.pt").write_bytes((work / "generator.pt").read_bytes())
    with pytest.raises(OtherRun, match=said):
        command([*words, *changed])


def test_a_teacher_that_was_trained_on_meanwhile_is_another_one(tmp_path: Path) -> None:
    work, out = write_work(tmp_path / "work"), tmp_path / "out"
    words = ["--work", str(work), "--out", str(out)]
    with pytest.raises(WorkIncomplete):
        distil.main(words)
    (out / "generator.pt").write_bytes((work / "generator.pt").read_bytes())
    with (work / "generator.pt").open("ab") as file:
        file.write(b"more")
    with pytest.raises(OtherRun, match="network of --work was"):
        distil.main(words)


def test_training_on_refuses_other_sizes_than_the_generator_has(tmp_path: Path) -> None:
    """Without sizes, or with its own ones, the run goes on: here until it wants drawings."""
    work = write_work(tmp_path / "work")
    run = Run(load_generator(work).shape, "cpu")
    run.save(work / "generator.pt")
    wide = run.shape.wide
    with pytest.raises(OtherRun, match=rf"--wide is {wide}, not {wide + 64}\): leave that out"):
        train.main(["--work", str(work), "--wide", str(wide + 64)])
    with pytest.raises(WorkIncomplete, match="no drawings"):
        train.main(["--work", str(work), "--wide", str(wide)])
