"""Persons and famous figures become animals in their clothes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runtime.prompt import Reading

Read = Callable[[str], Reading]
Say = Callable[[str], str]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("老师", "owl; does teaching; at classroom"),
        ("my teacher reading a book", "owl; holds book; does reading"),
        ("警察叔叔", "dog; wears hat: blue"),
        ("a fireman", "dog; wears hat: red"),
        ("粉色的公主", "rabbit; wears crown; wears dress: pink"),
        ("a king with a red hat", "lion; wears hat: red"),
        ("国王戴着金色的皇冠", "lion; wears crown: gold"),
        ("奥特曼飞在天上", "dog; wears cape: red; does flying; at cloud"),
        ("three boys playing football", "bear; bear; bear; holds ball; does football"),
        ("爸爸妈妈", "bear; rabbit"),
        ("爷爷奶奶和我", "bear; rabbit"),
        ("my mom", "rabbit"),
        ("小动物们", "bear; bear"),
        ("animals", "bear; bear"),
    ],
)
def test_an_animal_in_their_clothes_stands_for_people(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("医生小熊", "bear; wears hat: white"),
        ("a pirate cat", "cat; wears hat: black"),
        ("戴眼镜的青蛙老师", "frog; wears glasses; does teaching; at classroom"),
        ("老师我想要一只小狗", "dog"),
        ("妈妈的小猫", "cat"),
        ("my favourite animal is a cat", "cat"),
        ("a girl eating fish", "rabbit; does eating"),
        ("小狗汪汪叫", "dog"),
    ],
)
def test_an_animal_that_is_named_takes_their_place(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


def test_a_person_whose_clothes_are_drawn_is_understood_and_not_left_out(reading: Read) -> None:
    found = reading("医生小熊")
    assert ("医生", "hat") in [(u.word, u.concept) for u in found.understood]
    assert found.dropped == ()


@pytest.mark.parametrize("text", ["a black girl", "黑人小朋友", "yellow boy", "白色的女孩"])
def test_people_have_no_colour(reading: Read, text: str) -> None:
    assert [part.colour for part in reading(text).caption.parts] == [""]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("a naked boy", "adult"),
        ("没穿衣服的大人", "adult"),
        ("画我的同桌刘小红", "privacy"),
        ("a man", "no_subject"),
    ],
)
def test_what_is_said_of_people_is_still_judged(caption: Say, text: str, category: str) -> None:
    assert caption(text) == f"refused: {category}"
