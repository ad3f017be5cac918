"""Looks at a picture and says what it shows: a small network trained on drawings alone, never on generated pictures.

    python -m forge.probe --work ~/.cache/edged-forge --minutes 10

Half of what it learns from has gone soft on the way through latents, as the generator's pictures do. Leaves probe.pt
in the work folder and prints its ceilings: how often it is right about drawings that it never saw.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from forge.captions import sample_caption
from forge.dataset import WORK, Artist, Dataset, build, open_dataset
from forge.decoder import Unit, shuffled
from forge.draw import draw
from forge.drawings import SIDE, Drawings, Softener, as_floats, draw_drawings, small
from forge.latents import Bytes
from forge.model import norm
from forge.muon import Optimizer
from forge.schedule import rate_at
from forge.scores import Key, Look, Share, natural_colours, tally
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary

LEARN, HELD = 12_000, 1024
"""Drawings to learn from, and to measure the ceilings on."""
BATCH = 32
PATCH = 4
"""Pixels a side of what the first layer takes together."""
WIDTHS, UNITS = (64, 128, 192), (1, 2, 2)
"""Channels and residual units at 32², 16² and 8²."""
HEADS = 4
NOISE = 0.3
"""Largest deviation of the noise on latents before a picture goes soft; a latent's own deviation is 1."""
PAINTED = 32
"""One in so many of a batch goes through the trained decoder."""
SHIFT = 4
"""Pixels by which a batch is moved at most."""
AVERAGE = 0.998


class Layout(Struct, frozen=True):
    """Which answers the network gives, from the vocabulary."""

    singles: tuple[str, ...]
    """Roles with one slot: one of their concepts, or none."""
    members: dict[str, tuple[int, ...]]
    """Role → token numbers of its concepts."""
    asked: tuple[int, ...]
    """Token numbers of the concepts with an answer of their own: is it there, and in which colour."""


def layout_for(vocabulary: Vocabulary) -> Layout:
    members = {
        role.id: tuple(i for i, c in enumerate(vocabulary.concepts, 1) if c.role == role.id)
        for role in vocabulary.roles
    }
    own = [role for role in vocabulary.roles if role.coloured or role.slots > 1]
    return Layout(
        tuple(role.id for role in vocabulary.roles if role.slots == 1),
        members,
        tuple(token for role in own for token in members[role.id]),
    )


class Answers(Struct):
    """Logits."""

    single: dict[str, Tensor]
    """[B, 1 + concepts of the role], the first one: none."""
    present: Tensor
    """[B, concepts asked after]"""
    colour: Tensor
    """[B, concepts asked after, 1 + colours], the first one: natural."""


