"""Graphs that optimum wrote draw pictures of all ages at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from PIL import Image

from forge.build import main
from forge.building.room import DiskFull
from forge.building.source import SourceUnusable
from runtime.pack import Pack
from tests.byoptimum import write_graphs
from tests.fulldisk import files_of_at_most
from tests.runtime.families.parity import Drawn, difference, published
from tests.toymodels import stable_diffusion, stable_diffusion_xl

pytestmark = [
    pytest.mark.needs("optimum-cli"),
    pytest.mark.filterwarnings(
        "ignore:__array__ implementation:DeprecationWarning",
        "ignore::FutureWarning",
        "ignore::DeprecationWarning",
        "ignore::UserWarning",
    ),
]
MODELS: dict[str, Callable[..., Any]] = {"sd": stable_diffusion, "sdxl": stable_diffusion_xl}


class Exported(NamedTuple):
    pipeline: Any
    folder: Path


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Exported]:
    """By family."""
    root, made = tmp_path_factory.mktemp("optimum"), {}
    for family, model in MODELS.items():
        pipeline = model(timestep_spacing="trailing")
        made[family] = Exported(pipeline, write_graphs(pipeline, root / family))
    return made


def build(source: Path, folder: Path, *options: str) -> Path:
    out = folder / "pack"
    asked = [str(source), "--out", str(out), "--licence", "CC0-1.0", "--work", str(folder / "work")]
    main([*asked, *options])
    return out


@pytest.mark.parametrize("family", MODELS)
def test_graphs_of_optimum_draw_what_the_pipeline_draws_alone_and_in_company(
    exported: dict[str, Exported], tmp_path: Path, family: str
) -> None:
    drawn = Drawn(build(exported[family].folder, tmp_path))
    wanted = published(exported[family].pipeline, drawn, 3, (128, 128), guidance_scale=1.0)
    assert difference(drawn.picture(steps=3), wanted) <= 1e-3
    assert difference(drawn.picture(steps=3, beside=2), wanted) <= 5e-3


def test_the_report_shows_pictures_memory_and_speed_although_no_published_weights_are_there(
    exported: dict[str, Exported], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = build(exported["sd"].folder, tmp_path, "--report", "--steps", "2")
    assert "pack-report/report.md shows what it draws" in capsys.readouterr().out
    report = (tmp_path / "pack-report/report.md").read_text()
    assert "published weights are not there to compare with" in report
    (row,) = [line.split("|") for line in report.splitlines() if line.startswith("| this pack")]
    seconds, _, alone, at_once = (float(cell) for cell in row[2:6])
    assert seconds > 0
    assert 50 < alone <= at_once
    memory = Pack.open(pack).manifest.memory_mb
    assert f"asks for {memory} MB (measured, and a tenth more)" in report
    assert at_once < memory <= 1.1 * at_once + 10
    assert "| denoiser | " in report
    assert Image.open(tmp_path / "pack-report/sheet.webp").size == (256, 4 * 256 + 3 * 8)


def test_a_folder_that_optimum_drew_with_and_saved_again_is_known_too(
    exported: dict[str, Exported], tmp_path: Path
) -> None:
    """Its own class stands in the index then."""
    source = Path(shutil.copytree(exported["sd"].folder, tmp_path / "source"))
    index = source / "model_index.json"
    index.write_text(index.read_text().replace('"StableDiff', '"ORTStableDiff'))
    assert Drawn(build(source, tmp_path)).pack.manifest.family == "stable-diffusion"


def test_a_reader_that_does_not_tell_its_layers_is_refused(
    exported: dict[str, Exported], tmp_path: Path
) -> None:
    source = Path(shutil.copytree(exported["sdxl"].folder, tmp_path / "source"))
    shutil.copyfile(source / "vae_decoder/model.onnx", source / "text_encoder/model.onnx")
    with pytest.raises(SourceUnusable, match=r"text_encoder/model\.onnx does not tell what"):
        build(source, tmp_path)


@pytest.mark.parametrize("kind", ["SanaSprintPipeline", "ORTZImagePipeline", "QwenImagePipeline"])
def test_graphs_of_a_family_that_is_packed_as_weights_are_refused_with_what_to_take(
    tmp_path: Path, kind: str
) -> None:
    source = tmp_path / "source"
    (source / "transformer").mkdir(parents=True)
    (source / "transformer/model.onnx").write_bytes(b"graph")
    (source / "model_index.json").write_text(f'{{"_class_name": "{kind}"}}')
    with pytest.raises(SourceUnusable, match="take its folder as diffusers writes it, with safe"):
        build(source, tmp_path)


def test_a_graph_that_is_spoilt_or_whose_weights_are_cut_is_named_and_leaves_nothing(
    exported: dict[str, Exported], tmp_path: Path
) -> None:
    source = Path(shutil.copytree(exported["sd"].folder, tmp_path / "source"))
    path = source / "vae_decoder/model.onnx"
    graph = onnx.load(path)
    for tensor in graph.graph.initializer:
        if len(tensor.dims) == 4:
            empty = np.full(tensor.dims, np.nan, np.float32)
            tensor.CopyFrom(numpy_helper.from_array(empty, tensor.name))
    onnx.save(graph, path)
    with pytest.raises(
        SourceUnusable, match=r"vae_decoder/model\.onnx answers with what is no num"
    ):
        build(source, tmp_path)
    graph = onnx.load(source / "unet/model.onnx")
    told: dict[str, Any] = {"save_as_external_data": True, "location": "model.onnx_data"}
    onnx.save(graph, source / "unet/model.onnx", **told, size_threshold=0)
    weights = source / "unet/model.onnx_data"
    weights.write_bytes(weights.read_bytes()[:-1000])
    with pytest.raises(
        SourceUnusable, match=r"reads model\.onnx_data, which is not there or not wh"
    ):
        build(source, tmp_path)
    assert not (tmp_path / "pack").exists()


def test_a_disk_that_fills_up_while_graphs_are_made_leaves_nothing_of_the_pack(
    exported: dict[str, Exported], tmp_path: Path
) -> None:
    """What was finished waits for the next call, and half of a part is not there."""
    largest = (exported["sd"].folder / "unet/model.onnx").stat().st_size
    with (
        files_of_at_most(largest // 2),
        pytest.raises(DiskFull, match=r"is full \(\d+ MB are left"),
    ):
        build(exported["sd"].folder, tmp_path)
    assert not (tmp_path / "pack").exists()
    assert not list(tmp_path.glob("**/.making-*"))
    assert Drawn(build(exported["sd"].folder, tmp_path)).pack.manifest.holds_graphs


def test_a_model_of_graphs_without_a_tokenizer_leaves_nothing(
    exported: dict[str, Exported], tmp_path: Path
) -> None:
    source = Path(shutil.copytree(exported["sdxl"].folder, tmp_path / "source"))
    shutil.rmtree(source / "tokenizer_2")
    with pytest.raises(SourceUnusable, match="tokenizer_2 holds no tokenizer"):
        build(source, tmp_path)
    assert not (tmp_path / "pack").exists()


def test_a_graph_that_is_cut_short_or_absent_is_named(
    exported: dict[str, Exported], tmp_path: Path
) -> None:
    source = Path(shutil.copytree(exported["sd"].folder, tmp_path / "source"))
    path = source / "unet/model.onnx"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(SourceUnusable, match=r"unet/model\.onnx is damaged"):
        build(source, tmp_path)
    (source / "vae_decoder/model.onnx").unlink()
    shutil.copyfile(exported["sd"].folder / "unet/model.onnx", path)
    with pytest.raises(SourceUnusable, match=r"vae_decoder/model\.onnx is missing"):
        build(source, tmp_path)
    assert not (tmp_path / "pack").exists()
