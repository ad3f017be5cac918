"""Nodes for ComfyUI that let a picture box in the same network draw."""

from .nodes import EdgedBox, QwenImageGenerator

NODE_CLASS_MAPPINGS = {"QwenImageGenerator": QwenImageGenerator, "EdgedBox": EdgedBox}
NODE_DISPLAY_NAME_MAPPINGS = {
    "QwenImageGenerator": "Qwen Image Generator (picture box)",
    "EdgedBox": "Picture box",
}

__all__ = ["NODE_CLASS_MAPPINGS", "NODE_DISPLAY_NAME_MAPPINGS"]
