"""The network that paints: a caption encoder and a denoiser of 16×16 latents, written so that nearly all work is matmul.

Pictures are kept as [B, H, W, C]; a view of it is what torch calls channels_last, so that no layout is ever copied.
The denoiser is a hybrid: convolutions at 16² for edges and faces, a transformer at 8² in which the caption's tokens
join the picture's. Noise level and the pooled caption shift and scale every block.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from msgspec import Struct
from torch import Tensor, nn
from torch.nn import functional as F

from runtime.prompt.vocabulary import Vocabulary

LEVEL_WAVES = 64
"""Pairs of sine and cosine that describe a noise level."""


class Shape(Struct, frozen=True, kw_only=True):
    """Everything that fixes the network's size."""

    roles: tuple[int, ...]
    """The role's number at each token position."""
    concepts: int
    """Concepts of the vocabulary, without 0 for none."""
    colours: int
    channels: int = 24
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


def shape_for(vocabulary: Vocabulary, **sizes: int) -> Shape:
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

    def __init__(self, width: int, head: int) -> None:
        super().__init__()
        self.heads, self.size = width // head, head
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        scales = torch.ones(3 * width, 1)
        scales[:width] = head**-0.5
        self.register_buffer("scales", scales, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """[B, N, C] → same. Written out: torch's fused kernel is 10× slower backwards for such short sequences on a CPU."""
        batch, length, width = x.shape
        made = F.linear(x, self.qkv.weight * self.scales)
        q, k, v = (
            made.view(batch, length, 3, self.heads, self.size).permute(2, 0, 3, 1, 4).unbind(0)
        )
        weights = torch.softmax(q @ k.transpose(-1, -2), dim=-1)
        return self.out((weights @ v).transpose(1, 2).reshape(batch, length, width))


class Feedforward(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.grow = nn.Linear(width, 4 * width, bias=False)
        self.shrink = nn.Linear(4 * width, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.shrink(F.gelu(self.grow(x)))


class Block(nn.Module):
    """Attention and feedforward; only the feedforward is modulated, since every pass over the tokens costs."""

    modulations = 2

    def __init__(self, width: int, head: int) -> None:
        super().__init__()
        self.attention = Attention(width, head)
        self.feedforward = Feedforward(width)

    def forward(self, x: Tensor, mod: tuple[Tensor, ...]) -> Tensor:
        x = x + self.attention(norm(x))
        return x + self.feedforward(modulated(x, mod[0], mod[1]))


class Conv(nn.Conv2d):
    """3×3 over [B, H, W, C]."""

    def __init__(self, inside: int, outside: int) -> None:
        super().__init__(inside, outside, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class ConvBlock(nn.Module):
    modulations = 2

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = Conv(width, width)
        self.second = Conv(width, width)

    def forward(self, x: Tensor, mod: tuple[Tensor, ...]) -> Tensor:
        return x + self.second(F.gelu(self.first(modulated(x, mod[0], mod[1]))))


class Encoder(nn.Module):
    """Tokens of a caption → context and pooled. All-zero tokens mean: no wish."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.context
        self.concept = nn.Embedding(shape.concepts + 1, width)
        self.colour = nn.Embedding(shape.colours + 1, width)
        self.role = nn.Embedding(max(shape.roles) + 1, width)
        self.register_buffer("roles", torch.tensor(shape.roles), persistent=False)
        self.blocks = nn.ModuleList(PlainBlock(width, shape.head) for _ in range(2))
        self.pool = nn.Linear(width, width)

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """int64 [B, T, 2] → (context [B, T, C], pooled [B, C])"""
        x = self.concept(tokens[..., 0]) + self.colour(tokens[..., 1]) + self.role(self.roles)
        for block in self.blocks:
            x = block(x)
        x = norm(x)
        return x, self.pool(x.mean(dim=1))


class PlainBlock(nn.Module):
    """A transformer block that nothing modulates."""

    def __init__(self, width: int, head: int) -> None:
        super().__init__()
        self.attention = Attention(width, head)
        self.feedforward = Feedforward(width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(norm(x))
        return x + self.feedforward(norm(x))


class Denoiser(nn.Module):
    """Noisy latents and their level → velocity (noise − clean)."""

    waves: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        wide, deep = shape.wide, shape.deep
        self.level = nn.Sequential(
            nn.Linear(2 * LEVEL_WAVES, deep), nn.SiLU(), nn.Linear(deep, deep)
        )
        self.pooled = nn.Linear(shape.context, deep)
        self.enter = Conv(shape.channels, wide)
        self.down_blocks = nn.ModuleList(ConvBlock(wide) for _ in range(shape.convs))
        self.down = nn.Linear(4 * wide, deep)
        self.place = nn.Parameter(torch.zeros(1, (shape.grid // 2) ** 2, deep))
        self.context = nn.Linear(shape.context, deep)
        self.blocks = nn.ModuleList(Block(deep, shape.head) for _ in range(shape.blocks))
        self.up = nn.Linear(deep, 4 * wide)
        self.mix = nn.Linear(wide, wide)
        self.up_blocks = nn.ModuleList(ConvBlock(wide) for _ in range(shape.convs))
        self.leave = Conv(wide, shape.channels)
        self.widths = self._modulation_widths(shape)
        self.modulation = nn.Linear(deep, sum(self.widths))
        # Rounded here because training holds buffers in bf16: exact ones would be other waves in fp32.
        waves = torch.exp(torch.linspace(0, math.log(1000), LEVEL_WAVES)).bfloat16().float()
        self.register_buffer("waves", waves, persistent=False)

    def forward(self, latents: Tensor, level: Tensor, context: Tensor, pooled: Tensor) -> Tensor:
        """[B, C, h, w], [B], [B, T, D], [B, D] → [B, C, h, w]"""
        mods = self._modulations(level, pooled)
        x = self.enter(latents.permute(0, 2, 3, 1))
        for conv in self.down_blocks:
            x = conv(x, tuple(next(mods) for _ in range(2)))
        skip = x
        x = self._deep(x, context, mods)
        x = x + self.mix(skip)
        for conv in self.up_blocks:
            x = conv(x, tuple(next(mods) for _ in range(2)))
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
            joined = block(joined, tuple(next(mods) for _ in range(2)))
        quads = self.up(norm(joined[:, : side * side])).view(batch, side, side, 2, 2, wide)
        return quads.permute(0, 1, 3, 2, 4, 5).reshape(batch, height, height, wide)

    def _modulations(self, level: Tensor, pooled: Tensor) -> Iterator[Tensor]:
        angles = level[:, None].float() * self.waves.float()
        waves = torch.cat([angles.sin(), angles.cos()], dim=1).to(pooled.dtype)
        condition = F.silu(self.level(waves) + self.pooled(pooled))
        return iter(self.modulation(condition).split(self.widths, dim=1))

    @staticmethod
    def _modulation_widths(shape: Shape) -> list[int]:
        convs = [shape.wide] * (ConvBlock.modulations * shape.convs)
        return [
            *convs,
            *[shape.deep] * (Block.modulations * shape.blocks),
            *convs,
            shape.wide,
            shape.wide,
        ]


class Generator(nn.Module):
    """Encoder and denoiser, trained together."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.denoiser = Denoiser(shape)
        self.apply(_init)
        for module in self.modules():
            if isinstance(module, Block | PlainBlock):
                _silence(module.attention.out, module.feedforward.shrink)
            elif isinstance(module, ConvBlock):
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


def _silence(*layers: nn.Module) -> None:
    """Layers that begin as zero, so that every block begins as identity."""
    for layer in layers:
        for parameter in layer.parameters():
            nn.init.zeros_(parameter)
