"""Looks at a picture and says what it shows: a small network trained on drawings alone, never on generated pictures.

    python -m forge probe --work ~/.cache/edged-forge --minutes 10

Half of what it learns from has gone soft on the way through latents, as the generator's pictures do. Leaves probe.pt
in the work folder and prints its ceilings: how often it is right about drawings that it never saw. Where there is a
probe.pt of the same words, it learns on from there.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from forge.dataset import WORK, build, open_dataset
from forge.drawings import SIDE, Drawings, Softener, as_floats, draw_drawings, small
from forge.judging.lesson import BATCH, Lesson, by_minutes, teach
from forge.judging.retina import PATCH, UNITS, WIDTHS, Retina
from forge.judging.scores import Look, Share, tally
from forge.latents import Bytes, Floats
from forge.nets.decoder import shuffled
from forge.nets.model import norm
from forge.progress import each
from forge.subject import Key, Subject, add_subject, load_subject
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Role, Vocabulary

LEARN, HELD = 12_000, 1024
"""Drawings to learn from, and to measure the ceilings on."""
HEADS = 4


class Layout(Struct, frozen=True):
    """Which answers the network gives, from the vocabulary."""

    singles: tuple[str, ...]
    """Roles with one slot: one of their concepts, or none."""
    members: dict[str, tuple[int, ...]]
    """Role → token numbers of its concepts."""
    asked: tuple[int, ...]
    """Token numbers of the concepts with an answer of their own: is it there, and in which colour."""
    counted: dict[str, int]
    """Role of which there is one and may be several, the animals → how many at most."""


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
        {role.id: role.slots for role in vocabulary.roles if role.required and role.slots > 1},
    )


class Answers(Struct):
    """Logits."""

    single: dict[str, Tensor]
    """[B, 1 + concepts of the role], the first one: none."""
    present: Tensor
    """[B, concepts asked after]"""
    colour: Tensor
    """[B, concepts asked after, 1 + colours], the first one: natural."""
    count: dict[str, Tensor]
    """[B, slots of the role]: one, two or three."""


class Probe(Retina):
    """Features at 16², from which each question gathers its answer by attention."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        widths: tuple[int, int, int] = WIDTHS,
        units: tuple[int, int, int] = UNITS,
    ) -> None:
        super().__init__(widths, units)
        self.layout = layout = layout_for(vocabulary)
        width, deep = widths[1:]
        self.up = nn.Linear(deep, 4 * width)
        self.place = nn.Parameter(torch.zeros((SIDE // PATCH // 2) ** 2, width))
        questions = len(layout.singles) + len(layout.counted) + len(layout.asked)
        self.questions = nn.Parameter(torch.randn(questions, width))
        self.key, self.value = nn.Linear(width, width), nn.Linear(width, width)
        self.grow, self.shrink = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.single = nn.ModuleDict(
            {role: nn.Linear(width, 1 + len(layout.members[role])) for role in layout.singles}
        )
        self.count = nn.ModuleDict(
            {role: nn.Linear(width, slots) for role, slots in layout.counted.items()}
        )
        self.present = nn.Parameter(torch.zeros(len(layout.asked), width))
        self.rare = nn.Parameter(torch.full((len(layout.asked),), -2.0))
        self.colour = nn.Linear(width, 1 + len(vocabulary.colours))

    def forward(self, pictures: Tensor) -> Answers:
        """[B, 128, 128, 3], values −1 to 1."""
        answers = self._gather(norm(self.features(pictures)) + self.place)
        singles, counted = len(self.layout.singles), len(self.layout.counted)
        own = answers[:, singles + counted :]
        counts = answers[:, singles : singles + counted]
        return Answers(
            {role: self.single[role](answers[:, i]) for i, role in enumerate(self.layout.singles)},
            (own * self.present).sum(-1) + self.rare,
            self.colour(own),
            {role: self.count[role](counts[:, i]) for i, role in enumerate(self.layout.counted)},
        )

    def features(self, pictures: Tensor) -> Tensor:
        """[B, 256, 128]: what is to be seen at each of 16×16 places, near and in the whole."""
        levels = self.levels(pictures)
        return (levels[1] + shuffled(self.up(norm(levels[2])), 2)).flatten(1, 2)

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


def loss_of(answers: Answers, tokens: Tensor, vocabulary: Vocabulary, layout: Layout) -> Tensor:
    """Cross-entropy of every answer that int64 [B, T, 2] gives; colours only of what is there."""
    place = {t: i for i, t in enumerate(layout.asked)}
    # An answer that no role needs counts nothing, but the optimiser wants a gradient of everything.
    total = 0 * (answers.present.float().sum() + answers.colour.float().sum())
    for role in vocabulary.roles:
        here = tokens[:, [i for i, slot in enumerate(vocabulary.slots) if slot == role.id]]
        total = total + _loss_of_role(answers, here, role, layout.members[role.id], place)
        if role.coloured:
            rows, slots = here[:, :, 0].nonzero(as_tuple=True)
            things = torch.tensor([place[int(t)] for t in here[rows, slots, 0]], dtype=torch.long)
            logits = answers.colour[rows, things].float()
            colours = F.cross_entropy(logits, here[rows, slots, 1], reduction="sum")
            total = total + colours / max(1, len(rows))
    return total


def _loss_of_role(
    answers: Answers, here: Tensor, role: Role, members: tuple[int, ...], place: Mapping[int, int]
) -> Tensor:
    """Of int64 [B, slots, 2]: which of the role's concepts are there, and where it is counted, how many."""
    there = here[:, :, :1] == torch.tensor(members)
    if role.slots == 1:
        wanted = (there[:, 0] * torch.arange(1, len(members) + 1)).sum(1)
        return F.cross_entropy(answers.single[role.id].float(), wanted)
    logits = answers.present[:, [place[t] for t in members]].float()
    wanted = there.any(1).float()
    loss = F.binary_cross_entropy_with_logits(logits, wanted) * 4
    if role.id in answers.count:
        # One of fifty must be there: asked which, the network learns sooner than asked fifty times whether.
        loss = loss + F.cross_entropy(logits, wanted / wanted.sum(1, keepdim=True))
        several = there.any(2).sum(1) - 1
        loss = loss + F.cross_entropy(answers.count[role.id].float(), several)
    return loss


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
    numbers_of = {role: (logits.argmax(1) + 1).tolist() for role, logits in answers.count.items()}
    there, colour = _there(answers, layout).tolist(), answers.colour.argmax(2).tolist()
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
            {role: many[row] for role, many in numbers_of.items()},
        )


def _there(answers: Answers, layout: Layout) -> Tensor:
    """bool [B, concepts asked after]; of a role that is counted at least the likeliest one."""
    there = answers.present > 0
    for role in layout.counted:
        columns = torch.tensor([layout.asked.index(token) for token in layout.members[role]])
        likeliest = answers.present[:, columns].argmax(1)
        there[torch.arange(len(there)), columns[likeliest]] = True
    return there


@torch.no_grad()
def summary(probe: Probe, pictures: Bytes) -> Floats:
    """f32 [N, 16, 128]: the mean of the probe's features in each of 4×4 parts of uint8 [N, 128, 128, 3]."""
    parts = []
    for start in range(0, len(pictures), BATCH):
        with torch.autocast("cpu", torch.bfloat16):
            seen = probe.features(as_floats(pictures[start : start + BATCH])).float()
        side = SIDE // PATCH // 8
        parts.append(seen.view(len(seen), 4, side, 4, side, -1).mean((2, 4)).flatten(1, 2))
    return torch.cat(parts).numpy()


def _names(vocabulary: Vocabulary, tokens: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(vocabulary.concepts[token - 1].id for token in tokens)


def train(
    probe: Probe,
    lesson: Lesson,
    vocabulary: Vocabulary,
    pace: Callable[[int], float],
    batch: int = BATCH,
) -> Probe:
    """Trains until `pace` of the step reaches 1; returns the network with averaged weights, fp32."""

    def loss(network: Probe) -> Tensor:
        pictures, tokens = lesson.batch(batch)
        return loss_of(network(pictures.bfloat16()), tokens, vocabulary, network.layout)

    return teach(probe, loss, pace)


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
    numbers = each("soften", range(len(latents)), lambda number: f"{number} of {len(latents)}")
    soft = np.concatenate([small(softener.paint(latents[n : n + 1])) for n in numbers])
    clean_looks = looks(probe, np.array(drawings.pictures), vocabulary)
    return (
        tally(clean_looks, captions, vocabulary, natural),
        tally(looks(probe, soft, vocabulary), captions, vocabulary, natural),
    )


def make_probe(
    work: Path, subject: Subject, vocabulary: Vocabulary, minutes: float, count: int = LEARN
) -> Probe:
    """Draws what is missing, trains from a probe.pt of the same words where there is one, saves."""
    build(work, subject, vocabulary, {})
    drawings = draw_drawings(work, "learn", count, subject, vocabulary)
    torch.manual_seed(0)
    more = open_dataset(work, "train") if (work / "train" / "done.npy").exists() else None
    lesson = Lesson(drawings, Softener(work), more)
    probe = train(_begun(work, vocabulary), lesson, vocabulary, by_minutes(minutes))
    save_probe(probe, work / "probe.pt")
    return probe


def _begun(work: Path, vocabulary: Vocabulary) -> Probe:
    probe = Probe(vocabulary)
    with suppress(FileNotFoundError, RuntimeError):  # none yet, or one for other words
        probe = load_probe(work, probe)
    return probe.train()


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--minutes", type=float, default=10.0, help="of processor time")
    parser.add_argument("--count", type=int, default=LEARN, help="drawings to learn from")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    subject = load_subject(args.subject)
    vocabulary = subject.vocabulary()
    probe = make_probe(args.work, subject, vocabulary, args.minutes, args.count)
    held = draw_drawings(args.work, "held", HELD, subject, vocabulary)
    clean, soft = ceilings(probe, held, Softener(args.work), vocabulary, subject.natural_colours())
    print(f"{'of held-out drawings':22} as drawn  softened")
    for slot, share in clean.items():
        print(f"{slot:22} {share.value:8.3f}  {soft[slot].value:8.3f}")


if __name__ == "__main__":
    main()
