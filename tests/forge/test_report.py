"""The report of the stages, end to end with networks in miniature."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from forge import progress
from forge.animals import SUBJECT
from forge.errors import WorkIncomplete
from forge.judging.faces import MEASURES, FaceCheck, Limits, save_faces
from forge.judging.keypoints import Keypoints
from forge.judging.portrait import Portrait
from forge.judging.probe import Probe, save_probe
from forge.report import CELL, HEAD, contact_sheet, main
from forge.reporting.footprint import NotMeasured, footprint, peak
from forge.reporting.stages import DISTILLED, Given, Stage, collect, in_turns, laid_out, weights
from forge.schedule import Sampling
from forge.subject import Subject
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption
from tests.toynetworks import toy_graphs, toy_networks, toy_quantised, write_work
from tests.toypack import build_toy_pack


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A teacher, and judges that have learnt nothing."""
    folder = write_work(tmp_path_factory.mktemp("report") / "teacher")
    torch.manual_seed(0)
    save_probe(Probe(load_vocabulary()), folder / "probe.pt")
    anything = np.full(len(MEASURES), np.inf, np.float32)
    save_faces(FaceCheck(Keypoints(), Portrait(), Limits(-anything, anything)), folder / "faces.pt")
    return folder


def student(teacher: Path, folder: Path, steps: int, changed: float = 1.0) -> Path:
    """The teacher's own weights, times `changed`, to be drawn in a few steps without guidance."""
    shutil.copytree(teacher, folder)
    stored = torch.load(folder / "generator.pt", weights_only=True)
    stored["average"] = {name: changed * w for name, w in stored["average"].items()}
    stored["sampling"] = {"steps": steps, "guidance": 1.0}
    torch.save(stored, folder / "generator.pt")
    return folder


def test_a_report_measures_what_is_there_and_says_what_is_not(
    teacher: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "TELL_S", -1.0)
    prompts = tmp_path / "prompts.tsv"
    prompts.write_text("prompt\n小熊\na pig in a bathtub\n", encoding="utf-8")
    few, pack = student(teacher, tmp_path / "few", 2), build_toy_pack(tmp_path / "pack")
    folders = ["--pruned", str(tmp_path / "none"), "--distilled", str(few), "--pack", str(pack)]
    small = ["--steps", "3", "--rounds", "1", "--count", "4", "--compared", "2", "--trained", "2"]
    out = ["--prompts", str(prompts), "--out", str(tmp_path / "docs")]
    main(["--teacher", str(teacher), *folders, *small, *out])
    said = capsys.readouterr().out
    assert "missing: pruned (no trained generator in none)" in said
    for how_far in ("export: 50%", "time, in turns: 50%", "memory: 33%", "teacher: 100%"):
        assert how_far in said
    page = (tmp_path / "docs" / "stages.md").read_text(encoding="utf-8")
    assert "Missing: pruned (no trained generator in none)." in page
    assert re.search(r"^\| teacher \| 3 \| 3 \| \d\.\d\d \| \d", page, re.MULTILINE)
    assert re.search(r"^\| distilled, 2 steps \| 2 \| none \|", page, re.MULTILINE)
    assert re.search(r"^\| INT8 \| 8 \| 3 \|", page, re.MULTILINE)
    assert "6 pictures of each stage, 2 of them for SSIM and PSNR" in page
    assert "1. bear" in page
    with Image.open(tmp_path / "docs" / "stages.webp") as sheet:
        assert sheet.size == (3 * CELL, HEAD + 6 * CELL)


def test_the_first_stage_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(WorkIncomplete, match="python -m forge train"):
        collect(Given(teacher=tmp_path), tmp_path, SUBJECT)


def test_stages_that_nobody_named_are_missing_too(teacher: Path, tmp_path: Path) -> None:
    def only_named(kind: str, work: Path, folder: Path, subject: Subject, way: Sampling) -> Stage:
        return Stage(kind, folder, way.steps, way.guidance)

    stages, missing = collect(Given(teacher=teacher), tmp_path, SUBJECT, 6, only_named)
    assert [(stage.name, stage.steps, stage.guidance) for stage in stages] == [("teacher", 6, 3.0)]
    assert dict(missing) == {"pruned": "not given", "distilled": "not given", "INT8": "not given"}


