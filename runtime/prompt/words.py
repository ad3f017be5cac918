"""Words the reader must know without being able to draw them, so that it cuts sentences in the right places.

`GRAMMAR` are words that say how things belong together. `OTHER` are words that contain a word of the vocabulary and
mean something else (花生 is no flower, 马上 no horse, a fire engine no fire): known, shown as dropped, never drawn.
`STEADY` are English words one letter away from a word of the vocabulary that are no typing mistakes.
"""

from __future__ import annotations

from typing import Final, Literal

Grammar = Literal[
    "",
    "wear",
    "hold",
    "object",
    "like",
    "with",
    "join",
    "in",
    "article",
    "not",
    "is",
    "particle",
    "quiet",
    "break",
    "group",
    "kin",
    "belonging",
]
"""What a word does to its neighbours:

wear, hold: a worn or held thing follows · object: whom the verb is done to follows, not the one the picture is about ·
like: what follows is a likeness, no animal of its own · with: beside whom (object only at the beginning) · join, in: one noun is over, another begins · article: likewise ·
not: the next thing is not wanted · is: a colour that follows belongs to what stands before ·
particle, quiet: nothing · break: the end of a clause · group, kin, belonging: see `counts`.
"""

GRAMMAR: Final[dict[Grammar, str]] = {
    "wear": """
        戴 戴着 戴上 戴了 穿 穿着 穿上 穿了 系 系着 系上 围 围着 围上 披 披着 披上 背 背着 背上 背了 扎 扎着 套着 头戴 身穿
        身披 脖子上 头上戴着 头上 身上 配 配着
        wear wears wearing wore worn dressed put puts
        dai dai_zhe chuan chuan_zhe bei_zhe wei_zhe""",
    "hold": """
        拿 拿着 拿了 举 举着 抱 抱着 捧 捧着 打着 打 撑 撑着 握 握着 提 提着 拎 拎着 牵 牵着 手拿 手里 手里拿着 推着 抓着 叼着
        送 闻 闻着 采 摘 买 给你 带着 带领 领着 手上 手捧
        hold holds holding held carry carries carrying bring brings bringing brought give gives giving hug hugs hugging
        smell smells smelling pick picks picking catch catches catching throw throws throwing
        na na_zhe ju_zhe bao_zhe da_zhe""",
    "object": """
        追 追着 看 看着 看见 看到 喂 喂着 找 找到 想 喜欢 爱 骑 骑着 亲 亲亲 摸 摸摸 救 遇到 踢 踢着 拍 弹 弹着
        敲 敲着 吹 吹着 帮助 打败 照顾 给 送给 献给""",
    "like": """
        像 好像 就像 学 当 扮成 扮 装扮成 假装 打扮成 装扮 假扮 假扮成 玩具 毛绒玩具 毛绒
        dressed_as dressed_like dressed_up_as dressed_up_like looks_like looking_like pretending_to_be toy toys stuffed plush costume_of
        statue_of""",
    "with": "和 跟 跟着 同 与 陪 陪着",
    "join": """
        变成 变成了 及 以及 还有 而且 边 一边 又 也 并 并且 然后 加 后 前 旁边 旁 上面 下面 里面 外面 前面 后面 上 下 里 中 间 之间 中间 边上
        一起 and or plus then while next beside between behind near by together also but""",
    "in": """
        停在 落在 泡在 困在 卡在 挤在 靠在 挂在 躲在 藏在 蹲在
        在 正在 在里面 到 去 来 来到 从 往 有 站 站在 住在 走在 躺 躺在 躺着 趴在 趴着 待在 生活在 住
        in on at under inside over above below into onto from through around to up down of for like standing stands stand lying
        zai zheng_zai""",
    "article": """
        a an the this these those 1 his her its their my your our one two three four five six seven eight nine ten some
        many lots""",
    "not": """
        不 没 没有 不要 别 不想 不会 不戴 不穿 不爱 不喜欢 没戴 没穿 不能 不用 无 without no not never dont doesnt isnt cant""",
    "is": "是 是个 是一只 为 变 变得 颜色是 涂成 涂上 is are was were be being looks coloured colored colour color painted",
    "quiet": """
        painting_of a_painting_of drawing_of draw_a_picture_of paint_a_picture_of make_a_picture_of a_picture_of picture_of
        大声 大口 大口大口 大步 大笑 大叫 大喊 第一 第二 第三
        请 请你 请给 给我 帮 帮我 帮忙 我要 我想要 我想 我 你 您 他 她 它 它们 他们 我们 你们 大家 画 画画 请问 会不会 要不要 是不是 可不可 有没有 想不想 画一 画个 画出 画一只
        画一张 一张 一幅 图 图画 图片 照片 可以 能 能不能 可不可以 好 好不好 吗 吧 呀 啊 呢 哦 嘛 哈 哈哈 嗯 哇 啦 喽 嘿 哎 呗
        谢谢 谢谢你 小 小小 小小的 可爱 可爱的 超可爱 萌 萌萌 萌萌的 萌萌哒 笑眯眯 笑嘻嘻 笑哈哈 笑呵呵 乐呵呵 美滋滋 漂亮 漂亮的 美丽 美丽的 好看 好看的 很 非常 特别 超级 最 太
        真 好可爱 快乐 快乐的 开心 开心的 开开心心 高兴 高兴的 幸福 友好 乖 乖乖 胖 胖胖 胖乎乎 圆滚滚 毛茸茸 毛绒绒 软软 软绵绵
        聪明 勇敢 淘气 调皮 顽皮 活泼 害羞 温柔 善良 神气 帅气 帅 酷 酷酷 美 甜甜 甜美 呆萌 会 要 想要 需要 希望 另一只 另外一只 一只 一个 一头 一匹
        一条 一位 一群 一件 一顶 一把 一朵 一双 一副 一本 一颗 一块 一片 一根 一辆 一架 一束 一座 一些 一点 两 两只 两个 三只 二 三
        四 五 六 七 八 九 十 几 几只 许多 很多 好多 多 一 这 这只 这个 那 那只 那个 每 某 宝宝 宝贝 用 把 被 让 使 就 都 还 再 才
        只 个 头 匹 条 位 群 件 顶 朵 双 副 本 颗 块 片 根 辆 架 座 张 些 身 名 正 做 说 走 起 开 关 看起来 样子 的样子 时候 的时候 人 喝
        它的 他的 她的 我的 你的 自己 自己的 什么 怎么 那么 这么 样 起来 出来 一下 下来 进 出 过 回 可 但 但是 因为 所以
        please draw drawing paint make create show me i want would like picture image cartoon cute sweet little small tiny baby
        lovely adorable pretty beautiful happy smiling smile cheerful friendly funny nice kind good very really so too super
        fluffy fuzzy soft chubby fat round jolly playful merry smart clever brave silly cool who which with has have having had
        it he she they we you us him them does do did doing can could will just all both with only there here thank thanks
        叽叽喳喳 喔喔 喔喔叫 crowing cawing 慢慢 慢慢地 慢慢的 快快 快快地 静静 静静地 静静的 悄悄 悄悄地 轻轻 轻轻地 偷偷 偷偷地 高高兴兴 高高兴兴地 开心地 快乐地 认真 认真地 努力 努力地 一起来 一直 常常 经常
    先生 小姐 太太 大哥 同志 现在 以前 从前 有一天 一天 突然 于是 结果 叫做 名叫 随时 一样 一样的 喜欢吃
    mr mrs miss ms sir that happily slowly quickly quietly loudly together gently softly always often very_much also_a already once upon
    what where why how when see about say says said miss today time again now yes ok okay um uh hi hey dear let lets put
    love loves colourfully background child children
        de le ge yi_zhi yi_ge ke_ai""",
    "particle": "的 地 得 着 了 过 之 儿 们 哒 滴",
}
"""Han words and English words as typed; `_` stands for the blank in typed pinyin."""

