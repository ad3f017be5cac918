"""The words of the first gate, by category; what they are for stands in `refuse`."""

from __future__ import annotations

from typing import Final, Literal

from runtime.prompt.words import listed

Category = Literal[
    "empty", "no_subject", "violence", "horror", "adult", "self_harm", "drugs", "hate", "privacy"
]

BLOCKED: Final[dict[Category, str]] = {
    "self_harm": """
        自杀 割手腕 割手 活着真没意思 活着真没意义 从楼顶跳下去 我想死 我想死了 我想去死 让我死 让我死吧 我要死 我不想活 不想活下去 不想活下去了 希望我死 我死了算了 死了算了 不如死 自残 自伤 自尽 上吊 割腕 跳楼 想死 不想活 不想活了 不想再醒来 不想醒来 睡不醒来 不再醒来 轻生 寻死 结束生命 伤害自己 去死 割自己
        活着没意思 活着没意义 活着好累 活不下去 不想活着 离开这个世界 离开世界 想消失 从楼上跳下去 从楼上跳 跳下楼 投河 自焚 安眠药 没人爱我
        吃了一整瓶药 吃了一瓶药 一整瓶药 整瓶药片 整瓶药 没有人喜欢我 没人喜欢我 讨厌我自己 讨厌自己 恨自己 饿死自己 永远睡着不醒 zs, zisha, un alive,
        suicide, suicidal, cutting my wrists, cut my wrists, slit my wrists, wrists, self harm, kill myself, kill yourself, kill himself, kill herself, kill itself, killing myself, hurt myself,
        hurting myself, cutting its arms, cutting my arms, cutting her arms, cutting his arms, cut my arms, cuts her arms, cuts his arms, cut its arms, starve myself, starving myself,
        cut myself, cutting myself, cutting himself, cutting herself, cut herself, cut himself, hurting himself, hurting herself,
        end my life, want to die, wants to die, wanna die, want to be dead, wants to be dead, wish i could die, i should die, let me die, kill me, please kill me, dont want to live, do not want to live, dont want to be here anymore, dont want to be alive, wish i was dead, wish i were dead, wish i was never born, never been born,
        hanging by the neck, hang by the neck, hanging himself, hanging herself, hangs himself, hang himself, hang myself,
        no reason to live, want to live anymore, live anymore, to be alive anymore, hate my life, hate myself, hates himself, hates herself,
        nobody would miss me, no one would miss me, nobody loves me, no one loves me, nobody likes me, no one likes me,
        everyone would be better without me, better off without me, want to disappear, jump off a bridge, jumping off a roof,
        jump off a roof, jump off the roof, jumps off a roof, all the pills, too many pills, go to sleep forever, sleep forever,
        never wake up, never waking up again, kms, kys, unalive myself""",
    "violence": """
        杀 杀死 杀人 杀掉 杀害 杀了 杀光 杀手 杀猪 杀鸡 杀鱼 杀狗 宰 宰了 宰杀 砍 砍死 砍头 砍人 砍掉 打死 打死了 打死你 打死他 掐死 勒死 毒死 死 死了 死人 死尸 尸体 咬死 咬死了
        撞死 撞死了 烫死 淹死 烧死 踩死 摔死 打爆他的头 爆头 枪 手枪 步枪 机关枪 机枪 冲锋枪 狙击枪 开枪 开炮 枪杀 枪毙 枪支 枪战 一把枪 刀 小刀 菜刀 匕首 大刀 砍刀
        刺刀 刺死 刺人 刺杀 捅 捅死 拿刀 炸弹 炸蛋 炸死 炸学校 炸掉 爆炸 手榴弹 地雷 导弹 核弹 原子弹 大炮 坦克炮 战争 打仗 血 流血 流血的 鲜血 血腥 带血 满地是血 满脸是血 满身是血
        血淋淋 遍体鳞伤 打成骨折 虐待 虐猫 虐狗 折磨 屠杀 屠宰 谋杀 凶手 绑架 恐怖分子 恐怖袭击 袭击 酷刑 武器 子弹 炸药 阎王 见阎王 上西天 同归于尽 斩首 断头 断头台 肢解
        残杀 活埋 活剥 剥皮 扒皮 暴打 揍 揍他 揍你 揍死 揍他一顿 扇耳光 打架流血 咬成两半 撕成两半 咬断 剥了皮 剥掉皮 放进微波炉 放进搅拌机 放进榨汁机 s人 流x 挖掉眼睛 挖出眼睛 挖眼睛 摔扁 摔烂他 用火烧死 用火烧小 用火烧它 用火烧他 放火烧 从楼上扔 扔下楼去 鲨了 只剩骨头 五马分尸 斧头砍 凶杀 弄死 整死 灭口 歼灭 手木仓 木仓 歹匕 火乍弓单
        火乍弹 永远睡着,
        kill, kills, killed, killing, killer, kil, murder, murders, murdered, murderer, murdering, stab, stabbed, stabbing, stabs, shoot,
        shoots, shooting, headshot, gunshot, gunfire, gun, guns, handgun, rifle, pistol, shotgun, machine gun, sniper, ak47, ak 47,
        uzi, knife, knives, dagger, machete, weapon, weapons, bullet, bullets, bomb, bombs, bombing, grenade, explosion, exploding,
        explode, blow up the, blow up a, blowing up the, blown up, nuke, nuclear, missile, missiles, war, dead, corpse, corpses, dead body,
        die, dies, dying, death, blood, bloody, bleeding, bleeds, bleed, gore, gory, guts, torture, tortured, torturing, tortures, behead,
        beheaded, beheading, decapitated, decapitate, guillotine, massacre, terrorist, terrorists, terrorism, slaughter, slaughtered,
        strangle, strangled, strangling, choke, choking, suffocate, assassin, assassinate, execution, execute, executed, kidnap, kidnapped,
        kidnapping, drown, drowned, drowning, skinned alive, skinning, skinned, burned alive, burnt alive,
        sharen, in a blender, in the blender, into the blender, into a blender, in the microwave, in a microwave, skin peeled off, skin ripped off, skin torn off, not breathing, isnt breathing, stopped breathing, stops breathing, until it stops moving, until he stops moving, until it dies,
        beat up, beating up, beats up, punch my, punch him, punch her, punch you, punching my, ripping a person, rips a person,
        cut off the head, cut off his head, cut off her head, cut off the dogs head, chop off, chopped off, chops off, crushed to death, hurting animals, abuse, abused, abusing, animal cruelty, head cut off, roadkill, road kill, lynch, crucify, crucified, unalive, unalived, hitman, sword fight to the death,
        fight to the death""",
    "horror": """
        僵尸 丧尸 恶魔 魔鬼 厉鬼 恶鬼 饿鬼 女鬼 鬼魂 鬼怪 鬼娃 鬼娃娃 吸血鬼 地狱 吃人 吃人心 吃人肉 吃小孩 吃小孩子 骷髅 骷髅头 恐怖 恐怖的 恐怖片 恐怖故事 恐怖电影 恐怖娃娃 恐怖小丑 恐怖照片 恐怖图片 裂到耳朵 裂到耳根 嘴巴裂到 嘴裂到 安娜贝尔 妖怪吃人
        贞子 咒怨 伽椰子 笔仙 诅咒 附身 魔鬼附身 棺材 坟墓 墓地 坟 无头 没有头 断手 断手断脚 断脚 眼珠子掉 眼珠子 掉出来的眼睛 开膛 内脏 肠子 吊死鬼 吓死人 阴间 冥界 死神
        裂口女 云鬼 腐烂 露出骨头 骨头露出来 骨头都露出来 眼睛掉下来 眼睛掉出来 头掉下来 头掉了 头断了 满嘴獠牙 跳脸杀 没有眼睛没有嘴巴 鬼,
        zombie, zombies, demon, demons, demonic, devil, devils, satan, satanic, lucifer, hell, vampire, vampires, nightmare, nightmares,
        horror, ghoul, ghouls, horrifying, terrifying, gruesome, undead, eating a man, eating a person, eating people, eats people,
        eat people, eating a human, eating children, eats children, eating kids, eating humans, cannibal, ghost, ghosts, skeleton, skeletons,
        skull, skulls, coffin, coffins, graveyard, tombstone, headless, without a head, no head, haunted, haunting, possessed, exorcist,
        exorcism, slenderman, slender man, huggy wuggy, siren head, annabelle, chucky, pennywise, freddy krueger, jason voorhees,
        jeff the killer, grim reaper, creepypasta, backrooms, poltergeist, bloodthirsty, eyes falling out, severed,
        mutilated, rotting, jumpscare, jumpscares, jump scare, jump scares, fazbear, five nights at freddys, fnaf, eyes ripped out, ripped out, eyes pulled out, eyes gouged,
        head ripped off, head torn off, head falls off, head fell off, arms ripped off, legs ripped off, red everywhere, no eyes and no mouth""",
    "adult": """
        裸体 裸照 裸女 裸男 裸奔 裸 全裸 半裸 赤裸 赤裸裸 裸露 色情 色情片 色情漫画 黄片 a片 黄色电影 黄色图片 黄色视频 黄色小说 黄色网站 黄色漫画 黄图 黄漫 三级片 成人片 成人电影 成人图片 成人视频
        成人画 成人内容 限制级 少儿不宜 儿童不宜 爱情动作片 做爱 性爱 性交 鸡巴 口交 强奸 露胸 露点 大胸 胸部 情色 色狼 色鬼 好色 妓女 嫖 嫖娼 胸罩 丁字裤 脱衣服 脱衣舞
        脱光 脱光衣服 脱掉衣服 脱掉她的衣服 脱掉他的衣服 脱她的衣服 脱裤子 脱她裤子 阴茎 阴道 乳房 乳头 奶子 性感 性器官 生殖器 淫 淫荡 淫秽 春宫 十八禁 18禁 十八🈲 18🈲 成人看 给大人看的那种 交配 涩涩 涩图 比基尼
        h图 看咪咪 看到咪咪 撸管 自慰 打飞机 约炮 一夜情 偷看洗澡 偷看女生 偷看女生洗澡 摸胸 摸屁股 衤果体 衤果 月匈 hsdy,
        luoti, huangse tupian, huangse shipin, huangse manhua, giant willy, big willy, huge willy, his willy, making babies, make babies, makes babies,
        nude, nudes, nudity, naked, nakey, erotic, erotica, porn, porno, pornhub, pornography, pornographic, sex, sexy, sexual, sexually, bra, bras,
        panties, lingerie, penis, penises, dick, dicks, cock ring, vagina, pussy pic, boobs, boob, breasts, tits, titties, nipples, nipple,
        orgasm, rape, raped, raping, rapist, private parts, private part, strip tease, striptease, stripper, strippers, strip club, hentai, nsfw, xxx, onlyfans, only fans,
        playboy, prostitute, prostitutes, hooker, genitals, genital, fetish, topless, bottomless,
        taking off her clothes, taking off his clothes, taking off their clothes, taking off clothes, take off her clothes, take off his clothes,
        take off clothes, takes off her clothes, takes off his clothes, without clothes, without any clothes, without her clothes, no clothes,
        with no clothes, no clothes on, undressing, birthday suit, adult movie, adult movies, adult film, adult content, adults only, adult only,
        for grown ups, grown ups only, 18 plus, make love, making love, horny, humping, kinky, bdsm, seduce,
        seductive, sugar daddy, twerk, twerking""",
    "drugs": """
        毒品 吸毒 贩毒 毒贩 毒贩子 大麻 大嘛 海洛因 可卡因 冰毒 摇头丸 鸦片 白粉 笑气 k粉 抽烟 吸烟 香烟 烟头 抽着烟 抽着香烟 抽一根烟 一根烟 电子烟 雪茄 雪茄烟 叼着烟 啤酒 白酒 红酒 黄酒 米酒 洋酒 鸡尾酒会
        烧酒 二锅头 茅台 喝酒 喝红酒 喝白酒 喝啤酒 酒瓶 酒杯 酒吧 醉酒 喝醉 喝醉了 醉醺醺 酗酒 葡萄酒 香槟酒 威士忌 伏特加 嗑药 烈酒 酒鬼 一瓶酒 一杯酒 赌博 赌钱 赌场 赌徒 老虎机 吸粉 氵酉 火因
        ,
        xidu, dupin, drug, drugs, drugged, cocaine, heroin, marijuana, cannabis, meth, opium, lsd, mdma, ecstasy pill, fentanyl, ketamine, weed leaf, smoke weed, pot smoking,
        a joint, bong, stoned, stoner, magic mushrooms, shrooms, beer, beers, wine, whisky, whiskey, vodka, rum bottle, tequila, champagne, alcohol,
        alcoholic, booze, drunk, drunken, get drunk, hangover, vape, vapes, vaping, cigarette, cigarettes, cigar, cigars, smoking, smokes, smoker,
        tobacco, nicotine, hookah, syringe, getting high, get high, grown up juice, adult drink, grown up drink, special cigarettes, puff puff pass,
        selling crack, sells crack, smoke crack, smoking crack, crack pipe, crack cocaine, casino, gambling, gamble, slot machine, overdose""",
    "hate": """
        种族歧视 种族主义 歧视 纳粹 希特勒 丑八怪 丑女 丑女生 丑男 丑死了 白痴 智障 弱智 脑残 脑瘫 傻子 二百五 贱人 贱货 混蛋 王八蛋 傻逼 傻b 煞笔 沙比 妈蛋 草泥马 尼玛 卧槽 我操 我靠 他妈的
        特么的 去你妈的 滚你妈的 操你妈 你妈死了 你妈的 去你的 滚蛋 滚出去 妈的 狗屎 狗东西 猪头三 残废 残疾人真恶心 真恶心 恶心死了 低等人 死胖子 死肥猪 死娘炮 娘炮 死变态 变态 黑鬼 鬼子 日本鬼子 小日本 棒子国
        乡巴佬 穷鬼 没人要的 不该来我们学校 不许来我们学校 你是猪 你是狗 你是笨猪 是大笨猪 大笨猪 是笨猪 笨猪 蠢猪 蠢货 死猪 是头猪 垃圾人 废物 扑街 傻叉 装逼 牛逼 亻反本 sb nmsl cnm tmd
        nmd wqnmlgb wcnm mlgb rnm djb,
        hitler, nazi, nazis, swastika, kkk, racist, racists, racism, stupid, idiot, idiots, idiotic, moron, morons, dumb, dumbass, retard, retarded, bitch,
        bitches, bastard, bastards, fuck, fucks, fucker, fucking, fucked, f ck, f k, shit, shitty, sh t, b tch, asshole, ass hole, arsehole, dickhead, slut, sluts, whore,
        wtf, stfu, gtfo, fck, fuk, everyone hates, everybody hates, i hate you, hate black people, hate white people, hate girls, hate boys,
        hate gays, hate muslims, hate jews, hate chinese, hate asians, gay is bad, white power, white supremacy, faggot, fag, nigger, nigga, negro, chink,
        tranny, go back to your country, ugly girl, ugly boy, ugly teacher, ugly fat, ugly kid, fat ugly, fat girl, fat boy, fat kid, you are fat, you are ugly,
        you are a pig, you are a fat pig, loser, losers, shut up, dont belong in our,
        dont belong here, scumbag, son of a bitch, ching chong, chingchong, slanty eyes, slanty eyed, slant eyes, slant eyed""",
    "privacy": """
        身份证 身份证号 身份证号码 电话号码 我的电话 电话是 打我电话 手机号 手机号码 手机号是 家庭住址 家庭地址 我家地址 我的地址 我家住 门牌号 银行卡 密码 密码是 微信 微信号 加微信
        加我微信 qq号 我的qq 抖音号 我的名字 我的真名 他的名字叫 真实姓名 姓名 我同学 我的同学 同班同学 我的同桌 我同桌 那个女生 那个男生 那个女孩子 坐我前面 坐我后面 坐我旁边 我们班的 我们班长 我们班主任 班主任 我们老师 我们校长 我们学校叫
        王老师 李老师 张老师 刘老师 陈老师 杨老师 赵老师 黄老师 周老师 吴老师 徐老师 孙老师 胡老师 朱老师 高老师 林老师 何老师 郭老师 马老师 罗老师
        成龙 周杰伦 习近平 习主席 毛泽东 毛主席 邓小平 胡锦涛 江泽民 李克强 特朗普 川普 拜登 普京 金正恩 安倍 奥巴马 马斯克 泽连斯基 刘德华 李连杰 李小龙 范冰冰 杨幂 杨紫 赵丽颖 迪丽热巴 易烊千玺 王俊凯 王源 肖战 王一博 蔡徐坤
        鹿晗 吴亦凡 张艺兴 邓紫棋 林俊杰 薛之谦 华晨宇 吴京 沈腾 黄渤 贾玲 岳云鹏 郭德纲 赵本山 章子怡 巩俐 姚明 易建联 刘翔 苏炳添 谷爱凌 全红婵 樊振东 孙颖莎 梅西 c罗 内马尔 姆巴佩 科比 马云 马化腾 雷军 任正非 董宇辉 李佳琦,
        my snap, my snap is, my snapchat, my snapchat is, my insta, my insta is, my instagram, my tiktok is, my discord, my whatsapp, my address, phone number, telephone number, my phone, call me at, my number is, my email, email address, my password, password, password is,
        passport number, credit card, social security, my home address, i live at, i live on, wechat id, my wechat, instagram account, my full name, my real name, my surname,
        my last name, my classmate, my classmates, the girl next to me, the boy next to me, sits next to me, girl in my class, boy in my class, kid in my class, headmaster, my headteacher, principal of our,
        barack obama, obama, donald trump, trump, joe biden, biden, kamala harris, putin, zelensky, xi jinping, kim jong un, elon musk, mark zuckerberg, bill gates, jeff bezos,
        steve jobs, justin bieber, bieber, taylor swift, ariana grande, billie eilish, selena gomez, beyonce, rihanna, lady gaga, ed sheeran, harry styles, kanye west, drake rapper,
        lionel messi, messi, cristiano ronaldo, ronaldo, neymar, mbappe, lebron james, stephen curry, michael jordan, michael jackson, jackie chan, bruce lee, tom cruise, tom holland,
        brad pitt, emma watson, kim kardashian, kardashian, mrbeast, mr beast, pewdiepie, logan paul, andrew tate, greta thunberg, king charles, queen elizabeth, prince harry,
        the pope, blackpink, bts, jungkook""",
}
"""Category -> Han words, a comma, then English words and phrases, each separated by commas; checked in this order."""

