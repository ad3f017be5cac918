"""What counts as right."""

import math
from collections.abc import Collection

import msgspec
import pytest

from forge.animals import natural_colours
from forge.judging.scores import (
    Look,
    Share,
    gap,
    nearest,
    same_colour,
    tally,
    verdicts,
)
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption, Part

VOCABULARY = load_vocabulary()
NATURAL = natural_colours()
WISH = Caption(
    (
        Part("animal", "duck", "yellow"),
        Part("worn", "hat", "red"),
        Part("worn", "scarf"),
        Part("held", "balloon", "blue"),
        Part("scene", "beach"),
    )
)


def look(
    best: dict[str, str],
    worn: set[str],
    colours: dict[tuple[str, str], str] | None = None,
    animals: Collection[str] = ("duck",),
) -> Look:
    """`animals`: as many as there are; a name may occur twice."""
    every = {
        (c.role, c.id): "" for c in VOCABULARY.concepts if c.role in ("animal", "worn", "held")
    }
    none = dict.fromkeys(("size", "held", "action", "scene", "sky"), "")
    present = {"animal": frozenset(animals), "worn": frozenset(worn)}
    return Look(none | best, present, every | (colours or {}), {"animal": len(animals)})


PERFECT = look(
    {"held": "balloon", "scene": "beach"},
    {"hat", "scarf"},
    {("worn", "hat"): "red", ("held", "balloon"): "blue"},
)


def scored(seen: Look, wish: Caption = WISH) -> dict[str, tuple[int, int]]:
    shares = tally([seen], [wish], VOCABULARY, NATURAL)
    return {slot: (share.right, share.of) for slot, share in shares.items()}


def test_a_picture_with_all_that_was_wished_is_right_everywhere() -> None:
    assert all(right for _, right in verdicts(PERFECT, WISH, VOCABULARY, NATURAL))


def test_a_natural_yellow_duck_is_a_yellow_duck_and_the_other_way_round() -> None:
    assert same_colour(("animal", "duck"), "", "yellow", NATURAL)
    assert same_colour(("animal", "duck"), "yellow", "", NATURAL)
    assert not same_colour(("animal", "duck"), "", "white", NATURAL)


def test_pandas_and_cows_are_black_and_white_by_nature() -> None:
    piebald = {name for (_, name), c in NATURAL.items() if c == "black-and-white"}
    assert {"panda", "cow"} <= piebald <= {"panda", "cow", "zebra"}


def test_a_colour_unlike_every_name_of_the_palette_is_only_itself() -> None:
    assert NATURAL["worn", "sweater"] == ""
    assert not same_colour(("worn", "sweater"), "", "grey", NATURAL)
    assert same_colour(("worn", "sweater"), "", "", NATURAL)
    assert (nearest("#ffd94a"), nearest("gold"), nearest("#4fb3a5")) == ("yellow", "gold", "")


def test_each_wished_garment_counts_and_an_unwished_one_spoils_exactness_alone() -> None:
    one = scored(look(PERFECT.best, {"hat"}, PERFECT.colours))
    assert (one["worn"], one["worn exact"]) == ((1, 2), (0, 1))
    more = scored(look(PERFECT.best, {"hat", "scarf", "crown"}, PERFECT.colours))
    assert (more["worn"], more["worn exact"]) == ((2, 2), (0, 1))


def test_the_colour_of_a_garment_that_is_absent_is_not_counted_where_found_but_wrong_in_all() -> (
    None
):
    shares = scored(look(PERFECT.best, {"scarf"}, PERFECT.colours))
    assert shares["worn colour"] == (1, 1)
    assert shares["worn and colour"] == (1, 2)


def test_the_animals_colour_counts_even_if_the_animal_is_another() -> None:
    shares = scored(look(PERFECT.best, {"hat"}, PERFECT.colours, ["bird"]))
    assert (shares["animal"], shares["animal colour"]) == ((0, 1), (1, 1))


def test_a_plain_backdrop_and_day_are_right_only_where_nothing_else_was_wished() -> None:
    assert scored(PERFECT)["backdrop"] == (1, 1)
    rainy = scored(look(PERFECT.best | {"sky": "rain"}, {"hat", "scarf"}, PERFECT.colours))
    assert (rainy["scene"], rainy["sky"], rainy["backdrop"]) == ((1, 1), (0, 1), (0, 1))


