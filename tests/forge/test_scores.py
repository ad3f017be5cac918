"""What counts as right."""

import math

import pytest

from forge.scores import Look, Share, natural_colours, nearest, same_colour, tally, verdicts
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
    best: dict[str, str], worn: set[str], colours: dict[tuple[str, str], str] | None = None
) -> Look:
    every = {
        (c.role, c.id): "" for c in VOCABULARY.concepts if c.role in ("animal", "worn", "held")
    }
    none = dict.fromkeys(("animal", "held", "action", "scene", "sky"), "")
    return Look(none | best, {"worn": frozenset(worn)}, every | (colours or {}))


PERFECT = look(
    {"animal": "duck", "held": "balloon", "scene": "beach"},
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
    assert {name for (role, name), c in NATURAL.items() if c == "black-and-white"} == {
        "panda",
        "cow",
    }


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
    shares = scored(look(PERFECT.best | {"animal": "bird"}, {"hat"}, PERFECT.colours))
    assert (shares["animal"], shares["animal colour"]) == ((0, 1), (1, 1))


def test_a_plain_backdrop_and_day_are_right_only_where_nothing_else_was_wished() -> None:
    assert scored(PERFECT)["backdrop"] == (1, 1)
    rainy = scored(look(PERFECT.best | {"sky": "rain"}, {"hat", "scarf"}, PERFECT.colours))
    assert (rainy["scene"], rainy["sky"], rainy["backdrop"]) == ((1, 1), (0, 1), (0, 1))


def test_things_nobody_asked_for_are_counted_apart() -> None:
    plain = Caption((Part("animal", "duck"),))
    shares = scored(look({"animal": "duck", "held": "cake"}, set()), plain)
    assert shares["nothing extra"] == (2, 3)
    assert "held" not in shares


def test_pictures_add_up() -> None:
    shares = tally([PERFECT, look({}, set())], [WISH, WISH], VOCABULARY, NATURAL)
    assert (shares["animal"].right, shares["animal"].of) == (1, 2)
    assert shares["animal"].value == pytest.approx(0.5)


def test_nothing_counted_has_no_value() -> None:
    assert math.isnan(Share().value)
