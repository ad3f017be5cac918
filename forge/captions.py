"""What training sees: captions drawn at random, so that each concept is common and what children say is likely.

A few captions follow no rule at all, because children do not either.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Concept, Vocabulary
from runtime.prompt.words import listed

LAWLESS = 0.04
"""Share of captions whose parts need not fit together."""
PLAINEST = 0.2
"""Share of captions with an animal and at most one more thing: what children say most."""
COMPANY = ((1, 0.74, 0.0), (2, 0.17, 1 / 3), (3, 0.09, 1 / 2))
"""(animals, share of captions, share of those in which all are of one kind)."""
COLOURED = {"animal": 0.55, "worn": 0.6, "held": 0.5}
"""Share of things with a named colour."""
SIZED = 0.135
"""Share of the captions of one animal that give its size."""
ACTIVE = 0.74
"""Share of captions that are not the plainest in which something is done."""
GARMENTS = {True: (0.40, 0.45, 0.15), False: (0.75, 0.22, 0.03)}
"""Alone or not → shares of none, one and two garments."""
HELD = {True: 0.40, False: 0.08}
"""Alone or not → share of captions with something held where the action leaves it free."""

FOOD = tuple(
    listed("carrot bamboo apple ice-cream cake lollipop watermelon grass banana honey-pot")
)
INSTRUMENTS = ("piano", "drum", "guitar", "violin")
VEHICLES = ("bicycle", "car")
HANDY = ("balloon", "umbrella", "bouquet", "kite", "lantern", "star")
"""Things for one hand that nothing is done with."""
BESIDE = ("ball", "gift", "cake", "heart", "honey-pot")
LIGHT = (*HANDY, *(food for food in FOOD if food not in BESIDE), "milk")
"""Things one hand carries."""
FREE = (*LIGHT, *HANDY, *BESIDE, "gift", "book", "toothbrush", "paintbrush")
HOLDS: dict[str, Sequence[str]] = {
    "reading": ("book",),
    "eating": FOOD,
    "making-music": INSTRUMENTS,
    "riding": VEHICLES,
    "painting": ("paintbrush",),
    "brushing-teeth": ("toothbrush",),
    "drinking": ("milk",),
    "football": ("ball",),
    "hugging": ("heart", "heart", "gift", "star", "honey-pot", "bouquet"),
    "cooking": ("cake", "milk", "honey-pot", "carrot", "banana"),
    "sleeping": (*BESIDE, "star"),
    "rolling": BESIDE,
    "swimming": LIGHT,
    "bathing": LIGHT,
    "teaching": ("book",),
    "sledding": LIGHT,
    "swinging": LIGHT,
}
"""Action → what may be held meanwhile; other actions: FREE."""
NEEDS = {
    "reading": 1.0,
    "making-music": 1.0,
    "riding": 1.0,
    "painting": 1.0,
    "brushing-teeth": 1.0,
    "drinking": 1.0,
    "football": 1.0,
    "eating": 0.9,
    "hugging": 0.6,
    "rolling": 0.15,
    "swinging": 0.15,
    "sledding": 0.15,
}
"""Action → share of its captions with something held."""
BUSY = {"making-music": 1.9, "riding": 1.6, "eating": 1.9}
"""Actions that many things are for: how much more often an animal alone does them."""

INDOORS = ("sofa", "bathtub", "classroom", "bedroom", "kitchen", "party")
ROADS = tuple(listed("meadow forest snow beach garden moon farm mountain desert street castle"))
WILD = (*ROADS, "ice", "cloud", "playground")
PLACES: dict[str, Sequence[str]] = {
    "bathing": ("bathtub",),
    "flying": (*WILD, "cloud"),
    "swimming": ("beach", "underwater", "underwater", "pond", "pond", "forest"),
    "skating": ("ice", "ice", "ice", "snow", "street"),
    "sledding": ("snow", "snow", "mountain"),
    "teaching": ("classroom",),
    "riding": ROADS,
    "running": (*ROADS, "playground", "classroom"),
    "walking": (*ROADS, "street", "street", "pond", "playground", "ice"),
    "swinging": ("playground", "playground", "playground", "garden", "forest", "moon"),
    "cooking": ("kitchen", "kitchen", "kitchen", "party", "farm"),
    "football": ("meadow", "playground", "playground", "street", "beach", "snow", "garden"),
    "brushing-teeth": ("bathtub", "bedroom", "bedroom", "kitchen"),
    "sleeping": (*WILD, "bedroom", "bedroom", "bedroom", "sofa", "sofa", "bathtub"),
    "rolling": ("meadow", "snow", "beach", "garden", "farm", "mountain", "desert", "bedroom"),
}
"""Action → where it happens; other actions: anywhere."""
STAYS = {"bathing": 1.0, "teaching": 0.8, "skating": 0.8, "cooking": 0.8}
"""Action → share of its captions that have a place; other actions: SOMEWHERE."""
SOMEWHERE = 0.68


def sample_caption(rng: random.Random, vocabulary: Vocabulary) -> Caption:
    """One caption of `vocabulary`, drawn for training or for a test on unseen pictures."""
    concepts: dict[str, list[Concept]] = {role.id: [] for role in vocabulary.roles}
    for concept in vocabulary.concepts:
        concepts[concept.role].append(concept)
    count, same = _company(rng)
    parts = _animals(count, same, concepts["animal"], vocabulary, rng)
    if count == 1 and rng.random() < SIZED:
        parts.append(Part("size", rng.choice(concepts["size"]).id))
    if rng.random() < PLAINEST:
        parts += _one_more(concepts, vocabulary, rng)
    else:
        parts += _scenery(count == 1, concepts, vocabulary, rng)
    return vocabulary.canonical(tuple(parts))


def _company(rng: random.Random) -> tuple[int, bool]:
    count, _, same = rng.choices(COMPANY, [share for _, share, _ in COMPANY])[0]
    return count, rng.random() < same


def _animals(
    count: int, same: bool, animals: Sequence[Concept], vocabulary: Vocabulary, rng: random.Random
) -> list[Part]:
    """All of one kind have one colour half of the time: two red birds."""
    if not same:
        return [_coloured("animal", c.id, vocabulary, rng) for c in rng.sample(animals, count)]
    kind = rng.choice(animals).id
    parts = [_coloured("animal", kind, vocabulary, rng) for _ in range(count)]
    return [parts[0]] * count if rng.random() < 0.5 else parts


def _one_more(
    concepts: dict[str, list[Concept]], vocabulary: Vocabulary, rng: random.Random
) -> list[Part]:
    """Nothing more, or one thing and what it cannot be without."""
    role = rng.choice(("", "worn", "held", "action", "scene", "sky"))
    if not role:
        return []
    chosen = rng.choice(concepts[role])
    parts = [_coloured(role, chosen.id, vocabulary, rng)]
    parts += [Part(other, concept) for other, concept in chosen.implies.items()]
    return parts


def _scenery(
    alone: bool, concepts: dict[str, list[Concept]], vocabulary: Vocabulary, rng: random.Random
) -> list[Part]:
    """Garments, something held, something done, somewhere, under some sky; each of them may be missing."""
    lawless = rng.random() < LAWLESS
    action = _action(alone, concepts["action"], rng) if rng.random() < ACTIVE else ""
    place = _place(action, concepts["scene"], rng)
    held = _held(action, alone, rng)
    if lawless:
        place, held = rng.choice(concepts["scene"]).id, rng.choice(concepts["held"]).id
    sky = rng.choice(concepts["sky"]).id if rng.random() < _open(place) else ""
    parts = [
        _coloured("worn", worn, vocabulary, rng)
        for worn in _wardrobe(action, alone, concepts["worn"], rng)
    ]
    chosen = (("held", held), ("action", action), ("scene", place), ("sky", sky))
    return parts + [_coloured(role, one, vocabulary, rng) for role, one in chosen if one]


def _coloured(role: str, concept: str, vocabulary: Vocabulary, rng: random.Random) -> Part:
    if rng.random() >= COLOURED.get(role, 0):
        return Part(role, concept)
    return Part(role, concept, rng.choice(vocabulary.colours).id)


def _action(alone: bool, actions: Sequence[Concept], rng: random.Random) -> str:
    often = BUSY if alone else {}
    return rng.choices(actions, [often.get(action.id, 1.0) for action in actions])[0].id


def _place(action: str, scenes: Sequence[Concept], rng: random.Random) -> str:
    if rng.random() >= STAYS.get(action, SOMEWHERE):
        return ""
    return rng.choice(PLACES[action]) if action in PLACES else rng.choice(scenes).id


def _open(place: str) -> float:
    """Chance of a sky: hardly any indoors and under water."""
    return 0.08 if place in (*INDOORS, "underwater") else 0.28


def _held(action: str, alone: bool, rng: random.Random) -> str:
    choices = HOLDS.get(action, FREE)
    if rng.random() >= NEEDS.get(action, HELD[alone]):
        return ""
    return rng.choice(choices)


def _wardrobe(
    action: str, alone: bool, garments: Sequence[Concept], rng: random.Random
) -> list[str]:
    """None, one or two garments of different zones; nothing on the body where water hides it."""
    count = rng.choices((0, 1, 2), GARMENTS[alone])[0]
    if action in {"bathing", "swimming"}:
        garments = [c for c in garments if c.zone not in {"body", "back", "feet"}]
    chosen: list[str] = []
    zones: set[str] = set()
    for garment in rng.sample(garments, len(garments)):
        if len(chosen) < count and garment.zone not in zones:
            chosen.append(garment.id)
            zones.add(garment.zone)
            if garment.id == "spacesuit":
                zones |= {"head", "neck", "hands", "feet"}
    return chosen
