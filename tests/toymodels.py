"""Models of the published families in miniature, with random weights, saved by the libraries that publish them."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import torch
from diffusers import (
    AutoencoderDC,
    AutoencoderKL,
    AutoencoderKLQwenImage,
    DiffusionPipeline,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    SanaSprintPipeline,
    SanaTransformer2DModel,
    SCMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from diffusers import UNet2DConditionModel as UNet
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    Gemma2Config,
    Gemma2Model,
    GemmaTokenizer,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3Model,
)

from tests.toypack import toy_vocabulary

TOKENS = 64
"""Of CLIP's sentences."""
TRANSFORMER = {
    "encoder": "text_encoder",
    "denoiser": "transformer",
    "decoder": "vae",
    "tokenizer": "tokenizer/tokenizer.json",
}
"""Where a pack's parts lie in a pipeline's folder."""
UNET = TRANSFORMER | {"denoiser": "unet"}
UNET_TWO_READERS = UNET | {
    "encoder_2": "text_encoder_2",
    "tokenizer_2": "tokenizer_2/tokenizer.json",
}


def clip_tokenizer(**special: str) -> CLIPTokenizer:
    """One token a character, by itself or at the end of a word."""
    characters = [chr(code) for code in range(33, 127)]
    words = ["<|startoftext|>", "<|endoftext|>"]
    listed = [*characters, *(f"{one}</w>" for one in characters), *words]
    vocab = {token: number for number, token in enumerate(listed)}
    return CLIPTokenizer(vocab=vocab, merges=[], model_max_length=TOKENS, **special)


def stable_diffusion(*, guided: int | None = None, **schedule: Any) -> StableDiffusionPipeline:
    torch.manual_seed(0)
    tokenizer = clip_tokenizer()
    unet = small_unet(cross_attention_dim=32, time_cond_proj_dim=guided)
    return StableDiffusionPipeline(
        vae=small_vae(),
        text_encoder=CLIPTextModel(small_clip(tokenizer)).eval(),
        tokenizer=tokenizer,
        unet=unet,
        scheduler=EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", **schedule
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def stable_diffusion_xl(**schedule: Any) -> StableDiffusionXLPipeline:
    """With two readers of different widths, whose sentences are filled up with different tokens."""
    torch.manual_seed(0)
    first, second = clip_tokenizer(), clip_tokenizer(pad_token="!")
    return StableDiffusionXLPipeline(
        vae=small_vae(scaling_factor=0.13025),
        text_encoder=CLIPTextModel(small_clip(first)).eval(),
        text_encoder_2=CLIPTextModelWithProjection(small_clip(second, width=24)).eval(),
        tokenizer=first,
        tokenizer_2=second,
        unet=small_unet(
            cross_attention_dim=32 + 24,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=6 * 8 + 20,
        ),
        scheduler=EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", **schedule
        ),
        add_watermarker=False,
    )


def sana_sprint() -> SanaSprintPipeline:
    torch.manual_seed(0)
    tokenizer = gemma_tokenizer()
    gemma = Gemma2Config(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        query_pre_attn_scalar=8,
        max_position_embeddings=2048,
        initializer_range=0.5,
    )
    transformer = SanaTransformer2DModel(
        num_attention_heads=4,
        attention_head_dim=8,
        num_layers=2,
        num_cross_attention_heads=4,
        cross_attention_head_dim=8,
        cross_attention_dim=32,
        caption_channels=32,
        sample_size=4,
        qk_norm="rms_norm_across_heads",
        guidance_embeds=True,
        timestep_scale=1000.0,
    )
    return SanaSprintPipeline(
        tokenizer=tokenizer,
        text_encoder=Gemma2Model(gemma).eval(),
        vae=small_deep_autoencoder(),
        transformer=transformer.eval(),
        scheduler=SCMScheduler(),
    )


def gemma_tokenizer() -> GemmaTokenizer:
    """One token a character."""
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    listed = [*special, "▁", "\n", *(chr(code) for code in range(33, 127))]
    vocab = {token: number for number, token in enumerate(listed)}
    return GemmaTokenizer(vocab=vocab, merges=[], add_bos_token=True)


def small_deep_autoencoder() -> AutoencoderDC:
    sides: dict[str, Any] = {}
    for side in ("encoder", "decoder"):
        sides |= {
            f"{side}_block_types": ("ResBlock",) * 5 + ("EfficientViTBlock",),
            f"{side}_block_out_channels": (8, 8, 8, 16, 16, 32),
            f"{side}_layers_per_block": (1,) * 6,
            f"{side}_qkv_multiscales": ((),) * 5 + ((5,),),
        }
    return AutoencoderDC(
        **sides,
        attention_head_dim=8,
        upsample_block_type="interpolate",
        downsample_block_type="Conv",
        scaling_factor=0.41407,
    ).eval()


