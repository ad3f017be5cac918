"""How many animals there are, how big, whose family, and which of them are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runtime.prompt import Reading

Say = Callable[[str], str]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("两只小鸟在唱歌", "bird; bird; does singing"),
        ("三只小鸭子", "duck; duck; duck"),
        ("10 little ducks", "duck; duck; duck"),
        ("一群小鸭子", "duck; duck; duck"),
        ("a group of ducks", "duck; duck; duck"),
        ("a sextet of singing birds", "bird; bird; bird; does singing"),
        ("puppies", "dog; dog"),
        ("penguins kissing", "penguin; penguin; holds heart; does hugging"),
        ("一对小鸟", "bird; bird"),
        ("twin kittens", "cat; cat"),
        ("小猫双胞胎", "cat; cat"),
        ("小猫们在跳舞", "cat; cat; does dancing"),
        ("a bear family", "bear; bear; bear"),
        ("🐱🐱", "cat; cat"),
        ("穿裙子的猫猫🐱", "cat; wears dress"),
        ("a elephants trunk", "elephant"),
        ("a few puppies", "dog; dog; dog"),
        ("a zoo full of puppies", "dog; dog"),
        ("mice", "mouse; mouse"),
        ("an octopus", "octopus"),
        ("a lamb's hat", "sheep; wears hat"),
        ("小猫，小狗，三只小猫", "cat; cat; dog"),
        ("三个苹果和小猴子", "monkey; holds apple"),
        ("小熊，棕色的小熊", "bear: brown"),
    ],
)
def test_the_number_of_animals_is_what_was_said_and_three_at_most(
    caption: Say, text: str, wanted: str
) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("乌龟和兔子赛跑", "rabbit; turtle; does running"),
        ("a cat and a mouse dancing", "cat; mouse; does dancing"),
        ("a mouse and a cat dancing", "cat; mouse; does dancing"),
        ("小猫、小狗和小兔子", "rabbit; cat; dog"),
        ("一只小猫和三只小狗", "cat; dog; dog"),
        ("小狗追蝴蝶", "dog; butterfly; does running"),
        ("小兔子抱着小熊", "bear; rabbit; holds heart; does hugging"),
        ("小猴子骑着大象", "elephant; monkey"),
        ("龟兔赛跑", "rabbit; turtle; does running"),
        ("三只小猪和大灰狼", "dog: grey; pig; pig"),
        ("三只小猪、一只狐狸和一只猫", "cat; fox; pig"),
        ("丑小鸭变成了天鹅", "duck; swan"),
        ("老鼠被猫发现了", "cat; mouse"),
    ],
)
def test_animals_of_several_kinds_are_in_one_picture(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("一只白猫和一只黑狗", "cat: white; dog: black"),
        ("a white cat and a black dog", "cat: white; dog: black"),
        ("一只白猫和一只黑猫", "cat: white; cat: black"),
        ("两只红色的小鸟", "bird: red; bird: red"),
        ("two red birds with a blue kite", "bird: red; bird: red; holds kite: blue"),
        ("a red bird a yellow bird and a blue fish", "bird: red; bird: yellow; fish: blue"),
        ("a yellow duck, the yellow duck sings", "duck: yellow; does singing"),
        ("a yellow duck, the red duck", "duck: yellow"),
    ],
)
def test_each_animal_has_its_own_colour(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("两只蝴蝶一只红的一只蓝的", "butterfly: red; butterfly: blue"),
        ("两只小兔子，一只是白色的，另一只是黑色的", "rabbit: white; rabbit: black"),
        ("三只小鸭一只黄一只红", "duck: red; duck: yellow; duck: yellow"),
        ("two swans on a pond, one white one black", "swan: white; swan: black; at pond"),
        ("two cats, a black one and a white one", "cat: white; cat: black"),
        ("a cat, an orange one", "cat: orange"),
        ("a bear with two balloons, one red one blue", "bear; holds balloon: red"),
        ("a cat and a dog, one white", "cat; dog"),
        ("一只红的小鸟", "bird: red"),
        ("小熊穿裙子，一个红的", "bear; wears dress: red"),
    ],
)
def test_one_of_several_is_singled_out_by_its_colour(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("猫妈妈和宝宝", "cat; cat"),
        ("袋鼠妈妈和宝宝", "kangaroo; kangaroo"),
        ("小熊和好朋友", "bear; bear"),
        ("mother duck and her babies", "duck; duck"),
        ("a mama bear and two cubs", "bear; bear; bear"),
        ("baby blue bird", "bird: blue"),
        ("想妈妈的小考拉", "koala"),
        ("小狗给奶奶打电话", "dog"),
        ("考拉宝宝趴在妈妈背上", "koala; koala"),
        ("企鹅爸爸带着宝宝", "penguin; penguin"),
        ("鸡妈妈带着两只小鸡", "chicken; chicken; chicken"),
        ("a horse and its foal", "horse; horse"),
    ],
)
def test_a_family_is_of_one_kind(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted", "dropped"),
    [
        ("cat chasing a toy mouse", "cat; does running", ("toy mouse",)),
        ("a horse shoe and a cat", "cat", ("horse shoe",)),
        ("小猫吃鱼", "cat; does eating", ("鱼",)),
        ("a cat in a lion costume", "cat", ("lion", "costume")),
        ("a cat with bunny ears", "cat", ("bunny", "ears")),
        ("a rabbit wearing a bear hat", "rabbit; wears hat", ("bear",)),
        ("a dog dressed as a lion", "dog", ("lion",)),
        ("像老虎的小猫", "cat", ("老虎",)),
        ("抱着玩具熊的小兔子", "rabbit", ("玩具熊",)),
        ("不是小狗是小猫", "cat", ("小狗",)),
    ],
)
def test_toys_food_and_costumes_are_no_animals(
    reading: Callable[[str], Reading],
    caption: Say,
    text: str,
    wanted: str,
    dropped: tuple[str, ...],
) -> None:
    assert caption(text) == wanted
    assert reading(text).dropped == dropped


@pytest.mark.parametrize(
    "text",
    [
        "狗熊",
        "猫头鹰",
        "企鹅",
        "海狮",
        "大熊猫",
        "小熊猫",
        "guinea pig",
        "teddy bear",
        "ladybird",
        "长颈鹿",
    ],
)
def test_a_name_made_of_other_names_is_one_animal(caption: Say, text: str) -> None:
    assert ";" not in caption(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("大大的小熊", "bear; is big"),
        ("一只大狗", "dog; is big"),
        ("大公鸡", "chicken; is big"),
        ("巨大的跳舞的恐龙", "dinosaur; is big; does dancing"),
        ("小熊很大", "bear; is big"),
        ("the bear is big", "bear; is big"),
        ("一只 big 的大象", "elephant; is big"),
        ("a tiny mouse in a big castle", "mouse; is tiny; at castle"),
        ("迷你小猪", "pig; is tiny"),
        ("大象", "elephant"),
        ("大熊猫", "panda"),
        ("a little bear", "bear"),
        ("小小熊", "bear; is tiny"),
        ("大眼睛的小猫", "cat"),
        ("a bear with big ears", "bear"),
        ("a big red balloon and a cat", "cat; holds balloon: red"),
        ("giant gunnera leaf and a snail", "snail"),
        ("a big cat and a small mouse", "cat; mouse"),
    ],
)
def test_a_size_belongs_to_an_animal_that_is_alone(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("a cat fishing", "cat"), ("lions dancing", "lion; lion; does dancing")],
)
def test_an_animal_and_its_verb_are_no_compound(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


def test_a_pack_that_draws_one_animal_shows_the_others_as_left_out(alone: Say) -> None:
    assert alone("袋鼠妈妈和宝宝，戴红帽子") == "kangaroo; wears hat: red"
    assert alone("a big cat and two dogs") == "cat"
