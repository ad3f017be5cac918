"""Trains the generator by flow matching, for a given time, from wherever it stopped.

    python -m forge train --work ~/.cache/edged-forge --minutes 85

Leaves in the work folder: generator.pt (checkpoint, every two minutes), samples/*.png (a sheet every five), train.log.
`--minutes` is the whole run's time and counts what earlier, interrupted runs of it used.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from PIL import Image
from torch import Tensor

from forge import arguments
from forge.dataset import WORK, Dataset, open_dataset
from forge.errors import OtherRun, WorkIncomplete
from forge.latents import Bytes
from forge.nets.autoencoder import load_autoencoder
from forge.nets.decoder import Painter
from forge.nets.model import Generator, Shape, by_slot, shape_for
from forge.nets.muon import Optimizer
from forge.progress import progress
from forge.resident import Resident
from forge.schedule import WARM, Sampling, logit_normal, noised, rate_at, sample
from forge.subject import add_subject, check_counts, check_work, load_subject
from forge.watch import Watch
from runtime.prompt.vocabulary import Vocabulary

DROP = 0.1
"""Share of captions left out, so that the network also learns to paint without a wish."""
AVERAGE = 0.999
"""Of the weights that are kept; updated every AVERAGE_EVERY steps."""
AVERAGE_EVERY = 4
TELL_S = 20.0
SHEET = 32
"""Pictures of a sheet: captions of held-out drawings, the same ones each time."""
HELD_BATCHES = 4
SIZES = {
    "wide": "channels at 16², 128 if not said otherwise",
    "deep": "channels at 8², 192",
    "blocks": "of the transformer, 6",
    "convs": "convolution blocks on either side, 2",
}
"""Sizes that can be asked for; the others are the defaults of `Shape`, as these are if they are not."""


class Run:
    """A training run: everything that a checkpoint holds."""

    def __init__(
        self, shape: Shape, device: str, seed: int = 0, start: Generator | None = None
    ) -> None:
        """`start`: weights to begin with, of the same shape; otherwise chance."""
        torch.manual_seed(seed)
        self.shape = shape
        self.sampling = Sampling()
        self.device = device
        self.network = Generator(shape).to(device)
        if start is not None:
            self.network.load_state_dict(start.state_dict())
        self.average = {
            name: p.detach().float().clone() for name, p in self.network.named_parameters()
        }
        self.optimizer = Optimizer(self.network)
        self.network.bfloat16()
        self.step, self.spent = 0, 0.0
        self.generator = torch.Generator(device).manual_seed(seed)
        self.watch = Watch()

    def learn(self, clean: Tensor, tokens: Tensor, rate: float, forward: Any) -> Tensor:
        """One step on latents f32 [B, C, h, w] and int64 [B, T, 2]; returns the loss, still on the device."""
        mixed, level, tokens, wanted = self.task(clean, tokens)
        velocity = forward(mixed, level, tokens)
        return self.descend((velocity.float() - wanted).square().mean(), rate)

    def task(self, clean: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(noised latents bf16, levels, tokens with some wishes left out, the velocity f32), on the device."""
        here = self.generator.device  # chance is drawn where it is needed: a processor is too slow
        noise = torch.randn(clean.shape, generator=self.generator, device=here)
        level = logit_normal(len(clean), self.generator)
        keep = torch.rand(len(tokens), 1, 1, generator=self.generator, device=here) >= DROP
        clean, tokens = clean.to(here), tokens.to(here)
        return noised(clean, noise, level).bfloat16(), level, tokens * keep, noise - clean

    def descend(self, loss: Tensor, rate: float) -> Tensor:
        """One step of the optimiser and of the average; returns the loss, still on the device."""
        torch.autograd.backward(loss)
        self.optimizer.step(rate)
        self.step += 1
        if self.step % AVERAGE_EVERY == 0:
            keep_share = min(AVERAGE, (1 + self.step) / (10 + self.step)) ** AVERAGE_EVERY
            masters = [self.optimizer.masters[name] for name in self.average]
            torch._foreach_lerp_(list(self.average.values()), masters, 1 - keep_share)
        return loss.detach()

    def batch(self, data: Dataset | Resident, count: int) -> tuple[Tensor, Tensor]:
        """Latents f32 [count, C, h, w] and tokens int64 [count, T, 2]."""
        if isinstance(data, Resident):
            return data.batch(count, self.generator)
        rows = torch.randint(
            len(data.drawn), (count,), generator=self.generator, device=self.generator.device
        )
        chosen = data.drawn[rows.cpu().numpy()]
        latents = torch.from_numpy(data.latents[chosen].astype(np.float32))
        return latents, torch.from_numpy(data.tokens[chosen].astype(np.int64))

    def averaged(self) -> Generator:
        """The network with averaged weights, in bf16."""
        network = Generator(self.shape)
        network.load_state_dict(self.average, strict=True)
        return network.bfloat16().to(self.device).eval()

    def save(self, path: Path) -> None:
        part = path.with_suffix(".part")
        state = {
            "shape": msgspec.to_builtins(self.shape),
            "sampling": msgspec.to_builtins(self.sampling),
            "average": self.average,
            "optimizer": self.optimizer.state(),
            "generator": self.generator.get_state(),
            "step": self.step,
            "spent": self.spent,
        }
        torch.save(state, part)
        part.rename(path)

    def load(self, path: Path) -> None:
        state = torch.load(path, map_location=self.device, weights_only=True)
        self._give_slots(state)
        self.optimizer.load(state["optimizer"])
        self.average = state["average"]
        self.sampling = msgspec.convert(state.get("sampling", {}), Sampling)
        chance = state["generator"].cpu()
        if len(chance) == len(self.generator.get_state()):  # a processor's is no other device's
            self.generator.set_state(chance)
        self.step, self.spent = state["step"], state["spent"]

    def _give_slots(self, state: dict[str, Any]) -> None:
        """Older checkpoints know roles only: weights and moments get a row for each slot."""
        old, new = "encoder.role.weight", "encoder.slot.weight"
        if old not in state["average"]:
            return
        roles = self.shape.roles
        for weights in (state["average"], state["optimizer"]["masters"]):
            weights[new] = by_slot(weights.pop(old), roles)
        moments = state["optimizer"]["adam"]["state"][self.optimizer.adam_names.index(new)]
        moments |= {name: by_slot(moments[name], roles) for name in ("exp_avg", "exp_avg_sq")}


