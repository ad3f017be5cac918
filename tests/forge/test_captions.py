"""Captions for training: everything appears, and what cannot be together is rare."""

import random
from collections import Counter

from forge.captions import HOLDS, sample_caption
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption

VOCABULARY = load_vocabulary()
SAMPLES = [sample_caption(random.Random(i), VOCABULARY) for i in range(4000)]


def test_every_concept_and_every_colour_is_sampled() -> None:
    seen = {(p.role, p.concept) for caption in SAMPLES for p in caption.parts}
    assert seen == set(VOCABULARY.concept_index)
    colours = Counter(p.colour for caption in SAMPLES for p in caption.of("animal"))
    assert set(colours) == set(VOCABULARY.colour_index)


def test_each_caption_fits_the_vocabularys_slots() -> None:
    for caption in SAMPLES:
        assert len(caption.of("animal")) == 1
        assert len(caption.of("worn")) <= 2
        assert all(len(caption.of(role)) <= 1 for role in ("held", "action", "scene", "sky"))
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
