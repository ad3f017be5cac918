"""What is drawn for an evaluation: the children's sentences, and captions that training never saw."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct

from forge.dataset import captions
from forge.errors import NothingToJudge
from forge.subject import Subject
from runtime.prompt import read
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

KIDS = "kids50"
"""Of the sentences that children really said."""
UNSEEN, SEVERAL = "unseen", "several together"
KNOWN, NEW = "known combinations", "new combinations"
ALL = "all"
"""Of all groups together."""
TRIES = 400
"""Captions sampled for each one that is looked for, before the source is taken to have no such ones."""


class Wish(Struct, frozen=True):
    group: str
    caption: Caption
    seed: int
    prompt: str = ""
    """The sentence, if there was one."""


def said_in(prompts: Path) -> str:
    """What the group of a file's sentences is called: as the file is, unless another group is called so."""
    taken = {UNSEEN, SEVERAL, KNOWN, NEW, ALL, "groups", "nearest"}  # the last two are sheets
    return f"sentences of {prompts.name}" if prompts.stem in taken else prompts.stem


def wishes_for(
    subject: Subject, vocabulary: Vocabulary, count: int, prompts: Path, trained: int
) -> list[Wish]:
    """The sentences of `prompts`, then about `count` captions, a quarter of each group.

    Unseen, known and new ones show one thing each. A known combination has all the roles that a new one has: the two
    differ in nothing but whether training saw their concepts together. Sentences without the first role's things are
    passed over, since they are no wishes of this subject's. Raises NothingToJudge if nothing is left.
    """
    with prompts.open(encoding="utf-8", newline="") as file:
        said = [row["prompt"] for row in csv.DictReader(file, delimiter="\t")]
    seen = {captions("train", index, subject, vocabulary)[0] for index in range(trained)}
    first = vocabulary.roles[0].id
    groups: dict[str, Callable[[Caption], bool]] = {
        UNSEEN: lambda c: len(c.of(first)) == 1 and not subject.holds_out(c),
        KNOWN: lambda c: (
            len(c.of(first)) == 1 and not subject.holds_out(c) and _whole(c, subject.held_out)
        ),
        NEW: lambda c: len(c.of(first)) == 1 and subject.holds_out(c),
        SEVERAL: lambda c: len(c.of(first)) > 1 and not subject.holds_out(c),
    }
    read_as = (read(text, vocabulary).caption for text in said)
    wishes = [
        Wish(said_in(prompts), caption, i, text)
        for i, (text, caption) in enumerate(zip(said, read_as, strict=True))
        if caption.of(first)
    ]
    for number, (group, fits) in enumerate(groups.items()):
        share = (count + number) // len(groups)
        new = (c for c in _sampled(group, share, subject, vocabulary) if fits(c) and c not in seen)
        wishes += [Wish(group, caption, len(wishes) + i) for i, caption in enumerate(islice(new, share))]  # fmt: skip
    if not wishes:
        raise NothingToJudge(
            f"No sentence of {prompts} names a {first}, and training saw every caption there is: "
            "name a file with such sentences (--prompts; a column `prompt`, tabs between columns)."
        )
    return wishes


def varied_captions(subject: Subject, vocabulary: Vocabulary, count: int) -> list[Caption]:
    """Captions of which several pictures each are drawn."""
    return [captions("varied", index, subject, vocabulary)[0] for index in range(count)]


def _sampled(group: str, count: int, subject: Subject, vocabulary: Vocabulary) -> Iterator[Caption]:
    """Different captions from the training's own source, but another row of them."""
    rng = random.Random(f"evaluate {group}")
    met: set[Caption] = set()
    for _ in range(count * TRIES):
        caption = subject.sample_caption(rng, vocabulary)
        if caption not in met:
            met.add(caption)
            yield caption


def _whole(caption: Caption, roles: Sequence[str]) -> bool:
    """Whether it has all of some roles."""
    return bool(roles) and all(caption.of(role) for role in roles)
