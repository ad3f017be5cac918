"""Words for how many animals there are, and for the animals of a family."""

from __future__ import annotations

from typing import Final

from runtime.prompt.words import listed

COUNTS: Final[dict[int, str]] = {
    1: "a an one 1",
    2: """
        两 两只 两个 两头 两匹 两条 二 俩 一双 两位 2 two couple_of pair_of a_couple_of a_pair_of both twin liang_zhi""",
    3: """
        三 三只 三个 三头 三匹 三条 三位 四 五 六 七 八 九 十 百 几 几只 几个 几头 几条 四只 五只 六只 七只 八只 九只 十只 一群 一大群
        一窝 一排 一队 许多 许多只 很多 很多只 好多 好多只 好几只 一些 成群 多只 无数 san_zhi yi_qun
        3 4 5 6 7 8 9 10 11 12 15 20 30 50 100 three four five six seven eight nine ten eleven twelve twenty hundred many
        dozen thousand million few some several lots_of a_lot_of group_of bunch_of flock_of herd_of family_of team_of crowd_of pack_of school_of
        swarm_of trio_of quartet_of sextet_of choir_of line_of row_of litter_of dozens_of trio""",
}
"""Number -> words before the animals; more than three are three. `_` stands for a blank."""

GROUPS: Final[dict[int, str]] = {
    2: "一对 双胞胎 们 俩 姐妹 兄弟 姐妹俩 兄弟俩 情侣 夫妻 夫妇 twins couple pair brothers sisters siblings",
    3: "一家 一家人 一家三口 一家子 三口之家 三兄弟 三姐妹 三胞胎 合唱团 群 family families triplets choir",
}
"""Number -> words before or after the animals (小猫双胞胎, a bear family)."""

KIN: Final[str] = """
    宝宝 宝贝 孩子 孩子们 妈妈 爸爸 爷爷 奶奶 弟弟 妹妹 哥哥 姐姐 朋友 好朋友 小伙伴 伙伴 小宝宝 小宝贝
    baby babies mother mom mum mommy mummy mama mamma father dad daddy papa friend friends brother sister son daughter
    grandma grandpa little_ones cub cubs
"""
"""After "and" another animal of the same kind (袋鼠妈妈和宝宝); beside an animal a part of its name (mother bear)."""

BELONGINGS: Final[str] = """
    耳朵 尾巴 翅膀 面具 服装 服 玩偶 公仔 娃娃 图案 头套 睡衣 造型 形状 贴纸 雕像 饼干 装
    ears ear tail wings costume costumes suit outfit mask pajamas pyjamas onesie plush plushie doll statue sticker
    toy toys shape print cookie cookies paws mane nose
"""
"""After an animal's name they make it a mere likeness (bunny ears, 恐龙睡衣)."""

TOYS: Final = frozenset(
    (
        "玩具熊",
        "毛绒熊",
        "泰迪熊",
        "橡皮鸭",
        "teddy",
        "teddy bear",
        "rubber duck",
        "teddies",
        "teddy bears",
    )
)
"""Animals that are somebody else's toys where there is somebody else."""

PLURALS: Final = frozenset(
    listed("mice geese calves octopi wolves fairies elves dwarves superheroes boys girls")
)
"""Plurals that stand in the vocabulary as they are."""
