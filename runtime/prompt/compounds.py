"""Words that say several things at once, and emoji. `concept[:colour]`, ids of the vocabulary; unknown ids are skipped."""

from __future__ import annotations

from typing import Final

COMPOUNDS: Final[dict[str, str]] = {
    "duck:yellow": "小黄鸭 黄鸭 小黄鸭子 黄鸭子 大黄鸭",
    "duck:white": "白鸭",
    "bear:white": "北极熊 小北极熊 白熊 polar_bear polar_bears",
    "bear:brown": "brown_bear grizzly_bear",
    "cat:orange": "橘猫 小橘猫 大橘 橘座 大橘猫 ginger_cat ginger_kitten marmalade_cat 加菲猫 garfield",
    "cat:blue": "蓝猫 机器猫 哆啦a梦 叮当猫 doraemon",
    "cat:white": "hello_kitty 凯蒂猫",
    "fish:gold": "金鱼 小金鱼 goldfish gold_fish",
    "rabbit:white": "大白兔 小白兔 白兔 snow_rabbit",
    "rabbit:grey": "灰兔 小灰兔",
    "horse:white": "白马 小白马",
    "horse:rainbow": "彩虹小马 彩虹马 rainbow_pony",
    "dog:yellow": "大黄狗 小黄狗 大黄",
    "dog:black-and-white": "dalmatian dalmatians 斑点狗",
    "pig:pink": "小粉猪 pink_piglet",
    "panda:black-and-white": "黑白熊猫",
    "deer scene:snow": "圣诞鹿",
    "worn:scarf:red": "红领巾",
    "worn:hat:red": "圣诞帽",
    "worn:flower:red": "大红花 小红花",
    "worn:cape:red": "红披风",
    "playing ball": "打球 打篮球 踢球 踢足球 玩球 拍球 拍皮球 踢皮球 打排球 打网球 打乒乓球 玩皮球 接球 投篮 玩弹弹球",
    "eating grass": "吃草 吃青草 eating_grass eats_grass grazing eat_grass",
    "making-music drum": "打鼓 敲鼓 敲小鼓 打小鼓 drumming playing_the_drums",
    "making-music piano": "弹琴 弹钢琴 弹电子琴",
    "making-music guitar": "弹吉他 弹琵琶",
    "scene:garden": "采花 采蜜 浇花 种花 赏花 花开了",
    "swimming underwater": "潜水 scuba_diving",
    "playing snow": "堆雪人 打雪仗 玩雪 building_a_snowman making_a_snowman snowball_fight 滚雪球",
    "skating snow": "滑雪 skiing sledding 滑雪橇",
    "playing beach": "玩沙子 堆沙堡 building_a_sandcastle",
    "umbrella": "打伞 撑伞 打着伞 撑着伞",
    "fox:white": "arctic_fox 北极狐",
    "owl:white": "snowy_owl 雪鸮",
    "whale:blue": "blue_whale 蓝鲸",
}
"""Things -> words; `_` stands for a blank."""

EMOJI: Final[dict[str, str]] = {
    "bear": "🐻🧸", "rabbit": "🐰🐇", "duck": "🦆", "elephant": "🐘", "cat": "🐱🐈😺😸😻😽😹",
    "dinosaur": "🦕🦖", "frog": "🐸", "dog": "🐶🐕🐩🦮", "sheep": "🐑🐏🐐", "unicorn": "🦄", "fox": "🦊",
    "lion": "🦁", "penguin": "🐧", "turtle": "🐢", "monkey": "🐵🐒🙈🙉🙊🦍🦧", "butterfly": "🦋", "pig": "🐷🐖🐽🐗",
    "mouse": "🐭🐁🐀🐹", "panda": "🐼", "bird": "🐦🕊🦜🦢🦃🦅🪿", "fish": "🐟🐠🐡", "giraffe": "🦒", "horse": "🐴🐎",
    "tiger": "🐯🐅", "owl": "🦉", "koala": "🐨", "cow": "🐮🐄🐂🐃", "chicken": "🐔🐤🐥🐣🐓", "hedgehog": "🦔",
    "squirrel": "🐿", "whale": "🐳🐋🐬", "crocodile": "🐊", "deer": "🦌🫎", "bee": "🐝",
    "hat": "🧢🎩🪖⛑", "straw-hat": "👒", "crown": "👑", "flower": "🌸🌼🌺🌻🌷🏵🪷", "bow": "🎀", "glasses": "👓🥽",
    "sunglasses": "🕶", "scarf": "🧣", "bow-tie": "👔", "dress": "👗🩱", "sweater": "👕🧥👚", "backpack": "🎒",
    "balloon": "🎈", "umbrella": "☂🌂⛱", "ball": "⚽🏀🏐🎾🏈⚾", "book": "📖📚📕📗📘📙", "ice-cream": "🍦🍨🍧",
    "cake": "🎂🍰🧁🥧", "drum": "🥁🪘", "piano": "🎹", "guitar": "🎸🪕", "bicycle": "🚲", "carrot": "🥕",
    "bamboo": "🎋🎍", "apple": "🍎🍏", "bouquet": "💐🌹", "gift": "🎁", "lollipop": "🍭🍬", "watermelon": "🍉🍈",
    "sleeping": "💤😴", "dancing": "💃🕺🩰", "singing": "🎤", "running": "🏃", "swimming": "🏊", "skating": "⛸🎿",
    "bathing": "🚿", "blowing-bubbles": "🫧", "waving": "👋", "riding": "🚴", "making-music": "🎵🎶🎼",
    "forest": "🌲🌳🌴🏕", "snow": "❄☃⛄🌨", "ice": "🧊", "beach": "🏖🏝🐚", "underwater": "🌊🪸", "moon": "🚀🪐🌕🌝",
    "cloud": "☁", "sofa": "🛋🛏", "bathtub": "🛁", "classroom": "🏫", "meadow": "🌱🌿☘🍀",
    "night": "🌙🌃🌌⭐🌟✨🌠", "rain": "🌧☔⛈", "sky:rainbow": "🌈", "sunset": "🌅🌇🌄",
    "colour:red": "🔴🟥", "colour:orange": "🟠🟧", "colour:yellow": "🟡🟨", "colour:green": "🟢🟩",
    "colour:blue": "🔵🟦", "colour:purple": "🟣🟪", "colour:brown": "🟤🟫", "colour:black": "⚫⬛", "colour:white": "⚪⬜",
}  # fmt: skip
"""Concept (or `sky:rainbow`, `colour:red`) -> its emoji, without variation selectors and skin tones."""
