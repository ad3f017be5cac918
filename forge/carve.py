"""Units that a trained network can do without: what they are, what each costs, and the network without some of them."""

from __future__ import annotations

from itertools import chain
from typing import Any

import msgspec
import torch
from msgspec import Struct
from torch import Tensor, nn

from forge.errors import ForgeError
from forge.export import examples
from forge.nets.model import (
    ENCODER_BLOCKS,
    Attention,
    ConvBlock,
    Denoiser,
    Feedforward,
    Generator,
    Shape,
)

ENDS: dict[type[nn.Module], tuple[tuple[str, ...], str]] = {
    Attention: (("qkv.weight",), "out.weight"),
    Feedforward: (("grow.weight",), "shrink.weight"),
    ConvBlock: (("first.weight", "first.bias"), "second.weight"),
}
"""What has a row for each unit, and what has a column."""
CHUNK = 16
"""Channels that go together: processors compute as many at once."""
Kept = dict[str, list[int]]
"""Group → its units that stay, in order."""


class ShapeDiffers(ForgeError):
    """A shape that cannot be cut out of this network."""


class Cost(Struct, frozen=True):
    parameters: float
    macs: float
    """Multiplications of one denoiser forward for one picture; the encoder runs once a picture and is not counted."""

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.parameters - other.parameters, self.macs - other.macs)

    def __mul__(self, times: float) -> Cost:
        return Cost(self.parameters * times, self.macs * times)


class Group(Struct, frozen=True):
    """Units of one kind in one place: heads of an attention, or channels inside a feedforward or convolution block."""

    name: str
    """Of the module, `denoiser.blocks.3.attention`."""
    units: int
    size: int
    """Channels a unit."""
    end: str
    """The layer that the units flow into."""
    unit: Cost
    rest: Cost
    """What goes besides with the last unit: the modulation."""

    @property
    def step(self) -> int:
        """Units that go together."""
        return 1 if self.size > 1 else min(CHUNK, self.units)

    def cost(self, units: int) -> Cost:
        rest = self.rest if units else Cost(0, 0)
        return Cost(
            units * self.unit.parameters + rest.parameters, units * self.unit.macs + rest.macs
        )


