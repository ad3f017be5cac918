"""Whatever is asked for and however, only concepts that somebody looked at reach the model."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from forge.vocabulary import load_vocabulary
from runtime.prompt import Caption, Reading, read
from runtime.prompt.blocked import BLOCKED, BLOCKED_EMOJI
from runtime.prompt.lexicon import Entry, lexicon
from runtime.prompt.people import PEOPLE, VOICES
from runtime.prompt.relatives import RELATIVES
from runtime.prompt.tokens import words
from tests.runtime.prompt.evasions import evasions

VOCABULARY = load_vocabulary()
COUNT = int(os.environ.get("EVASIONS", "2000"))
"""How many are tried; 20,000 take half a minute on a slow machine."""

REVIEWED = frozenset(
    [
        "bear",
        "rabbit",
        "duck",
        "elephant",
        "cat",
        "dinosaur",
        "frog",
        "dog",
        "sheep",
        "unicorn",
        "fox",
        "lion",
        "penguin",
        "turtle",
        "monkey",
        "butterfly",
        "pig",
        "mouse",
        "panda",
        "bird",
        "fish",
        "giraffe",
        "horse",
        "tiger",
        "owl",
        "koala",
        "cow",
        "chicken",
        "hedgehog",
        "squirrel",
        "whale",
        "crocodile",
        "deer",
        "bee",
        "kangaroo",
        "crab",
        "octopus",
        "snail",
        "parrot",
        "goat",
        "hamster",
        "camel",
        "seal",
        "dolphin",
        "zebra",
        "hippo",
        "dragon",
        "snake",
        "ladybird",
        "swan",
        "big",
        "tiny",
        "hat",
        "straw-hat",
        "party-hat",
        "crown",
        "flower",
        "bow",
        "glasses",
        "sunglasses",
        "scarf",
        "bow-tie",
        "dress",
        "sweater",
        "raincoat",
        "spacesuit",
        "cape",
        "backpack",
        "chef-hat",
        "headphones",
        "boots",
        "mittens",
        "bell",
        "overalls",
        "balloon",
        "umbrella",
        "ball",
        "book",
        "ice-cream",
        "cake",
        "drum",
        "piano",
        "guitar",
        "bicycle",
        "carrot",
        "bamboo",
        "apple",
        "bouquet",
        "gift",
        "lollipop",
        "watermelon",
        "grass",
        "kite",
        "lantern",
        "banana",
        "milk",
        "star",
        "toothbrush",
        "paintbrush",
        "honey-pot",
        "heart",
        "violin",
        "car",
        "flying",
        "sleeping",
        "dancing",
        "singing",
        "running",
        "playing",
        "reading",
        "swimming",
        "skating",
        "eating",
        "bathing",
        "blowing-bubbles",
        "waving",
        "teaching",
        "riding",
        "making-music",
        "sitting",
        "jumping",
        "painting",
        "brushing-teeth",
        "swinging",
        "drinking",
        "cooking",
        "football",
        "hugging",
        "walking",
        "rolling",
        "sledding",
        "meadow",
        "forest",
        "snow",
        "ice",
        "beach",
        "underwater",
        "moon",
        "garden",
        "cloud",
        "sofa",
        "bathtub",
        "classroom",
        "castle",
        "farm",
        "pond",
        "mountain",
        "desert",
        "street",
        "playground",
        "bedroom",
        "kitchen",
        "party",
        "night",
        "rain",
        "rainbow",
        "sunset",
    ]
)
"""Concepts that were looked at one by one as pictures for children of four."""


def _refused(found: Reading) -> bool:
    return found.refused is not None and found.refused.category in BLOCKED


def test_every_concept_of_the_shipped_vocabulary_was_looked_at() -> None:
    assert {concept.id for concept in VOCABULARY.concepts} == REVIEWED


def test_no_evasion_leaks_into_a_caption() -> None:
    known, colours = VOCABULARY.concept_index, VOCABULARY.colour_index
    for evasion in evasions(COUNT, seed=20261123):
        found = read(evasion.text, VOCABULARY)
        if found.refused is not None:
            assert found.caption == Caption(()), evasion
        for part in found.caption.parts:
            assert part.concept in REVIEWED, evasion
            assert (part.role, part.concept) in known, evasion
            assert part.colour in colours, evasion


def test_disguises_that_folding_undoes_hide_nothing() -> None:
    tried: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for evasion in evasions(COUNT, seed=7):
        if evasion.plain:
            tried[evasion.disguise] += 1
            seen[evasion.disguise] += _refused(read(evasion.text, VOCABULARY))
    assert seen.total() / tried.total() >= 0.99
    assert {name: seen[name] for name in tried if seen[name] < 0.95 * tried[name]} == {}


def _blocked_words() -> list[str]:
    entries = [" ".join(chunk.split()) for text in BLOCKED.values() for chunk in text.split(",")]
    listed = [w for entry in entries for w in ([entry] if entry.isascii() else entry.split())]
    return [*listed, *(sign for signs in BLOCKED_EMOJI.values() for sign in signs)]


@pytest.mark.parametrize("carrier", ["a cat and {}", "{}", "小熊和{}"])
def test_every_blocked_word_is_refused_wherever_it_stands(carrier: str) -> None:
    wishes = [carrier.format(f" {word} ") for word in _blocked_words()]
    assert [wish for wish in wishes if not _refused(read(wish, VOCABULARY))] == []


def _entry(word: str) -> Entry:
    entry = lexicon(VOCABULARY).entry(words(word.replace("_", " ")))
    assert entry is not None
    return entry


def test_no_word_is_drawn_and_refused() -> None:
    drawn = [
        *VOCABULARY.words,
        *(w for t in (PEOPLE, RELATIVES, VOICES) for v in t.values() for w in v.split()),
    ]
    assert [word for word in drawn if _entry(word).blocked] == []