def test_students_as_large_as_the_teacher_and_packs_are_named_by_what_they_come_from(
    teacher: Path, tmp_path: Path
) -> None:
    small, large = student(teacher, tmp_path / "small", 8), student(teacher, tmp_path / "large", 8)
    given = Given(
        teacher=teacher,
        pruned=teacher,
        distilled=(large, small),
        packs=(
            build_toy_pack(tmp_path / "large8", slow_ms=1),
            build_toy_pack(tmp_path / "small8"),
            tmp_path / "none",
        ),
    )

    def of_two_sizes(kind: str, work: Path, folder: Path, subject: Subject, way: Sampling) -> Stage:
        """Toy packs, of which those that wait hold more numbers."""
        cut = kind == "pruned" or work == small
        build_toy_pack(folder, slow_ms=0 if cut else 1)
        return Stage(kind, folder, 8, 3.0 if kind == "distilled" else way.guidance)

    stages, missing = collect(given, tmp_path / "packs", SUBJECT, 20, of_two_sizes)
    assert [stage.name for stage in stages] == [
        "teacher",
        "pruned",
        "distilled, 8 steps",
        "distilled whole, 8 steps",
        "distilled whole, 8 steps, INT8",
        "distilled, 8 steps, INT8",
    ]
    assert missing == [("INT8", "no pack in none")]


def test_of_stages_alike_in_size_and_steps_a_pack_comes_from_the_one_that_draws_the_same(
    teacher: Path, tmp_path: Path
) -> None:
    works = {
        name: student(teacher, tmp_path / name, 2, changed)
        for name, changed in (("distilled", 1.0), ("refined", 1.2))
    }
    packs = {name: tmp_path / f"pack-{name}" for name in works}
    for name, work in works.items():
        laid_out(DISTILLED, work, packs[name], SUBJECT, Sampling(2, 1.0))
    given = Given(
        teacher=teacher,
        distilled=(works["distilled"],),
        refined=(works["refined"],),
        packs=(packs["refined"], packs["distilled"]),
    )

    def copied(kind: str, work: Path, folder: Path, subject: Subject, way: Sampling) -> Stage:
        shutil.copytree(packs.get(work.name, packs["distilled"]), folder)
        return Stage(kind, folder, way.steps, way.guidance)

    stages, _ = collect(given, tmp_path / "scratch", SUBJECT, 20, copied)
    assert [stage.name for stage in stages[1:]] == [
        "distilled, 2 steps",
        "refined, 2 steps",
        "refined, 2 steps, INT8",
        "distilled, 2 steps, INT8",
    ]


def test_parameters_are_the_networks_own_and_as_many_in_int8() -> None:
    graph = toy_graphs()[0]["denoiser"]
    real = sum(p.numel() for p in toy_networks().generator.denoiser.parameters())
    assert weights(graph) == pytest.approx(real, rel=0.01)
    assert weights(toy_quantised().graphs["denoiser"]) == pytest.approx(weights(graph), rel=0.01)


def test_turns_are_taken_and_the_first_does_not_count() -> None:
    turns: list[str] = []

    def drawing(name: str, work: int) -> object:
        def draw(_: Caption, seed: int) -> None:
            turns.append(f"{name}{seed}")
            sum(range(work * (1000 if seed == 0 else 1)))

        return draw

    spent = in_turns([drawing("a", 10_000), drawing("b", 10)], [Caption(())], 3)  # type: ignore[list-item]
    assert turns == ["a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3"]
    assert len(spent) == 2


def test_a_footprint_holds_at_least_the_weights_and_tells_what_went_wrong(tmp_path: Path) -> None:
    pack = build_toy_pack(tmp_path / "pack")
    size = sum(path.stat().st_size for path in pack.glob("*.onnx"))
    assert footprint(pack) > size
    with pytest.raises(NotMeasured, match="could not be measured"):
        footprint(tmp_path)


def test_the_largest_size_of_a_process_is_read_in_bytes(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("Name:\tx\nVmPeak:\t  900 kB\nVmHWM:\t     300 kB\nVmRSS:\t 100 kB\n")
    assert peak(status) == 300 * 1024
    status.write_text("Name:\tx\n")
    with pytest.raises(NotMeasured, match="does not tell"):
        peak(status)


def test_a_contact_sheet_has_a_column_for_each_stage() -> None:
    red = np.zeros((2, CELL, CELL, 3), np.uint8) + np.array([255, 0, 0], np.uint8)
    sheet = np.asarray(contact_sheet(["teacher", "INT8"], [red, red[..., ::-1]]))
    assert sheet.shape == (HEAD + 2 * CELL, 2 * CELL, 3)
    assert sheet[-1, 0].tolist() == [255, 0, 0]
    assert sheet[-1, -1].tolist() == [0, 0, 255]
    assert sheet[:HEAD].min() < 128