BLOCKED_EMOJI: Final[dict[Category, str]] = {
    "violence": "🔫🗡🩸🔪💣⚔🪓🧨",
    "horror": "🧛🧟👹👿😈☠💀⚰🪦",
    "adult": "🔞🍆👙",
    "drugs": "🚬🍷🍺🍻🥃🍸🍾🥂💊💉🎰",
    "hate": "🖕",
}

_PEOPLE: Final = frozenset(
    listed(
        "man men woman women person people girl girls boy boys lady teacher human "
        "大人 男人 女人 人 女孩 男孩 女生 男生 老师 女士 小孩 同学 阿姨 叔叔 别人 小朋友 "
        "mommy daddy mom dad kid kids child children chick princess 美女 小姐姐 公主 妈妈 爸爸"
    )
)
_UNDRESSED: Final = frozenset(
    listed(
        "undressed unclothed bikini underwear underpants 内衣 内裤 比基尼 没穿衣服 不穿衣服 没有穿衣服 光着身子 光着 露出"
    )
)
_SCARY: Final = frozenset(
    listed("scary horrible evil creepy 恐怖 可怕 吓人 恐怖的 可怕的 吓人的 红眼睛 流血的")
)
_SPOOK: Final = frozenset(
    listed(
        "ghost ghosts monster monsters creature creatures spirit clown 鬼 怪物 妖怪 魔鬼 怪兽 幽灵 鬼魂 box doll 娃娃"
    )
)
_EATER: Final = frozenset(listed("monster monsters creature alien 怪物 妖怪 怪兽 小怪兽"))

