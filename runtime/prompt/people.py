"""Persons and famous figures: an animal in their clothes stands for them, because the box draws no people.

`person` words give way to an animal that is named too: in 医生小熊 or "a pirate cat" only the clothes are added. What a
person brings (crown, doing) gives way to what was said: a king with a red hat wears the hat.
"""

from __future__ import annotations

from typing import Final

PEOPLE: Final[dict[str, str]] = {
    "owl teaching": """
        老师 小老师 小小老师 女老师 男老师 教师 教授 校长 老师好 语文老师 数学老师 英语老师 美术老师 音乐老师 幼儿园老师 teacher professor schoolteacher""",
    "dog worn:hat:blue": """
        警察 小警察 警察叔叔 警察阿姨 交警 小交警 交通警察 女警 民警 特警 解放军 解放军叔叔 军人 士兵 小士兵 海军 司机 保安
        police policeman policewoman police_officer police_man cop soldier sailor captain bus_driver driver_man pilot 飞行员 小飞行员 船长 站长""",
    "dog worn:hat:red": "消防员 小消防员 小小消防员 消防员叔叔 消防队员 消防叔叔 fireman firefighter fire_fighter firewoman fireman_sam 马里奥 超级马里奥 mario super_mario",
    "rabbit worn:hat:white": """
        医生 小医生 牙医 护士 小护士 大夫 兽医 医生叔叔 护士姐姐 白衣天使 doctor nurse dentist vet""",
    "bear worn:chef-hat": "厨师 小厨师 小小厨师 大厨 面包师 厨师长 chef baker",
    "dog worn:spacesuit": "宇航员 小宇航员 小小宇航员 太空人 航天员 astronaut cosmonaut spaceman buzz_lightyear 巴斯光年",
    "rabbit worn:dress worn:crown": """
        公主 小公主 女王 皇后 王后 女皇 长发公主 乐佩 乐佩公主 贝儿公主 睡美人 仙度瑞拉 爱洛 苏菲亚 小公主苏菲亚
        princess queen rapunzel sleeping_beauty princess_peach sofia_the_first empress""",
    "rabbit worn:dress:blue worn:crown": """
        艾莎 艾莎公主 爱莎 爱莎公主 灰姑娘 灰姑娘公主 冰雪女王 冰雪奇缘 爱丽丝 elsa queen_elsa princess_elsa cinderella frozen_elsa""",
    "rabbit worn:dress:green": "安娜公主 安娜 princess_anna 叶罗丽 叶罗丽公主 罗丽 罗丽仙子",
    "rabbit worn:dress:yellow worn:bow:red": "白雪公主 snow_white",
    "rabbit worn:dress:pink": "芭比 芭比娃娃 洋娃娃 布娃娃 新娘 新娘子 barbie doll bride ballerina ballet_dancer 芭蕾舞演员 小芭蕾 ballerina_girl",
    "lion worn:crown": "国王 小国王 皇帝 国王陛下 小王子 王子 小皇帝 king prince emperor 玉皇大帝 白马王子 prince_charming",
    "bear worn:hat:grey": "骑士 小骑士 武士 knight 铠甲勇士 奥特战士 将军",
    "parrot worn:hat:black": "海盗 小海盗 海盗船长 海贼 路飞 pirate pirate_captain captain_hook jack_sparrow",
    "cat worn:hat:black": "女巫 小女巫 巫婆 老巫婆 魔女 小魔女 witch little_witch",
    "owl worn:hat:purple held:star": "魔法师 小魔法师 巫师 小巫师 魔术师 小魔术师 哈利波特 wizard magician harry_potter sorcerer merlin",
    "butterfly held:star": """
        仙女 小仙女 花仙子 精灵 小精灵 小花仙 小魔仙 巴啦啦小魔仙 巴拉拉小魔仙 巴啦啦 魔仙 仙子 奇妙仙子 小叮当 牙仙
        fairy fairies tinker_bell tinkerbell pixie tooth_fairy fairy_princess fairy_godmother""",
    "swan": "天使 小天使 angel cupid 丘比特",
    "dolphin worn:flower": "美人鱼 小美人鱼 人鱼 美人鱼公主 爱丽儿 人鱼公主 小人鱼 mermaid little_mermaid the_little_mermaid ariel",
    "bear worn:hat:red": "圣诞老人 圣诞老公公 圣诞爷爷 圣诞老爷爷 santa santa_claus father_christmas saint_nicholas",
    "mouse worn:hat:red": "小矮人 七个小矮人 七个小矮人们 圣诞精灵 小地精 蓝精灵 gnome dwarf dwarves elf elves seven_dwarfs seven_dwarves smurf leprechaun",
    "rabbit worn:hat:red": "小红帽 little_red_riding_hood red_riding_hood",
    "dog worn:cape:red": """
        超人 小超人 超级英雄 小英雄 英雄 奥特曼 迪迦 迪迦奥特曼 赛罗 赛罗奥特曼 泰罗奥特曼 奥特曼宝宝 小奥特曼 超人强 雷神 美国队长 蜘蛛侠 小蜘蛛侠 钢铁侠
        复仇者联盟 闪电侠 绿巨人 superman superhero super_hero superheroes ultraman spiderman spider_man spidey ironman iron_man
        captain_america thor hulk avengers supergirl wonder_woman""",
    "mouse worn:cape:black": "蝙蝠侠 batman 佐罗",
    "horse worn:straw-hat": "牛仔 小牛仔 胡迪 cowboy cow_boy cowgirl cow_girl woody sheriff",
    "bear worn:straw-hat": "农民 农民伯伯 农夫 园丁 渔夫 放羊娃 牧羊人 稻草人 farmer gardener shepherd scarecrow fisherman",
    "bear worn:hat:yellow": "工人 建筑工人 工人叔叔 光头强 巴布工程师 bob_the_builder builder construction_worker 快递员 外卖小哥 清洁工",
    "rabbit worn:hat": "侦探 小侦探 柯南 名侦探柯南 detective conan 奇异博士",
    "cat worn:scarf:black": "忍者 小忍者 ninja",
    "bear painting": "画家 小画家 艺术家 painter artist",
    "bear making-music": "音乐家 小音乐家 musician",
    "bird singing": "歌手 小歌手 歌唱家 singer pop_star popstar",
    "bear dancing": "舞蹈家 小舞蹈家 dancer",
    "bear worn:bow-tie:red": "小丑 马戏团小丑 clown 新郎 groom",
    "duck:yellow worn:overalls:blue": "小黄人 小黄人们 minion",
    "bear:grey worn:headphones:grey": """
        机器人 小机器人 变形金刚 擎天柱 大黄蜂机器人 robot transformer optimus_prime wall_e""",
    "octopus:green": "外星人 小外星人 外星宝宝 alien ufo_alien",
    "bear": """
        男孩 小男孩 男孩子 男生 小男生 男孩儿 弟弟 哥哥 爸爸 爷爷 外公 姥爷 叔叔 伯伯 老爷爷 小朋友 小朋友们 小孩 小孩子 小孩儿 宝宝 宝贝 孩子 孩子们 儿童 朋友
        好朋友 小伙伴 伙伴 小木偶 木偶 匹诺曹 皮诺曹 小屁孩 熊孩子 家人 全家 全家福 葫芦娃 葫芦兄弟 哪吒 小哪吒 沉香 天线宝宝 小人 小人儿 大头儿子 小头爸爸 沙僧 唐僧 八仙
        雪人先生 学生 小学生 小同学 运动员 足球运动员 篮球运动员 自画像 我自己 黑人小朋友 白人小朋友
        boy boys dad daddy papa father grandpa grandfather grandad granddad uncle brother friend baby babies toddler child children
        kid schoolboy student pupil pinocchio son little_boy gingerbread_man gingerbread peter_pan luffy naruto goku myself
        football_player footballer basketball_player soccer_player teletubbies caillou lego_man jedi black_boy white_boy""",
    "rabbit": """
        女孩 小女孩 女孩子 女生 小女生 小姑娘 姑娘 女孩儿 妹妹 姐姐 妈妈 奶奶 外婆 姥姥 阿姨 姑姑 老奶奶 嫦娥 嫦娥仙子 小姐姐 小妹妹 金发姑娘 花木兰 木兰
        七仙女 美少女 美少女战士 樱桃小丸子 小丸子 朵拉 玛莎 卖火柴的小女孩
        girl girls mom mum mommy mummy mama mamma mother grandma grandmother granny nana aunt auntie aunty sister daughter goldilocks moana dora
        little_girl schoolgirl mulan masha matilda black_girl white_girl""",
}
"""The animal and what it wears, holds and does -> words; `_` stands for a blank."""

