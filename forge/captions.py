"""What training sees: captions drawn at random, so that each concept is common and what children say is likely.

A few captions follow no rule at all, because children do not either.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary

LAWLESS = 0.04
"""Share of captions whose parts need not fit together."""
COLOURED = {"animal": 0.55, "worn": 0.6, "held": 0.5}
"""Share of things with a named colour."""
FOOD = ("carrot", "bamboo", "apple", "ice-cream", "cake", "lollipop", "watermelon", "grass")
INSTRUMENTS = ("piano", "drum", "guitar")
BESIDE = ("ball", "gift", "cake")
LIGHT = (
    "balloon",
    "umbrella",
    "ice-cream",
    "carrot",
    "bamboo",
    "apple",
    "bouquet",
    "lollipop",
    "watermelon",
    "grass",
)
"""Things one hand carries."""
FREE = LIGHT + BESIDE
HOLDS: dict[str, Sequence[str]] = {
    "": (*FREE, "book"),
    "sitting": (*FREE, "book"),
    "reading": ("book",),
    "eating": FOOD,
    "making-music": INSTRUMENTS,
    "riding": ("bicycle",),
    "sleeping": BESIDE,
    "swimming": LIGHT,
    "bathing": LIGHT,
    "teaching": (),
    "blowing-bubbles": FREE,
}
"""Action -> what may be held meanwhile; other actions: FREE."""
ALWAYS_HOLD = {"reading": 1.0, "making-music": 1.0, "riding": 1.0, "eating": 0.85}
INDOORS = ("sofa", "bathtub", "classroom")
WILD = ("meadow", "forest", "snow", "ice", "beach", "moon", "garden", "cloud")
OPEN = ("", *WILD)
PLACES: dict[str, Sequence[str]] = {
    "bathing": ("bathtub",),
    "flying": (*OPEN, "underwater"),
    "swimming": ("", "beach", "underwater", "forest", "meadow", "garden"),
    "skating": ("ice", "ice", "ice", "snow", ""),
    "teaching": ("classroom", "classroom", "classroom", ""),
    "riding": ("", "meadow", "forest", "snow", "beach", "garden", "moon"),
    "running": (*OPEN, "classroom"),
}
"""Action -> where it happens, an empty name being the plain backdrop; other actions: anywhere."""
PLAIN = 0.34
"""Share of the plain backdrop where the action leaves the place free."""


def sample_caption(rng: random.Random, vocabulary: Vocabulary) -> Caption:
    """One caption of `vocabulary`, drawn for training or for a test on unseen pictures."""
    ids = {
        role.id: [c.id for c in vocabulary.concepts if c.role == role.id]
        for role in vocabulary.roles
    }
    lawless = rng.random() < LAWLESS
    action = rng.choice(ids["action"]) if rng.random() < 0.66 else ""
    place = rng.choice(["", *ids["scene"]]) if lawless else _place(action, ids["scene"], rng)
    parts = [_coloured("animal", rng.choice(ids["animal"]), vocabulary, rng)]
    parts += [
        _coloured("worn", worn, vocabulary, rng) for worn in _wardrobe(action, vocabulary, rng)
    ]
    held = rng.choice(ids["held"]) if lawless else _held(action, rng)
    if held:
        parts.append(_coloured("held", held, vocabulary, rng))
    sky = rng.choice(ids["sky"]) if rng.random() < (0.10 if place in INDOORS else 0.30) else ""
    parts += [
        Part(role, one) for role, one in (("action", action), ("scene", place), ("sky", sky)) if one
    ]
    return vocabulary.canonical(tuple(parts))


def _coloured(role: str, concept: str, vocabulary: Vocabulary, rng: random.Random) -> Part:
    if rng.random() >= COLOURED[role]:
        return Part(role, concept)
    return Part(role, concept, rng.choice(vocabulary.colours).id)


def _place(action: str, scenes: Sequence[str], rng: random.Random) -> str:
    if action in PLACES:
        return rng.choice(PLACES[action])
    if rng.random() < PLAIN:
        return ""
    return rng.choice(scenes)


def _held(action: str, rng: random.Random) -> str:
    choices = HOLDS.get(action, FREE)
    if not choices or rng.random() >= ALWAYS_HOLD.get(action, 0.38):
        return ""
    return rng.choice(choices)


def _wardrobe(action: str, vocabulary: Vocabulary, rng: random.Random) -> list[str]:
    """None, one or two garments of different zones; nothing on the body where water hides it."""
    count = rng.choices((0, 1, 2), (0.42, 0.44, 0.14))[0]
    garments = [c for c in vocabulary.concepts if c.role == "worn"]
    if action in {"bathing", "swimming"}:
        garments = [c for c in garments if c.zone not in {"body", "back"}]
    rng.shuffle(garments)
    chosen: list[str] = []
    zones: set[str] = set()
    for garment in garments:
        if len(chosen) < count and garment.zone not in zones:
            chosen.append(garment.id)
            zones.add(garment.zone)
            if garment.id == "spacesuit":
                zones |= {"head", "neck"}
    return chosen
