"""Makes the trained generator smaller: takes away what matters least, then lets the rest learn from the whole one.

    python -m forge prune --work ~/.cache/edged-forge --keep 0.7 --minutes 20 --out ~/.cache/edged-forge-small

Attention heads, channels inside feedforwards and channels inside convolution blocks go; the streams between blocks keep
their width. Leaves in `--out` a work folder: generator.pt of the smaller network, importance.tsv, and data and decoder
linked from `--work`. Interrupted, it goes on where it stopped; `--minutes` is the time of the recovery. Where `--out` holds
the network of another run, it says so and leaves that alone.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import torch
from msgspec import Struct
from torch import Tensor, nn

from forge import arguments, begun
from forge.carve import (
    Cost,
    Group,
    Kept,
    ShapeDiffers,
    carved,
    cost_of,
    groups_of,
    kept_for,
)
from forge.dataset import WORK, Dataset, open_dataset
from forge.export import examples, export, open_session
from forge.nets.model import Generator, Shape
from forge.resident import Resident
from forge.subject import add_subject, load_subject
from forge.train import (
    Run,
    by_clock,
    check_checkpoint,
    checkpoint,
    held_loss,
    link_work,
    load_generator,
    load_run,
    load_sampling,
    say,
    training_set,
)
from forge.watch import Watch
from forge.worth import Batches, Gates, ranked

BATCHES, BATCH = 16, 32
"""Batches of drawings to measure with, and drawings in each."""
ROUNDS = 4
"""Of measuring and taking away: what a unit is worth changes when others are gone."""
RATE, WARM = 0.5, 20
"""Factor of the learning rates, and steps until it is reached: the weights are good already."""
VELOCITY, FEATURE = 1.0, 0.3
"""Weights of the teacher's velocity and of its features, beside the velocity of the drawing itself."""
TIMED = 30
"""Runs of each graph, in turns."""


class Figures(Struct, kw_only=True):
    """What the table at the end compares with."""

    before: float
    """Held-out loss of the whole network."""
    pruned: float
    """Held-out loss of the smaller one before any recovery."""


def cut(
    groups: list[Group], kept: Kept, worth: dict[str, Tensor], excess: Cost, total: Cost
) -> None:
    """Takes units out of `kept`, the cheapest loss for what it saves first, until there is no excess left.

    What only saves what is saved enough already does not count. Raises ValueError if not enough can go.
    """
    order = {
        name: sorted(units, key=lambda u: float(worth[name][u])) for name, units in kept.items()
    }

    def price(group: Group, count: int) -> float:
        left = order[group.name]
        saved = group.cost(len(left)) - group.cost(len(left) - count)
        gain = saved.parameters / total.parameters * (excess.parameters > 0)
        gain += saved.macs / total.macs * (excess.macs > 0)
        return float(worth[group.name][left[:count]].sum()) / max(gain, 1e-12)

    while excess.parameters > 0 or excess.macs > 0:
        some = [g for g in groups if order[g.name]]
        moves = [
            (g, n) for g in some for n in {min(g.step, len(order[g.name])), len(order[g.name])}
        ]
        if not moves:
            raise ValueError("what cannot be pruned is more than what shall be kept")
        group, count = min(moves, key=lambda move: price(*move))
        left = order[group.name]
        excess -= group.cost(len(left)) - group.cost(len(left) - count)
        del left[:count]
    kept |= {name: sorted(units) for name, units in order.items()}


