"""The words of the first gate, by category; what they are for stands in `refuse`."""

from __future__ import annotations

from typing import Final, Literal

from runtime.prompt.words import listed

Category = Literal[
    "empty", "no_subject", "violence", "horror", "adult", "self_harm", "drugs", "hate", "privacy"
]

BLOCKED: Final[dict[Category, str]] = {
    "self_harm": """
        自杀 自残 自伤 自尽 上吊 割腕 跳楼 想死 不想活 不想活了 不想再醒来 轻生 寻死 结束生命 伤害自己 去死,
        suicide, suicidal, self harm, kill myself, kill yourself, kill himself, kill herself, killing myself, hurt myself,
        hurting myself, cut myself, cutting myself, end my life, want to die, wanna die, hang myself, hanging by the neck,
        hang by the neck, hanging himself, hanging herself, hangs himself, hang himself, no reason to live""",
    "violence": """
        杀 杀死 杀人 杀掉 杀害 杀了 杀光 砍 砍死 砍头 砍人 打死 打死了 掐死 勒死 毒死 死 死了 死人 死尸 尸体 枪 手枪 步枪 机关枪 机枪 冲锋枪
        狙击枪 开枪 枪杀 枪毙 枪支 刀 小刀 菜刀 匕首 大刀 砍刀 刺刀 刺死 刺人 捅 炸弹 炸死 爆炸 手榴弹 地雷 导弹 大炮 坦克炮 战争 打仗 血 流血 鲜血
        血腥 满地是血 血淋淋 虐待 折磨 骨折 屠杀 谋杀 凶手 绑架 恐怖分子 酷刑 武器 子弹 炸药 阎王 见阎王 斩首 肢解 残杀,
        kill, kills, killed, killing, killer, murder, murders, murdered, murderer, stab, stabbed, stabbing, stabs, shoot,
        shoots, shooting, gun, guns, handgun, rifle, pistol, shotgun, machine gun, knife, knives, dagger, machete, weapon,
        weapons, bullet, bullets, bomb, bombs, bombing, grenade, explosion, exploding, explode, war, dead, corpse, corpses,
        die, dies, dying, death, blood, bloody, bleeding, gore, gory, torture, tortured, torturing, tortures, behead,
        beheaded, beheading, massacre, terrorist, slaughter, strangle, strangled, assassin, execution, kidnap,
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
        my address, phone number, password, passport number, credit card, my home address, my street,
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
    listed(
        "man men woman women person people girl girls boy boys lady teacher human "
        "大人 男人 女人 人 女孩 男孩 女生 男生 老师 女士 小孩 同学 阿姨 叔叔 别人 小朋友"
    )
)
_UNDRESSED: Final = frozenset(
    listed("undressed unclothed 没穿衣服 不穿衣服 没有穿衣服 光着身子 光着 露出")
)
_SCARY: Final = frozenset(
    listed("scary horrible evil creepy 恐怖 可怕 吓人 恐怖的 可怕的 吓人的 红眼睛 流血的")
)
_SPOOK: Final = frozenset(
    listed(
        "ghost ghosts monster monsters creature creatures spirit clown 鬼 怪物 妖怪 魔鬼 怪兽 幽灵 鬼魂"
    )
)
_EATER: Final = frozenset(listed("monster monsters creature alien 怪物 妖怪 怪兽"))

PAIRS: Final[tuple[tuple[Category, frozenset[str], frozenset[str]], ...]] = (
    ("adult", _UNDRESSED, _PEOPLE),
    ("horror", _SCARY, _SPOOK),
    ("horror", _EATER, frozenset({"man", "woman", "person", "people", "alive", "人", "人心"})),
)
"""Words that are harmless alone and refused together: (category, one of these, and one of those)."""