def z_image() -> ZImagePipeline:
    torch.manual_seed(0)
    tokenizer = qwen_tokenizer()
    qwen = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        initializer_range=0.3,
    )
    transformer = ZImageTransformer2DModel(
        dim=32,
        n_layers=2,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=32,
        axes_dims=[4, 6, 6],
    )
    for filler in (transformer.x_pad_token, transformer.cap_pad_token):
        torch.nn.init.normal_(filler)
    return ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=small_vae(latent_channels=16, scaling_factor=0.3611, shift_factor=0.1159),
        text_encoder=Qwen3Model(qwen).eval(),
        tokenizer=tokenizer,
        transformer=transformer.eval(),
    )


def qwen_image(**schedule: Any) -> QwenImagePipeline:
    """With the published levels, unless `schedule` says otherwise, and with a reader that could see as well."""
    torch.manual_seed(0)
    tokenizer = qwen_tokenizer()
    text = {
        "vocab_size": len(tokenizer),
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 1e6,
            "mrope_section": [1, 1, 2],
        },
        "initializer_range": 0.3,
    }
    sight = {
        "depth": 1,
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_heads": 2,
        "out_hidden_size": 32,
    }
    transformer = QwenImageTransformer2DModel(
        in_channels=16 * 4,
        out_channels=16,
        num_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=32,
        axes_dims_rope=(4, 6, 6),
    )
    for weight in transformer.parameters():
        if weight.ndim == 2:  # as drawn by its library the words hardly show
            weight.data *= 2
    vae = AutoencoderKLQwenImage(base_dim=8, dim_mult=[1, 2, 2, 2], num_res_blocks=1)
    levels = {
        "use_dynamic_shifting": True,
        "base_image_seq_len": 256,
        "max_image_seq_len": 8192,
        "base_shift": 0.5,
        "max_shift": 0.9,
        "shift_terminal": 0.02,
    }
    return QwenImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(**levels | schedule),
        vae=vae.eval(),
        text_encoder=Qwen2_5_VLForConditionalGeneration(
            Qwen2_5_VLConfig(text_config=text, vision_config=sight)
        ).eval(),
        tokenizer=tokenizer,
        transformer=transformer.eval(),
    )


def qwen_tokenizer() -> Qwen2Tokenizer:
    """One token a byte, and those around the turns of a talk."""
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    listed = [*special, *sorted(ByteLevel.alphabet())]
    vocab = {token: number for number, token in enumerate(listed)}
    tokenizer = Qwen2Tokenizer(vocab=vocab, merges=[])
    tokenizer.add_special_tokens({"additional_special_tokens": special[1:]})
    tokenizer.chat_template = (
        "{% for turn in messages %}<|im_start|>{{ turn.role }}\n{{ turn.content }}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    return tokenizer


def small_clip(tokenizer: CLIPTokenizer, width: int = 32) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        projection_dim=20,
        max_position_embeddings=TOKENS,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def small_unet(**more: Any) -> UNet:
    return UNet(
        sample_size=16,
        block_out_channels=(32, 64),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=8,
        norm_num_groups=8,
        **more,
    ).eval()


def small_vae(**more: Any) -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(16, 16, 16, 16),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        norm_num_groups=8,
        **{"latent_channels": 4} | more,
    ).eval()


def save_pack(
    folder: Path, pipeline: DiffusionPipeline, family: str, components: dict[str, str], **more: Any
) -> Path:
    """The pipeline as its library saves it, less what a pack does not hold, as a pack; `more` are its settings."""
    pipeline.save_pretrained(folder)
    (folder / "model_index.json").unlink()
    shutil.rmtree(folder / "scheduler")
    return write_pack(folder, family, components, more)


def write_pack(
    folder: Path, family: str, components: dict[str, str], settings: dict[str, Any], **more: Any
) -> Path:
    """A manifest and a vocabulary for what already lies in `folder`."""
    (folder / "vocabulary.json").write_bytes(msgspec.json.encode(toy_vocabulary()))
    manifest = {
        "format": 1,
        "name": family,
        "version": "1",
        "licence": "CC0-1.0",
        "family": family,
        "languages": ["en"],
        "sizes": ["128x128", "96x96"],
        "steps": {"default": 4, "min": 1, "max": 50},
        "guidance": 1.0,
        "latent": {"channels": 4, "height": 16, "width": 16},
        "precision": "fp32",
        "memory_mb": 100,
        "styles": ["kids_cute_v2"],
        "components": components,
        "settings": settings,
        "vocabulary": "vocabulary.json",
    } | more
    files = [
        {
            "path": str(path.relative_to(folder)),
            "size": path.stat().st_size,
            "sha256": sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    (folder / "manifest.json").write_text(json.dumps(manifest | {"files": files}, indent=1))
    return folder