def chosen(
    network: Generator, data: Dataset, keep: float | Shape, device: str, batches: int = BATCHES
) -> tuple[Kept, list[str]]:
    """(units that stay, lines that tell of every unit). `keep`: a share, or the very shape that shall be left.

    `batches`: of drawings to measure with.
    """
    total, groups = cost_of(network), groups_of(network)
    gated = Generator(network.shape)
    gated.load_state_dict(network.state_dict())
    gated = gated.bfloat16().to(device).requires_grad_(False)
    gates, known = Gates(gated, groups), Batches(data, batches, BATCH, device)
    kept = {group.name: list(range(group.units)) for group in groups}
    lines = ["round\tgroup\tunit\tworth"]
    if isinstance(keep, Shape):
        worth = ranked(gated, gates, known)
        return kept_for(keep, worth), lines + told_worth(1, kept, worth)
    for number in range(1, ROUNDS + 1):
        worth = ranked(gated, gates, known, f"worth of units, round {number} of {ROUNDS}")
        lines += told_worth(number, kept, worth)
        gone = Cost(0, 0)
        for group in groups:
            gone -= group.cost(len(kept[group.name])) - group.cost(group.units)
        share = 1 - (1 - keep) * number / ROUNDS
        cut(groups, kept, worth, total - total * share - gone, total)
        for group in groups:
            gates.open[group.name] = torch.zeros(group.units)
            gates.open[group.name][kept[group.name]] = 1
    return kept, lines


def told_worth(number: int, kept: Kept, worth: dict[str, Tensor]) -> list[str]:
    rows = [
        (float(worth[name][unit]), name, unit) for name, units in kept.items() for unit in units
    ]
    return [f"{number}\t{name}\t{unit}\t{value:.3e}" for value, name, unit in sorted(rows)]


