"""From everything that was found to what one picture can hold: whom it is about, one place, two things worn, and so on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from runtime.prompt.caption import Part
from runtime.prompt.found import Found
from runtime.prompt.vocabulary import Concept, Vocabulary

WEAK: Final = frozenset({"sitting", "playing", "waving"})
"""Actions that give way to another one: sitting on the sofa reading a book."""


def choose(found: Sequence[Found], vocabulary: Vocabulary) -> tuple[list[Found], list[Found]]:
    """(kept, dropped). The first of their kind stay; there is one of each before there is a second of any."""
    zones = {(c.role, c.id): c.zone for c in vocabulary.concepts}
    room = {role.id: role.slots for role in vocabulary.roles}
    kept: list[Found] = []
    dropped: list[Found] = []
    for thing in sorted(_present(found, vocabulary, dropped), key=_preference):
        taken = [k for k in kept if k.part.role == thing.part.role]
        left = room[thing.part.role] - sum(k.count for k in taken)
        again = next((k for k in taken if _same(k, thing)), None)
        if again is not None:
            again.count += min(max(thing.count - again.count, 0), left)
            _merge(again, thing, dropped)
            continue
        many = next((k for k in taken if k.count > 1), None)
        if left <= 0 and many is not None:
            many.count -= 1
            left = 1
        zone = zones[thing.part.role, thing.part.concept]
        clash = bool(zone) and any(zones[k.part.role, k.part.concept] == zone for k in taken)
        if clash or left <= 0:
            dropped.append(thing)
        else:
            thing.count = min(thing.count, left)
            kept.append(thing)
    return _alone(kept, vocabulary, dropped), dropped


def complete(parts: Iterable[Part], vocabulary: Vocabulary) -> tuple[Part, ...]:
    """Adds what goes without saying, only in roles that are empty: bathing needs a bathtub, a book is read."""
    full = list(_corrected(list(parts), vocabulary))
    concepts = {(c.role, c.id): c for c in vocabulary.concepts}
    for part in vocabulary.canonical(tuple(full)).parts:
        for role, concept in concepts[part.role, part.concept].implies.items():
            _add(full, Part(role, concept), concepts)
    held = {part.concept for part in full if part.role == "held"}
    if "grass" in held and any(part.concept == "eating" for part in full):
        _add(full, Part("scene", "meadow"), concepts)
    return vocabulary.canonical(tuple(full)).parts


def _present(
    found: Sequence[Found], vocabulary: Vocabulary, dropped: list[Found]
) -> Sequence[Found]:
    """Animals that are meant; if there are none persons, otherwise food, toys and costumes that are called like animals."""
    subjects = {role.id for role in vocabulary.roles if role.required}
    nearest = min((_rank(thing) for thing in found if thing.part.role in subjects), default=0)
    away = [t for t in found if t.part.role in subjects and (t.unwanted or _rank(t) > nearest)]
    dropped += away
    return [thing for thing in found if not any(thing is other for other in away)]


def _rank(thing: Found) -> float:
    if not thing.aside:
        return 4 if thing.unwanted else _standing(thing)
    if not thing.implied:
        return 2
    return 1 if thing.word.entry is not None and thing.word.entry.shown else 3


def _standing(thing: Found) -> float:
    """A worm, drawn as a snail, goes before people and after animals that are drawn as themselves."""
    return 0.5 if thing.word.entry is not None and thing.word.entry.standin else 0


def _alone(kept: list[Found], vocabulary: Vocabulary, dropped: list[Found]) -> list[Found]:
    """Only an animal alone in its picture is big or tiny: of several nobody knows which one it is."""
    subjects = {role.id for role in vocabulary.roles if role.required}
    if sum(thing.count for thing in kept if thing.part.role in subjects) <= 1:
        return kept
    dropped += [thing for thing in kept if thing.part.role == "size"]
    return [thing for thing in kept if thing.part.role != "size"]


def _preference(thing: Found) -> tuple[bool, bool, int]:
    """What was said comes before what a person brings, who does before whom it is done to; weak actions last."""
    weak = thing.part.role == "action" and thing.part.concept in WEAK
    return thing.implied and not thing.aside, thing.object or weak, thing.word.start


def _same(one: Found, other: Found) -> bool:
    """Two animals of one name are two if "and" stands between them."""
    same = one.part.role == other.part.role and one.part.concept == other.part.concept
    return same and not other.another


def _merge(first: Found, again: Found, dropped: list[Found]) -> None:
    """The same thing named twice is one thing; its colour may come with the second naming."""
    if again.part.colour and not first.part.colour:
        first.part = again.part
        first.colour_word = again.colour_word
    elif again.part.colour not in ("", first.part.colour):
        dropped.append(again)


def _corrected(parts: list[Part], vocabulary: Vocabulary) -> Iterable[Part]:
    """Playing the drum is no game: with an instrument, playing is making music."""
    music = Part("action", "making-music")
    known = ("action", "making-music") in vocabulary.concept_index
    instruments = {c.id for c in vocabulary.concepts if c.implies.get("action") == "making-music"}
    plays = known and any(p.role == "held" and p.concept in instruments for p in parts)
    for part in parts:
        yield music if plays and part == Part("action", "playing") else part


def _add(full: list[Part], part: Part, concepts: dict[tuple[str, str], Concept]) -> None:
    if (part.role, part.concept) in concepts and all(p.role != part.role for p in full):
        full.append(part)
