"""What children wish for, to measure with: the sentences of kids50 through the box's own reader."""

from __future__ import annotations

import csv
from pathlib import Path

from runtime.loading import first_caption
from runtime.pack import Manifest
from runtime.prompt import read
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

PROMPTS = Path(__file__).resolve().parents[2] / "tests/data/kids50.tsv"


def kids_wishes(vocabulary: Vocabulary, manifest: Manifest, count: int) -> list[Caption]:
    """From all over the list; a pack that knows none of its words gets its simplest picture, again and again."""
    with PROMPTS.open(encoding="utf-8", newline="") as file:
        said = [row["prompt"] for row in csv.DictReader(file, delimiter="\t")]
    needed = [role.id for role in vocabulary.roles if role.required]
    found = [read(sentence, vocabulary).caption for sentence in said]
    fit = [one for one in found if one and all(one.of(role) for role in needed)]
    fit = fit or [first_caption(vocabulary, manifest)]
    return [fit[index * max(1, len(fit) // count) % len(fit)] for index in range(count)]