class Probe(nn.Module):
    """Convolutions to features at 16², from which each question gathers its answer by attention."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        widths: tuple[int, int, int] = WIDTHS,
        units: tuple[int, int, int] = UNITS,
    ) -> None:
        super().__init__()
        self.layout = layout = layout_for(vocabulary)
        width, deep = widths[1:]
        self.enter = nn.Linear(PATCH * PATCH * 3, widths[0])
        self.stages = nn.ModuleList(
            nn.Sequential(*(Unit(w) for _ in range(n))) for w, n in zip(widths, units, strict=True)
        )
        self.downs = nn.ModuleList(nn.Linear(4 * a, b) for a, b in pairwise(widths))
        self.up = nn.Linear(deep, 4 * width)
        self.place = nn.Parameter(torch.zeros((SIDE // PATCH // 2) ** 2, width))
        questions = len(layout.singles) + len(layout.asked)
        self.questions = nn.Parameter(torch.randn(questions, width))
        self.key, self.value = nn.Linear(width, width), nn.Linear(width, width)
        self.grow, self.shrink = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.single = nn.ModuleDict(
            {role: nn.Linear(width, 1 + len(layout.members[role])) for role in layout.singles}
        )
        self.present = nn.Parameter(torch.zeros(len(layout.asked), width))
        self.rare = nn.Parameter(torch.full((len(layout.asked),), -2.0))
        self.colour = nn.Linear(width, 1 + len(vocabulary.colours))

    def forward(self, pictures: Tensor) -> Answers:
        """[B, 128, 128, 3], values −1 to 1."""
        answers = self._gather(self._features(pictures))
        count = len(self.layout.singles)
        own = answers[:, count:]
        return Answers(
            {role: self.single[role](answers[:, i]) for i, role in enumerate(self.layout.singles)},
            (own * self.present).sum(-1) + self.rare,
            self.colour(own),
        )

    def _features(self, pictures: Tensor) -> Tensor:
        """[B, 256, 128]: what is to be seen at each of 16×16 places, near and in the whole."""
        x = self.enter(_squares(pictures, PATCH))
        levels = []
        for number, stage in enumerate(self.stages):
            x = stage(x)
            levels.append(x)
            if number < len(self.downs):
                x = self.downs[number](_squares(norm(x), 2))
        both = levels[1] + shuffled(self.up(norm(levels[2])), 2)
        return norm(both).flatten(1, 2) + self.place

    def _gather(self, features: Tensor) -> Tensor:
        """[B, questions, 128]"""
        batch, places, width = features.shape
        split = (batch, places, HEADS, width // HEADS)
        key = self.key(features).view(split).permute(0, 2, 3, 1)
        value = self.value(features).view(split).transpose(1, 2)
        asked = self.questions.view(1, -1, HEADS, width // HEADS).transpose(1, 2)
        weights = torch.softmax(asked @ key * (width // HEADS) ** -0.5, dim=-1)
        found = (weights @ value).transpose(1, 2).flatten(2)
        x = found + self.questions
        return norm(x + self.shrink(F.gelu(self.grow(norm(x)))))


def _squares(x: Tensor, side: int) -> Tensor:
    """[B, h, w, C] → [B, h/side, w/side, side·side·C]"""
    batch, height, width, channels = x.shape
    split = x.view(batch, height // side, side, width // side, side, channels)
    return split.transpose(2, 3).reshape(batch, height // side, width // side, -1)


def is_muons(name: str, parameter: Tensor) -> bool:
    """The matrices inside; not the first layer, the questions and what answers them."""
    inside = ("stages.", "downs.", "up.", "key.", "value.", "grow.", "shrink.")
    return parameter.ndim >= 2 and name.startswith(inside)


def loss_of(answers: Answers, tokens: Tensor, vocabulary: Vocabulary, layout: Layout) -> Tensor:
    """Cross-entropy of every answer that int64 [B, T, 2] gives; colours only of what is there."""
    place = {t: i for i, t in enumerate(layout.asked)}
    total = torch.zeros(())
    for role in vocabulary.roles:
        here = tokens[:, [i for i, slot in enumerate(vocabulary.slots) if slot == role.id]]
        members = torch.tensor(layout.members[role.id])
        there = here[:, :, :1] == members
        if role.slots == 1:
            wanted = (there[:, 0] * torch.arange(1, len(members) + 1)).sum(1)
            total = total + F.cross_entropy(answers.single[role.id].float(), wanted)
        else:
            logits = answers.present[:, [place[int(t)] for t in members]].float()
            wanted_all = there.any(1).float()
            total = total + F.binary_cross_entropy_with_logits(logits, wanted_all) * 4
        if role.coloured:
            rows, slots = here[:, :, 0].nonzero(as_tuple=True)
            things = torch.tensor([place[int(t)] for t in here[rows, slots, 0]], dtype=torch.long)
            logits = answers.colour[rows, things].float()
            colours = F.cross_entropy(logits, here[rows, slots, 1], reduction="sum")
            total = total + colours / max(1, len(rows))
    return total


@torch.no_grad()
def looks(probe: Probe, pictures: Bytes, vocabulary: Vocabulary) -> Iterator[Look]:
    """What is seen in each of uint8 [N, 128, 128, 3]."""
    for start in range(0, len(pictures), BATCH):
        with torch.autocast("cpu", torch.bfloat16):
            answers = probe(as_floats(pictures[start : start + BATCH]))
        yield from _read(answers, vocabulary, probe.layout)


def _read(answers: Answers, vocabulary: Vocabulary, layout: Layout) -> Iterator[Look]:
    colours = ("", *(colour.id for colour in vocabulary.colours))
    names = {role: ("", *_names(vocabulary, layout.members[role])) for role in layout.singles}
    asked = [vocabulary.concepts[token - 1] for token in layout.asked]
    best = {role: logits.argmax(1).tolist() for role, logits in answers.single.items()}
    several = [role.id for role in vocabulary.roles if role.slots > 1]
    there, colour = (answers.present > 0).tolist(), answers.colour.argmax(2).tolist()
    for row in range(len(there)):
        yield Look(
            {role: names[role][numbers[row]] for role, numbers in best.items()},
            {
                role: frozenset(
                    c.id for c, on in zip(asked, there[row], strict=True) if on and c.role == role
                )
                for role in several
            },
            {(c.role, c.id): colours[n] for c, n in zip(asked, colour[row], strict=True)},
        )


def _names(vocabulary: Vocabulary, tokens: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(vocabulary.concepts[token - 1].id for token in tokens)


class Lesson:
    """Batches of drawings, half of them soft, no two alike."""

    def __init__(
        self, drawings: Drawings, softener: Softener, more: Dataset | None = None, seed: int = 0
    ) -> None:
        """`more`: drawings of which only latents are kept; they are half of those that go soft."""
        self.drawings, self.softener, self.more = drawings, softener, more
        self.rng = np.random.default_rng(seed)

    def batch(self, count: int) -> tuple[Tensor, Tensor]:
        """(f32 [count, 128, 128, 3], int64 [count, T, 2])"""
        own = self.rng.integers(0, len(self.drawings.tokens), count)
        soft, clean = own[: count // 2], own[count // 2 :]
        latents, tokens = self.drawings.latents[soft], self.drawings.tokens[own].astype(np.int64)
        if self.more is not None:
            others = self.rng.choice(self.more.drawn, len(soft) // 2)
            latents[: len(others)] = self.more.latents[others]
            tokens[: len(others)] = self.more.tokens[others]
        amount = self.rng.uniform(0, NOISE, (len(soft), 1, 1, 1))
        noisy = latents + amount * self.rng.standard_normal(latents.shape)
        softened = self.softener.soft(torch.from_numpy(noisy).float(), count // PAINTED)
        pictures = torch.cat([softened, as_floats(self.drawings.pictures[clean])])
        return self._varied(pictures), torch.from_numpy(tokens)

    def _varied(self, pictures: Tensor) -> Tensor:
        """Moved a little, some blurred, each in its own light."""
        dy, dx = (int(d) for d in self.rng.integers(-SHIFT, SHIFT + 1, 2))
        moved = pictures.roll((dy, dx), (1, 2))
        blurred = F.avg_pool2d(moved[::4].permute(0, 3, 1, 2), 3, 1, 1).permute(0, 2, 3, 1)
        moved[::4] = blurred
        light = self.rng.uniform((0.92, -0.08), (1.08, 0.08), (len(moved), 2)).astype(np.float32)
        gain, lift = torch.from_numpy(light).view(-1, 2, 1, 1, 1).unbind(1)
        return moved * gain + lift


def by_minutes(minutes: float) -> Callable[[int], float]:
    """Share of the training that is done, by this process's own processor time: a busy machine changes nothing."""
    start = time.process_time()
    return lambda step: (time.process_time() - start) / (minutes * 60)


