"""What a published model's folder holds, as diffusers writes it, and what its family must know of it."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from forge.errors import ForgeError
from runtime.families.discrete import Noising

SHRINK = 8
"""Pixels of a side that one latent of these families stands for."""
SQUARE = 4
"""Latents that Qwen-Image's transformer takes for one token."""
UNKNOWN_LEVELS = (
    "use_karras_sigmas",
    "use_exponential_sigmas",
    "use_beta_sigmas",
    "trained_betas",
    "invert_sigmas",
    "stochastic_sampling",
)
"""Ways of a scheduler that no family here follows."""
TRANSFORMER = {"encoder": "text_encoder", "denoiser": "transformer", "decoder": "vae"}
READER = {"tokenizer": "tokenizer"}
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
    return KINDS[known_kind(folder)](folder)


def kind_of(folder: Path) -> str:
    """The pipeline of its `model_index.json`, also where optimum wrote it by its own name. Raises SourceUnusable."""
    kind = read(folder / "model_index.json").get("_class_name")
    return kind.removeprefix("ORT") if isinstance(kind, str) else ""


def known_kind(folder: Path) -> str:
    """Raises SourceUnusable where no pack is made of such."""
    kind = kind_of(folder)
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise SourceUnusable(
            f"{folder} holds a {kind or 'nameless model'}; packs are made of: {known}"
        )
    return kind


def sizes_of(source: Source) -> tuple[str, ...]:
    """What it is asked for: the size it was trained at, three quarters and half of that."""
    side = source.side
    return tuple(f"{each}x{each}" for each in (side, side * 3 // 4, side // 2))


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
    _refuse_levels(config)
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


def _refuse_levels(config: Mapping[str, Any]) -> None:
    for field in UNKNOWN_LEVELS:
        if config.get(field):
            raise SourceUnusable(f"the scheduler's {field} is not supported; set it to false")


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
        readers=READER,
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
    return structs.replace(
        source,
        family="stable-diffusion-xl",
        weights={**source.weights, "encoder_2": "text_encoder_2"},
        readers={**source.readers, "tokenizer_2": "tokenizer_2"},
    )


def _sana_sprint(folder: Path) -> Source:
    transformer, vae = (Config(folder / part / "config.json") for part in ("transformer", "vae"))
    shrink = 2 ** (len(vae["encoder_block_out_channels"]) - 1)
    return Source(
        folder=folder,
        family="sana-sprint",
        weights=TRANSFORMER,
        readers=READER,
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


def _qwen_image(folder: Path) -> Source:
    transformer, vae = (Config(folder / part / "config.json") for part in ("transformer", "vae"))
    scheduler = read(folder / "scheduler/scheduler_config.json")
    _refuse_levels(scheduler)
    if scheduler.get("time_shift_type", "exponential") != "exponential":
        raise SourceUnusable("the scheduler's time_shift_type is not supported; set exponential")
    noisier = [scheduler.get("base_shift", 0.5), scheduler.get("max_shift", 1.15)]
    if not scheduler.get("use_dynamic_shifting"):
        noisier = [math.log(scheduler.get("shift", 1.0))] * 2  # the same for every size
    last = scheduler.get("shift_terminal") or 0.0
    channels = vae["z_dim"]
    if transformer["in_channels"] != channels * SQUARE:
        raise SourceUnusable(
            f"{folder}/transformer takes {transformer['in_channels']} numbers a square, and its VAE "
            f"makes {channels * SQUARE}: one of them is another model's"
        )
    return Source(
        folder=folder,
        family="qwen-image",
        weights=TRANSFORMER,
        readers=READER,
        settings={
            "length": 512,
            "channels": channels,
            "mean": vae["latents_mean"],
            "spread": vae["latents_std"],
            "noisier": noisier,
            "patches": [
                scheduler.get("base_image_seq_len", 256),
                scheduler.get("max_image_seq_len", 4096),
            ],
            "last": last,
        },
        channels=channels,
        side=1024,
        steps=50 if last else 8,  # Lightning has no last level of its own, and needs no guidance
        most=100,
        guidance=4.0 if last else 1.0,
    )


def _instruction() -> str:
    """What the pipeline itself tells its reader where nobody says otherwise."""
    import diffusers  # noqa: PLC0415 - it takes seconds to load, and other families need it later

    call = inspect.signature(diffusers.SanaSprintPipeline.__call__)
    return "\n".join(call.parameters["complex_human_instruction"].default)


def _z_image(folder: Path) -> Source:
    transformer, vae = (Config(folder / part / "config.json") for part in ("transformer", "vae"))
    scheduler = read(folder / "scheduler/scheduler_config.json")
    _refuse_levels(scheduler)
    return Source(
        folder=folder,
        family="z-image",
        weights=TRANSFORMER,
        readers=READER,
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
    "QwenImagePipeline": _qwen_image,
}
"""Name in `model_index.json` -> who reads the rest."""
TWO_READERS = frozenset({"StableDiffusionXLPipeline"})
GRAPHS = frozenset(
    {
        "StableDiffusionPipeline",
        "LatentConsistencyModelPipeline",
        "StableDiffusionXLPipeline",
    }
)
"""Those whose parts can be exported."""
