"""What devices are called: an animal and a colour, so that a person can tell them apart and nobody is named."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from itertools import count, product

from msgspec import Struct

ANIMALS = (
    ("bear", "小熊"),
    ("bee", "蜜蜂"),
    ("camel", "骆驼"),
    ("cat", "小猫"),
    ("crab", "螃蟹"),
    ("deer", "小鹿"),
    ("dolphin", "海豚"),
    ("dragon", "小龙"),
    ("duck", "小鸭"),
    ("eagle", "老鹰"),
    ("elephant", "大象"),
    ("fox", "狐狸"),
    ("frog", "青蛙"),
    ("giraffe", "长颈鹿"),
    ("hedgehog", "刺猬"),
    ("horse", "小马"),
    ("kangaroo", "袋鼠"),
    ("koala", "考拉"),
    ("lion", "狮子"),
    ("octopus", "章鱼"),
    ("otter", "水獭"),
    ("owl", "猫头鹰"),
    ("panda", "熊猫"),
    ("parrot", "鹦鹉"),
    ("penguin", "企鹅"),
    ("rabbit", "兔子"),
    ("sheep", "绵羊"),
    ("snail", "蜗牛"),
    ("squirrel", "松鼠"),
    ("tiger", "老虎"),
    ("turtle", "乌龟"),
    ("whale", "鲸鱼"),
)
COLOURS = (
    ("red", "红色的"),
    ("orange", "橙色的"),
    ("yellow", "黄色的"),
    ("green", "绿色的"),
    ("blue", "蓝色的"),
    ("purple", "紫色的"),
    ("pink", "粉色的"),
    ("white", "白色的"),
    ("grey", "灰色的"),
    ("golden", "金色的"),
)


class Nickname(Struct, frozen=True):
    en: str
    zh: str


def free_nickname(taken: Collection[Nickname]) -> Nickname:
    """One by chance that nobody has; with a number where all are taken."""
    for number in count(1):
        free = [name for name in _all(number) if name not in taken]
        if free:
            return secrets.choice(free)
    raise AssertionError("count() never ends")


def _all(number: int) -> list[Nickname]:
    tail = "" if number == 1 else f" {number}"
    return [
        Nickname(f"{colour} {animal}{tail}", f"{colour_zh}{animal_zh}{tail}")
        for (colour, colour_zh), (animal, animal_zh) in product(COLOURS, ANIMALS)
    ]
