"""The nodes of ComfyUI graphs that the box runs, described as ComfyUI describes nodes."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from runtime.pack import Manifest

GENERATOR, BOX, SAVE, PREVIEW = "QwenImageGenerator", "EdgedBox", "SaveImage", "PreviewImage"
STYLE = "kids_cute_v2"
MOST_SEED = 2**53 - 1
"""The largest whole number that ComfyUI's page keeps exactly."""
Input = tuple[Any, ...]
"""(type, or the list of what can be chosen; then options), as ComfyUI writes it."""


class Node(Struct, frozen=True, kw_only=True):
    name: str
    display: str
    description: str
    category: str
    required: dict[str, Input]
    optional: dict[str, Input] = {}
    outputs: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()
    is_output: bool = False
    """A graph needs at least one such node."""
    module: str = "custom_nodes.edged"

    def input(self, name: str) -> Input | None:
        return self.required.get(name) or self.optional.get(name)

    def info(self) -> dict[str, Any]:
        """As `/object_info` answers it."""
        inputs = {"required": self.required} | (
            {"optional": self.optional} if self.optional else {}
        )
        return {
            "input": inputs,
            "input_order": {part: list(names) for part, names in inputs.items()},
            "is_input_list": False,
            "output": self.outputs,
            "output_is_list": [False] * len(self.outputs),
            "output_name": self.output_names,
            "name": self.name,
            "display_name": self.display,
            "description": self.description,
            "python_module": self.module,
            "category": self.category,
            "output_node": self.is_output,
        }


def nodes_of(manifest: Manifest) -> dict[str, Node]:
    """By name, with what this pack offers."""
    nodes = (_generator(manifest), _box(), _save(), _preview())
    return {node.name: node for node in nodes}


def _generator(manifest: Manifest) -> Node:
    styles, sizes = list(manifest.styles), list(manifest.sizes)
    style = STYLE if STYLE in styles else next(iter(styles), "")
    return Node(
        name=GENERATOR,
        display="Qwen Image Generator (picture box)",
        description="Draws a friendly animal from a sentence in Chinese or English.",
        category="edged",
        required={"text_prompt": ("STRING", {"multiline": True, "default": ""})},
        # Whatever is left out, the box knows by itself.
        optional={
            "style_tag": (styles, {"default": style}),
            "resolution": (sizes, {"default": sizes[0]}),
            "seed": (
                "INT",
                {"default": 0, "min": 0, "max": MOST_SEED, "control_after_generate": True},
            ),
            "box": ("EDGED_BOX",),
        },
        outputs=("IMAGE", "STRING"),
        output_names=("image", "understood"),
        is_output=True,
    )


def _box() -> Node:
    return Node(
        name=BOX,
        display="Picture box",
        description="Which box draws. Asked of a box itself it is always that one.",
        category="edged",
        required={},
        optional={"address": ("STRING", {"default": "auto"}), "key": ("STRING", {"default": ""})},
        outputs=("EDGED_BOX",),
        output_names=("box",),
    )


def _save() -> Node:
    return Node(
        name=SAVE,
        display="Save Image",
        description="The picture, under a name.",
        category="image",
        required={
            "images": ("IMAGE", {"tooltip": "The picture."}),
            "filename_prefix": ("STRING", {"default": "ComfyUI"}),
        },
        is_output=True,
        module="nodes",
    )


def _preview() -> Node:
    return Node(
        name=PREVIEW,
        display="Preview Image",
        description="The picture.",
        category="image",
        required={"images": ("IMAGE",)},
        is_output=True,
        module="nodes",
    )
