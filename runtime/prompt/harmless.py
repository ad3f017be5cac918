"""Words that contain a blocked one and mean no harm: known, left out of the picture, never refused."""

from __future__ import annotations

from typing import Final

HARMLESS: Final = """
    刀切 刀切馒头 冰刀 剃刀 刮胡刀 美工刀 刀鞘 枪虾 喷枪 标枪 发令枪 喷水枪 红缨枪 打水枪 玩水枪 玩具手枪 玩具枪支 血红 血红色 血月 混血 献血 抽血 验血 血液 血压 高血压 血压高 补血 鼻血 流鼻血 贫血 输血
    笑死人 死机 死胡同 死板 死心 死鱼眼 装死 不死 死活 该死 没死 吓死宝宝 吓死宝宝了 吓死我 吓死我了 想死你 想死你了 想死我了 爱死 爱死你 爱死你了 爱死了 羡慕死 羡慕死了 急死 急死了 烦死了 臭死了
    胖死了 忙死 忙死了 渴死 渴死了 吵死了 乐死 乐死了 开心死了 可爱死 萌死 萌死了 美死 美死了 香死了 甜死了 好吃死了 痒死了 累死我了 饿死我了 热死我了 冷死我了 困死我了 笑死我 懒死了 无聊死了 打死都不 打死不
    杀虫剂 杀虫 杀价 秒杀 杀毒软件 必杀技 杀马特 小鬼 小鬼头 调皮鬼 机灵鬼 馋鬼 小馋鬼 鬼鬼祟祟 捣鬼 鬼马 鬼点子 做鬼脸 扮鬼脸 爱哭鬼 讨厌鬼 懒鬼 冒失鬼 鬼火 鬼节 鬼故事 搞鬼 鬼才 鬼畜 鬼针草
    麻花 大麻花 小麻花 到爆炸 可爱到爆炸 萌到爆炸 好吃到爆炸 开心到爆炸 美到爆炸 可爱爆炸 开心得爆炸 墙报 班级 年级 香蕉剥皮 橘子剥皮 橙子剥皮 剥皮的香蕉 大蒜剥皮 砍柴 砍树 砍竹子 砍价 砍甘蔗 爆炸糖 大爆炸 宇宙大爆炸 跳楼机 跳楼价 废物利用 密码锁 密码箱 摩斯密码 裸眼 裸眼3d 裸子植物 裸妆 啤酒鸭 啤酒肚 啤酒花 红酒色 酒红 鸡尾酒 料酒 酒酿
    猫妈 狗妈 鸭妈 熊妈 虎妈 鸡妈 兔妈 鼠妈 羊妈 牛妈 马妈 象妈 猪妈 鹅妈 我妈 老妈 干妈 姑妈 舅妈 姨妈 奶妈 大胸肌 胸有成竹 胸花 捅马蜂窝 战争与和平 三国战争 大炮仗 炮仗 色情绪 黄图案 黄片片
    死死 死死的 死死地 小恶魔 小魔鬼 子弹头 武士刀 酒心巧克力 子弹头列车 子弹头火车 子弹火车 枪战游戏 血盆大口 讲师 丧失 将士 极强 相思 相思鸟 丧事 喜宴 镇江市 镇江 演讲时 大码 打码 科学性 化学性质 死鱼 血小板 白血球 鸡血 打鸡血
    一刀两断 刀枪不入 起死回生 死灰复燃 了如指掌 无孔不入 飞刀 老死 急死我了 做噩梦的小鬼 万圣节幽灵 小鬼当家 可爱的鬼 可爱的小鬼 友好的鬼 骷髅糖 可爱的骷髅 恐龙骷髅 性别 天性 血拼 武器库模型 玩具刀 玩具炸弹 玩具坦克 塑料刀叉 黄油刀 叉子和刀 毒蛇果 傻子瓜 智障碍赛
"""
"""Han words, separated by blanks."""

