"""The two nodes. What ComfyUI has (progress, interruption, a place for previews) is used where it is there."""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from .painter import Painter, Step
from .place import AUTO, Place

STYLES = ["kids_cute_v2"]
RESOLUTIONS = ["512x512", "384x384", "256x256"]
MOST_SEED = 2**53 - 1
"""The largest whole number that ComfyUI's page keeps exactly."""
Types = dict[str, dict[str, tuple[Any, ...]]]


class QwenImageGenerator:
    """Draws a friendly animal from a sentence in Chinese or English."""

    DESCRIPTION = "Draws a friendly animal from a sentence in Chinese or English."
    CATEGORY = "edged"
    RETURN_TYPES = ("IMAGE", "STRING")
    RETURN_NAMES = ("image", "understood")
    FUNCTION = "draw"
    OUTPUT_NODE = True
    """It runs, and shows its picture, without any other node."""

    @classmethod
    def INPUT_TYPES(cls) -> Types:  # noqa: N802 - ComfyUI's name
        return {
            "required": {"text_prompt": ("STRING", {"multiline": True, "default": ""})},
            "optional": {
                "style_tag": (STYLES, {"default": STYLES[0]}),
                "resolution": (RESOLUTIONS, {"default": RESOLUTIONS[0]}),
                "seed": (
                    "INT",
                    {"default": 0, "min": 0, "max": MOST_SEED, "control_after_generate": True},
                ),
                "box": ("EDGED_BOX",),
            },
        }

    @classmethod
    def IS_CHANGED(cls, seed: int | None = None, **_: Any) -> float:  # noqa: N802
        """Without a seed every run is another picture."""
        return math.nan if seed is None else 0.0

    def draw(
        self,
        text_prompt: str,
        style_tag: str | None = None,
        resolution: str | None = None,
        seed: int | None = None,
        box: Place | None = None,
    ) -> dict[str, Any]:
        """IMAGE [1, height, width, 3] in 0..1, and what was understood. Raises BoxError."""
        wish = {"prompt": text_prompt, "style": style_tag, "size": resolution, "seed": seed}
        painter = Painter(box or Place(), check_stop=check_stop, on_step=_Progress())
        given = {name: value for name, value in wish.items() if value is not None}
        picture, data = painter.draw(given)
        understood = " · ".join(str(part["word"]) for part in picture["understood"])
        shown = {"images": shown_in_node(str(picture["id"]), data), "text": [understood]}
        return {"ui": shown, "result": (tensor_of(data), understood)}


class EdgedBox:
    """Says which box draws: the first one that is heard in the network, or the one at an address."""

    DESCRIPTION = "Which picture box draws: auto finds one in this network; else its address."
    CATEGORY = "edged"
    RETURN_TYPES = ("EDGED_BOX",)
    RETURN_NAMES = ("box",)
    FUNCTION = "choose"

    @classmethod
    def INPUT_TYPES(cls) -> Types:  # noqa: N802
        return {
            "required": {},
            "optional": {
                "address": ("STRING", {"default": AUTO}),
                "key": ("STRING", {"default": ""}),
            },
        }

    def choose(self, address: str = AUTO, key: str = "") -> tuple[Place]:
        """Where it is, is found out when it draws: until then it may have moved."""
        return (Place(address, key),)


def tensor_of(data: bytes) -> torch.Tensor:
    """float32 [1, height, width, 3] in 0..1."""
    with Image.open(BytesIO(data)) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=np.float32) / 255.0
    return torch.from_numpy(pixels)[None]


def check_stop() -> None:
    """Raises ComfyUI's own exception where somebody pressed its button."""
    try:
        from comfy.model_management import throw_exception_if_processing_interrupted  # noqa: PLC0415
    except ImportError:
        return
    throw_exception_if_processing_interrupted()


def shown_in_node(id: str, data: bytes) -> list[dict[str, str]]:
    """The picture in ComfyUI's folder for passing things, so that the node can show it."""
    try:
        import folder_paths  # noqa: PLC0415
    except ImportError:
        return []
    folder = Path(folder_paths.get_temp_directory())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"edged_{id}.png").write_bytes(data)
    return [{"filename": f"edged_{id}.png", "subfolder": "", "type": "temp"}]


class _Progress:
    """ComfyUI's own bar, with the picture as it grows."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __call__(self, step: Step) -> None:
        try:
            from comfy.utils import ProgressBar  # noqa: PLC0415
        except ImportError:
            return
        if self._bar is None:
            self._bar = ProgressBar(step.of)
        preview = None
        if step.preview:
            preview = ("JPEG", Image.open(BytesIO(step.preview)).convert("RGB"), 512)
        self._bar.update_absolute(step.number, step.of, preview)