def groups_of(network: Generator) -> list[Group]:
    """Everything that can be pruned, in the network's order."""
    shape, found = network.shape, []
    tokens = (shape.grid // 2) ** 2 + len(shape.roles)
    for name, module in network.named_modules():
        places = tokens if name.startswith("denoiser") else 0
        rest = Cost(0, 0)
        if places and isinstance(module, Feedforward | ConvBlock):
            width = shape.deep if isinstance(module, Feedforward) else shape.wide
            rest = Cost(2 * width * (shape.deep + 1), 2 * width * shape.deep)
        match module:
            case Attention():
                weights = 4 * module.size * module.out.out_features
                macs = places * (weights + 2 * places * module.size)
                unit = Cost(weights, macs)
                found.append(Group(name, module.heads, module.size, f"{name}.out", unit, rest))
            case Feedforward():
                weights = 2 * module.grow.in_features
                unit = Cost(weights, places * weights)
                units = module.grow.out_features
                found.append(Group(name, units, 1, f"{name}.shrink", unit, rest))
            case ConvBlock() if module.first is not None:
                weights = 18 * shape.wide
                unit = Cost(weights + 1, shape.grid**2 * weights)
                units = module.first.out_channels
                found.append(Group(name, units, 1, f"{name}.second", unit, rest))
            case _:
                pass
    return found


def cost_of(network: Generator) -> Cost:
    """Counted while the denoiser runs once."""
    macs = 0

    def count(module: nn.Module, _: Any, output: Tensor) -> None:
        nonlocal macs
        if isinstance(module, Attention):  # its first product is no layer's own
            length, inside = output.shape[1], module.out.in_features
            macs += length * inside * (3 * output.shape[2] + 2 * length)
        elif isinstance(module, nn.Conv2d | nn.Linear):
            macs += output[0, ..., 0].numel() * module.weight.numel()

    handles = [module.register_forward_hook(count) for module in network.denoiser.modules()]
    with torch.no_grad():
        network.denoiser(*examples("denoiser", network, 1).values())
    for handle in handles:
        handle.remove()
    return Cost(sum(p.numel() for p in network.parameters()), macs)


def carved(network: Generator, kept: Kept) -> Generator:
    """The network without the other units; it computes what `network` computes with those silent."""
    weights = dict(network.state_dict())
    for name, units in kept.items():
        _carve(name, network.get_submodule(name), units, weights)
    _fold(network.denoiser, kept, weights)
    left = [
        torch.full((width,), bool(kept.get(f"denoiser.{name}", True)))
        for name, width in network.denoiser.conditioned()
    ]
    for part in ("weight", "bias"):
        whole = weights[f"denoiser.modulation.{part}"]
        weights[f"denoiser.modulation.{part}"] = whole[torch.cat(left).to(whole.device)]
    smaller = Generator(carved_shape(network.shape, kept))
    smaller.load_state_dict(weights)
    return smaller.eval()


def carved_shape(shape: Shape, kept: Kept) -> Shape:
    def counts(pattern: str, blocks: int) -> tuple[int, ...]:
        return tuple(len(kept.get(pattern.format(block), ())) for block in range(blocks))

    convs = (counts(f"denoiser.{side}_blocks.{{}}", shape.convs) for side in ("down", "up"))
    return msgspec.structs.replace(
        shape,
        heads=counts("denoiser.blocks.{}.attention", shape.blocks),
        hidden=counts("denoiser.blocks.{}.feedforward", shape.blocks),
        conv_hidden=tuple(chain(*convs)),
        encoder_heads=counts("encoder.blocks.{}.attention", ENCODER_BLOCKS),
        encoder_hidden=counts("encoder.blocks.{}.feedforward", ENCODER_BLOCKS),
    )


def counts_of(shape: Shape) -> dict[str, int]:
    """Group → units that a network of this shape has there."""
    whole = shape.whole()
    ups = (("down", whole.conv_hidden[: shape.convs]), ("up", whole.conv_hidden[shape.convs :]))
    kinds = [(f"denoiser.{side}_blocks.{{}}", counts) for side, counts in ups]
    kinds += [
        ("denoiser.blocks.{}.attention", whole.heads),
        ("denoiser.blocks.{}.feedforward", whole.hidden),
        ("encoder.blocks.{}.attention", whole.encoder_heads),
        ("encoder.blocks.{}.feedforward", whole.encoder_hidden),
    ]
    return {
        pattern.format(block): count
        for pattern, counts in kinds
        for block, count in enumerate(counts)
    }


def kept_for(shape: Shape, worth: dict[str, Tensor]) -> Kept:
    """The most worthy units of each group, as many as the shape has. Raises ShapeDiffers if there are not so many.

    `worth`: group → what each of its units is worth.
    """
    counts = counts_of(shape)
    for name, count in counts.items():
        if count > len(worth.get(name, ())):
            raise ShapeDiffers(f"the shape has {count} units in {name}, more than the network")
    return {
        name: sorted(values.argsort(descending=True)[: counts.get(name, 0)].tolist())
        for name, values in worth.items()
    }


def _carve(name: str, module: nn.Module, units: list[int], weights: dict[str, Tensor]) -> None:
    """Keeps these units' rows of the layer before them and columns of the one behind."""
    if not units:
        for part, _ in module.named_parameters():
            del weights[f"{name}.{part}"]
        return
    size = module.size if isinstance(module, Attention) else 1
    columns = (torch.tensor(units)[:, None] * size + torch.arange(size)).flatten()
    rows = columns
    if isinstance(module, Attention):  # queries, keys and values lie one after the other
        inside = module.heads * size
        rows = torch.cat([columns, columns + inside, columns + 2 * inside])
    before, behind = ENDS[type(module)]
    for part in before:
        weights[f"{name}.{part}"] = weights[f"{name}.{part}"][rows]
    weights[f"{name}.{behind}"] = weights[f"{name}.{behind}"][:, columns]


def _fold(denoiser: Denoiser, kept: Kept, weights: dict[str, Tensor]) -> None:
    """A convolution block that is gone still added its bias: what comes before it adds that now."""
    for kind, first in (("down_blocks", "enter.bias"), ("up_blocks", "mix.bias")):
        target = first
        for number, block in enumerate(getattr(denoiser, kind)):
            name = f"{kind}.{number}"
            if kept.get(f"denoiser.{name}"):
                target = f"{name}.second.bias"
            elif block.second is not None:
                whole = weights[f"denoiser.{target}"]
                weights[f"denoiser.{target}"] = whole + block.second.bias.detach()
