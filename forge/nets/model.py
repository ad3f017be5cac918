"""The network that paints: a caption encoder and a denoiser of 16×16 latents, written so that nearly all work is matmul.

Pictures are kept as [B, H, W, C]; a view of it is what torch calls channels_last, so that no layout is ever copied.
The denoiser is a hybrid: convolutions at 16² for edges and faces, a transformer at 8² in which the caption's tokens
join the picture's. Noise level and the pooled caption shift and scale every block.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
import torch
from msgspec import Struct
from torch import Tensor, nn
from torch.nn import functional as F

from runtime.prompt.vocabulary import Vocabulary

LEVEL_WAVES = 64
"""Pairs of sine and cosine that describe a noise level."""
ENCODER_BLOCKS = 2
GROWTH = 4
"""Channels inside a feedforward, times its width, before any are pruned."""


class Shape(Struct, frozen=True, kw_only=True):
    """Everything that fixes the network's size.

    The tuples have one number a block, so that a pruned network is a shape too: empty means full size, and a 0 in
    them means that this part of the block is gone.
    """

    roles: tuple[int, ...]
    """The role's number at each token position."""
    concepts: int
    """Concepts of the vocabulary, without 0 for none."""
    colours: int
    channels: int = 32
    grid: int = 16
    wide: int = 128
    """Channels of the convolutions at 16²."""
    deep: int = 192
    """Channels of the transformer at 8²."""
    context: int = 192
    """Channels of the caption's tokens."""
    blocks: int = 6
    convs: int = 2
    """Convolution blocks before, and as many after the transformer."""
    head: int = 64
    """Channels of an attention head."""
    heads: tuple[int, ...] = ()
    """Attention heads of each transformer block."""
    hidden: tuple[int, ...] = ()
    """Channels inside the feedforward of each transformer block."""
    conv_hidden: tuple[int, ...] = ()
    """Channels inside each convolution block, those before the transformer first."""
    encoder_heads: tuple[int, ...] = ()
    encoder_hidden: tuple[int, ...] = ()

    def whole(self) -> Shape:
        """The same shape with every tuple written out."""
        return msgspec.structs.replace(
            self,
            heads=self.heads or (self.deep // self.head,) * self.blocks,
            hidden=self.hidden or (GROWTH * self.deep,) * self.blocks,
            conv_hidden=self.conv_hidden or (self.wide,) * (2 * self.convs),
            encoder_heads=self.encoder_heads or (self.context // self.head,) * ENCODER_BLOCKS,
            encoder_hidden=self.encoder_hidden or (GROWTH * self.context,) * ENCODER_BLOCKS,
        )


def shape_for(vocabulary: Vocabulary, **sizes: Any) -> Shape:
    """`sizes`: other fields of the shape."""
    names = [role.id for role in vocabulary.roles]
    roles = tuple(names.index(role) for role in vocabulary.slots)
    return Shape(
        roles=roles, concepts=len(vocabulary.concepts), colours=len(vocabulary.colours), **sizes
    )


def norm(x: Tensor) -> Tensor:
    """Layer norm over channels without weights: what follows has them."""
    return F.layer_norm(x, x.shape[-1:])


def modulated(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    """norm(x) with a shift and a scale [B, C] for each picture."""
    between = (1,) * (x.ndim - 2)
    shape = (shift.shape[0], *between, shift.shape[1])
    return torch.addcmul(shift.view(shape), norm(x), scale.view(shape) + 1)


class Attention(nn.Module):
    scales: Tensor

    def __init__(self, width: int, heads: int, size: int) -> None:
        super().__init__()
        self.heads, self.size = heads, size
        inside = heads * size
        self.qkv = nn.Linear(width, 3 * inside, bias=False)
        self.out = nn.Linear(inside, width, bias=False)
        scales = torch.ones(3 * inside, 1)
        scales[:inside] = size**-0.5
        self.register_buffer("scales", scales, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """[B, N, C] → same. Written out: torch's fused kernel is 10× slower backwards for such short sequences on a CPU."""
        batch, length, _ = x.shape
        made = F.linear(x, self.qkv.weight * self.scales)
        q, k, v = (
            made.view(batch, length, 3, self.heads, self.size).permute(2, 0, 3, 1, 4).unbind(0)
        )
        weights = torch.softmax(q @ k.transpose(-1, -2), dim=-1)
        return self.out((weights @ v).transpose(1, 2).reshape(batch, length, self.out.in_features))


class Feedforward(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.grow = nn.Linear(width, hidden, bias=False)
        self.shrink = nn.Linear(hidden, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.shrink(F.gelu(self.grow(x)))


class Block(nn.Module):
    """Attention and feedforward, each of which may have been pruned away.

    Only the feedforward is modulated, since every pass over the tokens costs; in the encoder not even that.
    """

    def __init__(self, width: int, heads: int, hidden: int, head: int) -> None:
        super().__init__()
        self.attention = Attention(width, heads, head) if heads else None
        self.feedforward = Feedforward(width, hidden) if hidden else None
        self.modulations = 2 if hidden else 0

    def forward(self, x: Tensor, mod: tuple[Tensor, ...] = ()) -> Tensor:
        if self.attention is not None:
            x = x + self.attention(norm(x))
        if self.feedforward is not None:
            x = x + self.feedforward(modulated(x, *mod) if mod else norm(x))
        return x


class Conv(nn.Conv2d):
    """3×3 over [B, H, W, C]."""

    def __init__(self, inside: int, outside: int) -> None:
        super().__init__(inside, outside, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class ConvBlock(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.first = Conv(width, hidden) if hidden else None
        self.second = Conv(hidden, width) if hidden else None
        self.modulations = 2 if hidden else 0

    def forward(self, x: Tensor, mod: tuple[Tensor, ...]) -> Tensor:
        if self.first is None or self.second is None:
            return x
        return x + self.second(F.gelu(self.first(modulated(x, *mod))))


class Encoder(nn.Module):
    """Tokens of a caption → context and pooled. All-zero tokens mean: no wish."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width, whole = shape.context, shape.whole()
        self.concept = nn.Embedding(shape.concepts + 1, width)
        self.colour = nn.Embedding(shape.colours + 1, width)
        self.slot = nn.Embedding(len(shape.roles), width)
        sizes = zip(whole.encoder_heads, whole.encoder_hidden, strict=True)
        self.blocks = nn.ModuleList(Block(width, *size, shape.head) for size in sizes)
        self.pool = nn.Linear(width, width)
        self.roles = shape.roles
        self.register_load_state_dict_pre_hook(_by_slot)  # type: ignore[no-untyped-call]

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """int64 [B, T, 2] → (context [B, T, C], pooled [B, C])"""
        x = self.concept(tokens[..., 0]) + self.colour(tokens[..., 1]) + self.slot.weight
        for block in self.blocks:
            x = block(x)
        x = norm(x)
        return x, self.pool(x.mean(dim=1))


class Denoiser(nn.Module):
    """Noisy latents and their level → velocity (noise − clean)."""

    waves: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        wide, deep, whole = shape.wide, shape.deep, shape.whole()
        down, up = whole.conv_hidden[: shape.convs], whole.conv_hidden[shape.convs :]
        self.level = nn.Sequential(
            nn.Linear(2 * LEVEL_WAVES, deep), nn.SiLU(), nn.Linear(deep, deep)
        )
        self.pooled = nn.Linear(shape.context, deep)
        self.enter = Conv(shape.channels, wide)
        self.down_blocks = nn.ModuleList(ConvBlock(wide, hidden) for hidden in down)
        self.down = nn.Linear(4 * wide, deep)
        self.place = nn.Parameter(torch.zeros(1, (shape.grid // 2) ** 2, deep))
        self.context = nn.Linear(shape.context, deep)
        sizes = zip(whole.heads, whole.hidden, strict=True)
        self.blocks = nn.ModuleList(Block(deep, *size, shape.head) for size in sizes)
        self.up = nn.Linear(deep, 4 * wide)
        self.mix = nn.Linear(wide, wide)
        self.up_blocks = nn.ModuleList(ConvBlock(wide, hidden) for hidden in up)
        self.leave = Conv(wide, shape.channels)
        self.widths = [width for _, width in self.conditioned()]
        self.modulation = nn.Linear(deep, sum(self.widths))
        # Rounded here because training holds buffers in bf16: exact ones would be other waves in fp32.
        waves = torch.exp(torch.linspace(0, math.log(1000), LEVEL_WAVES)).bfloat16().float()
        self.register_buffer("waves", waves, persistent=False)

    def forward(self, latents: Tensor, level: Tensor, context: Tensor, pooled: Tensor) -> Tensor:
        """[B, C, h, w], [B], [B, T, D], [B, D] → [B, C, h, w]"""
        mods = self._modulations(level, pooled)
        x = self.enter(latents.permute(0, 2, 3, 1))
        for conv in self.down_blocks:
            x = conv(x, _some(mods, conv))
        skip = x
        x = self._deep(x, context, mods)
        x = x + self.mix(skip)
        for conv in self.up_blocks:
            x = conv(x, _some(mods, conv))
        x = self.leave(modulated(x, next(mods), next(mods)))
        return x.permute(0, 3, 1, 2)

    def _deep(self, x: Tensor, context: Tensor, mods: Iterator[Tensor]) -> Tensor:
        """The transformer at half the resolution; [B, H, W, C] → same."""
        batch, height, wide = x.shape[0], x.shape[1], x.shape[3]
        side = height // 2
        quads = x.view(batch, side, 2, side, 2, wide).permute(0, 1, 3, 2, 4, 5)
        tokens = self.down(quads.reshape(batch, side * side, 4 * wide)) + self.place
        joined = torch.cat([tokens, self.context(context)], dim=1)
        for block in self.blocks:
            joined = block(joined, _some(mods, block))
        quads = self.up(norm(joined[:, : side * side])).view(batch, side, side, 2, 2, wide)
        return quads.permute(0, 1, 3, 2, 4, 5).reshape(batch, height, height, wide)

    def _modulations(self, level: Tensor, pooled: Tensor) -> Iterator[Tensor]:
        angles = level[:, None].float() * self.waves.float()
        waves = torch.cat([angles.sin(), angles.cos()], dim=1).to(pooled.dtype)
        condition = F.silu(self.level(waves) + self.pooled(pooled))
        return iter(self.modulation(condition).split(self.widths, dim=1))

    def conditioned(self) -> list[tuple[str, int]]:
        """(module, its width) of each shift and scale, in the order of `modulation`'s outputs."""
        wide, deep = self.leave.in_channels, self.place.shape[-1]
        kinds = (
            ("down_blocks", "", wide),
            ("blocks", ".feedforward", deep),
            ("up_blocks", "", wide),
        )
        return [
            (f"{kind}.{number}{part}", width)
            for kind, part, width in kinds
            for number, block in enumerate(getattr(self, kind))
            for _ in range(block.modulations)
        ] + [("leave", wide)] * 2


class Generator(nn.Module):
    """Encoder and denoiser, trained together."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.denoiser = Denoiser(shape)
        self.apply(_init)
        for module in self.modules():
            if isinstance(module, Attention):
                _silence(module.out)
            elif isinstance(module, Feedforward):
                _silence(module.shrink)
            elif isinstance(module, ConvBlock) and module.second is not None:
                _silence(module.second)
        _silence(self.denoiser.leave, self.denoiser.modulation)
        nn.init.normal_(self.denoiser.place, std=0.1)

    def forward(self, latents: Tensor, level: Tensor, tokens: Tensor) -> Tensor:
        context, pooled = self.encoder(tokens)
        velocity: Tensor = self.denoiser(latents, level, context, pooled)
        return velocity


def _init(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Conv2d):
        nn.init.kaiming_uniform_(module.weight, a=math.sqrt(3))
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=0.5)


def _some(mods: Iterator[Tensor], block: Any) -> tuple[Tensor, ...]:
    """As many shifts and scales as the block takes."""
    return tuple(islice(mods, block.modulations))


def _silence(*layers: nn.Module) -> None:
    """Layers that begin as zero, so that every block begins as identity."""
    for layer in layers:
        for parameter in layer.parameters():
            nn.init.zeros_(parameter)


def by_slot(rows: Tensor, roles: tuple[int, ...]) -> Tensor:
    """[R, C], a row for each role as older checkpoints have it → [T, C], every slot with its role's."""
    return rows[list(roles)]


def _by_slot(encoder: Encoder, weights: dict[str, Tensor], prefix: str, *_: Any) -> None:
    old = f"{prefix}role.weight"
    if old in weights:
        weights[f"{prefix}slot.weight"] = by_slot(weights.pop(old), encoder.roles)