_WHO: Final = frozenset({"my name", "i am called", "我叫", "我家", "我们学校"})
_WHERE: Final = frozenset(
    {
        "i live",
        "street",
        "road",
        "avenue",
        "my school",
        "住在",
        "号",
        "三年二班",
        "小学",
        "路",
        "楼",
    }
)
_SHUNNED: Final = frozenset(
    listed(
        "bad, dirty, disgusting, rats, h8, hate, hates, smelly, go away, get out, kick out, 不许, 不准, 滚, 滚开, 讨厌, 恶心, 赶走, 脏, 肮脏"
    )
)
_GROUPS: Final = frozenset(
    listed(
        "muslims, muslim, jews, jew, gays, gay, black people, white people, blacks, foreigners, immigrants, refugees, africans, "
        "mexicans, 黑人, 白人, 外国人, 穆斯林, 犹太人, 印度人, 日本人, 韩国人, 乡下人, 农村人, 残疾人, 同性恋"
    )
)
_REAL: Final = frozenset(listed("real photo, real picture, real face, 真人, 真人照片, 真实照片"))
_KNOWN: Final = frozenset(
    listed(
        "teacher teachers classmate classmates neighbour neighbor mrs mr ms 隔壁班 隔壁班的 隔壁 小美 小明 小丽 同学 老师 邻居"
    )
)
_LIVES: Final = frozenset(
    listed(
        "家住哪里 家住哪 家住哪儿 家住在哪里 家住在哪 住在哪里 住在哪 住哪里 住哪 住哪儿 家在哪里 家在哪 address"
    )
)
_HURLS: Final = frozenset(
    listed(
        "push pushes pushed pushing throw throws threw throwing shove shoves kick kicks kicked drop drops 推 扔 丢"
    )
)
_DOWN: Final = frozenset(
    listed("off a cliff, off the cliff, off a building, 下悬崖, 推下悬崖, 扔下楼")
)
_CUTS: Final = frozenset(listed("挖掉 挖出 割掉 割下 扯掉 扯断 拔掉 剪掉 折断"))
_PARTS: Final = frozenset(listed("眼睛 耳朵 尾巴 脖子 舌头 手指 手 腿 脚 头 翅膀"))
_STARVES: Final = frozenset(
    listed("stop eating, stops eating, stopped eating, never eats, 不吃饭, 不吃东西")
)
KNIVES: Final = frozenset(listed("刀 小刀 菜刀 大刀 knife knives"))
BLOOD: Final = frozenset(listed("血 流血 流血的 blood bloody bleeding bleeds bleed"))
BLASTS: Final = frozenset(
    listed(
        "explosion, exploding, explode, blow up the, blow up a, blowing up the, bomb, bombs, 爆炸, 炸弹, 炸掉"
    )
)
SHOTS: Final = frozenset(listed("shoot shoots shooting"))
STRIPPED: Final = frozenset(
    listed(
        "no clothes, with no clothes, no clothes on, without clothes, without any clothes, 脱衣服, 脱光衣服"
    )
)
"""Blocked words that something else in the sentence may excuse (`excuses`), unless they stand in a pair below."""
_FOES: Final = frozenset(
    listed(
        "attack attacks attacking chases chasing chase chased throws throwing hurt hurts hurting threatens threatening rob robs robbing "
        "enemy enemies fight fights fighting person people man woman teacher police cop him her me 追 追着 刺 吓唬 抢 抢劫 威胁 敌人 坏人 打架"
    )
)
_FLOODS: Final = frozenset(listed("covered dripping everywhere drinking drinks 满 满身 到处 喝"))
_TORN: Final = frozenset({"in half", "to pieces", "两半", "碎片"})
_TEARS: Final = frozenset(
    {"person", "man", "people", "rip", "ripping", "rips", "tear", "人", "咬成", "撕成", "咬", "撕"}
)

