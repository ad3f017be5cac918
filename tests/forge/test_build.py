"""Published models become packs that draw what the publisher's own pipeline draws."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
import torch
from diffusers import StableDiffusionPipeline

from edged.packs.trust import Trust
from edged.packs.verifying import verify_folder
from forge.build import main
from forge.building.beside import FolderTaken
from forge.building.memory import KINDS, LIBRARIES_MB
from forge.building.source import SourceUnusable, noising
from forge.building.unfinished import ReportFailed
from runtime.pack import Pack
from runtime.profile import profiles_folder, read_profile
from tests.runtime.families.parity import Drawn, difference, published
from tests.source import ROOT
from tests.toymodels import stable_diffusion, stable_diffusion_xl

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning",  # diffusers on numpy 2.4
    "ignore::FutureWarning",  # diffusers on its own older configurations
    "ignore::DeprecationWarning",  # the exporter on its own parts
    "ignore::UserWarning",
)
MADE = {"sd": stable_diffusion, "sdxl": stable_diffusion_xl}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    stable_diffusion(timestep_spacing="trailing").save_pretrained(folder)
    return folder


def parts_of(source: Path) -> list[Any]:
    pipeline = StableDiffusionPipeline.from_pretrained(source, safety_checker=None)
    return [pipeline.unet, pipeline.vae, pipeline.text_encoder]


@pytest.mark.parametrize(
    ("family", "kind"), [("sd", "weights"), ("sdxl", "graphs"), ("sd", "split")]
)
def test_a_pack_draws_what_the_pipeline_draws(tmp_path: Path, family: str, kind: str) -> None:
    pipeline = MADE[family](timestep_spacing="trailing")
    pipeline.save_pretrained(tmp_path / "source")
    # Above a megabyte weights lie beside the graph: as those of a real U-Net do above two thousand.
    work = tmp_path / "work"
    graphs = ["--graphs", "--inside", "1", "--work", str(work)] if kind == "graphs" else []
    out = tmp_path / "pack"
    main([str(tmp_path / "source"), "--out", str(out), "--licence", "CC0-1.0", *graphs])
    drawn = Drawn(out)
    assert drawn.pack.manifest.holds_graphs == bool(graphs)
    beside = {file.path for file in drawn.pack.manifest.files if file.path.endswith(".onnx.data")}
    assert beside == ({"denoiser.onnx.data"} if graphs else set())
    assert not list(work.glob("*"))
    verify_folder(out, Trust(keys=tmp_path, required=False))
    assert drawn.pack.manifest.name == "pack"
    wanted = published(pipeline, drawn, 3, (128, 128), guidance_scale=1.0)
    assert difference(drawn.picture(steps=3), wanted) <= 1e-3


def test_memory_is_told_for_every_way_to_load_the_weights_as_an_estimate(
    source: Path, tmp_path: Path
) -> None:
    """A miniature of a million is little beside the libraries; variants do not count twice."""
    (source / "unet/diffusion_pytorch_model.fp16.safetensors").write_bytes(b"another")
    main([str(source), "--out", str(tmp_path / "pack"), "--licence", "CC0-1.0"])
    told = Pack.open(tmp_path / "pack").manifest
    numbers = sum(p.numel() for part in parts_of(source) for p in part.parameters())
    known = told.memory_by_precision
    assert LIBRARIES_MB + numbers * 4e-6 < known["fp32"] < LIBRARIES_MB + 400
    assert set(known) == set(KINDS)
    assert told.memory_mb == known["fp16"]
    assert not told.memory_measured


def test_a_pack_for_a_card_that_is_not_here_says_that_its_memory_is_an_estimate(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = profiles_folder() / "rtx3060-6gb.toml"
    words = ["--out", str(tmp_path / "pack"), "--licence", "CC0-1.0", "--for", str(profile)]
    main([str(source), *words])
    told, said = Pack.open(tmp_path / "pack").manifest, capsys.readouterr().out
    needed = read_profile(profile).memory_of(told)
    assert f"the pack's manifest asks for {needed} MB" in said
    assert needed == told.memory_by_precision["nf4-in-turn"]
    assert "wait in the box's main memory" in said
    here = torch.cuda.is_available()
    assert told.memory_measured == (("nf4-in-turn",) if here else ())
    assert ("which is an estimate" in said) is not here


def test_what_cannot_be_measured_here_is_said_first_and_last_with_the_command_that_does_it_elsewhere(
    source: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    pack, report = tmp_path / "pack", tmp_path / "pack-report/report.md"
    words = [str(source), "--out", str(pack), "--licence", "CC0-1.0", "--report"]
    main([*words, "--for", str(profiles_folder() / "rtx3060-6gb.toml")])
    said = capsys.readouterr().out
    command = f"python -m forge build {source} --out {pack}"
    begun, ended = said.split("not measured, since")
    assert "no NVIDIA card that answers" in begun
    assert command in ended
    assert command in report.read_text()
    assert not Pack.open(pack).manifest.memory_measured
    # A machine that draws: here one whose profile asks for no card.
    own = tmp_path / "own.toml"
    text = (profiles_folder() / "cpu.toml").read_text()
    own.write_text(text.replace('pack = "cute', 'precision = "fp16"\npack = "cute'))
    main([*words, "--for", str(own)])
    assert "only its report is made" in capsys.readouterr().out
    assert "| published |" in report.read_text()
    assert Pack.open(pack).manifest.memory_measured == ("fp16",)
    assert sorted(path.name for path in report.parent.iterdir()) == ["report.md", "sheet.webp"]


def test_a_report_that_failed_is_made_alone_by_the_same_command(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack, report = tmp_path / "pack", tmp_path / "pack-report/report.md"
    words = [str(source), "--out", str(pack), "--licence", "CC0-1.0", "--report", "--graphs"]
    words += ["--work", str(tmp_path / "work")]
    report.mkdir(parents=True)  # in the way
    with pytest.raises(ReportFailed, match="is whole, and the same command makes its report alone"):
        main(words)
    made = (pack / "manifest.json").read_bytes()
    report.rmdir()
    with pytest.raises(FolderTaken, match="otherwise than is asked for now"):
        main([*words, "--version", "2.0"])
    capsys.readouterr()
    main(words)
    said = capsys.readouterr().out
    assert "only its report is made" in said
    assert "differs from PyTorch" not in said, "no part is made anew"
    assert "| denoiser |" in report.read_text()
    assert (pack / "manifest.json").read_bytes() == made
    assert not list((tmp_path / "work").iterdir())
    with pytest.raises(FolderTaken, match="is there already"):
        main(words)


def test_ctrl_c_says_that_nothing_was_installed_and_that_the_same_command_goes_on(
    source: Path, tmp_path: Path
) -> None:
    words = ["--out", "pack", "--licence", "CC0-1.0", "--graphs", "--work", "work"]
    command = [sys.executable, "-m", "forge", "build", str(source), *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=PIPE, stderr=PIPE, text=True
    ) as process:
        assert process.stdout
        made = (line for line in process.stdout if not line.startswith("now: "))
        assert any("encoder" in line for line in made)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=300)[1]
    assert process.returncode == 130
    assert "nothing was installed, and the same command goes on where it stopped" in said
    assert "Traceback" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "work"]
    assert list((tmp_path / "work").glob("*/encoder.fp32"))


def test_weights_for_a_processor_are_measured_as_its_profile_loads_them(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "own.toml"
    text = (profiles_folder() / "cpu.toml").read_text()
    profile.write_text(
        text.replace(
            'pack = "cute', 'precision = "fp16"\ntorch = { quantise = "int8" }\npack = "cute'
        )
        .replace("memory_limit_mb = 1200", "memory_limit_mb = 620")
        .replace("batch = 4", "batch = 3")
    )
    words = ["--out", str(tmp_path / "pack"), "--licence", "CC0-1.0", "--for", str(profile)]
    main([str(source), *words])
    told, said = Pack.open(tmp_path / "pack").manifest, capsys.readouterr().out
    measured = re.search(r"one by one and (\d+) MB with 3 at once", said)
    assert measured
    peak = int(measured[1])
    assert told.memory_measured == ("int8",)
    assert peak < told.memory_by_precision["int8"] <= 1.1 * peak + 10
    # What the estimate missed, the others miss as well.
    assert told.memory_by_precision["fp32"] >= told.memory_by_precision["int8"]
    fits = told.memory_by_precision["int8"] <= 620
    assert ("a box with it will not use this pack" in said) is not fits


def test_variants_and_everything_that_is_not_needed_stay_behind(
    source: Path, tmp_path: Path
) -> None:
    (source / "unet/diffusion_pytorch_model.fp16.safetensors").write_bytes(b"another")
    (source / "README.md").write_text("Hello")
    main([str(source), "--out", str(tmp_path / "pack"), "--licence", "CC0-1.0"])
    found = {file.path for file in Pack.open(tmp_path / "pack").manifest.files}
    assert found == {
        "text_encoder/config.json",
        "text_encoder/model.safetensors",
        "tokenizer.json",
        "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors",
        "vae/config.json",
        "vae/diffusion_pytorch_model.safetensors",
        "vocabulary.json",
    }


def test_weights_that_could_run_code_are_refused_by_name(source: Path, tmp_path: Path) -> None:
    weights = source / "unet/diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))
    with pytest.raises(SourceUnusable, match=r"unet/diffusion_pytorch_model\.bin could run code"):
        main([str(source), "--out", str(tmp_path / "pack"), "--licence", "CC0-1.0"])
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_a_model_without_a_tokenizer_leaves_nothing_behind(source: Path, tmp_path: Path) -> None:
    for path in (source / "tokenizer").iterdir():
        path.unlink()
    with pytest.raises(SourceUnusable, match="holds no tokenizer"):
        main([str(source), "--out", str(tmp_path / "pack"), "--licence", "CC0-1.0"])
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"_class_name": "FluxPipeline"}, "holds a FluxPipeline; packs are made of"),
        (None, "model_index.json is missing"),
    ],
)
def test_a_folder_that_is_no_known_model_is_refused(
    source: Path, tmp_path: Path, change: dict[str, Any] | None, said: str
) -> None:
    index = source / "model_index.json"
    if change is None:
        index.unlink()
    else:
        index.write_text(json.dumps(json.loads(index.read_text()) | change))
    with pytest.raises(SourceUnusable, match=said):
        main([str(source), "--out", str(tmp_path / "pack"), "--licence", "CC0-1.0"])


def test_a_folder_that_is_there_already_is_left_alone(source: Path, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    with pytest.raises(FolderTaken, match="is there already"):
        main([str(source), "--out", str(tmp_path / "pack"), "--licence", "CC0-1.0"])


def test_levels_that_our_steps_cannot_follow_are_refused() -> None:
    with pytest.raises(SourceUnusable, match="use_karras_sigmas"):
        noising({"_class_name": "EulerDiscreteScheduler", "use_karras_sigmas": True})
