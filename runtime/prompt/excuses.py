"""Blocked words that mean no harm in the company of others: a ghost at Halloween, a knife beside a cake, a blown-up volcano.

A word of the company excuses them anywhere in the sentence. What must not be excused all the same (a knife that chases
somebody, clothes that a girl takes off) is refused as a pair (`blocked.PAIRS`), which nothing excuses.
"""

from __future__ import annotations

from typing import Final

from runtime.prompt.blocked import BLASTS, BLOOD, KNIVES, SHOTS, STRIPPED
from runtime.prompt.words import listed

_FOODS: Final = [
    "birthday cake",
    "apple pie",
    *listed(
        "cake cakes bread toast butter jam cheese sandwich sandwiches carrot carrots vegetable vegetables veggies fruit fruits apple apples "
        "banana bananas strawberry strawberries pumpkin pumpkins cucumber cucumbers onion onions tomato tomatoes potato potatoes watermelon "
        "melon pie pies pizza salad sushi dough cookie cookies noodles steak sausage sausages smoothie smoothies milkshake soup juice popcorn "
        "orange oranges lemon lemons peanut peach peaches mango pineapple coconut pancake pancakes "
        "蛋糕 生日蛋糕 面包 蔬菜 青菜 白菜 胡萝卜 萝卜 黄瓜 土豆 番茄 西红柿 洋葱 南瓜 西瓜 苹果 香蕉 橘子 橙子 橙 梨 桃子 草莓 芒果 菠萝 水果 披萨 "
        "寿司 果酱 黄油 奶酪 香肠 牛排 豆腐 面团 面条 月饼 爆米花 果汁 奶昔 牛奶 汤"
    ),
]
_COOKS: Final = [
    *_FOODS,
    *listed(
        "chef, chefs, cook, cooks, cooking, kitchen, bakery, chopping board, cutting board, carving wood, "
        "大厨, 厨师, 小厨师, 厨房, 做饭, 做菜, 切菜, 炒菜, 削皮, 菜板, 砧板"
    ),
]
_SPOOKS: Final = listed(
    "ghost ghosts vampire vampires skeleton skeletons zombie zombies devil devils demon demons skull skulls haunted "
    "鬼 女鬼 鬼魂 吸血鬼 骷髅 骷髅头 僵尸 恶魔 魔鬼"
)
_DISGUISES: Final = listed(
    "halloween, costume, costumes, fancy dress, trick or treat, trick or treating, trick or treaters, dressed as, dressed like, dressed, "
    "dressed up as, dressing up, pretending to be, face paint, pumpkin, pumpkins, "
    "万圣节, 扮成, 扮, 装扮成, 打扮成, 装扮, 打扮, 假扮成, 假扮, 讨糖, 南瓜灯, 南瓜头, 服装, 服, 面具, 化妆舞会"
)
_FOSSILS: Final = listed(
    "museum museums fossil fossils dinosaur dinosaurs stegosaurus triceratops fish x xray doctor science "
    "博物馆 化石 恐龙 科学 医生 x光"
)
_NURSES: Final = listed(
    "plaster, plasters, bandage, bandages, bandaged, bandaid, band aid, band aids, nurse, nurses, doctor, doctors, vet, ambulance, hospital, "
    "healing, heals, gets better, tooth, knee, "
    "创可贴, 创口贴, 打针, 验血, 医生, 护士, 兽医, 包扎, 绷带, 纱布, 医院, 救护车, 治好, 治疗, 换牙, 掉牙, 拔牙, 膝盖"
)
_FIREWORKS: Final = listed(
    "firework, fireworks, popcorn, volcano, volcanoes, volcanic, glitter, rainbow, rainbows, confetti, supernova, big bang, bubbles, paint, "
    "colours, colors, candy, sweets, science, "
    "烟花, 焰火, 爆米花, 火山, 彩虹, 彩带, 彩纸, 泡泡, 糖果, 超新星, 科学, 实验"
)
_GAMES: Final = listed(
    "pillow pillows snow snowball snowballs snowman balloon balloons tickle toy toys 枕头 雪 雪球 雪人 水球 水枪 气球 玩具 游戏"
)
_TARGETS: Final = listed(
    "basketball, basketballs, basket, hoop, hoops, photo, photos, picture, pictures, camera, film, movie, selfie, selfies, heart, hearts, arrow, "
    "arrows, goal, goals, football, footballs, soccer, ball, penalty, star, stars, bubbles, rainbow, rainbows, confetti, glitter, "
    "snowballs, marbles, webs, web, love, slingshot, slingshots, catapult, marshmallows, candy"
)
_MISSING: Final = listed(
    "my 我的 我家 我家的 我们家 我们家的 想念 miss missing our heaven buried bury funeral remember 天堂 埋 埋在 彩虹桥"
)
_BED: Final = listed(
    "sleep sleeping asleep bed teddy cuddle cuddles cuddling hug hugs hugging mum mummy mom mommy dad daddy scared afraid woke "
    "wakes comfort comforts comforting brave"
)
_BATHS: Final = listed("bath baths bathing bathtub bathtime shower 洗澡 泡澡 澡 浴缸 淋浴")
_NAMES: Final = listed("called named 名叫 叫做 名字 名字叫")
_WARNINGS: Final = listed("sign, no, 禁止, 不要, 不许, 戒, 标志, 标语, 危害, 有害")
_FIERCE: Final = listed(
    "恐龙 霸王龙 暴龙 三角龙 龙 鳄鱼 鲨鱼 大白鲨 狼 大灰狼 老虎 狮子 蛇 蜘蛛 不"
)
"""Frightening to look at, and a child's favourites: in English a scary dinosaur is no horror either."""
_GIFTS: Final = listed("给 送给 送 献给 谢谢 谢谢你 感谢 祝 祝福 教师节 喜欢 for thanks thank")

