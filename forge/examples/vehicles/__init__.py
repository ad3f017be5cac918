"""Six vehicles in two colours, in town or at sea: the smallest subject that is whole.

python -m forge recipe --subject forge.examples.vehicles --toy --device cpu --minutes 3 --work DIR --out DIR
"""

from __future__ import annotations

import random
from pathlib import Path

from forge.examples.vehicles.draw import NATURAL, draw
from forge.subject import Key, Packing, Subject
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary

HERE = Path(__file__).parent
COLOURED, SOMEWHERE = 0.6, 0.6
"""Shares of captions with a named colour, and with a place."""


def sample_caption(rng: random.Random, vocabulary: Vocabulary) -> Caption:
    """One vehicle, often in a colour, often somewhere."""
    things = {role.id: [c.id for c in vocabulary.concepts if c.role == role.id] for role in vocabulary.roles}  # fmt: skip
    colour = rng.choice(vocabulary.colours).id if rng.random() < COLOURED else ""
    parts = [Part("vehicle", rng.choice(things["vehicle"]), colour)]
    if rng.random() < SOMEWHERE:
        parts.append(Part("scene", rng.choice(things["scene"])))
    return vocabulary.canonical(tuple(parts))


def natural_colours() -> dict[Key, str]:
    return {("vehicle", vehicle): colour for vehicle, colour in NATURAL.items()}


SUBJECT = Subject(
    sample_caption,
    draw,
    name="vehicles",
    source=HERE / "vocabulary.toml",
    held_out=("vehicle", "scene"),
    natural_colours=natural_colours,
    packing=Packing(name="toy-vehicles"),
)
