"""Makes one generator of several that were refined or distilled from the same one: the mean of their weights.

    python -m forge average A B --out C

Runs from one beginning, with other seeds or anchors, end in the same valley: their mean is better than each ("Model
soups", Wortsman et al. 2022; what it brought here stands in forge/LOG.md). Leaves a work folder like theirs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from forge import arguments, begun
from forge.errors import NotAlike
from forge.subject import add_subject, load_subject
from forge.train import (
    Run,
    check_checkpoint,
    checkpoint,
    link_work,
    load_generator,
    load_run,
    load_sampling,
)


def average(folders: list[Path]) -> Run:
    """A run of its own; its steps and seconds are those of all together. Raises NotAlike."""
    generators = [load_generator(folder) for folder in folders]
    ways = [load_sampling(folder) for folder in folders]
    for folder, generator, way in zip(folders, generators, ways, strict=True):
        if (generator.shape, way) != (generators[0].shape, ways[0]):
            raise NotAlike(
                f"{folder} is of another shape than {folders[0]}, or draws in other steps: "
                "only generators that came from the same one have a mean."
            )
    mean = generators[0]
    others = [dict(generator.named_parameters()) for generator in generators]
    with torch.no_grad():
        for name, parameter in mean.named_parameters():
            parameter.copy_(torch.stack([weights[name] for weights in others]).mean(0))
    run = Run(mean.shape, "cpu", start=mean)
    run.sampling = ways[0]
    before = [load_run(folder, "cpu") for folder in folders]
    run.step, run.spent = sum(one.step for one in before), sum(one.spent for one in before)
    return run


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("folders", type=Path, nargs="+", help="work folders, two or more")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    if len(args.folders) < 2:
        parser.error("name two or more work folders")
    vocabulary = load_subject(args.subject).vocabulary()
    for folder in args.folders:
        arguments.check_apart(folder, args.out)
        check_checkpoint(folder, vocabulary)
    networks = {
        f"network {number}": begun.of_file(checkpoint(folder))
        for number, folder in enumerate(args.folders, 1)
    }
    begun.note(args.out, {"command": "average", **networks})
    link_work(args.folders[0], args.out)
    run = average(args.folders)
    run.save(args.out / "generator.pt")
    print(f"{args.out / 'generator.pt'}: the mean of {len(args.folders)}", flush=True)


if __name__ == "__main__":
    main()
