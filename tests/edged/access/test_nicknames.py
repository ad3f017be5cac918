from __future__ import annotations

from edged.access.nicknames import ANIMALS, COLOURS, Nickname, free_nickname


def test_every_device_gets_a_name_of_its_own_even_when_all_are_taken() -> None:
    taken: list[Nickname] = []
    for _ in range(len(ANIMALS) * len(COLOURS) + 3):
        taken.append(free_nickname(taken))
    assert len({name.en for name in taken}) == len({name.zh for name in taken}) == len(taken)
    assert taken[-1].en.endswith(" 2")


def test_names_are_an_animal_and_a_colour_in_both_languages() -> None:
    name = free_nickname([])
    colour, animal = name.en.split(" ")
    assert f"{dict(COLOURS)[colour]}{dict(ANIMALS)[animal]}" == name.zh


def test_animals_and_colours_are_each_there_once() -> None:
    for words in (ANIMALS, COLOURS):
        assert len(dict(words)) == len(words) == len({zh for _, zh in words})