EXCUSES: Final[tuple[tuple[frozenset[str], frozenset[str]], ...]] = tuple(
    (frozenset(blocked), frozenset(company))
    for blocked, company in (
        (listed("死 死了 dead dies death dying"), _MISSING),
        (_SPOOKS, _DISGUISES),
        (listed("skeleton skeletons skull skulls 骷髅 骷髅头"), _FOSSILS),
        (KNIVES, _COOKS),
        (listed("剥皮, 剥了皮, 放进微波炉, 放进搅拌机, 放进榨汁机, in a blender, in the blender, into the blender, into a blender, in the microwave, in a microwave, skin peeled off"), _FOODS),
        (BLOOD, _NURSES),
        (BLASTS, _FIREWORKS),
        (listed("war wars 打仗 战争 枪战"), _GAMES),
        (SHOTS, _TARGETS),
        (listed("nightmare nightmares"), _BED),
        (listed("bullet ghost vampire zombie devil demon killer skeleton 子弹 恶魔 魔鬼"), _NAMES),
        (listed("smoking smokes cigarette cigarettes drug drugs 抽烟 吸烟 香烟 毒品 吸毒 喝酒"), _WARNINGS),
        (STRIPPED, _BATHS),
        (listed("恐怖 恐怖的"), _FIERCE),
        (listed("demon demons 魔鬼 恶魔"), listed("wukong, king, 孙悟空, 悟空, 美猴王")),
        (listed("我们老师, 班主任, 我们班主任, 我们校长, 王老师, 李老师, 张老师, 刘老师, 陈老师, 杨老师, 赵老师, 黄老师, 周老师, 吴老师, 徐老师, 孙老师, 胡老师, 朱老师, 高老师, 林老师, 何老师, 郭老师, 马老师, 罗老师"), _GIFTS),
    )
)  # fmt: skip
"""(blocked words, their company); each word as a sentence's segment, folded."""