def test_things_nobody_asked_for_are_counted_apart() -> None:
    plain = Caption((Part("animal", "duck"),))
    shares = scored(look({"held": "cake"}, set()), plain)
    assert shares["nothing extra"] == (3, 4)
    assert "held" not in shares


PAIR = Caption((Part("animal", "cat", "grey"), Part("animal", "mouse")))
TWINS = Caption((Part("animal", "bird", "red"), Part("animal", "bird", "blue")))


def test_species_are_right_only_if_exactly_the_wished_ones_are_seen() -> None:
    grey = {("animal", "cat"): "grey"}
    both = scored(look({}, set(), grey, ["cat", "mouse"]), PAIR)
    assert (both["animal"], both["number of animals"]) == ((1, 1), (1, 1))
    assert both["animal colour"] == (2, 2)
    one = scored(look({}, set(), grey, ["cat"]), PAIR)
    assert (one["animal"], one["number of animals"]) == ((0, 1), (0, 1))
    more = scored(look({}, set(), grey, ["cat", "mouse", "dog"]), PAIR)
    assert (more["animal"], more["number of animals"]) == ((0, 1), (0, 1))


def test_two_of_one_species_are_one_species_in_a_right_number_and_either_colour_is_right() -> None:
    for colour, right in (("red", 1), ("blue", 1), ("green", 0)):
        seen = look({}, set(), {("animal", "bird"): colour}, ["bird", "bird"])
        shares = scored(seen, TWINS)
        assert (shares["animal"], shares["number of animals"]) == ((1, 1), (1, 1))
        assert shares["animal colour"] == (right, 1)
    alone = scored(look({}, set(), {}, ["bird"]), TWINS)
    assert (alone["animal"], alone["number of animals"]) == ((1, 1), (0, 1))


def test_size_counts_where_it_was_wished() -> None:
    tiny = Caption((Part("animal", "duck"), Part("size", "tiny")))
    assert scored(look({"size": "tiny"}, set()), tiny)["size"] == (1, 1)
    assert scored(look({"size": "big"}, set()), tiny)["size"] == (0, 1)


def test_as_many_whole_faces_as_animals_are_right_if_somebody_looked() -> None:
    seen = look({}, set(), {}, ["cat", "mouse"])
    assert "faces" not in scored(seen, PAIR)
    for faces in (1, 2, 3):
        found = scored(msgspec.structs.replace(seen, faces=faces), PAIR)["faces"]
        assert found == (int(faces == 2), 1)


def test_a_vocabulary_of_one_animal_is_judged_as_before() -> None:
    roles = (msgspec.structs.replace(VOCABULARY.roles[0], slots=1), *VOCABULARY.roles[1:])
    old = msgspec.structs.replace(VOCABULARY, roles=roles)
    colours = {("animal", "duck"): "yellow"}
    seen = Look({"animal": "duck", "scene": "", "sky": ""}, {}, colours)
    shares = tally([seen], [Caption((Part("animal", "duck"),))], old, NATURAL)
    assert (shares["animal"], shares["animal colour"]) == (Share(1, 1), Share(1, 1))
    assert "number of animals" not in shares


def test_the_gap_is_the_mean_over_slots_that_both_have_with_its_error() -> None:
    known = {"animal": Share(90, 100), "held": Share(80, 100), "worn": Share(1, 1)}
    new = {"animal": Share(80, 100), "held": Share(80, 100)}
    found = gap(known, new, ("animal", "held", "worn"))
    assert found is not None
    assert found[0] == pytest.approx(5)
    assert found[1] == pytest.approx(3.8, abs=0.1)
    assert gap({}, new, ("animal",)) is None


def test_pictures_add_up() -> None:
    other = look({}, set(), {}, ["bird"])
    shares = tally([PERFECT, other], [WISH, WISH], VOCABULARY, NATURAL)
    assert (shares["animal"].right, shares["animal"].of) == (1, 2)
    assert shares["animal"].value == pytest.approx(0.5)


def test_nothing_counted_has_no_value() -> None:
    assert math.isnan(Share().value)
