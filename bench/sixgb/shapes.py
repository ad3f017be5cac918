"""The published models' configurations, as their authors' `config.json` files say them. No weights."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

Part = tuple[str, str, dict[str, Any]]
"""Folder as published, class of its library, what its configuration says besides that class's usual values."""


class Shape(Struct, frozen=True, kw_only=True):
    family: str
    """As manifests name it."""
    tokenizer: str
    """`clip`, `gemma` or `qwen`."""
    steps: int
    """Of a picture, as published."""
    guided: bool = False
    """Each picture is then two rows of a step."""
    parts: dict[str, Part]
    settings: dict[str, Any]


_CLIP_L = {
    "vocab_size": 49408,
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "projection_dim": 768,
    "max_position_embeddings": 77,
    "eos_token_id": 2,
}
_CLIP_H = _CLIP_L | {
    "hidden_size": 1024,
    "intermediate_size": 4096,
    "num_hidden_layers": 23,
    "num_attention_heads": 16,
    "projection_dim": 512,
    "hidden_act": "gelu",
}
_CLIP_G = _CLIP_L | {
    "hidden_size": 1280,
    "intermediate_size": 5120,
    "num_hidden_layers": 32,
    "num_attention_heads": 20,
    "projection_dim": 1280,
    "hidden_act": "gelu",
}
_VAE = {
    "block_out_channels": [128, 256, 512, 512],
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "layers_per_block": 2,
    "latent_channels": 4,
    "sample_size": 512,
}
_UNET = {
    "sample_size": 64,
    "block_out_channels": [320, 640, 1280, 1280],
    "down_block_types": ["CrossAttnDownBlock2D"] * 3 + ["DownBlock2D"],
    "up_block_types": ["UpBlock2D"] + ["CrossAttnUpBlock2D"] * 3,
    "layers_per_block": 2,
    "cross_attention_dim": 768,
    "attention_head_dim": 8,
}
_DEEP_BLOCKS = ["ResBlock"] * 3 + ["EfficientViTBlock"] * 3
_DEEP_SCALES = [[], [], [], [5], [5], [5]]
_DEEP_WIDTHS = [128, 256, 512, 512, 1024, 1024]
_DEEP_VAE = {
    "latent_channels": 32,
    "encoder_block_types": _DEEP_BLOCKS,
    "decoder_block_types": _DEEP_BLOCKS,
    "encoder_block_out_channels": _DEEP_WIDTHS,
    "decoder_block_out_channels": _DEEP_WIDTHS,
    "encoder_layers_per_block": [2, 2, 2, 3, 3, 3],
    "decoder_layers_per_block": [3, 3, 3, 3, 3, 3],
    "encoder_qkv_multiscales": _DEEP_SCALES,
    "decoder_qkv_multiscales": _DEEP_SCALES,
    "upsample_block_type": "interpolate",
    "downsample_block_type": "Conv",
    "decoder_norm_types": "rms_norm",
    "decoder_act_fns": "silu",
    "scaling_factor": 0.41407,
}
_GEMMA_2B = {
    "vocab_size": 256000,
    "hidden_size": 2304,
    "intermediate_size": 9216,
    "num_hidden_layers": 26,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 256,
    "query_pre_attn_scalar": 256,
}
_SANA_600M = {
    "in_channels": 32,
    "out_channels": 32,
    "num_attention_heads": 36,
    "attention_head_dim": 32,
    "num_layers": 28,
    "num_cross_attention_heads": 16,
    "cross_attention_head_dim": 72,
    "cross_attention_dim": 1152,
    "caption_channels": 2304,
    "mlp_ratio": 2.5,
    "patch_size": 1,
    "sample_size": 32,
    "qk_norm": "rms_norm_across_heads",
    "guidance_embeds": True,
    "guidance_embeds_scale": 0.1,
    "timestep_scale": 1000.0,
}
_QWEN3_4B = {
    "vocab_size": 151936,
    "hidden_size": 2560,
    "intermediate_size": 9728,
    "num_hidden_layers": 36,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 128,
}
_Z_IMAGE = {
    "dim": 3840,
    "n_layers": 30,
    "n_refiner_layers": 2,
    "n_heads": 30,
    "n_kv_heads": 30,
    "cap_feat_dim": 2560,
    "axes_dims": [32, 48, 48],
    "axes_lens": [1536, 512, 512],
}
_QWEN25_7B = {
    "vocab_size": 152064,
    "hidden_size": 3584,
    "intermediate_size": 18944,
    "num_hidden_layers": 28,
    "num_attention_heads": 28,
    "num_key_value_heads": 4,
    "rope_parameters": {
        "rope_type": "default",
        "rope_theta": 1e6,
        "mrope_section": [16, 24, 24],
    },
}
_QWEN_IMAGE = {
    "in_channels": 64,
    "out_channels": 16,
    "num_layers": 60,
    "attention_head_dim": 128,
    "num_attention_heads": 24,
    "joint_attention_dim": 3584,
    "axes_dims_rope": [16, 56, 56],
}
_SDXL_UNET = {
    "sample_size": 64,
    "block_out_channels": [320, 640, 1280],
    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    "layers_per_block": 2,
    "transformer_layers_per_block": [1, 2, 10],
    "attention_head_dim": [5, 10, 20],
    "cross_attention_dim": 2048,
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2816,
}
_FLUX_VAE = _VAE | {
    "latent_channels": 16,
    "sample_size": 1024,
    "scaling_factor": 0.3611,
    "shift_factor": 0.1159,
    "use_quant_conv": False,
    "use_post_quant_conv": False,
}


