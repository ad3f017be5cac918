"""What to try instead of a wish without an animal: the first animal of the pack with the first thing that was understood.

Only the vocabulary's own words are said, never the child's, so that nothing unread comes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from runtime.prompt.caption import Part
from runtime.prompt.refuse import Refusal
from runtime.prompt.vocabulary import Concept, Vocabulary

SAYS: Final = (
    "我最会画小动物啦！试试“{}”或者“戴红帽子的小鸭子”吧。",
    "I draw animals best! Try “{}” or “a duck with a red hat”.",
)
"""In Chinese and in English, around the example."""
PLACES: Final = {
    "beach": "at the beach", "ice": "on the ice", "moon": "on the moon", "cloud": "on a cloud", "sofa": "on the sofa",
    "street": "on the street", "playground": "at the playground", "party": "at a party", "farm": "on the farm",
    "mountain": "on a mountain", "underwater": "under water", "night": "at night", "rain": "in the rain",
    "rainbow": "under a rainbow", "sunset": "at sunset", "classroom": "at school", "bathtub": "in a bathtub", "castle": "in a castle",
    "forest": "in the forest", "pond": "in a pond", "garden": "in a garden",
}  # fmt: skip
"""Place -> where that is, if it is not in it."""
BARE: Final = frozenset(("milk", "grass", "bamboo"))
"""Words without "a"; so are those that end in s."""


def no_subject(parts: Iterable[Part], vocabulary: Vocabulary) -> Refusal:
    """The refusal of a wish of which only `parts`, none of them an animal, were understood."""
    zh, en = (say.format(it) for say, it in zip(SAYS, example(parts, vocabulary), strict=True))
    return Refusal("no_subject", zh, en)


def example(parts: Iterable[Part], vocabulary: Vocabulary) -> tuple[str, str]:
    """A wish in (Chinese, English) that the box reads as it is meant."""
    concepts = {(concept.role, concept.id): concept for concept in vocabulary.concepts}
    subjects = {role.id for role in vocabulary.roles if role.required}
    animal = next(concept for concept in vocabulary.concepts if concept.role in subjects)
    zh, en = animal.zh[0], f"a little {animal.en[0]}"
    for part in parts:
        if part.role in ("worn", "held"):
            thing = concepts[part.role, part.concept]
            return _with(zh, en, thing, part.colour, vocabulary)
        if part.role == "action":
            doing = concepts[part.role, part.concept]
            return f"{zh}{doing.zh[0]}", f"{en} {doing.en[0]}"
        if part.role in ("scene", "sky"):
            place = concepts[part.role, part.concept]
            where = PLACES.get(place.id, f"in the {place.en[0]}")
            return f"{zh}在{place.zh[0]}", f"{en} {where}"
    return zh, en


def _with(zh: str, en: str, thing: Concept, colour: str, vocabulary: Vocabulary) -> tuple[str, str]:
    named = next((c for c in vocabulary.colours if c.id == colour), None)
    noun = f"{named.en[0]} {thing.en[0]}" if named else thing.en[0]
    article = "an " if noun[0] in "aeiou" else "a "
    if thing.en[0].endswith("s") or thing.en[0] in BARE:
        article = ""
    said = f"{named.zh[0]}的{thing.zh[0]}" if named else thing.zh[0]
    return f"{zh}和{said}", f"{en} with {article}{noun}"