_HOMES: Final = frozenset(listed("家住哪里 家住哪 家住哪儿 家住在哪里 家住在哪"))
_BURNS: Final = frozenset(
    listed("on fire, burn down, burns down, burning down, 烧掉, 烧了, 烧光, 放火")
)
_BOTTOMS: Final = frozenset(listed("光屁股, 光着屁股, 光屁屁, 露屁股, bare bottom, bare bum"))
_HARMS: Final = frozenset(
    listed("burning burns burn starving starves starve unalive unaliving hanging")
)
_SELVES: Final = frozenset(listed("itself himself herself myself themselves 自己"))
_TRACKS: Final = frozenset(
    listed("train tracks, train track, railway tracks, railroad tracks, 铁轨, 铁轨上, 铁路")
)
_NEEDLES: Final = frozenset(listed("针 打针 打 药 吃药 爽 烟 粉 抽"))
_SNIFFS: Final = frozenset(listed("sniff sniffs sniffing snort snorts snorting 吸 闻"))
_SCORN: Final = frozenset(
    listed("go home, make fun, making fun, makes fun, 该死, 都该死, 赶出去, 消灭, 灭绝, 滚出")
)
_BLACKS: Final = frozenset(
    listed("black people, blacks, black man, black men, africans, 黑人, 非洲人")
)
_NUMBERS: Final = frozenset(listed("电话 手机 地址 号码 手机号 电话号码"))