def _sana(layers: int, heads: int, across: int, width: int) -> dict[str, Any]:
    return _SANA_600M | {
        "num_layers": layers,
        "num_attention_heads": heads,
        "num_cross_attention_heads": across,
        "cross_attention_head_dim": width // across,
        "cross_attention_dim": width,
    }


def _sana_shape(transformer: dict[str, Any]) -> Shape:
    return Shape(
        family="sana-sprint",
        tokenizer="gemma",
        steps=2,
        parts={
            "encoder": ("text_encoder", "transformers.Gemma2Model", _GEMMA_2B),
            "denoiser": ("transformer", "diffusers.SanaTransformer2DModel", transformer),
            "decoder": ("vae", "diffusers.AutoencoderDC", _DEEP_VAE),
        },
        settings={"length": 300, "pad": 0, "channels": 32, "scaling": 0.41407},
    )


SHAPES = {
    "sd15": Shape(
        family="stable-diffusion",
        tokenizer="clip",
        steps=20,
        guided=True,
        parts={
            "encoder": ("text_encoder", "transformers.CLIPTextModel", _CLIP_L),
            "denoiser": ("unet", "diffusers.UNet2DConditionModel", _UNET),
            "decoder": ("vae", "diffusers.AutoencoderKL", _VAE),
        },
        settings={"length": 77, "pad": 1, "channels": 4, "scaling": 0.18215},
    ),
    "sd-turbo": Shape(
        family="stable-diffusion",
        tokenizer="clip",
        steps=1,
        parts={
            "encoder": ("text_encoder", "transformers.CLIPTextModel", _CLIP_H),
            "denoiser": (
                "unet",
                "diffusers.UNet2DConditionModel",
                _UNET
                | {
                    "cross_attention_dim": 1024,
                    "attention_head_dim": [5, 10, 20, 20],
                    "use_linear_projection": True,
                },
            ),
            "decoder": ("vae", "diffusers.AutoencoderKL", _VAE),
        },
        settings={"length": 77, "pad": 0, "channels": 4, "scaling": 0.18215},
    ),
    "sdxl-turbo": Shape(
        family="stable-diffusion-xl",
        tokenizer="clip",
        steps=1,
        parts={
            "encoder": ("text_encoder", "transformers.CLIPTextModel", _CLIP_L),
            "encoder_2": ("text_encoder_2", "transformers.CLIPTextModelWithProjection", _CLIP_G),
            "denoiser": ("unet", "diffusers.UNet2DConditionModel", _SDXL_UNET),
            "decoder": ("vae", "diffusers.AutoencoderKL", _VAE | {"scaling_factor": 0.13025}),
        },
        settings={"length": 77, "pad": 1, "channels": 4, "scaling": 0.13025},
    ),
    "sana-sprint-0.6b": _sana_shape(_sana(28, 36, 16, 1152)),
    "sana-sprint-1.6b": _sana_shape(_sana(20, 70, 20, 2240)),
    "z-image-turbo": Shape(
        family="z-image",
        tokenizer="qwen",
        steps=8,
        parts={
            "encoder": ("text_encoder", "transformers.Qwen3Model", _QWEN3_4B),
            "denoiser": ("transformer", "diffusers.ZImageTransformer2DModel", _Z_IMAGE),
            "decoder": ("vae", "diffusers.AutoencoderKL", _FLUX_VAE),
        },
        settings={"length": 512, "pad": 0, "channels": 16, "scaling": 0.3611, "shift": 0.1159},
    ),
    "qwen-image": Shape(
        family="qwen-image",
        tokenizer="qwen",
        steps=20,
        guided=True,
        parts={
            "encoder": ("text_encoder", "transformers.Qwen2_5_VLTextModel", _QWEN25_7B),
            "denoiser": ("transformer", "diffusers.QwenImageTransformer2DModel", _QWEN_IMAGE),
            "decoder": ("vae", "diffusers.AutoencoderKLQwenImage", {}),
        },
        settings={"length": 512, "pad": 0, "channels": 16, "scaling": 1.0},
    ),
    "toy": Shape(
        family="stable-diffusion",
        tokenizer="clip",
        steps=2,
        guided=True,
        parts={
            "encoder": (
                "text_encoder",
                "transformers.CLIPTextModel",
                _CLIP_L
                | {
                    "vocab_size": 256,
                    "hidden_size": 32,
                    "intermediate_size": 48,
                    "num_hidden_layers": 1,
                    "num_attention_heads": 2,
                },
            ),
            "denoiser": (
                "unet",
                "diffusers.UNet2DConditionModel",
                _UNET
                | {
                    "block_out_channels": [32, 64],
                    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"],
                    "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D"],
                    "layers_per_block": 1,
                    "norm_num_groups": 8,
                    "cross_attention_dim": 32,
                },
            ),
            "decoder": (
                "vae",
                "diffusers.AutoencoderKL",
                _VAE
                | {"block_out_channels": [8, 8, 8, 8], "layers_per_block": 1, "norm_num_groups": 8},
            ),
        },
        settings={"length": 77, "pad": 1, "channels": 4, "scaling": 0.18215},
    ),
}
"""`toy` is for trying the bench itself."""

FAMILIES = tuple(name for name in SHAPES if name != "toy")