HARMLESS_ENGLISH: Final = """
    making babies laugh, makes babies laugh, making babies smile, make babies laugh, war museum, bomb shelter, sugar skull, sugar skulls, haunted castle, haunted mansion, haunted forest, haunted tree, haunted woods, dead fly, dead flies, dead bug, dead flowers, dead plant,
    no smoking, no smoking sign, dying of laughter, dying of laughing, dying laughing, die laughing, died laughing, died of laughter, dies laughing, dying with laughter, blood red, bloody mary,
    smoking hot, had a nightmare, has a nightmare, have a nightmare, having a nightmare, having nightmares, had nightmares, from a nightmare, ghost hunting, ghost hunt,
    ghostbuster, ghostbusters, ghost train, skeleton dance, little devil, little devils, cheeky devil, cheeky little devil, dying to, dying for, to die for, die cast, play dead, plays dead, playing dead, dead heat, dead wood, dead sleep, dead centre, undead lily,
    bullet train, bullet trains, bullet journal, gun metal, gun metal grey, gunmetal,
    killer app, kill switch, drunken noodle, drunken noodles, drunken chicken, wine gum, wine gums, wine red, wine coloured, wine cork,
    champagne coloured, alcohol gel, alcohol free, smoking chimney, smoking volcano, smoking mountain, knife and fork, forks and knives, knives and forks,
    palette knife, cake knife, toy knife, pen knife, knife edge, photo bomb, cherry bomb, bomb pop, stink bomb, water bomb, water bombs, glitter bomb,
    bath bombs, seed bombs, blood moon, blood pressure, blood type, blood test, blood bank, blood donor, blood donation, blue blood, war horse,
    war paint, war drum, water war, thumb wars, clone wars, ghost town, ghost pepper, ghost ship, baby ghost, tiny ghost, nice ghost,
    kind ghost, silly ghost, smiling ghost, white ghost, halloween ghost, ghost friend, ghost hunter, ghost hunters, friendly ghosts, cute ghosts, little ghosts, shy ghost,
    pac man ghost, casper the friendly ghost, devil ray, tasmanian devil, zombie costume, vampire fangs, witch and ghost,
    skeleton key, skeleton costume, dinosaur skeleton, fish skeleton, t rex skeleton, skull cap, nightmare before christmas, shooting stars, shoot a basket, shooting baskets,
    he shoots he scores, she shoots she scores, shoots and scores, shoot and score, blowing up a beach ball,
    shooting hoops, shooting goals, shooting a goal, shoots a goal, shoot a goal, shooting a ball, shoots the ball, shoot the ball, shooting the ball, shoots a ball, shooting photos, photo shooting, shooting a movie,
    shooting arrows, shooting bubbles, shoots bubbles, shooting water, shoots water, shooting rainbows, shoots rainbows, bean shoots, pea shoots, green shoots, bamboo shoots,
    heat gun, nerf guns, water guns, toy guns, bubble guns, squirt guns, spray gun, pop gun, cap gun, confetti gun, t shirt gun, toy rifle, toy pistol, water rifle, toy bomb, toy dagger,
    long tailed tit, long tailed tits, moby dick, dick whittington, trump card, sore loser, dumb waiter, dumb bell, joint of meat, a joint venture, knee joint,
    weed killer, time bomb cake, bomb squad dog, explosion of colour, explosion of color, explosion of colours, colour explosion, exploding volcano, exploding with colour,
    exploding confetti, volcano exploding, popcorn explosion, meth od, root beers, butter beer, butterbeer, beer garden umbrella, wine and cheese mouse,
    death star, death valley, sudden death goal, ice breaker gun, cupid shooting an arrow, shoots an arrow, shooting an arrow, skinned knee, cocktail umbrella,
    no time to die, die roll, slaughter of the cake, hell for leather, raining cats and dogs
"""
"""English words and phrases, separated by commas."""