PAIRS: Final[tuple[tuple[Category, frozenset[str], frozenset[str]], ...]] = (
    ("adult", _UNDRESSED, _PEOPLE),
    ("privacy", _WHO, _WHERE),
    ("hate", frozenset({"hate", "hates", "讨厌", "恨"}), _PEOPLE),
    ("hate", _SHUNNED, _GROUPS),
    ("privacy", _REAL, _KNOWN),
    ("privacy", _LIVES, _KNOWN),
    ("violence", _HURLS, _DOWN),
    ("violence", _CUTS, _PARTS),
    ("violence", KNIVES, _FOES),
    ("violence", _BURNS, frozenset(listed("school 学校 教室"))),
    ("violence", SHOTS, _FOES),
    ("violence", BLOOD, _FLOODS),
    ("adult", STRIPPED, _PEOPLE),
    ("adult", _BOTTOMS, _PEOPLE),
    ("horror", frozenset(("吓哭", "吓晕", "吓尿")), frozenset(("能把", "要把", "想把"))),
    ("self_harm", _HARMS, _SELVES),
    ("self_harm", _TRACKS, frozenset(("on purpose", "hit", "lying", "lies", "躺在", "躺"))),
    ("drugs", frozenset(("上瘾", "成瘾", "会上瘾")), _NEEDLES),
    ("drugs", frozenset(("毒蘑菇",)), frozenset(("嗨", "嗨起来", "飘", "幻觉"))),
    ("drugs", frozenset(("white powder", "白色粉末")), _SNIFFS),
    ("drugs", frozenset(("烟",)), frozenset(("抽", "来抽", "偷", "吸", "叼", "叼着"))),
    ("hate", _GROUPS, _SCORN),
    (
        "hate",
        _BLACKS,
        frozenset(listed("monkey monkeys ape apes gorilla gorillas 猴子 猩猩 大猩猩")),
    ),
    ("privacy", _HOMES, frozenset(("告诉我", "告诉"))),
    ("privacy", frozenset(("tell me where", "find out where")), _KNOWN),
    ("privacy", frozenset(("查", "查查", "查一下", "查到", "帮我查")), _NUMBERS),
    ("privacy", _REAL, frozenset(listed("friend friends cousin sister brother 朋友 同桌"))),
    (
        "privacy",
        frozenset(("add me",)),
        frozenset(listed("snap snapchat insta instagram discord tiktok roblox whatsapp wechat")),
    ),
    ("self_harm", _STARVES, frozenset({"skinny", "thin", "skin and bones", "瘦", "瘦瘦", "变瘦"})),
    ("violence", _TORN, _TEARS),
    ("horror", _SCARY, _SPOOK),
    (
        "horror",
        _EATER,
        frozenset({"man", "woman", "person", "people", "alive", "人", "人心", "人类"}),
    ),
)
"""Words that are harmless alone and refused together: (category, one of these, and one of those)."""
