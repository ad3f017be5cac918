"""Begins a new generator with what an older one knows: other latents, another vocabulary, more blocks.

    python -m forge.transfer --old OLD_WORK --old-vocabulary packs/cute-animals/vocabulary.json --work WORK \\
        --blocks 8 --alike zebra=horse goat=sheep

Latents of one autoencoder are nearly a linear map of another's, position by position: the map is fitted to drawings
and folded into the first and the last layer. Words that both vocabularies know keep their embeddings; a new one
begins as the word it is said to be alike, or as the mean of its role. Added blocks begin as identity.
"""

from __future__ import annotations

import argparse
from itertools import accumulate, pairwise
from pathlib import Path

import msgspec
import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray
from torch import Tensor

from forge.dataset import WORK, open_whole
from forge.latents import Floats, half
from forge.nets.autoencoder import load_autoencoder
from forge.nets.model import Generator, Shape, shape_for
from forge.subject import add_subject, load_subject
from forge.train import Run, load_generator
from runtime.prompt.vocabulary import Vocabulary, decode_vocabulary

PICTURES = 256
"""Drawings that the map between latents is fitted to."""
NEARLY = 0.1
"""Deviation of what tells a new word from the one that it begins as."""


class Maps(Struct, frozen=True):
    """Linear maps of a position's latents, fitted in both directions."""

    into: Floats
    """[old C, new C], new latents → old ones."""
    out: Floats
    """[new C, old C], old latents → new ones."""
    kept: tuple[float, float]
    """Share of the variance that each of them explains."""


def fit_maps(old: Floats, new: Floats) -> Maps:
    """From latents [B, C, 16, 16] of the same pictures."""
    a, b = (latents.transpose(0, 2, 3, 1).reshape(-1, latents.shape[1]) for latents in (old, new))
    into, first = _fitted(b, a)
    out, second = _fitted(a, b)
    return Maps(into, out, (first, second))


def _fitted(x: Floats, y: Floats) -> tuple[Floats, float]:
    solved: NDArray[np.float32] = np.linalg.lstsq(x, y, rcond=None)[0]
    rest = float(np.square(y - x @ solved).mean() / np.square(y).mean())
    return np.ascontiguousarray(solved.T.astype(np.float32)), 1 - rest


def transferred(  # noqa: PLR0913, PLR0917 - two networks, two vocabularies and what lies between
    old: Generator,
    old_vocabulary: Vocabulary,
    shape: Shape,
    vocabulary: Vocabulary,
    maps: Maps,
    alike: dict[str, str],
) -> Generator:
    """A generator of `shape`, whose widths are the old one's. Raises ValueError if they are not."""
    if (old.shape.wide, old.shape.deep, old.shape.context) != (
        shape.wide,
        shape.deep,
        shape.context,
    ):
        raise ValueError(
            "only depth may grow: give --wide, --deep and --context of the old network"
        )
    new = Generator(shape)
    weights = new.state_dict()
    for name, value in old.state_dict().items():
        if name in weights and weights[name].shape == value.shape:
            weights[name] = value
    _enter_and_leave(weights, old, maps)
    _modulations(weights, old, new)
    _words(weights, old, old_vocabulary, vocabulary, alike)
    new.load_state_dict(weights)
    return new


def _enter_and_leave(weights: dict[str, Tensor], old: Generator, maps: Maps) -> None:
    into, out = torch.from_numpy(maps.into), torch.from_numpy(maps.out)
    first, last = old.denoiser.enter, old.denoiser.leave
    assert last.bias is not None  # noqa: S101 - a convolution of ours has one
    weights["denoiser.enter.weight"] = torch.einsum("oihw,ij->ojhw", first.weight.data, into)
    weights["denoiser.leave.weight"] = torch.einsum("ji,iohw->johw", out, last.weight.data)
    weights["denoiser.leave.bias"] = out @ last.bias.data


def _modulations(weights: dict[str, Tensor], old: Generator, new: Generator) -> None:
    """Each block keeps its rows of shifts and scales; those of an added block are zero."""
    given = dict(zip(_rows(old), _spans(old), strict=True))
    for part in ("weight", "bias"):
        name = f"denoiser.modulation.{part}"
        rows, before = torch.zeros_like(weights[name]), old.state_dict()[name]
        for key, span in zip(_rows(new), _spans(new), strict=True):
            if key in given:
                rows[span] = before[given[key]]
        weights[name] = rows


def _rows(network: Generator) -> list[tuple[str, int]]:
    """(module, how many of its shifts and scales come before this one) in the order of the outputs."""
    names = [name for name, _ in network.denoiser.conditioned()]
    return [(name, names[:place].count(name)) for place, name in enumerate(names)]


def _spans(network: Generator) -> list[slice]:
    ends = list(accumulate(network.denoiser.widths, initial=0))
    return [slice(start, end) for start, end in pairwise(ends)]


def _words(
    weights: dict[str, Tensor],
    old: Generator,
    before: Vocabulary,
    after: Vocabulary,
    alike: dict[str, str],
) -> None:
    generator = torch.Generator().manual_seed(0)
    given = old.encoder.concept.weight.data
    rows = torch.randn(weights["encoder.concept.weight"].shape, generator=generator) * NEARLY
    known = before.concept_index
    for (role, concept), row in after.concept_index.items():
        same = [i for (r, _), i in known.items() if r == role]
        source = known.get((role, concept)) or known.get((role, alike.get(concept, "")))
        if source:
            rows[row] = given[source] + (0 if (role, concept) in known else rows[row])
        elif same:
            rows[row] += given[same].mean(0)
    rows[0] = given[0]
    weights["encoder.concept.weight"] = rows
    colours = weights["encoder.colour.weight"]
    for colour, row in after.colour_index.items():
        if colour in before.colour_index:
            colours[row] = old.encoder.colour.weight.data[before.colour_index[colour]]
    slots = weights["encoder.slot.weight"]
    for position, role in enumerate(after.slots):
        if role in before.slots:
            slots[position] = old.encoder.slot.weight.data[before.slots.index(role)]
        else:
            slots[position] *= NEARLY


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument(
        "--old", type=Path, required=True, help="work folder of the older generator"
    )
    parser.add_argument("--old-vocabulary", type=Path, required=True, help="a vocabulary.json")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--blocks", type=int, default=0, help="of the transformer; 0: as many")
    parser.add_argument("--alike", nargs="*", default=[], metavar="NEW=KNOWN")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    old, vocabulary = load_generator(args.old), load_subject(args.subject).vocabulary()
    small = np.concatenate([half(picture[None]) for picture in open_whole(args.work)[:PICTURES]])
    one, other = load_autoencoder(args.old), load_autoencoder(args.work)
    maps = fit_maps(one.encoder.encode(small), other.encoder.encode(small))
    print(f"share of variance kept: {maps.kept[0]:.3f} on the way in, {maps.kept[1]:.3f} out")
    shape = shape_for(
        vocabulary,
        channels=other.sizes.channels,
        wide=old.shape.wide,
        deep=old.shape.deep,
        context=old.shape.context,
        convs=old.shape.convs,
        blocks=args.blocks or old.shape.blocks,
    )
    before = decode_vocabulary(args.old_vocabulary.read_bytes())
    alike = dict(pair.split("=") for pair in args.alike)
    start = transferred(old, before, shape, vocabulary, maps, alike)
    run = Run(msgspec.convert(msgspec.to_builtins(shape), Shape), "cpu", start=start)
    run.save(args.work / "generator.pt")
    print(f"wrote {args.work / 'generator.pt'}")


if __name__ == "__main__":
    main()