OTHER: Final[str] = """
    花生 火花 棉花 花瓶 花盆 花钱 花菜 菜花 西兰花 烟花 爆米花 花样 花纹 花费 豆花 眼花 浪花 花卷 花椒 花茶 五花肉 葱花 泪花
    马上 马路 马桶 马戏 马戏团 马达 马车 马拉松 木马 旋转木马 斑马 小斑马 河马 小河马 海马 小海马 人马 罗马 马来貘 马铃薯 马虎 骑马 马尾 马尾辫
    马蹄 奥特曼 牛奶 牛肉 牛仔裤 牛仔 蜗牛 小蜗牛 犀牛 小犀牛 吹牛 牛排 牛油果 天牛 牵牛花 牦牛 牛顿 酸奶 牛角 牛郎 牛角包 斗牛犬
    羊肉 羊毛 羚羊 羊驼 小羊驼 羊角 热狗 海狗 天狗 狗尾巴草 狗屋 狗粮 狗窝 狗尾巴 狗肉 猪肉 海猪 猪排 猪蹄 土拨鼠 袋鼠 小袋鼠 鼹鼠
    小鼹鼠 豚鼠 鼠标 卡皮巴拉 水豚 龙猫 鸡蛋 鸡翅 鸡腿 炸鸡 鸡肉 鸡尾酒 鸡毛 鸡冠花 鸡块 鸡汤 烤鸡 鸡排 鸡窝 鸡爪 鸭梨 烤鸭 鸭嘴兽 鸭脖 鸭肉
    鱼缸 鱼竿 鱼肉 鱿鱼 章鱼 小章鱼 墨鱼 鲨鱼 小鲨鱼 金枪鱼 美人鱼 小美人鱼 木鱼 鱼刺 鱼丸 飞鱼 钓鱼 剑鱼 鲍鱼 鱼网 娃娃鱼 甲鱼 鱼尾 烤鱼 鱼塘
    鱼骨头 魔鬼鱼 鱼罐头 鸟巢 鸵鸟 鸟窝 鸟笼 鸟蛋 愤怒的小鸟 壁虎 虎牙 老虎钳 剑齿虎 爬山虎 象棋 海象 小海象 印象 想象 对象 气象 象牙 抽象
    现象 象征 蜂蜜 蜂巢 蜂窝 蜂蜜罐 蜂王浆 猫砂 猫粮 躲猫猫 猫步 猫窝 猫爬架 猫薄荷 狮子座 舞狮 海狮 小海狮 石狮子 熊孩子 熊掌 熊抱 小熊饼干 熊市
    草莓 草药 草稿 草书 稻草 稻草人 含羞草 竹蜻蜓 球鞋 地球 气候 火球 眼球 球场 球衣 球拍 球门 水球 全球 铅球 仙人球 半球 降落伞 跳伞 毒蝇伞
    伞兵 鼓掌 鼓励 鼓起 螺帽 冠军 世界冠军 云南 多云 冰箱 冰水 冰岛 冰糖 冰沙 冰雹 冰雪奇缘 雪碧 雪橇 雪莲 雪梨 雪茄
    海带 海报 海盗 海鲜 上海 海南 海军 海螺 海星 小海星 海狸 小海狸 海獭 海胆 海绵 海绵宝宝 海蜇 海拔 树莓 树懒 小树懒 圣诞树 苹果树 床单 夜宵
    夜莺 雨鞋 雨靴 谷雨 流星雨 跳蚤 跳棋 心跳 跳槽 跑车 跑道 跑鞋 领跑 玩偶 好玩 玩笑 玩具 唱片 游艇 旅游 游乐场 导游 吃惊 吃力 吃亏 好吃 小吃 口吃
    骑士 飞机 飞船 飞碟 飞镖 飞吻 飞盘 起飞 坐垫 睡衣 睡袋 睡帽 睡美人 面包 钱包 汉堡包 包子 红包 书架 书桌 书店 书法 秘书 证书 书签 文书
    红绿灯 黄瓜 小黄瓜 白菜 大白菜 粉笔 黑洞 红薯 绿豆 蓝莓 紫菜 白糖 红糖 橙汁 橙子 橘子 桔子 金币 金牌 银行 粉丝 灰尘 灰太狼 青菜 青椒 白雪公主
    白马王子 黑暗 黑客 金属 金子 金箍棒 红豆 黄豆 绿茶 红茶 红酒 红枣 红烧 黄油 黄金 白天 白纸 蓝牙 紫薯 粉末 面粉 奶粉 米粉 红外 黄河 黄山
    小红帽 灰姑娘 金刚 南瓜 小南瓜 冬瓜 木瓜 傻瓜相机 瓜子 哈密瓜 丝瓜 苦瓜 糖醋 糖尿病 喷水 鼠妇 狼 大灰狼 小狼 白狼
    虾 小虾 蟹 螃蟹 小螃蟹 蚂蚁 小蚂蚁 蜘蛛 小蜘蛛 蜻蜓 瓢虫 毛毛虫 虫子 蝙蝠 小蝙蝠 蛇 小蛇 骆驼 小骆驼 浣熊 小浣熊 水獭 黄鼠狼
    机器人 公主 王子 国王 女王 女孩 男孩 小女孩 小男孩 妈妈 爸爸 爷爷 奶奶 外婆 同学 小朋友 朋友 医生 警察 交警 路口 消防员 小木偶
    生日 情人节 感恩节 圣诞节 万圣节 新年 春节 薯片 饼干 饭 米饭 面条 汉堡 薯条 披萨 巧克力 果汁 水 可乐 奶茶 奶酪 肉
    排骨 骨头 课间操 早操 体操 做操 刹车 弹珠 弹簧 弹弓 打球 打篮球 打电话 打针 打扫 打架 打人 打开 打包 打哈欠 打喷嚏
    水枪 玩具枪 小水枪 枪鱼 滋水枪 气泡枪 冲天炮 鞭炮 礼炮 炮竹 炸酱面 油炸 剪刀 小剪刀 刀叉 餐刀 转笔刀 铅笔刀 木剑 宝剑 玩具剑 光剑
    小气鬼 胆小鬼 捣蛋鬼 淘气鬼 贪吃鬼 南瓜灯 小幽灵 魔方 魔法 魔术 魔术师 魔法师 怪兽 小怪兽 屁股 小屁孩
    射箭 喷射 射门 发射 血型 血压计 热血 止血贴 流鼻血 病毒 生病 酒酿 酒酿圆子 酒窝 酒精 酒店 吸尘器 吸管 呼吸 呼吸机 小丑
    烟囱 炊烟 烟雾 死党 累死 累死了 笑死 笑死了 饿死 饿死了 热死 冷死了 困死了 吓死了 可爱死了 气死了 高兴死了 死海
    人参果 成人礼 毒蘑菇 消毒 中毒 排毒 杀毒 杀菌 抹杀 丑橘 毒蛇 血橙 血糖 血管 心血 血缘
    豌豆射手 塑料刀 奶油刀 做爱心 爱心
    病 狼群 片 毛 热气球 龙卷风 水龙头 恐龙蛋 龙虾 小龙虾 龙舟 龙眼 火龙果 龙头
    爬 叫 跑步机 笑 推 拉 抓 种 洗 刷 梳 煮 切 修 盖 等 躲 藏 卖 收 放 拔 钓 捉 抢 听 挖 滚 钻 晒 擦 扫 搬 装 倒 摇 抬 接 踩 数 写 荡
    可爱鬼 爆炸头 小可怜 房子 裤子 鞋子 袜子 杯子 盒子 桌子 孩子 孙子 鼻子 肚子 嘴巴 耳朵 尾巴 眼睛 手套 口罩 蘑菇 小蘑菇
    长大 长大了 舞龙 舞狮 鱼骨头 狗骨头 虎头鞋
    六一儿童节 儿童节 六一 端午节 中秋节 元宵节 国庆节 重阳节 清明节 母亲节 父亲节 教师节 妇女节 劳动节 圣诞 元旦 七夕 四季 三角形 五角 二胡曲
    头发 没有头发 纸张 松树 私人 其实 墙壁 相似 留学 掉 掉下 掉下来 掉下去 掉进 堆沙人 沙人儿 紫砂壶 性格 个性 男性 女性 石头 草地上 自弹自唱 大妈 实体 试题 意思 打倒
    仓库 仓库里 水库 鬼脸 鬼屋 鬼故事 万圣节鬼屋 血橙 杀青 打死也不 笑死我了 气死宝宝了 刀削面 枪虾 打雷 打败 下体育课 高潮迭起 大胸怀 巴巴 巴巴地 眼巴巴 光屁股 露出来 露营 露珠 露水
    黄种人 黑人 白人 黄皮肤 黑皮肤 白皮肤 黑头发 黄头发 红眼睛 蓝眼睛 黑眼睛 绿眼睛 红鼻子 大眼睛 大耳朵 长耳朵 大鼻子 长鼻子 短尾巴 长尾巴 大尾巴 红脸蛋 黑板擦 大门
    老师我 老师你 老师请 老师可以 老师能 老师帮 妈妈说 爸爸说 老师说 奶奶说 今天 明天 昨天 小明 小丽 小宇 小洋 小阳 豆豆 猪八戒钉耙
    日本 中国 美国 英国 法国 德国 俄罗斯 印度 非洲 澳洲 澳大利亚 北京 上海 四川 成都 南极 北极 温泉 泡温泉
    牙齿 门牙 换牙 镜子 照镜子 胳膊 鼻涕 舌头 脖子 肩膀 膝盖 手臂 手指 脚趾 屁屁 十字路口 十字 十字架 石子 杜鹃花 警察局 白羊座 金牛座 双鱼座 天鹅绒 天鹅湖
    储物柜 走马灯 马马虎虎 一马当先 一窝蜂 马扎 马来西亚 巴拿马 罗马 马可波罗 好象 羊水 猪脚 鱼片 接龙 来龙去脉 象山 反应物 大项 代数 出家人 朝三暮四 七上八下 七嘴八舌 三心二意 爆发 喷发
    四面八方 五颜六色 五彩缤纷 七彩 没有的话 不见了 斑马线 人行横道 红绿灯 打雷 闪电 彩虹桥 枕头大战 水仗 打水仗 泼水节 猫薄荷 虎妞 蛇皮袋 鸭舌帽 牛皮纸 羊绒 羊绒衫 马克杯 马丁靴 马甲 鱼鳞 鱼鳍
    警长 警官 大王 队长 班长 村长 店长 老板 顾客 客人 主人 裁判 选手 坏蛋 强盗 妖精 葡萄 樱桃 松果 坚果 玉米 树洞 树枝 叶子 蜡烛 终点 起点 阳光 太阳 眼泪 爪子 羽毛
    舞台 电视 电脑 洗衣机 帐篷 篮子 箱子 袋子 口袋 罐子 罐头 瓶子 勺子 筷子 盘子
    白蚁 牛魔王 黑猫警长 米奇 唐僧 沙僧
"""
"""Han words, separated by blanks."""