def link_work(work: Path, out: Path) -> None:
    """Makes `out` a work folder with the data, the decoder and so on of `work`, but no generator yet."""
    out.mkdir(parents=True, exist_ok=True)
    own = {"generator.pt", "generator.part", "samples", "train.log"}
    own |= {"begun.json", "prune.json", "importance.tsv"}  # of how that one was made
    for path in work.iterdir():
        if path.name not in own and not (out / path.name).exists():
            (out / path.name).symlink_to(path.resolve())


def training_set(work: Path, device: str) -> Dataset | Resident:
    """On a processor it stays on the disk, anywhere else it lies on the device. Raises WorkIncomplete."""
    return open_dataset(work, "train") if device == "cpu" else Resident(work, "train", device)


def checkpoint(work: Path) -> Path:
    """Raises WorkIncomplete."""
    path = work / "generator.pt"
    if not path.exists():
        raise WorkIncomplete(f"{path} is missing: run `python -m forge train` first.")
    return path


def load_sampling(work: Path) -> Sampling:
    """Raises WorkIncomplete."""
    state = torch.load(checkpoint(work), map_location="cpu", weights_only=True, mmap=True)
    return msgspec.convert(state.get("sampling", {}), Sampling)


def load_run(work: Path, device: str) -> Run:
    """The run to go on with, of whatever shape it has. Raises WorkIncomplete."""
    path = checkpoint(work)
    state = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    run = Run(msgspec.convert(state["shape"], Shape), device)
    run.load(path)
    return run


def load_generator(work: Path, device: str = "cpu") -> Generator:
    """The trained network with averaged weights, fp32. Raises WorkIncomplete."""
    state = torch.load(checkpoint(work), map_location=device, weights_only=True)
    network = Generator(msgspec.convert(state["shape"], Shape))
    network.load_state_dict(state["average"])
    return network.to(device).eval()


@torch.no_grad()
def held_loss(network: Generator, data: Dataset, device: str, batch: int = 64) -> float:
    """Mean squared error of velocities on held-out pictures; the same noise and levels each time."""
    generator = torch.Generator().manual_seed(1)
    total = 0.0
    for number in range(HELD_BATCHES):
        here = slice(number * batch, (number + 1) * batch)
        clean = torch.from_numpy(data.latents[here].astype(np.float32))
        noise = torch.randn(clean.shape, generator=generator)
        level = logit_normal(len(clean), generator)
        tokens = torch.from_numpy(data.tokens[here].astype(np.int64)).to(device)
        velocity = network(
            noised(clean, noise, level).bfloat16().to(device), level.to(device), tokens
        )
        total += (velocity.float().cpu() - (noise - clean)).square().mean().item()
    return total / HELD_BATCHES


def draw_sheet(run: Run, data: Dataset, work: Path, path: Path) -> None:
    """Samples for the first held-out captions, with the run's steps and guidance, 8 in a row at 256²."""
    tokens = torch.from_numpy(data.tokens[:SHEET].astype(np.int64)).to(run.device)
    noise = torch.randn(
        (len(tokens), *data.latents.shape[1:]), generator=torch.Generator().manual_seed(2)
    )
    way = run.sampling
    latents = sample(run.averaged(), tokens, noise.to(run.device), way.steps, way.guidance)
    pictures = painted(latents, work, run.device)
    rows = [np.concatenate(list(pictures[i : i + 8]), axis=1) for i in range(0, len(pictures), 8)]
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(np.concatenate(rows)).save(path)


@torch.no_grad()
def painted(latents: Tensor, work: Path, device: str) -> Bytes:
    """uint8 [B, 256, 256, 3]"""
    painter = Painter(load_autoencoder(work, device).decoder)
    return np.concatenate([painter(one[None])[:, ::2, ::2].cpu().numpy() for one in latents])


