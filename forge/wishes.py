"""What is drawn for an evaluation: the children's sentences, and captions that training never saw."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct

from forge.dataset import Artist, captions, is_held_out
from runtime.prompt import read
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

KIDS, UNSEEN, SEVERAL = "kids50", "unseen", "several animals"
KNOWN, NEW = "known combinations", "new combinations"
TRIES = 400
"""Captions sampled for each one that is looked for, before the source is taken to have no such ones."""


class Wish(Struct, frozen=True):
    group: str
    caption: Caption
    seed: int
    prompt: str = ""
    """The sentence, if there was one."""


def wishes_for(
    artist: Artist, vocabulary: Vocabulary, count: int, prompts: Path, trained: int
) -> list[Wish]:
    """The sentences of `prompts`, then about `count` captions, a quarter of each group.

    Unseen, known and new ones show one animal each. A known combination has, as a new one has, a worn thing and an
    action: the two differ in nothing but whether training saw the triple.
    """
    with prompts.open(encoding="utf-8", newline="") as file:
        said = [row["prompt"] for row in csv.DictReader(file, delimiter="\t")]
    seen = {captions("train", index, artist, vocabulary)[0] for index in range(trained)}
    groups: dict[str, Callable[[Caption], bool]] = {
        UNSEEN: lambda c: _animals(c) == 1 and not is_held_out(c),
        KNOWN: lambda c: _animals(c) == 1 and not is_held_out(c) and _combined(c),
        NEW: lambda c: _animals(c) == 1 and is_held_out(c),
        SEVERAL: lambda c: _animals(c) > 1 and not is_held_out(c),
    }
    wishes = [Wish(KIDS, read(text, vocabulary).caption, i, text) for i, text in enumerate(said)]
    for number, (group, fits) in enumerate(groups.items()):
        share = (count + number) // len(groups)
        new = (c for c in _sampled(group, share, artist, vocabulary) if fits(c) and c not in seen)
        wishes += [Wish(group, caption, len(wishes) + i) for i, caption in enumerate(islice(new, share))]  # fmt: skip
    return wishes


def varied_captions(artist: Artist, vocabulary: Vocabulary, count: int) -> list[Caption]:
    """Captions of which several pictures each are drawn."""
    return [captions("varied", index, artist, vocabulary)[0] for index in range(count)]


def _sampled(group: str, count: int, artist: Artist, vocabulary: Vocabulary) -> Iterator[Caption]:
    """Different captions from the training's own source, but another row of them."""
    rng = random.Random(f"evaluate {group}")
    met: set[Caption] = set()
    for _ in range(count * TRIES):
        caption = artist.sample_caption(rng, vocabulary)
        if caption not in met:
            met.add(caption)
            yield caption


def _animals(caption: Caption) -> int:
    return len(caption.of("animal"))


def _combined(caption: Caption) -> bool:
    return bool(caption.of("worn") and caption.of("action"))