def by_steps(steps: int) -> Callable[[int], float]:
    return lambda step: step / steps


def train(
    probe: Probe,
    lesson: Lesson,
    vocabulary: Vocabulary,
    pace: Callable[[int], float],
    batch: int = BATCH,
) -> Probe:
    """Trains until `pace` of the step reaches 1; returns the network with averaged weights, fp32."""
    optimizer = Optimizer(probe, is_muons)
    average = {name: master.clone() for name, master in optimizer.masters.items()}
    probe.bfloat16()
    start = told = time.process_time()
    step, smooth = 0, 0.0
    while (done := pace(step)) < 1:
        pictures, tokens = lesson.batch(batch)
        loss = loss_of(probe(pictures.bfloat16()), tokens, vocabulary, probe.layout)
        torch.autograd.backward(loss)
        optimizer.step(rate_at(step, done))
        step += 1
        keep = min(AVERAGE, step / (step + 9))
        masters = [optimizer.masters[name] for name in average]
        torch._foreach_lerp_(list(average.values()), masters, 1 - keep)
        smooth += (loss.item() - smooth) * max(0.02, 1 / step)
        if (now := time.process_time()) - told > 20:
            print(f"{now - start:6.0f} s  step {step}  loss {smooth:.4f}", flush=True)
            told = now
    probe.float()
    probe.load_state_dict(average)
    return probe.eval()


