"""Animals that no pack draws yet, and the nearest relative that one may draw for them.

A child is shown both names, so nothing is passed off as something else. Nearest means nearest to a child's eye: an
alpaca is woolly, a shark is a big grey swimmer. A pack that lists the word itself wins.
"""

from __future__ import annotations

from typing import Final

RELATIVES: Final[dict[str, str]] = {
    "dog|fox": """
        狼 小狼 狼狗 狼宝宝 狼崽 小狼崽 野狼 白狼 狼群 藏獒 豺 鬣狗 小鬣狗 导盲犬 警犬 军犬 牧羊犬 土狗 田园犬 中华田园犬 博美 边牧 法斗 比熊 萨摩耶
        雪纳瑞 阿拉斯加 德牧 秋田犬 小柴犬 小柯基 流浪狗 史努比 布鲁伊 布鲁托 高飞
        wolf wolves wolfie coyote jackal dingo hyena spaniel cocker_spaniel terrier beagle pug dalmatians shih_tzu
        chihuahua collie border_collie sheepdog german_shepherd maltese pomeranian schnauzer rottweiler greyhound
        bloodhound blood_hound champagne_poodle mutt puppers bluey bingo snoopy pluto goofy scooby_doo scooby paw_patrol chase_and_marshall clifford""",
    "dog:grey": "大灰狼 灰狼 小灰狼 灰太狼 红太狼 grey_wolf gray_wolf big_bad_wolf",
    "tiger|cat": """
        豹 豹子 小豹子 小豹 猎豹 小猎豹 美洲豹 金钱豹 花豹 云豹 豹宝宝 豹猫 猞猁 小猞猁 美洲狮 剑齿虎 华南虎
        leopard jaguar cheetah panther lynx bobcat puma cougar ocelot wildcat sabre_tooth saber_tooth""",
    "tiger:white": "雪豹 小雪豹 白虎 小白虎 snow_leopard white_tiger",
    "tiger:black": "黑豹 小黑豹 black_panther",
    "cat": """
        布偶猫 英短 美短 暹罗猫 波斯猫 三花猫 狸花猫 奶牛猫 折耳猫 缅因猫 蓝猫 流浪猫 野猫 小野猫 大脸猫 汤姆猫 招财猫 黑猫警长
        siamese persian_cat ragdoll maine_coon moggy tom_cat puss kitten_cat garfield_cat""",
    "bear:grey": "浣熊 小浣熊 浣熊宝宝 貉 raccoon racoon badger",
    "bear": "海底小纵队 octonauts 维尼 维尼熊 小熊维尼 熊出没 达菲 达菲熊 帕丁顿 帕丁顿熊 winnie_the_pooh winnie pooh pooh_bear paddington duffy honey_bear wolverine",
    "bear bear": "熊大熊二 熊大和熊二",
    "bear:white": "大白 雪宝 雪怪 olaf baymax yeti",
    "koala": "树懒 小树懒 树懒宝宝 袋熊 小袋熊 sloth wombat quokka sugar_glider",
    "koala:blue": "史迪奇 史迪仔 stitch",
    "squirrel": """
        土拨鼠 小土拨鼠 旱獭 狐獴 猫鼬 黄鼠狼 小黄鼠狼 雪貂 小雪貂 貂 黄鼬 鼯鼠 飞鼠 海狸 小海狸 河狸 小河狸
        groundhog marmot prairie_dog meerkat mongoose weasel ferret stoat mink beaver gopher flying_squirrel skunk 臭鼬 小臭鼬""",
    "hamster|mouse": """
        水豚 小水豚 卡皮巴拉 小卡皮巴拉 卡皮巴拉宝宝 龙猫 小龙猫 天竺鼠 毛丝鼠 capybara chinchilla totoro vole lemming""",
    "mouse": "鼹鼠 小鼹鼠 鼹鼠宝宝 鼩鼱 跳鼠 naked_mole_rat 裸鼹鼠 mole shrew opossum possum 汤姆和杰瑞的杰瑞 舒克 贝塔 米奇 米老鼠米奇 mickey mickey_mouse stuart_little jerry",
    "mouse:yellow": "皮卡丘 小皮卡丘 pikachu pokemon 宝可梦 神奇宝贝",
    "cat mouse": "猫和老鼠 tom_and_jerry 汤姆和杰瑞",
    "mouse worn:bow:red": "米妮 minnie minnie_mouse",
    "mouse flying": "吸血蝙蝠 蝙蝠 小蝙蝠 蝙蝠宝宝 bat fruit_bat vampire_bat",
    "hedgehog": "食蚁兽 穿山甲 小穿山甲 犰狳 海胆 小海胆 针鼹 armadillo pangolin anteater echidna sea_urchin",
    "hedgehog:blue": "索尼克 音速小子 sonic sonic_the_hedgehog",
    "sheep": "羊驼 小羊驼 羊驼宝宝 草泥马羊驼 alpaca llama 沸羊羊 暖羊羊 慢羊羊 lambie",
    "cow": "牦牛 小牦牛 野牛 牛魔王 犀牛鸟牛 yak bison",
    "hippo|elephant": "犀牛 小犀牛 犀牛宝宝 rhino rhinoceros",
    "elephant": "猛犸象 猛犸 小猛犸象 长毛象 mammoth woolly_mammoth mastodon dumbo 小飞象",
    "pig": "貘 马来貘 食梦貘 tapir warthog boar wild_boar 猪猪侠 麦兜 peppa_pig_george pumbaa",
    "deer|goat": "獐子 狍子 傻狍子 antelope gazelle impala gnu wildebeest caribou okapi",
    "fox:pink": "玲娜贝儿 linabell",
    "fox:white": "白狐 小白狐 白狐狸",
    "horse": "赛马 木马小马 天马 飞马 pegasus seabiscuit my_little_pony",
    "seal": "水獭 小水獭 水獭宝宝 海獭 小海獭 海牛 小海牛 儒艮 海狗 otter sea_otter manatee dugong",
    "dolphin|whale": """
        鲨鱼 小鲨鱼 大鲨鱼 鲨鱼宝宝 宝宝鲨鱼 大白鲨 锤头鲨 鲸鲨 虎鲨 鲨 鲨鲨 shark baby_shark sharkie great_white hammerhead 江豚 小江豚""",
    "whale": "独角鲸 蓝鲸宝宝 narwhal beluga 白鲸 小白鲸 humpback sperm_whale",
    "fish": """
        电鳗 海马 小海马 海马宝宝 鲶鱼 鳗鱼 飞鱼 剑鱼 魔鬼鱼 蝠鲼 鲸鱼鱼 多莉 小鱼苗 神仙鱼 孔雀鱼 草鱼 鲫鱼 比目鱼 尼莫 海龙鱼 旗鱼 枪鱼 翻车鱼 灯笼鱼
        seahorse sea_horse eel stingray manta_ray knifefish knife_fish swordfish sword_fish angelfish
        pufferfish puffer_fish catfish cat_fish salmon trout koi carp cod tuna dory guppy betta flounder piranha lion_fish
        lionfish anglerfish sardine bass bass_fish minnow barracuda""",
    "fish:yellow": "海绵宝宝 spongebob sponge_bob",
    "octopus": "水母 小水母 水母宝宝 vampire_squid jellyfish jelly_fish cuttlefish nautilus 鹦鹉螺",
    "crab": """
        龙虾 小龙虾 大龙虾 虾 小虾 大虾 小虾米 虾米 皮皮虾 海星 小海星 派大星 蝎子 小蝎子 lobster shrimp prawn crayfish ghost_crab ghost_shrimp starfish
        star_fish sea_star scorpion patrick_star""",
    "snail": "海螺 小海螺 毛毛虫 小毛毛虫 毛虫 水蛭 蚂蟥 毛毛虫宝宝 蚯蚓 小蚯蚓 虫子 小虫子 虫虫 小虫 蚕 蚕宝宝 菜虫 尺蠖 caterpillar worm earthworm inchworm silkworm larva",
    "snake": "蜈蚣 鳝鱼 小龙蛇 竹叶青 响尾蛇 viper rattlesnake centipede millipede",
    "crocodile": "蜥蜴 小蜥蜴 变色龙 小变色龙 壁虎 小壁虎 科莫多龙 鬃狮蜥 守宫 lizard gecko chameleon iguana komodo_dragon caiman",
    "frog": "蝌蚪 小蝌蚪 小蝌蚪们 蝾螈 娃娃鱼 美西螈 六角恐龙 六角龙鱼 tadpole newt salamander axolotl pollywog kermit",
    "turtle": "甲鱼 王八 鳖 玄武 巴西龟 turtwig squirtle",
    "ladybird|bee": """
        蚂蚁 小蚂蚁 蚂蚁宝宝 蚁 白蚁 蜘蛛 小蜘蛛 蜘蛛宝宝 小黑蜘蛛 天牛 金龟子 屎壳郎 独角仙 锹甲 七星虫 昆虫 小昆虫 臭虫 鼠妇 西瓜虫 潮虫
        assassin_bug ant spider bug insect creepy_crawly cockroach 蟑螂 itsy_bitsy_spider stag_beetle scarab woodlouse termite tarantula""",
    "ladybird:green|ladybird": "螳螂 小螳螂 蚂蚱 小蚂蚱 蚱蜢 蝗虫 蟋蟀 蛐蛐 蝈蝈 grasshopper cricket locust mantis praying_mantis katydid",
    "bee": "a_fly 杀人蜂 蜻蜓 小蜻蜓 蝉 知了 萤火虫 小萤火虫 蚊子 小蚊子 苍蝇 小苍蝇 马蜂 killer_bee dragonfly dragon_fly firefly fire_fly mosquito cicada hornet housefly",
    "bird": """
        凤凰 小凤凰 鸵鸟 小鸵鸟 夜莺 白鹤 丹顶鹤 鹤 海燕 鹭 苍鹭 秃鹫 鹫 隼 游隼 鹰 小鹰 雄鹰 金丝雀 云雀 画眉 八哥 翠鸟 戴胜 渡渡鸟 知更鸟 黄莺 杜鹃
        雨燕 信天翁 小雀 鹌鹑 野鸡 犀鸟 朱鹮 几维鸟 愤怒的小鸟
        不死鸟 phoenix crane stork heron hawk falcon kingfisher wren finch goldfinch swallow starling lark nightingale raven
        emu dodo vulture kiwi_bird condor bluejay blue_jay osprey kestrel roadrunner ibis pheasant partridge quail grouse
        great_tit great_tits blue_tit blue_tits coal_tit coal_tits long_tailed_tit long_tailed_tits oriole thrush warbler albatross angry_birds tweety tweety_bird""",
    "bird:black": "黑鸟 乌鸫 jackdaw",
    "duck": "鸭嘴兽 小鸭嘴兽 鸳鸯 绿头鸭 柯尔鸭 小黄鸭玩具 鹈鹕 platypus pelican duck_billed_platypus donald donald_duck daisy_duck psyduck 可达鸭 ducks_in_a_row",
    "penguin": "海鹦 puffin pingu pororo 小企鹅波鲁鲁",
    "chicken": "芦花鸡 乌鸡 雏鸡 三黄鸡 chickadee chick_chick cluck_cluck",
    "butterfly": "毛毛虫变的蝴蝶 毛毛虫变蝴蝶 蝴蝶仙子 caterpillar_turning_into_a_butterfly 茧",
    "swan": "白鹭鸶 鸿雁 大雁 小大雁 雁 wild_geese",
    "swan:white": "白天鹅",
    "dinosaur": """
        怪兽 小怪兽 怪兽宝宝 哥斯拉 奥特怪兽 小恐龙怪兽 尼斯湖水怪 怪物 小怪物 godzilla monster little_monster velociraptor spinosaurus
        pterodactyl pterosaur ankylosaurus allosaurus brachiosaurus cookie_monster cute_monster friendly_monster 棘龙 沧龙
        蛇颈龙 副栉龙 窃蛋龙 慈母龙 异特龙 甲龙宝宝 食草龙 食肉龙 nessie barney yoshi""",
    "dragon": "麒麟 小麒麟 貔貅 神兽 应龙 白龙 小白龙 舞龙 海龙 sea_dragon kirin qilin wyvern toothless smaug charizard mushu 木须龙 无牙仔 没牙仔 驯龙",
    "dragon:yellow": "奶龙 小奶龙 黄龙",
    "lion": "年兽 小年兽 舞狮 醒狮 石狮子 狻猊 nian lion_dance griffin sphinx 木法沙 mufasa",
    "panda": "冰墩墩 花花熊猫 阿宝 po_the_panda",
    "rabbit": "库洛米 美乐蒂 米菲 米菲兔 兔八哥 彼得兔 兔朱迪 拉布布 图图 垂耳兔 茶杯兔 安哥拉兔 kuromi my_melody miffy bugs_bunny peter_rabbit labubu judy_hopps jackrabbit jack_rabbit thumper bun_bun bunbun",
    "dog:white": "玉桂狗 大耳狗 线条小狗 cinnamoroll",
    "turtle|frog": "鸟龟 小鸟龟",
    "rabbit|cat": "免子 小免子 小白免 白免",
    "panda|bear": "大熊毛 熊毛",
    "unicorn": "飞马独角兽 天角兽 alicorn",
    "monkey": "狐猴 小狐猴 长臂猿 指猴 环尾狐猴 六耳猕猴 金刚 lemur gibbon macaque marmoset tarsier king_kong curious_george bigfoot",
}
"""Things, or several choices of which the first that a pack has is taken (`tiger|cat`) -> words; `_` stands for a blank."""

SMALL: Final = frozenset(("snail", "ladybird|bee", "ladybird:green|ladybird", "bee", "fish:yellow"))
"""What crawls and buzzes (and a sponge): beside an animal that is drawn as itself a picture without it is nearer to the wish."""

RELATIVES_EMOJI: Final[dict[str, str]] = {
    "dog|fox": "🐺", "tiger|cat": "🐆", "bear:grey": "🦝🦡", "koala": "🦥", "squirrel": "🦫🦨", "sheep": "🦙", "cow": "🦬",
    "hippo|elephant": "🦏", "elephant": "🦣", "pig": "🐗", "seal": "🦦", "dolphin|whale": "🦈", "octopus": "🪼",
    "crab": "🦞🦐🦂", "snail": "🐛🪱", "crocodile": "🦎", "ladybird|bee": "🐜🕷", "ladybird:green|ladybird": "🦗",
    "bee": "🦟🪰", "bird": "🦤🐦‍🔥🦚", "mouse flying": "🦇", "dinosaur": "👾",
}  # fmt: skip
