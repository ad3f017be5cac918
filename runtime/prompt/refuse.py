"""The first gate: words that are unmistakable in both languages, refused with a kind sentence.

This is not what keeps a picture safe. The closed vocabulary is: only concepts of the pack reach the model, and it has
never seen anything but friendly animals, so what these lists miss is dropped, not drawn. The gate exists so that a child
who asks for something dreadful gets a kind answer instead of a bear. Words count only as whole words or segments, never as
parts of others, and every homophone, code word and split character that is not listed here passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from msgspec import Struct

from runtime.errors import Language

Category = Literal[
    "empty", "no_subject", "violence", "horror", "adult", "self_harm", "drugs", "hate", "privacy"
]


class Refusal(Struct, frozen=True):
    """Why there is no picture, in a sentence that a child can read."""

    category: Category
    zh: str
    en: str

    def message(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


_FRIENDLY: Final = (
    "我们来画些友好又可爱的吧，比如“抱着气球的小熊”。",
    "Let us draw something friendly instead, for example “a little bear with a balloon”.",
)
SENTENCES: Final[dict[Category, tuple[str, str]]] = {
    "empty": (
        "告诉我想画什么吧，比如“小熊”。",
        "Tell me what to draw, for example “a little bear”.",
    ),
    "no_subject": (
        "我最会画小动物啦！试试“小熊”或者“戴红帽子的小鸭子”吧。",
        "I draw animals best! Try “a little bear” or “a duck with a red hat”.",
    ),
    "violence": _FRIENDLY,
    "horror": _FRIENDLY,
    "adult": _FRIENDLY,
    "drugs": _FRIENDLY,
    "self_harm": (
        "听起来你可能不太开心。请和老师或家里的大人聊一聊，他们愿意帮助你。",
        "That sounds as if you might be sad. Please talk to your teacher or a grown-up you trust; they want to help.",
    ),
    "hate": (
        "每个人都值得被友好对待。我们来画一只可爱的小动物吧！",
        "Everybody deserves kindness. Let us draw a nice animal instead!",
    ),
    "privacy": (
        "名字、地址和真实的人我们不画。画一只小动物怎么样？",
        "We do not draw names, addresses or real people. How about an animal?",
    ),
}

BLOCKED: Final[dict[Category, str]] = {
    "self_harm": """
        自杀 自残 自伤 自尽 上吊 割腕 跳楼 想死 不想活 不想活了 不想再醒来 轻生 寻死 结束生命 伤害自己 去死,
        suicide, suicidal, self harm, kill myself, kill yourself, kill himself, kill herself, killing myself, hurt myself,
        hurting myself, cut myself, cutting myself, end my life, want to die, wanna die, hang myself, hanging by the neck,
        hang by the neck, hanging himself, hanging herself, hangs himself, hang himself, no reason to live""",
    "violence": """
        杀 杀死 杀人 杀掉 杀害 杀了 杀光 砍 砍死 砍头 砍人 打死 打死了 掐死 勒死 毒死 死 死了 死人 死尸 尸体 枪 手枪 步枪 机关枪 机枪 冲锋枪
        狙击枪 开枪 枪杀 枪毙 枪支 刀 小刀 菜刀 匕首 大刀 砍刀 刺刀 刺死 刺人 捅 炸弹 炸死 爆炸 手榴弹 地雷 导弹 大炮 坦克炮 战争 打仗 血 流血 鲜血
        血腥 满地是血 血淋淋 虐待 折磨 骨折 屠杀 谋杀 凶手 绑架 恐怖分子 酷刑 武器 子弹 炸药 阎王 见阎王 斩首 肢解 残杀 打架,
        kill, kills, killed, killing, killer, murder, murders, murdered, murderer, stab, stabbed, stabbing, stabs, shoot,
        shoots, shooting, gun, guns, handgun, rifle, pistol, shotgun, machine gun, knife, knives, dagger, machete, weapon,
        weapons, bullet, bullets, bomb, bombs, bombing, grenade, explosion, exploding, explode, war, dead, corpse, corpses,
        die, dies, dying, death, blood, bloody, bleeding, gore, gory, torture, tortured, torturing, tortures, behead,
        beheaded, beheading, massacre, terrorist, slaughter, strangle, strangled, assassin, execution, kidnap, punching,
        beat up, beating up, sword fight to the death""",
    "horror": """
        僵尸 丧尸 恶魔 魔鬼 厉鬼 恶鬼 饿鬼 女鬼 鬼魂 鬼怪 吸血鬼 地狱 吃人 吃人心 吃人肉 吃小孩 骷髅 恐怖 恐怖片 妖怪吃人 鬼,
        zombie, zombies, demon, demons, devil, devils, satan, hell, vampire, vampires, nightmare, horror, ghoul, horrifying,
        terrifying, gruesome, undead, eating a man, eating a person, eating people, eats people, eat people, eating a human,
        ghost""",
    "adult": """
        裸体 裸照 裸女 裸男 全裸 赤裸 色情 色情片 黄片 黄色电影 黄色图片 黄色视频 黄色小说 黄图 三级片 成人片 成人电影 限制级 做爱 性爱 性交 口交
        强奸 露胸 露点 情色 色狼 妓女 嫖 胸罩 内裤 脱衣服 脱光 脱光衣服 阴茎 阴道 乳房 性感 淫 春宫 十八禁,
        nude, nudes, nudity, naked, erotic, erotica, porn, porno, pornography, pornographic, sex, sexy, sexual, bra, bras,
        panties, lingerie, penis, vagina, boobs, breasts, orgasm, rape, raped, raping, strip tease, striptease, stripper,
        hentai, nsfw, prostitute, genitals, fetish, topless, underwear model""",
    "drugs": """
        毒品 吸毒 贩毒 大麻 海洛因 可卡因 冰毒 摇头丸 鸦片 白粉 抽烟 吸烟 香烟 电子烟 雪茄烟 啤酒 白酒 喝酒 醉酒 喝醉 喝醉了 酗酒 葡萄酒 威士忌
        伏特加 嗑药 烈酒 酒鬼,
        drug, drugs, cocaine, heroin, marijuana, cannabis, meth, opium, ecstasy pill, beer, beers, wine, whisky, whiskey,
        vodka, alcohol, drunk, vape, vapes, vaping, cigarette, cigarettes, cigar, smoking, smokes, tobacco, syringe,
        getting high, grown up juice""",
    "hate": """
        种族歧视 歧视 纳粹 希特勒 丑八怪 丑女 丑女生 丑男 白痴 智障 贱人 混蛋 王八蛋 傻逼 他妈的 去你妈的 滚蛋 妈的 残废 低等人 死胖子,
        hitler, nazi, nazis, racist, racists, racism, stupid, idiot, idiots, moron, retard, retarded, bitch, bastard, fuck,
        fucking, fucked, shit, asshole, slut, whore, everyone hates, everybody hates, white power, faggot""",
    "privacy": """
        身份证 身份证号 身份证号码 电话号码 手机号 手机号码 家庭住址 我家地址 我的地址 我家住在 银行卡 密码 我的同桌 我同桌 我们班的 我们校长
        成龙 周杰伦 习近平 毛泽东 特朗普 拜登 普京 马斯克 刘德华 李连杰 范冰冰 杨幂 易烊千玺 王俊凯 王源 肖战 王一博 姚明 梅西 马云,
        my address, phone number, my phone, password, passport number, credit card, my home address, my street,
        barack obama, obama, donald trump, joe biden, biden, putin, elon musk, justin bieber, bieber, taylor swift,
        lionel messi, cristiano ronaldo, michael jackson, jackie chan, headmaster, my classmate""",
}
"""Category -> Han words, a comma, then English words and phrases, each separated by commas; checked in this order."""

BLOCKED_EMOJI: Final[dict[Category, str]] = {
    "violence": "🔫🗡🩸🔪💣⚔🪓🧨",
    "horror": "🧛🧟👹👿😈☠💀",
    "adult": "🔞🍆👙",
    "drugs": "🚬🍷🍺🍻🥃🍸🍾🥂💊💉",
    "hate": "🖕",
}

_PEOPLE: Final = frozenset(
    "man men woman women person people girl girls boy boys lady teacher human "
    "大人 男人 女人 人 女孩 男孩 女生 男生 老师 女士 小孩 同学 阿姨 叔叔 别人 小朋友".split()
)
_UNDRESSED: Final = frozenset("undressed unclothed 没穿衣服 不穿衣服 没有穿衣服 光着身子 光着 露出".split())
_SCARY: Final = frozenset(
    "scary horrible evil creepy 恐怖 可怕 吓人 恐怖的 可怕的 吓人的 红眼睛 流血的".split()
)
_SPOOK: Final = frozenset(
    "ghost ghosts monster monsters creature creatures spirit clown 鬼 怪物 妖怪 魔鬼 怪兽 幽灵 鬼魂".split()
)
_EATER: Final = frozenset("monster monsters creature alien 怪物 妖怪 怪兽".split())
_TITLES: Final = frozenset("mr mrs ms miss mister 校长 班主任".split())

PAIRS: Final[tuple[tuple[Category, frozenset[str], frozenset[str]], ...]] = (
    ("adult", _UNDRESSED, _PEOPLE),
    ("horror", _SCARY, _SPOOK),
    ("horror", _EATER, frozenset({"man", "woman", "person", "people", "alive", "人", "人心"})),
    ("privacy", _TITLES, frozenset({"my", "our", "draw", "我们", "画", "我的"})),
)
"""Words that are harmless alone and refused together: (category, one of these, and one of those)."""

_LEET: Final = str.maketrans("01345789@$", "oieastbgas")


def refusal(category: Category) -> Refusal:
    return Refusal(category, *SENTENCES[category])


def worst(found: Iterable[str]) -> Category | None:
    """The category that decides which sentence is shown, of all that were found."""
    seen = set(found)
    return next((category for category in BLOCKED if category in seen), None)


def paired(words: set[str]) -> Iterator[Category]:
    """Categories whose two halves both stand in the sentence."""
    for category, first, second in PAIRS:
        if not (words & first and words & second):
            continue
        yield category


def plainly(word: str) -> str:
    """`kn1fe` -> `knife`: digits and signs written for letters; a number alone stays."""
    return word if word.isdigit() else word.translate(_LEET)


def spelled(words: Sequence[str]) -> Iterator[str]:
    """Words spelled letter by letter (`b.o.m.b`), one for each run, with and without an article before it."""
    run = ""
    for word in (*words, ""):
        if len(word) == 1 and word.isascii() and word.isalpha():
            run += word
            continue
        if len(run) > 2:
            yield run
            yield run[1:]
        run = ""
