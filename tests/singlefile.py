"""A Stable Diffusion pipeline as one file, by the names that its first authors gave the weights."""

from __future__ import annotations

import re
from pathlib import Path

from diffusers import StableDiffusionPipeline
from safetensors.torch import save_file
from torch import Tensor

RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
UNET = {
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
    "mid_block.resnets.0": "middle_block.0",
    "mid_block.attentions.0": "middle_block.1",
    "mid_block.resnets.1": "middle_block.2",
}
ATTENTION = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}


def save_single_file(pipeline: StableDiffusionPipeline, path: Path) -> None:
    depth = pipeline.unet.config.layers_per_block
    blocks = len(pipeline.vae.config.block_out_channels)
    found: dict[str, Tensor] = {}
    for name, weight in pipeline.unet.state_dict().items():
        found[f"model.diffusion_model.{_unet(name, depth)}"] = weight.contiguous()
    for name, weight in pipeline.vae.state_dict().items():
        turned = "attentions" in name and "to_" in name and name.endswith("weight")
        found[f"first_stage_model.{_vae(name, blocks)}"] = (
            weight[:, :, None, None] if turned else weight
        ).contiguous()
    for name, weight in pipeline.text_encoder.state_dict().items():
        inner = name if name.startswith("text_model.") else f"text_model.{name}"
        found[f"cond_stage_model.transformer.{inner}"] = weight.contiguous()
    save_file(found, path)


def _unet(name: str, depth: int) -> str:
    def down(match: re.Match[str]) -> str:
        block, kind, layer = int(match[1]), match[2], int(match[3])
        if kind == "downsamplers":
            return f"input_blocks.{(depth + 1) * (block + 1)}.0.op"
        at = (depth + 1) * block + 1 + layer
        return f"input_blocks.{at}.{0 if kind == 'resnets' else 1}"

    def up(match: re.Match[str]) -> str:
        block, kind, layer = int(match[1]), match[2], int(match[3])
        if kind == "upsamplers":
            # Behind the attention, where the block has one: the first of the miniature's does.
            return f"output_blocks.{(depth + 1) * block + depth}.{2 if block == 0 else 1}.conv"
        return f"output_blocks.{(depth + 1) * block + layer}.{0 if kind == 'resnets' else 1}"

    new = re.sub(r"^down_blocks\.(\d+)\.(\w+)\.(\d+)(\.conv(?=\.(weight|bias)$))?", down, name)
    new = re.sub(r"^up_blocks\.(\d+)\.(\w+)\.(\d+)(\.conv(?=\.(weight|bias)$))?", up, new)
    for ours, theirs in UNET.items():
        new = re.sub(rf"^{re.escape(ours)}\.", f"{theirs}.", new)
    if "resnets" in name:
        for ours, theirs in RESNET.items():
            new = new.replace(f".{ours}.", f".{theirs}.")
    return new


def _vae(name: str, blocks: int) -> str:
    new = re.sub(r"down_blocks\.(\d+)\.resnets\.(\d+)", r"down.\1.block.\2", name)
    new = re.sub(r"down_blocks\.(\d+)\.downsamplers\.0\.conv", r"down.\1.downsample.conv", new)
    new = re.sub(r"mid_block\.resnets\.(\d+)", lambda m: f"mid.block_{int(m[1]) + 1}", new)
    new = re.sub(
        r"up_blocks\.(\d+)\.resnets\.(\d+)",
        lambda m: f"up.{blocks - 1 - int(m[1])}.block.{m[2]}",
        new,
    )
    new = re.sub(
        r"up_blocks\.(\d+)\.upsamplers\.0\.conv",
        lambda m: f"up.{blocks - 1 - int(m[1])}.upsample.conv",
        new,
    )
    new = new.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
    if "attentions" in new:
        new = new.replace("mid_block.attentions.0", "mid.attn_1")
        for ours, theirs in ATTENTION.items():
            new = new.replace(f".{ours}.", f".{theirs}.")
    return new