def save_probe(probe: Probe, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(probe.state_dict(), part)
    part.rename(path)


def load_probe(work: Path, probe: Probe) -> Probe:
    """`probe` with trained weights. Raises FileNotFoundError, or RuntimeError if they are for another vocabulary."""
    probe.load_state_dict(torch.load(work / "probe.pt", map_location="cpu", weights_only=True))
    return probe.eval()


def caption_of(tokens: NDArray[np.integer], vocabulary: Vocabulary) -> Caption:
    """[T, 2] → the caption they stand for."""
    colours = ("", *(colour.id for colour in vocabulary.colours))
    return Caption(
        tuple(
            Part(role, vocabulary.concepts[concept - 1].id, colours[colour])
            for role, (concept, colour) in zip(vocabulary.slots, tokens.tolist(), strict=True)
            if concept
        )
    )


def ceilings(
    probe: Probe,
    drawings: Drawings,
    softener: Softener,
    vocabulary: Vocabulary,
    natural: Mapping[Key, str],
) -> tuple[dict[str, Share], dict[str, Share]]:
    """Shares of right answers about drawings: (as drawn, after the way through latents and decoder)."""
    captions = [caption_of(row, vocabulary) for row in drawings.tokens]
    latents = drawings.latents.astype(np.float32)
    soft = np.concatenate([small(softener.paint(z[None])) for z in latents])
    clean_looks = looks(probe, np.array(drawings.pictures), vocabulary)
    return (
        tally(clean_looks, captions, vocabulary, natural),
        tally(looks(probe, soft, vocabulary), captions, vocabulary, natural),
    )


def make_probe(
    work: Path, artist: Artist, vocabulary: Vocabulary, minutes: float, count: int = LEARN
) -> Probe:
    """Draws what is missing, trains, saves."""
    build(work, artist, vocabulary, {})
    drawings = draw_drawings(work, "learn", count, artist, vocabulary)
    torch.manual_seed(0)
    more = open_dataset(work, "train") if (work / "train" / "done.npy").exists() else None
    lesson = Lesson(drawings, Softener(work), more)
    probe = train(Probe(vocabulary), lesson, vocabulary, by_minutes(minutes))
    save_probe(probe, work / "probe.pt")
    return probe


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--minutes", type=float, default=10.0, help="of processor time")
    parser.add_argument("--count", type=int, default=LEARN, help="drawings to learn from")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    artist, vocabulary = Artist(sample_caption, draw), load_vocabulary()
    probe = make_probe(args.work, artist, vocabulary, args.minutes, args.count)
    held = draw_drawings(args.work, "held", HELD, artist, vocabulary)
    clean, soft = ceilings(probe, held, Softener(args.work), vocabulary, natural_colours())
    print(f"{'of held-out drawings':22} as drawn  softened")
    for slot, share in clean.items():
        print(f"{slot:22} {share.value:8.3f}  {soft[slot].value:8.3f}")


if __name__ == "__main__":
    main()