ADJECTIVES: Final[str] = """
    懒 馋 臭 傻 笨 丑 毒 肥 渴 困 呆 秃 壮 慢 快 野 公 母 雌 雄 懒懒 懒洋洋 臭臭 傻傻 笨笨 疯疯癫癫 傻乎乎 胖嘟嘟 肉嘟嘟 肥嘟嘟 气呼呼 孤单 孤独 生病 受伤
    大 巨大 大大 胖墩墩 高高 高 长长 矮 苦 老 旧 新 坏 生气 难过 伤心 哭 哭哭 害怕 很大 超大 瘦瘦 冷 热 饿 饿饿 累 脏脏 脏兮兮 光溜溜 湿漉漉 闪亮 亮晶晶
    big huge giant large tall long short old new angry sad crying scared hungry tired cold hot dirty wet shiny sparkly
"""
"""Said of things and not drawn: shown as dropped, but the colour before them goes on to the thing (黄色巨大的鸭子)."""

DOINGS: Final[str] = """
    发现 开始 知道 觉得 参加 保护 准备 离开 结束 欢迎 寻找 表演 休息 加油 搬家 吵架 哭泣 逃跑 迟到 等待 拍照 梦见 迎接 躲避 出发 回家 到家 摔倒 摔跤 摔下来 跌倒 滑倒
    撞到 碰到 遇见 捡到 弄丢 迷路 比赛 鞠躬 转圈 攀爬 溜走 治病 发烧 感冒 受伤 打点滴 烧烤 野餐 捉虫 捕鱼 摘果子 扔垃圾 拖地 洗碗 洗脸 剪头发 理发 化妆 伸懒腰 下课 考试 听故事
    看电视 聊天 吵醒 吓到 吓跑 流泪 微笑 傻笑 结婚 拜年 赏月 晒太阳 避雨 踢毽子 划船 开船 冲浪 流口水 拔牙 掉牙 长牙 孵蛋 下蛋 破壳 冬眠 过冬 觅食 吐舌头 竖起耳朵 眨眼睛 眨眼 发呆
    发光 发抖 发脾气 撒娇 撒尿 尿尿 放屁 打嗝 呛水 喷火 吐丝 结网 织网 酿蜜 搬东西 抬东西 送货 送信 送快递 分享 练习 锻炼 训练 打拳 练功 倒立 劈叉 杂耍 打怪 冒险 探险 寻宝
    挖宝 挖洞 挖土 种菜 浇水 施肥 收玉米 过桥 迷路了 长高 长胖 变身成 原谅 道歉 抱歉 说话 唠叨 争吵 生蛋 抓痒 挠痒 挠痒痒 磨牙 磨爪子 逮住 破案 巡逻 站岗 指挥 救火 灭火 照相
    自拍 直播 上班 下班 出差 加班 买菜 卖菜 旅行 度假 堵车
"""
"""What animals do and the box does not draw: shown as dropped. Known, so that a single character before them stands (猫发现了)."""

