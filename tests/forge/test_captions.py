"""Captions for training: everything appears, and what cannot be together is rare."""

import random
from collections import Counter

import pytest

from forge.captions import HOLDS, sample_caption
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption

VOCABULARY = load_vocabulary()
SAMPLES = [sample_caption(random.Random(i), VOCABULARY) for i in range(8000)]
TIED = {"book", "ball", "milk", "paintbrush", "toothbrush", "heart", "bathtub"}
"""What one action brings along, and is therefore common."""


def _company(caption: Caption) -> list[str]:
    return [part.concept for part in caption.of("animal")]


def test_every_concept_and_every_colour_is_sampled() -> None:
    seen = {(p.role, p.concept) for caption in SAMPLES for p in caption.parts}
    assert seen == set(VOCABULARY.concept_index)
    colours = Counter(p.colour for caption in SAMPLES for p in caption.of("animal"))
    assert set(colours) == set(VOCABULARY.colour_index)


def test_no_animal_is_rare() -> None:
    seen = Counter(one for caption in SAMPLES for one in set(_company(caption)))
    assert min(seen.values()) / len(SAMPLES) > 0.015


@pytest.mark.parametrize("role", ["worn", "held", "action", "scene", "sky"])
def test_the_concepts_of_a_role_are_about_equally_frequent(role: str) -> None:
    seen = Counter(p.concept for caption in SAMPLES for p in caption.of(role))
    mean = sum(seen.values()) / len(seen)
    assert min(seen.values()) > mean / 2
    assert max(count for one, count in seen.items() if one not in TIED) < mean * 2


def test_one_caption_in_four_has_company_often_of_one_kind() -> None:
    count = Counter(len(_company(caption)) for caption in SAMPLES)
    assert count[1] / len(SAMPLES) == pytest.approx(0.74, abs=0.02)
    assert count[2] / len(SAMPLES) == pytest.approx(0.17, abs=0.02)
    pairs = [_company(caption) for caption in SAMPLES if len(_company(caption)) == 2]
    assert sum(one == other for one, other in pairs) / len(pairs) == pytest.approx(1 / 3, abs=0.06)
    threes = [set(_company(caption)) for caption in SAMPLES if len(_company(caption)) == 3]
    assert sum(len(kinds) == 1 for kinds in threes) / len(threes) == pytest.approx(0.5, abs=0.08)
    assert all(len(kinds) in (1, 3) for kinds in threes)


def test_only_an_animal_alone_has_a_size() -> None:
    sized = [caption for caption in SAMPLES if caption.of("size")]
    assert len(sized) / len(SAMPLES) == pytest.approx(0.10, abs=0.02)
    assert all(len(_company(caption)) == 1 for caption in sized)


def test_several_animals_have_fewer_things() -> None:
    several = [caption for caption in SAMPLES if len(_company(caption)) > 1]
    assert 0.15 < sum(bool(c.of("worn")) for c in several) / len(several) < 0.3
    assert 0.2 < sum(bool(c.of("held")) for c in several) / len(several) < 0.33


def test_each_caption_fits_the_vocabularys_slots() -> None:
    slots = {role.id: role.slots for role in VOCABULARY.roles}
    for caption in SAMPLES:
        assert caption.of("animal")
        assert all(len(caption.of(role)) <= most for role, most in slots.items())
        assert len(VOCABULARY.tokens(caption)) == len(VOCABULARY.slots)
        assert caption == VOCABULARY.canonical(tuple(reversed(caption.parts)))


def test_two_garments_never_share_a_place_on_the_body() -> None:
    zone = {c.id: c.zone for c in VOCABULARY.concepts if c.role == "worn"}
    for caption in SAMPLES:
        zones = [zone[p.concept] for p in caption.of("worn")]
        assert len(zones) == len(set(zones))


def test_only_a_few_captions_hold_what_the_action_does_not_allow() -> None:
    def odd(caption: Caption) -> bool:
        action = "".join(p.concept for p in caption.of("action"))
        return any(p.concept not in HOLDS.get(action, (p.concept,)) for p in caption.of("held"))

    assert 0 < sum(map(odd, SAMPLES)) / len(SAMPLES) < 0.06