def train(run: Run, work: Path, minutes: float, batch: int, compiled: bool = False) -> None:
    """Trains until `minutes` are spent in all, saving as it goes."""
    held = open_dataset(work, "held")
    forward = torch.compile(run.network, fullgraph=True) if compiled else run.network
    data = [training_set(work, run.device)]

    def learn(rate: float) -> Tensor:
        return run.learn(*run.batch(data[0], batch), rate, forward)

    def told() -> str:
        if isinstance(data[0], Dataset):
            data[0] = open_dataset(work, "train")  # more may have been drawn meanwhile
        return f"held-out loss {held_loss(run.averaged(), held, run.device):.4f}"

    by_clock(run, work, minutes, batch, learn, told)


def by_clock(  # noqa: PLR0913, PLR0917 - the one loop of every kind of training
    run: Run,
    work: Path,
    minutes: float,
    batch: int,
    learn: Callable[[float], Tensor],
    told: Callable[[], str],
    warm: int = WARM,
) -> None:
    """Calls `learn` with the factor of the rates until `minutes` are spent in all; `told` gives the held-out figure.

    `warm`: steps of rising rate; weights that are good already need few.

    Leaves generator.pt, samples/*.png and train.log in `work`.
    """
    held, path, begun = open_dataset(work, "held"), work / "generator.pt", time.monotonic()
    begun -= run.spent
    tell, save, sheet, tell_step = run.spent, run.spent, run.spent, run.step
    smooth: Tensor | None = None
    with progress(work.name, minutes * 60) as move:
        while (now := time.monotonic() - begun) < minutes * 60:
            run.spent = now
            loss = learn(rate_at(run.step, now / (minutes * 60), warm))
            smooth = loss if smooth is None else smooth + 0.02 * (loss - smooth)
            if now - tell > TELL_S:
                speed = f"{(run.step - tell_step) * batch / (now - tell):.0f} samples/s"
                say(work, f"{now:6.0f} s  step {run.step}  loss {smooth.item():.4f}  {speed}")
                move(now, speed)
                tell, tell_step = now, run.step
            if now - save > run.watch.save_s or run.watch.over:
                store(run, path)
                run.watch.check()
                say(work, f"         {told()}")
                save = now
            if now - sheet > run.watch.sheet_s:
                draw_sheet(run, held, work, work / "samples" / f"{run.step:07d}.png")
                sheet = now
    run.spent = max(run.spent, minutes * 60)
    store(run, path)
    say(work, f"finished: step {run.step}, {told()}")
    draw_sheet(run, held, work, work / "samples" / "final.png")


def store(run: Run, path: Path) -> None:
    run.save(path)
    run.watch.saved(run, path)


def say(work: Path, line: str) -> None:
    print(line, flush=True)
    with (work / "train.log").open("a") as log:
        log.write(line + "\n")


def check_checkpoint(work: Path, vocabulary: Vocabulary) -> None:
    """Raises VocabularyDiffers, or WorkIncomplete."""
    check_work(work, vocabulary)
    state = torch.load(checkpoint(work), map_location="cpu", weights_only=True, mmap=True)
    shape = msgspec.convert(state["shape"], Shape)
    check_counts(checkpoint(work), (len(shape.roles), shape.concepts, shape.colours), vocabulary)


def _begun(args: argparse.Namespace, vocabulary: Vocabulary) -> Run:
    """The run that was interrupted, or a new one."""
    asked = {name: size for name in SIZES if (size := getattr(args, name)) is not None}
    if (args.work / "generator.pt").exists():
        check_checkpoint(args.work, vocabulary)
        run = load_run(args.work, args.device)
        _check_sizes(args.work, run.shape, asked)
        return run
    channels = load_autoencoder(args.work).sizes.channels
    return Run(shape_for(vocabulary, channels=channels, **asked), args.device)


def _check_sizes(work: Path, shape: Shape, asked: dict[str, int]) -> None:
    """Raises OtherRun if the generator that is there has other sizes than those asked for."""
    differ = [
        f"--{name} is {getattr(shape, name)}, not {size}"
        for name, size in asked.items()
        if getattr(shape, name) != size
    ]
    if differ:
        raise OtherRun(
            f"{checkpoint(work)} has a shape already ({'; '.join(differ)}): "
            "leave that out to train it on, or name another --work."
        )


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--minutes", type=float, default=85.0)
    parser.add_argument("--batch", type=arguments.count, default=32)
    for name, told in SIZES.items():
        parser.add_argument(f"--{name}", type=arguments.count, help=told)
    parser.add_argument("--device", type=arguments.device, default="cpu")
    parser.add_argument(
        "--threads", type=arguments.count, default=1, help="more are slower on a shared core"
    )
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    vocabulary = load_subject(args.subject).vocabulary()
    check_work(args.work, vocabulary)
    with Watch() as watch:
        run = _begun(args, vocabulary)
        run.watch = watch
        train(run, args.work, args.minutes, args.batch, compiled=args.device == "cuda")


if __name__ == "__main__":
    main()