OTHER_ENGLISH: Final[str] = """
    hot dog, sea lion, sea horse, guinea pig, lady bird, polar bear cub cake, ant bear, prairie dog, cat fish, jelly fish,
    star fish, sword fish, gold rush, dragon fly, fire fly, horse fly, butter fly net, bird house, bird cage, dog house,
    cat food, dog food, fish tank, fish bowl, fishing, fishing rod, chicken nuggets, chicken soup, chicken wings,
    fire engine, fire truck, fire fighter, monster truck, ghost orchid, devil food, devils food cake, deviled eggs,
    witch hazel, food fight, snowball fight, pillow fight, water fight, hole punch, fruit punch, flower pot, flower seed,
    seed bomb, flower bomb, bath bomb, photo shoot, shooting star, bamboo shoot, water gun, toy gun, squirt gun, bubble gun,
    nerf gun, glue gun, water pistol, toy sword, butter knife, plastic knife, dead leaves, dead leaf, dead tree,
    dead tired, dead end, like the dead, dead sea, day of the dead, drop dead gorgeous, haunted house, friendly skeleton, cute skeleton,
    dancing skeleton, happy skeleton, halloween skeleton, friendly vampire, little vampire, coal tit, coal tits, kill time, killing it,
    my dying pen, dye, tie dye, red eyes, blue eyes, green eyes, brown eyes, black eyes, red nose, black nose, pink nose, blue hair,
    black hair, brown hair, pink hair, rainbow hair, blonde hair, red hair, white teeth, big ears, big eyes, long ears, long tail, black people,
    white people, black man, white man, brown skin, black skin, white skin, friendly ghost, cute ghost, little ghost, happy ghost, ghost costume, cute vampire, vampire costume,
    vampire bat, vampire teeth, friendly monster, cute monster, cookie monster, cute zombie, friendly zombie,
    naked mole rat, killer whale, lady killer, ginger beer, root beer, ginger ale, cold blooded, warm blooded, hot blooded,
    blood orange, blood hound, ugly duckling, drug store, cough drops, ice cream van, ice cream truck, butterfly net,
    zebra crossing, zebra crossings, pelican crossing, snakes and ladders, fish fingers, fish finger, fish and chips, fishcake, fishcakes, cat walk, catwalk, snail mail, piggy bank,
    piggybank, piggy back, piggyback, piggy back ride, bunny hop, bunny hops, bunny hill, crab apple, crab apples, foxglove, foxgloves, bull frog, bullfrog, dog tired, horse radish, horseradish,
    wild goose chase, duck duck goose, monkey bars, crocodile tears, cat and mouse game, leap frog, leapfrog, cold turkey, bear in mind, lion share, lions share, rat race,
    frog spawn, frogspawn, bird bath, birdbath, bird seed, birdseed, bird feeder, horse race, cow bell, cow pat, dragonfruit, dandelion clock, underdog, hogwash, ladybird books, tiger bread, swan lake,
    apple tree, apple juice, apple pie, orange juice, orange tree, an orange, tree house, cloud nine, bell pepper,
    rain boots, rain drop boots, book shelf, book case, bear with me, duck tape, bull dozer, lion fish,
    horse shoe, cow boy, cow girl, ladybug, bedroom slippers, space ship, space station, space bar, moon cake, sun light,
    snow leopard, drum stick, star wars, pillow war, tug of war, thumb war, hell kitchen, blue tit, blue tits, great tit,
    shoot for the stars, shoot hoops, shoots hoops, gun dog, top gun, crack the egg, cat fight club, dressing up,
    black board pen, brown bread, green tea, black tea, red cross, gold medal, white board, black hole, green house,
    toy mouse, in a shoe, in a boot, mouse pad, mouse trap, fish bone, dog bone, dog bed, cat bed, cat tree, cat nip, bird nest,
    birds nest, pig pen, snail mail, fish food, dog park, tiger lily, bee hive, ant hill, spider web, bunny slippers,
    bear suit, cow girl hat, monkey wrench, duck face, chicken leg, chicken coop, chicken wing,
    hot air balloon, dragon fruit, dragon boat, snap dragon, wolf, mermaid
"""

