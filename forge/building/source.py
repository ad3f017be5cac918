"""What a published model's folder holds, as diffusers writes it, and what its family must know of it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import diffusers
from msgspec import Struct

from forge.errors import ForgeError
from runtime.families.discrete import Noising

SHRINK = 8
"""Pixels of a side that one latent of these families stands for."""
PICKLES = (".bin", ".ckpt", ".pt", ".pth", ".pkl")


class SourceUnusable(ForgeError):
    """The folder is no model that a pack can be made of; the text says what is missing."""


class Source(Struct, frozen=True, kw_only=True):
    folder: Path
    family: str
    exported: bool = False
    """Whether its parts are graphs already, as optimum writes them."""
    weights: Mapping[str, str]
    """Component -> its folder below `folder`."""
    readers: Mapping[str, str]
    """Component of a tokenizer -> its folder."""
    settings: Mapping[str, Any]
    channels: int
    shrink: int = 8
    """Pixels of a side that one latent stands for."""
    side: int
    """Pixels of the size that the model was trained at."""
    steps: int
    """Usual number."""
    most: int
    guidance: float


def read_source(folder: Path) -> Source:
    """Raises SourceUnusable."""
    kind = read(folder / "model_index.json").get("_class_name", "")
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise SourceUnusable(
            f"{folder} holds a {kind or 'nameless model'}; packs are made of: {known}"
        )
    return KINDS[kind](folder)


def read(path: Path) -> dict[str, Any]:
    """Raises SourceUnusable."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SourceUnusable(
            f"{path} is missing; is this a folder that diffusers wrote?"
        ) from error
    except ValueError as error:
        raise SourceUnusable(f"{path} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise SourceUnusable(f"{path} is no JSON object")
    return found


class Config(dict[str, Any]):
    """A configuration file; a field that it lacks is said."""

    def __init__(self, path: Path) -> None:
        super().__init__(read(path))
        self._path = path

    def __missing__(self, field: str) -> Any:
        raise SourceUnusable(f"{self._path} says nothing of {field}")


def noising(config: Mapping[str, Any]) -> Noising:
    """Of a `scheduler_config.json`. Raises SourceUnusable for levels that our steps cannot follow."""
    for field in (
        "use_karras_sigmas",
        "use_exponential_sigmas",
        "use_beta_sigmas",
        "trained_betas",
    ):
        if config.get(field):
            raise SourceUnusable(f"the scheduler's {field} is not supported; set it to false")
    usual = "linspace" if config.get("_class_name", "").startswith("Euler") else "leading"
    return Noising(
        kind="lcm" if config.get("_class_name") == "LCMScheduler" else "euler",
        betas=config.get("beta_schedule", "linear"),
        beta_start=config.get("beta_start", 0.0001),
        beta_end=config.get("beta_end", 0.02),
        trained=config.get("num_train_timesteps", 1000),
        spacing=config.get("timestep_spacing", usual),
        offset=config.get("steps_offset", 0),
        original=config.get("original_inference_steps", 50),
        prediction=config.get("prediction_type", "epsilon"),
    )


def _stable_diffusion(folder: Path) -> Source:
    exported = (folder / "unet/model.onnx").is_file()
    decoder = "vae_decoder" if exported else "vae"
    unet, vae = Config(folder / "unet/config.json"), Config(folder / decoder / "config.json")
    levels = noising(read(folder / "scheduler/scheduler_config.json"))
    consistent = levels.kind == "lcm"
    return Source(
        folder=folder,
        family="stable-diffusion",
        weights={"encoder": "text_encoder", "denoiser": "unet", "decoder": decoder},
        exported=exported,
        readers={"tokenizer": "tokenizer"},
        settings={
            "scaling": vae.get("scaling_factor", 0.18215),
            "channels": unet["in_channels"],
            "noising": levels,
            "guided": unet.get("time_cond_proj_dim") or 0,
        },
        channels=unet["in_channels"],
        side=unet["sample_size"] * SHRINK,
        steps=4 if consistent else 20,
        most=levels.original if consistent else 100,
        guidance=1.0 if consistent else 7.5,
    )


def _stable_diffusion_xl(folder: Path) -> Source:
    source = _stable_diffusion(folder)
    return Source(
        folder=folder,
        family="stable-diffusion-xl",
        weights={**source.weights, "encoder_2": "text_encoder_2"},
        readers={**source.readers, "tokenizer_2": "tokenizer_2"},
        settings=source.settings,
        channels=source.channels,
        side=source.side,
        steps=source.steps,
        most=source.most,
        guidance=source.guidance,
    )


def _sana_sprint(folder: Path) -> Source:
    transformer, vae = (
        Config(folder / "transformer/config.json"),
        Config(folder / "vae/config.json"),
    )
    shrink = 2 ** (len(vae["encoder_block_out_channels"]) - 1)
    return Source(
        folder=folder,
        family="sana-sprint",
        weights={"encoder": "text_encoder", "denoiser": "transformer", "decoder": "vae"},
        readers={"tokenizer": "tokenizer"},
        settings={
            "length": 300,
            "scaling": vae["scaling_factor"],
            "channels": transformer["in_channels"],
            "instruction": _instruction(),
        },
        channels=transformer["in_channels"],
        shrink=shrink,
        side=transformer["sample_size"] * shrink,
        steps=2,
        most=20,
        guidance=1.0,
    )


def _instruction() -> str:
    """What the pipeline itself tells its reader where nobody says otherwise."""
    call = inspect.signature(diffusers.SanaSprintPipeline.__call__)
    return "\n".join(call.parameters["complex_human_instruction"].default)


def _z_image(folder: Path) -> Source:
    transformer, vae = (
        Config(folder / "transformer/config.json"),
        Config(folder / "vae/config.json"),
    )
    scheduler = read(folder / "scheduler/scheduler_config.json")
    return Source(
        folder=folder,
        family="z-image",
        weights={"encoder": "text_encoder", "denoiser": "transformer", "decoder": "vae"},
        readers={"tokenizer": "tokenizer"},
        settings={
            "length": 512,
            "scaling": vae["scaling_factor"],
            "shift": vae["shift_factor"],
            "channels": transformer["in_channels"],
            "noisier": scheduler.get("shift", 3.0),
        },
        channels=transformer["in_channels"],
        side=1024,
        steps=8,
        most=50,
        guidance=1.0,
    )


KINDS: Mapping[str, Callable[[Path], Source]] = {
    "StableDiffusionPipeline": _stable_diffusion,
    "LatentConsistencyModelPipeline": _stable_diffusion,
    "StableDiffusionXLPipeline": _stable_diffusion_xl,
    "SanaSprintPipeline": _sana_sprint,
    "ZImagePipeline": _z_image,
}
"""Name in `model_index.json` -> who reads the rest."""
GRAPHS = frozenset(
    {
        "StableDiffusionPipeline",
        "LatentConsistencyModelPipeline",
        "StableDiffusionXLPipeline",
    }
)
"""Those whose parts can be exported."""