class Taps:
    """What passes between the blocks in one forward: [B, ..., width] each, the same in a network and its smaller one."""

    def __init__(self, network: Generator) -> None:
        self._seen: list[Tensor] = []
        parts = network.denoiser
        for block in (
            parts.down_blocks[-1],
            parts.blocks[len(parts.blocks) // 2],
            parts.blocks[-1],
        ):
            block.register_forward_hook(self._see)

    def _see(self, _: nn.Module, __: Any, output: Tensor) -> None:
        self._seen.append(output)

    def taken(self) -> list[Tensor]:
        seen, self._seen = self._seen, []
        return [one.float() for one in seen]


def lessons(
    run: Run, teacher: Generator, data: Dataset | Resident, batch: int
) -> Callable[[float], Tensor]:
    """A step of learning from drawings, from the teacher's velocities and from its features; it returns the loss."""
    teacher = teacher.bfloat16().to(run.device).requires_grad_(False)
    mine, whole = Taps(run.network), Taps(teacher)

    def learn(rate: float) -> Tensor:
        mixed, level, tokens, wanted = run.task(*run.batch(data, batch))
        velocity = run.network(mixed, level, tokens).float()
        with torch.no_grad():
            shown = teacher(mixed, level, tokens).float()
        loss = (velocity - wanted).square().mean() + VELOCITY * (velocity - shown).square().mean()
        for feature, aim in zip(mine.taken(), whole.taken(), strict=True):
            loss = loss + FEATURE / 3 * (feature - aim).square().mean() / aim.var()
        return run.descend(loss, RATE * rate)

    return learn


def recover(run: Run, teacher: Generator, out: Path, minutes: float, batch: int) -> None:
    """Trains the smaller network by wall clock."""
    held, learn = (
        open_dataset(out, "held"),
        lessons(run, teacher, training_set(out, run.device), batch),
    )

    def told() -> str:
        return f"held-out loss {held_loss(run.averaged(), held, run.device):.4f}"

    by_clock(run, out, minutes, batch, learn, told, WARM)


def milliseconds(networks: list[Generator], batch: int) -> list[float]:
    """Median CPU time of one denoiser forward in fp32 by ONNX Runtime on one thread, all networks in turns."""
    sessions, feeds = [], []
    for network in networks:
        inputs = examples("denoiser", network, 2)
        sessions.append(open_session(export(network.denoiser, inputs, ("velocity",))))
        inputs = examples("denoiser", network, batch)
        feeds.append({name: value.numpy() for name, value in inputs.items()})
    spent: list[list[float]] = [[] for _ in networks]
    for _ in range(TIMED):
        for session, feed, times in zip(sessions, feeds, spent, strict=True):
            began = time.process_time()
            session.run(None, feed)
            times.append(time.process_time() - began)
    return [1000 * median(times) for times in spent]


def table(networks: list[Generator], times: list[float], figures: Figures, after: float) -> str:
    """What was lost and gained, one line a fact; of the whole network and the smaller one. `times`: ms of a forward."""
    costs = [cost_of(network) for network in networks]
    a, b = (cost.parameters / 1e6 for cost in costs)
    rows: list[tuple[str, float, float]] = [
        ("parameters, millions", a, b),
        ("fp32, MB", 4 * a, 4 * b),
        ("denoiser forward, million multiplications", costs[0].macs / 1e6, costs[1].macs / 1e6),
        ("the same in fp32, one thread, ms", times[0], times[1]),
    ]
    lines = [f"{name:44} {x:8.2f} -> {y:8.2f}   {y / x:.2f}" for name, x, y in rows]
    losses = f"{figures.before:.4f} -> {figures.pruned:.4f}, after recovery {after:.4f}"
    return "\n".join([*lines, f"{'held-out loss':44} {losses}"])


def prune(work: Path, out: Path, keep: float | Shape, device: str, batches: int = BATCHES) -> None:
    """Chooses, carves, and leaves the smaller network as a checkpoint that nothing was spent on yet."""
    whole, held = load_generator(work), open_dataset(work, "held")
    kept, lines = chosen(whole, open_dataset(work, "train"), keep, device, batches)
    (out / "importance.tsv").write_text("\n".join(lines) + "\n")
    for group in groups_of(whole):
        say(out, f"{group.name:34} keeps {len(kept[group.name]):4} of {group.units}")
    small = carved(whole, kept)
    run = Run(small.shape, device, start=small)
    run.sampling = load_sampling(work)
    losses = [
        held_loss(network.bfloat16().to(device), held, device)
        for network in (whole, run.averaged())
    ]
    figures = Figures(before=losses[0], pruned=losses[1])
    (out / "prune.json").write_bytes(msgspec.json.encode(figures))
    say(out, f"held-out loss {figures.before:.4f}, pruned {figures.pruned:.4f}")
    run.save(out / "generator.pt")


def load_shape(path: Path) -> Shape:
    """Raises ShapeDiffers for a file that holds none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Shape)
    except (OSError, msgspec.DecodeError) as error:
        raise ShapeDiffers(f"{path} cannot be used as a shape: {error}") from error


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, required=True, help="work folder of the smaller one")
    parser.add_argument(
        "--keep", type=arguments.share, default=0.7, help="share of weights and of work"
    )
    parser.add_argument(
        "--shape", type=Path, help="the very shape to leave, as the search found it"
    )
    parser.add_argument("--minutes", type=float, default=20.0, help="of recovery")
    parser.add_argument("--batch", type=arguments.count, default=32)
    parser.add_argument("--device", type=arguments.device, default="cpu")
    parser.add_argument("--threads", type=arguments.count, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    arguments.check_apart(args.work, args.out)
    check_checkpoint(args.work, load_subject(args.subject).vocabulary())
    left = {"--shape": begun.of_file(args.shape)} if args.shape else {"--keep": f"{args.keep:g}"}
    begun.note(
        args.out,
        {"command": "prune", "network of --work": begun.of_file(checkpoint(args.work)), **left},
    )
    link_work(args.work, args.out)
    if not (args.out / "generator.pt").exists():
        keep = load_shape(args.shape) if args.shape else args.keep
        prune(args.work, args.out, keep, args.device)
    run = load_run(args.out, args.device)
    with Watch() as run.watch:
        recover(run, load_generator(args.work), args.out, args.minutes, args.batch)
    figures = msgspec.json.decode((args.out / "prune.json").read_bytes(), type=Figures)
    after = held_loss(run.averaged(), open_dataset(args.out, "held"), args.device)
    rows = 1 if run.sampling.distilled else 2
    both = [load_generator(args.work), load_generator(args.out)]
    say(args.out, table(both, milliseconds(both, rows), figures, after))


if __name__ == "__main__":
    main()