ANYBODY: Final = """
    动物 小动物 宠物 小宠物 萌宠 小可爱 小家伙 小淘气 吉祥物 动物朋友 动物宝宝 animal pet critter creature
    little_creature zoo_animal farm_animal character anything something surprise_me
    whatever 随便 随便画 随便什么 什么都行 什么都可以 都可以 都行 神秘动物 惊喜
"""
"""Words for no animal in particular: the first of the pack stands for it if nobody else is named, and nothing is said."""

VOICES: Final[dict[str, str]] = {
    "cat": "meow miaow 喵呜",
    "dog": "woof ruff bow_wow 旺旺",
    "cow": "moo",
    "sheep": "baa baa_baa",
    "pig": "oink",
    "duck": "quack 嘎嘎 嘎嘎嘎",
    "frog": "ribbit croak",
    "lion": "roar 嗷呜",
    "bird": "tweet tweet_tweet",
    "chicken": "cluck cheep",
    "bee": "buzz buzzz",
}
"""Animals -> their voices, which stand for them where nobody is named."""

PEOPLE_EMOJI: Final[dict[str, str]] = {
    "rabbit worn:dress worn:crown": "👸", "lion worn:crown": "🤴", "bear worn:hat:red": "🎅🤶", "dog worn:hat:blue": "👮",
    "dog worn:cape:red": "🦸", "butterfly held:star": "🧚", "dolphin worn:flower": "🧜", "bear:grey worn:headphones:grey": "🤖",
    "octopus:green": "👽", "swan": "👼", "bear": "👦👶🧒👴👨🧔👪", "rabbit": "👧👩👵🧓", "bear worn:bow-tie:red": "🤡",
    "mouse worn:hat:red": "🧝", "owl worn:hat:purple held:star": "🧙", "cat worn:scarf:black": "🥷", "bear worn:hat:yellow": "👷",
}  # fmt: skip
