"""What the page's tiles show."""

from __future__ import annotations

import msgspec

from edged.tiles.tile import FRIENDS, tiles_of
from runtime.prompt.vocabulary import Concept, Role, Vocabulary
from tests.toypack import toy_vocabulary


def small(*concepts: Concept) -> Vocabulary:
    roles = (
        Role(id="animal", prefix="", required=True),
        Role(id="action", prefix="does"),
        Role(id="scene", prefix="at"),
    )
    return Vocabulary(roles=roles, colours=(), concepts=concepts)


def concept(role: str, id: str, **implies: str) -> Concept:
    return Concept(id=id, role=role, en=(id,), zh=(id,), implies=implies)


def test_every_concept_has_a_tile_that_the_pack_can_draw() -> None:
    vocabulary = toy_vocabulary()
    tiles = list(tiles_of(vocabulary))
    assert {(tile.role, tile.concept) for tile in tiles} == set(vocabulary.concept_index)
    assert len({tile.name for tile in tiles}) == len({tile.seed for tile in tiles}) == len(tiles)
    for tile in tiles:
        assert vocabulary.tokens(tile.caption)
        assert any(
            (part.role, part.concept) == (tile.role, tile.concept) for part in tile.caption.parts
        )


def test_animals_stand_alone_and_everything_else_has_one_friend() -> None:
    for tile in tiles_of(toy_vocabulary()):
        animals = [part.concept for part in tile.caption.of("animal")]
        if tile.role == "animal":
            assert [part.concept for part in tile.caption.parts] == [tile.concept]
        else:
            assert animals == [FRIENDS[tile.role]]


def test_they_come_in_the_order_in_which_the_page_shows_them() -> None:
    vocabulary = toy_vocabulary()
    order = [role.id for role in vocabulary.roles]
    tiles = list(tiles_of(vocabulary))
    assert [order.index(tile.role) for tile in tiles] == sorted(
        order.index(tile.role) for tile in tiles
    )
    animals = [each.id for each in vocabulary.concepts if each.role == "animal"]
    assert [tile.concept for tile in tiles if tile.role == "animal"] == animals


def test_what_a_concept_brings_along_is_in_the_picture() -> None:
    vocabulary = small(
        concept("animal", "frog"),
        concept("action", "bathing", scene="tub"),
        concept("scene", "tub"),
    )
    bathing = next(tile for tile in tiles_of(vocabulary) if tile.concept == "bathing")
    assert vocabulary.text(bathing.caption) == "frog; does bathing; at tub"


def test_all_boxes_draw_the_same() -> None:
    vocabulary = small(concept("animal", "bear"))
    (bear,) = tiles_of(vocabulary)
    (again,) = tiles_of(msgspec.json.decode(msgspec.json.encode(vocabulary), type=Vocabulary))
    assert bear == again
    assert bear.seed == 954075726983551280


def test_an_id_that_is_no_name_gets_none() -> None:
    odd = ("../bear", "a b", "a/b", "-", "", "A", "bear.webp", "熊")
    vocabulary = small(concept("animal", "bear"), *(concept("animal", id) for id in odd))
    assert [tile.concept for tile in tiles_of(vocabulary)] == ["bear"]


def test_a_pack_without_one_thing_that_stands_alone_has_none() -> None:
    vocabulary = small(concept("animal", "bear"))
    roles = tuple(Role(id=role.id, prefix=role.prefix) for role in vocabulary.roles)
    assert not list(tiles_of(msgspec.structs.replace(vocabulary, roles=roles)))
