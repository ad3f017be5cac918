"""Probe and faces' check judge together, and no generator ever learns from them."""

import pytest

from forge.animals import natural_colours
from forge.judging.judge import Judge
from forge.judging.probe import Probe
from forge.judging.scores import Look, Share
from forge.judging.wishes import UNSEEN, Wish
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption, Part
from tests.source import chain, modules, reach

VOCABULARY = load_vocabulary()
JUDGES = {
    "forge.judging.probe",
    "forge.judging.keypoints",
    "forge.judging.portrait",
    "forge.judging.faces",
    "forge.judging.integrity",
    "forge.judging.judge",
}
MAKERS = [
    f"forge.{name}"
    for name in ("train", "nets.decoder", "nets.encoder", "nets.autoencoder", "train_autoencoder", "nets.model",
                 "schedule", "prune", "carve", "distil", "critic", "face_critic", "nets.face_reader", "refine", "average", "dataset", "quantise", "export")
]  # fmt: skip


@pytest.mark.parametrize("maker", MAKERS)
def test_what_makes_the_generator_never_sees_its_judges(maker: str) -> None:
    found = reach(maker)
    assert not [chain(found, judge) for judge in JUDGES & found.keys()]


def test_the_judges_and_the_trainings_are_where_they_are_looked_for() -> None:
    assert modules().keys() >= JUDGES
    assert modules().keys() >= set(MAKERS)


def test_the_actions_with_the_most_mistaken_animals_come_first() -> None:
    judge = Judge(Probe(VOCABULARY).eval(), VOCABULARY, natural_colours())
    seen = Look({}, {"animal": frozenset({"bear"})}, {})
    some = [
        Wish(UNSEEN, Caption((Part("animal", animal), Part("action", action))), 0)
        for animal, action in (
            ("bear", "flying"),
            ("cat", "flying"),
            ("cat", "running"),
            ("bear", "eating"),
        )
    ]
    assert judge.weakest([seen] * 4, some) == (("running", Share(0, 1)), ("flying", Share(1, 2)))


def test_groups_are_counted_apart_and_together() -> None:
    judge = Judge(Probe(VOCABULARY).eval(), VOCABULARY, natural_colours())
    bear, cat = (Caption((Part("animal", name),)) for name in ("bear", "cat"))
    colours = {("animal", name): "" for name in ("bear", "cat")}
    seen = Look(dict.fromkeys(("held", "action", "scene", "sky", "size"), ""),
                {"animal": frozenset({"bear"}), "worn": frozenset()}, colours, {"animal": 1}, faces=0)  # fmt: skip
    found = judge.groups([seen] * 3, [Wish("a", bear, 0), Wish("a", cat, 1), Wish("b", bear, 2)])
    assert list(found) == ["a", "b", "all"]
    assert (found["a"]["animal"], found["b"]["animal"]) == (Share(1, 2), Share(1, 1))
    assert found["all"]["number of animals"] == Share(3, 3)
    assert found["all"]["faces"] == Share(0, 3)
    assert judge.missed(seen, Wish("a", cat, 1)) == ("animal", "faces")
