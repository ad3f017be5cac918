"""Captions by how much they ask for: a row of unseen ones for each number of parts, and how common each number is."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

from msgspec import Struct

from forge.dataset import captions as trained_on
from forge.subject import Subject
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

CROWDED = 6
"""Parts from which on captions are one class: more of them are rare."""
TRIES = 200
"""Captions sampled for each one that is wanted; the rarest class is one in thirty."""
LEAST = 4
"""A class with fewer than this part of the captions that were wanted is left out."""


class Crowds(Struct, frozen=True):
    captions: dict[int, list[Caption]]
    """Number of parts, CROWDED for more → different captions; the plainest class first."""
    shares: dict[int, float]
    """Number of parts → how much of the training's source."""
    seen: int
    """Captions here that training may have seen, because there were too few others of their class."""


def gather(
    subject: Subject, vocabulary: Vocabulary, known: Vocabulary, count: int, trained: int
) -> Crowds:
    """`count` captions of each class, sampled as the training's are, that the pack with the vocabulary `known` can draw."""
    seen = {trained_on("train", index, subject, vocabulary)[0] for index in range(trained)}
    rng, often = random.Random("crowds"), Counter[int]()
    fresh: dict[int, dict[Caption, None]] = defaultdict(dict)
    spare: dict[int, dict[Caption, None]] = defaultdict(dict)
    for _ in range(count * TRIES):
        caption = subject.sample_caption(rng, vocabulary)
        parts = min(len(caption.parts), CROWDED)
        often[parts] += 1
        if fits(caption, known):
            (spare if caption in seen else fresh)[parts].setdefault(known.canonical(caption.parts))
    found = {parts: [*fresh[parts], *spare[parts]][:count] for parts in sorted(often)}
    kept = {parts: rows for parts, rows in found.items() if len(rows) * LEAST >= count}
    stale = sum(max(0, len(rows) - len(fresh[parts])) for parts, rows in kept.items())
    return Crowds(kept, {parts: n / often.total() for parts, n in often.items()}, stale)


def fits(caption: Caption, vocabulary: Vocabulary) -> bool:
    """Whether there is a word and a slot for each of its parts."""
    words, colours = vocabulary.concept_index, vocabulary.colour_index
    known = all((p.role, p.concept) in words and p.colour in colours for p in caption.parts)
    return known and Counter(p.role for p in caption.parts) <= Counter(vocabulary.slots)
