"""Graphs as optimum writes them draw pictures of all ages at once.

The folder is made here in optimum's layout: its ONNX part pins an older transformers than the suite has. The names, the
noise level without axes and the files were compared with what optimum 2.1 with optimum-onnx 0.1 wrote.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import StableDiffusionPipeline
from torch import Tensor, nn

from forge.build import main
from forge.building.source import SourceUnusable
from forge.export import quiet
from runtime.families.prose import Prose
from tests.runtime.families.parity import DUCK, Drawn, difference
from tests.toymodels import stable_diffusion

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning",
    "ignore::FutureWarning",
    "ignore::DeprecationWarning",
    "ignore::UserWarning",
)
PARTS: dict[str, tuple[str, dict[str, Tensor], str]] = {
    "unet": (
        "unet",
        {
            "sample": torch.randn(2, 4, 16, 16),
            "timestep": torch.tensor(7.0),
            "encoder_hidden_states": torch.randn(2, 64, 32),
        },
        "out_sample",
    ),
    "text_encoder": (
        "text_encoder",
        {"input_ids": torch.zeros(2, 64, dtype=torch.int32)},
        "last_hidden_state",
    ),
    "vae_decoder": ("vae", {"latent_sample": torch.randn(2, 4, 16, 16)}, "sample"),
}


class Plain(nn.Module):
    def __init__(self, module: Any, part: str) -> None:
        super().__init__()
        self.module, self.part = module, part

    def forward(self, *inputs: Tensor) -> Any:
        if self.part == "vae_decoder":
            return self.module.decode(*inputs, return_dict=False)[0]
        return self.module(*inputs)[0]


def as_optimum(pipeline: StableDiffusionPipeline, folder: Path) -> Path:
    pipeline.save_pretrained(folder)
    for part, (name, inputs, output) in PARTS.items():
        (folder / part).mkdir(exist_ok=True)
        for weights in (folder / part).glob("*.safetensors"):
            weights.unlink()
        axes = {key: dict(enumerate("bchw")) for key, value in inputs.items() if value.dim()}
        for key in axes:
            length = 2 if key in {"input_ids", "encoder_hidden_states"} else 4
            axes[key] = {axis: f"{key}{axis}" for axis in range(length) if axis != 1 or length == 2}
        with quiet():
            torch.onnx.export(
                Plain(getattr(pipeline, name), part).eval(),
                tuple(inputs.values()),
                folder / part / "model.onnx",
                input_names=list(inputs),
                output_names=[output],
                dynamic_axes=axes,
                opset_version=18,
                dynamo=False,
            )
    shutil.copyfile(folder / "vae/config.json", folder / "vae_decoder/config.json")
    shutil.rmtree(folder / "vae")
    return folder


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[StableDiffusionPipeline, Path]:
    pipeline = stable_diffusion(timestep_spacing="trailing")
    return pipeline, as_optimum(pipeline, tmp_path_factory.mktemp("optimum") / "source")


def build(source: Path, folder: Path, *options: str) -> Path:
    out = folder / "pack"
    asked = [str(source), "--out", str(out), "--licence", "CC0-1.0", "--work", str(folder / "work")]
    main([*asked, *options])
    return out


def test_graphs_of_optimum_draw_what_the_pipeline_draws_alone_and_in_company(
    exported: tuple[StableDiffusionPipeline, Path], tmp_path: Path
) -> None:
    pipeline, source = exported
    drawn = Drawn(build(source, tmp_path))
    wanted = pipeline(
        Prose(drawn.pack.vocabulary).sentence(DUCK),
        height=128,
        width=128,
        num_inference_steps=3,
        guidance_scale=1.0,
        latents=drawn.noise((128, 128), 3),
        output_type="np",
    ).images
    assert difference(drawn.picture(steps=3), wanted) <= 1e-3
    assert difference(drawn.picture(steps=3, beside=2), wanted) <= 5e-3


def test_a_graph_that_is_cut_short_or_absent_is_named(
    exported: tuple[StableDiffusionPipeline, Path], tmp_path: Path
) -> None:
    source = Path(shutil.copytree(exported[1], tmp_path / "source"))
    path = source / "unet/model.onnx"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(SourceUnusable, match=r"unet/model\.onnx is damaged"):
        build(source, tmp_path)
    (source / "vae_decoder/model.onnx").unlink()
    shutil.copyfile(exported[1] / "unet/model.onnx", path)
    with pytest.raises(SourceUnusable, match=r"vae_decoder/model\.onnx is missing"):
        build(source, tmp_path)
    assert not (tmp_path / "pack").exists()
