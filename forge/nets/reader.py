"""Asks what the words of a vocabulary are about, of features: is this there, in which colour, how many.

The questions of whoever reads pictures (forge/judging/probe.py) and of whoever reads latents (forge/critic.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from msgspec import Struct
from torch import Tensor, nn
from torch.nn import functional as F

from forge.latents import GRID
from forge.nets.decoder import shuffled
from forge.nets.model import norm
from runtime.prompt.vocabulary import Role, Vocabulary

HEADS = 4
SEVERAL = 4.0
"""Weight of questions after each of many concepts, of which most are not there."""


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


class Sight(nn.Module):
    """What is shown, to features, coarser and coarser."""

    def levels(self, shown: Tensor) -> Sequence[Tensor]:
        """The last two: [B, 16, 16, width] and [B, 8, 8, deep]."""
        raise NotImplementedError


class Reader(nn.Module):
    """Features at 16², from which each question gathers its answer by attention."""

    def __init__(self, vocabulary: Vocabulary, sight: Sight, width: int, deep: int) -> None:
        super().__init__()
        self.sight = sight
        self.layout = layout = layout_for(vocabulary)
        self.up = nn.Linear(deep, 4 * width)
        self.place = nn.Parameter(torch.zeros(GRID**2, width))
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

    def forward(self, shown: Tensor) -> Answers:
        """Whatever the sight reads."""
        answers = self._gather(norm(self.features(shown)) + self.place)
        singles, counted = len(self.layout.singles), len(self.layout.counted)
        own = answers[:, singles + counted :]
        counts = answers[:, singles : singles + counted]
        return Answers(
            {role: self.single[role](answers[:, i]) for i, role in enumerate(self.layout.singles)},
            (own * self.present).sum(-1) + self.rare,
            self.colour(own),
            {role: self.count[role](counts[:, i]) for i, role in enumerate(self.layout.counted)},
        )

    def features(self, shown: Tensor) -> Tensor:
        """[B, 256, width]: what is to be seen at each of 16×16 places, near and in the whole."""
        near, whole = self.sight.levels(shown)[-2:]
        features = near + shuffled(self.up(norm(whole)), 2)
        return features.flatten(1, 2)

    def _gather(self, features: Tensor) -> Tensor:
        """[B, questions, width]"""
        batch, places, width = features.shape
        split = (batch, places, HEADS, width // HEADS)
        key = self.key(features).view(split).permute(0, 2, 3, 1)
        value = self.value(features).view(split).transpose(1, 2)
        asked = self.questions.view(1, -1, HEADS, width // HEADS).transpose(1, 2)
        weights = torch.softmax(asked @ key * (width // HEADS) ** -0.5, dim=-1)
        found = (weights @ value).transpose(1, 2).flatten(2)
        x = found + self.questions
        return norm(x + self.shrink(F.gelu(self.grow(norm(x)))))


def loss_of(
    answers: Answers,
    tokens: Tensor,
    vocabulary: Vocabulary,
    layout: Layout,
    several: float = SEVERAL,
) -> Tensor:
    """Cross-entropy of every answer that int64 [B, T, 2] gives; colours only of what is there.

    `several`: weight of a role with several slots, of each of whose concepts is asked whether it is there.
    """
    place = {t: i for i, t in enumerate(layout.asked)}
    # An answer that no role needs counts nothing, but the optimiser wants a gradient of everything.
    total = 0 * (answers.present.float().sum() + answers.colour.float().sum())
    for role in vocabulary.roles:
        here = tokens[:, [i for i, slot in enumerate(vocabulary.slots) if slot == role.id]]
        total = total + _loss_of_role(answers, here, role, layout.members[role.id], place, several)
        if role.coloured:
            rows, slots = here[:, :, 0].nonzero(as_tuple=True)
            asked = [place[int(token)] for token in here[rows, slots, 0]]
            things = torch.tensor(asked, dtype=torch.long, device=rows.device)
            logits = answers.colour[rows, things].float()
            colours = F.cross_entropy(logits, here[rows, slots, 1], reduction="sum")
            total = total + colours / max(1, len(rows))
    return total


def _loss_of_role(  # noqa: PLR0913, PLR0917 - a question and who answers it
    answers: Answers,
    here: Tensor,
    role: Role,
    members: tuple[int, ...],
    place: Mapping[int, int],
    several: float,
) -> Tensor:
    """Of int64 [B, slots, 2]: which of the role's concepts are there, and where it is counted, how many."""
    there = here[:, :, :1] == torch.tensor(members, device=here.device)
    if role.slots == 1:
        wanted = (there[:, 0] * torch.arange(1, len(members) + 1, device=here.device)).sum(1)
        return F.cross_entropy(answers.single[role.id].float(), wanted)
    logits = answers.present[:, [place[t] for t in members]].float()
    wanted = there.any(1).float()
    loss = F.binary_cross_entropy_with_logits(logits, wanted) * several
    if role.id in answers.count:
        # One of fifty must be there: asked which, the network learns sooner than asked fifty times whether.
        loss = loss + F.cross_entropy(logits, wanted / wanted.sum(1, keepdim=True))
        more = there.any(2).sum(1) - 1
        loss = loss + F.cross_entropy(answers.count[role.id].float(), more)
    return loss


def squares(x: Tensor, side: int) -> Tensor:
    """[B, h, w, C] → [B, h/side, w/side, side·side·C]"""
    batch, height, width, channels = x.shape
    split = x.view(batch, height // side, side, width // side, side, channels)
    return split.transpose(2, 3).reshape(batch, height // side, width // side, -1)


def is_muons(name: str, parameter: Tensor) -> bool:
    """The matrices inside; not the first layer, the questions and what answers them."""
    inside = {"stages", "downs", "up", "over", "key", "value", "grow", "shrink"}
    return parameter.ndim >= 2 and not inside.isdisjoint(name.split("."))