COLOURED_NOUNS: Final[dict[str, str]] = {"colour:orange": "an_orange"}
"""Colour -> nouns of `OTHER_ENGLISH` that are that colour right before a thing: an orange hat."""

STEADY: Final[str] = """
    house houses housing horns horn money mouth moose month mouths house's sheet sheets steep sweep shape sharp shell shelf
    clown clowns cloud loud class close clock cross brown bread break beard board beads black block plane planes place plate
    plant plants plain place whole while wheel wheels white write wrote whose green greet great greedy flour floor floors
    scary scare scars glass grab brass trick train trains trail truck paint point paints pants panda panel panic piano
    dress press drums drama dream dreams drink drinks sprint spring string strong straw snack snake snakes snail snails
    swing swings swinging sling stick sting stings singer finger ring rings ringing king kings wings wing turkey turnip
    tooth teeth there these three those third tired tried trees tiles title tight table tables small smell smart smile
    smiles shirt shirts short shorts skirts shoes shore shown showed shadow shallow flower lower slower flow flows fairy
    hairy dairy daisy diary diamond dolls dolly donkey donkeys monkey honey hockey jelly jolly kites kite knife knives light
    lights night might right fight bright brush bunch lunch bench beach peach teach reach couch coach touch count court
    goat goats boat boats coat coats boots books cooks looks socks rocks blocks candle candles candies candle castle cattle
    bottle battle kettle little litter letter better butter button buttons mitten mittens kitten kitchen chicken children
    cherry cheese chess chest chase chair chairs hair stairs stars start story store storm stone stones stove apron april
    ample apply lemon lemons melon mellow yellow pillow willow hollow follow fellow below bellow purse nurse horse goose
    grape grapes grade grand grass gloves globe glove clothes close cloth sweeter sweet sweets sweat sheep sleep slept slide
    slippers slipper skip skate skates scooter shooter school schools skill skull stool spoon spoons spook pool poodle
    noodle noodles needle noble nose noise rise roses rose robin robot robots rocket rockets racket jacket basket bucket
    blanket planet plants playing praying laying paying saying singing hanging banging bringing bathing beating heating
    eating seating reading leading riding hiding sliding gliding biding running ruining cunning jumping bumping pumping
    dumping waving saving wearing tearing hearing sitting hitting fitting setting knitting skating staring sharing
    sleeping sweeping slipping dancing prancing dressing pressing painting pointing swimming spinning winning
    tower towers power bower cover river rivers liver lover hover tiger timer paper pepper party parts parrot carrots garage
    market magic music muscle castle cape caper capes camel camels candy canoe cookie cookies crayon crayons crab crabs
    crack cream crews crown crows crowd crane cranes truck trunk trunks tiny taxi wagon dragon dragons wizard lizard
    lizards winter water waiter writer spider spiders sister mister winner dinner diner liner brother mother father feather
    feathers weather leather bather rather queen queens quiet quite queer quest guest guess bells balls walls dolls
    whale whales wheat where when who shake shark sharks spark park parks spell swell shall shawl steel stall still
    stump stamp stage sugar suit suite spade space spice spicy spruce toast roast boost ghost most mouse mousse
    octopus penguin pencil pencils person people purple temple simple sample couple apple
    hello hallo jello fly flys lying dying drying trying crying frying eagle eagles easel egg eggs early earth
    father fairies ferry furry fury fluff fur puffy muddy buddy daddy teddy bubble double trouble rubble
    keyword files process check state possible share matching along among padding wrapper convert trigger chain tracking
    tracing prevent shift blank grant watch ready placed backward backwards sending stats states leave leaves click tries
    score stated maintain leaving signs retrieve former tropical breach present talking partly sinks shares stray launch
    musical raising leaking slated clash stays stepping shade daily concern flock parity blogs plans player players played
    grand elegant wholly bounty feeling reminder dancer framing gross bounce wakes croak steal steam stream cart carts
    bones bonds boxes drive driver drives driving digging hugging drawing climbing building cleaning cooking baking
    melting floating crawling dripping spending shopping stopping tasting pulling pushing rolling kicking
    bread bored chalk chain champ charm chips chirp child choir chose spent north south worth field fields filed light
    heart hearts heard honor human humor grown group frost front fruit found sound round sunny south songs toys trays
    tower sauce saucer shock smoke smoky spots spout sport sports stork storks stunt skunk slope slug slugs snore
    pie pies pigeon pinch pilot pink pirate pizza pond ponds pony puppet puppets poppy ship ships shop sky
    tractor tutor tulip tunnel under uncle until valley vase very village violin visit voice
    antarctic aquarius archaic assessing automotive blackjack badge badges banger bader bagging baked banker barker
    bauer biker bayer backer bases brakes babes bales barking braking ballot banco barley bernard barnard bathed batches
    ballroom bleach beech beale bernie bearer beater bedding betty bette betts binge blackburn bloom blond brood bennet
    booth bolts booty booths bouts booms bowie browne bubbling budge benny bundy bitterly cayman cameo carmel cindy
    capping cardinal cardiac caste calibration cells clair champaign cease chaser ceased ceases chuck chico chime classy
    claws clans clams clasp clout cellar collab collier collide collin callie cosmic comin concept concerto connor condo
    condom conor condos crooks choral corral coroner crouch coupling cowell crank crate crave craze cheek creep creed
    crossword crowe dante diego divine dougie dodgy downturn duress ducking duchy earle executing eyelashes
    fairly fairs faire fallon farmed famer farmland ferrer fiend fitch fries flips fliers founded founder founders
    flowed fling fastball forrest forties frick foggy garde gibson grove glover groves giggles goody grasp grams greek
    greene greed greer gunning hammered hears hearty hearth hearst hedge hella huron hebron halls homing honed horne
    horned horner horde insert inspect inject infect inland jacked jerky juggle keller karin kissed kuala lansing larger
    lange largo larvae lender lander leaning leases leonard locus lilly lowly macau mcintosh macintosh maggie marked
    maker margot maude mellon mikey mongols montrose munster moore morse mounting muffled named nightlife oliver other
    overall printer pointer panting pints palate porridge patty parry posture pleasant peasants peasant peggy prayed
    plated prays plato polls prolly porch pouch poole purpose propose prices printers painless paddle rabbi rabbis
    racking rancho ramen reeds redding render rhine rider riders rites ridges raiding rover rivera rubin robyn rocked
    rocker roles roper roster saharan salon saloon salman santo scarlett scorpio sealed seater shaded stark shack shank
    shard shawn sheer sheen shepard sheppard shire shots shout shook swore shone spore screw shred shrek shrewd sideways
    sliver singh sinus spitting slate skater skaters sludge sleek swept slade slider slipped slippery skipper shipper
    shoppers shippers snippets sleepers sliders smooth smoothly smoother soothe smoothing snare speaker speakers seekers
    sneaks sneaker snickers snoop snowfall sowing sucks stocks sacks sonia spare spaced spacing spacex spaceship speck
    spectacle spicer squire staple stale stalin starring startling stare sears starr stirs stingy snitch stout stock
    stole stoke stave scream streak streep suffocating sunday subset sherman superhuman supercar swami swann swiss
    sewing swung swine taper teens terrain thrust thrash torque torah towel towed toner traitor trickle troopers track
    truce underrated undertaker valentino valentina villa violent walker walled wales warring wages wives waved weaving
    weeks welles whine whiting whyte winger winch wolff wolfe woodstock woodwork woodward words wrath pouches hates
    bikini shove shoves snorting firework talking phone phones each
"""


def listed(text: str) -> list[str]:
    """Entries of a list above: separated by commas where it has any, otherwise by white space."""
    if "," in text:
        return [" ".join(entry.split()) for entry in text.split(",") if entry.strip()]
    return text.split()
