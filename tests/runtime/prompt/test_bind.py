"""Which colour belongs to what, what is worn and what is held, who the picture is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Say = Callable[[str], str]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("黄色的小鸭子戴着红色帽子", "duck: yellow; wears hat: red"),
        ("a yellow duck with a red hat", "duck: yellow; wears hat: red"),
        ("戴着红色的帽子和蓝色围巾的小猫", "cat; wears hat: red; wears scarf: blue"),
        ("戴红帽白围巾的小黑猫", "cat: black; wears hat: red; wears scarf: white"),
        ("穿着绿裙子的小猪", "pig; wears dress: green"),
        ("frog in a blue raincoat", "frog; wears raincoat: blue"),
        ("粉色的戴帽子的兔子", "rabbit: pink; wears hat"),
        ("会飞的粉色恐龙", "dinosaur: pink; does flying"),
        ("小鸭子是黄色的，帽子是红色的", "duck: yellow; wears hat: red"),
        ("the duck is yellow and the hat is red", "duck: yellow; wears hat: red"),
        ("小熊，棕色的，戴红帽子", "bear: brown; wears hat: red"),
        ("小猫的帽子是红色的", "cat; wears hat: red"),
        (
            "a monkey with a red balloon and a blue hat",
            "monkey; wears hat: blue; holds balloon: red",
        ),
        ("a fluffy pink little rabbit", "rabbit: pink"),
        ("黄色巨大的鸭子", "duck: yellow; is big"),
        ("a red big bear", "bear: red; is big"),
        ("熊，帽子，红色", "bear; wears hat: red"),
        ("a black and white cow", "cow: black-and-white"),
    ],
)
def test_a_colour_belongs_to_its_thing(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("红色的小火车和小猫", "cat"),
        ("红色的毒蝇伞旁边的小刺猬", "hedgehog"),
        ("小猴子屁股红红的", "monkey"),
        ("红鼻子的小鹿", "deer"),
        ("蓝眼睛的白猫", "cat: white"),
        ("a cat with blue eyes", "cat"),
        ("a red aeroplane and a cat", "cat"),
        ("monkey eating an orange", "monkey; does eating"),
        ("an orange and a cat", "cat"),
        ("an orange cat with an orange hat", "cat: orange; wears hat: orange"),
        ("绿色的草地上有一只小羊", "sheep; at meadow"),
    ],
)
def test_a_colour_of_something_else_stays_there(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("rainbow butterfly", "butterfly: rainbow"),
        ("butterfly under a rainbow", "butterfly; under rainbow"),
        ("彩虹独角兽", "unicorn: rainbow"),
        ("彩虹下的小马", "horse; under rainbow"),
        ("orange fox", "fox: orange"),
    ],
)
def test_a_word_that_is_a_colour_and_a_thing_is_what_its_place_says(
    caption: Say, text: str, wanted: str
) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a duck holding a flower", "duck; holds bouquet"),
        ("拿着花的小兔子", "rabbit; holds bouquet"),
        ("戴着花的小兔子", "rabbit; wears flower"),
        ("a duck with a flower", "duck; wears flower"),
        ("背着书包看书的小狗", "dog; wears backpack; holds book; does reading"),
    ],
)
def test_the_verb_decides_between_worn_and_held(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("拿着小熊的小兔子", "rabbit"),
        ("抱着小熊的小兔子", "rabbit"),
        ("追蝴蝶的小猫", "cat; does running"),
        ("和小狗一起玩的小猫", "cat; does playing"),
        ("戴小熊帽子的兔子", "rabbit; wears hat"),
        ("小猫和小狗", "cat"),
        ("a blue whale and little fish", "whale: blue"),
        ("三只小猪", "pig"),
        ("一只大狗和一只小猫", "dog"),
    ],
)
def test_a_picture_for_one_is_about_who_does_not_whom_it_is_done_to(
    alone: Say, text: str, wanted: str
) -> None:
    assert alone(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("没戴帽子的小猫", "cat"),
        ("a cat without a hat", "cat"),
        ("不会飞的企鹅", "penguin"),
        ("不开心的小熊", "bear"),
        ("小熊不戴帽子，戴围巾", "bear; wears scarf"),
        ("a bear with no hat but a scarf", "bear; wears scarf"),
    ],
)
def test_what_is_not_wanted_is_not_drawn(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted
