"""Words that are typed as others that sound alike (手呛 for 手枪, 企鹅 as 企额), found by their syllables.

Only words of these lists: Mandarin has so few syllables that most pairs of characters sound like something harmless.
Characters that stand in a known word are never looked at this way, because such a cut costs less.
"""

from __future__ import annotations

from typing import Final

from runtime.prompt.pinyin import SOUND

SOUNDS_BLOCKED: Final = """
    杀死 杀人 杀了 杀掉 手枪 机枪 机关枪 菜刀 匕首 血腥 炸弹 炸药 砍死 掐死 打死他 子弹头 僵尸 丧尸 恶魔 魔鬼 鬼魂 女鬼 吸血鬼 恐怖 骷髅 裸体 裸照 色情 黄片 做爱 性感 强奸
    自杀 自残 割腕 跳楼 想死 毒品 吸毒 贩毒 毒贩 大麻 海洛因 香烟 抽烟 吸烟 啤酒 喝啤酒 傻逼 智障 混蛋 操你妈 他妈的 种族歧视 纳粹 身份证
"""
SOUNDS_FRIENDLY: Final = """
    企鹅 青蛙 乌龟 恐龙 刺猬 大象 熊猫 老虎 长颈鹿 蝴蝶 斑马 河马 海豚 鳄鱼 鹦鹉 天鹅 考拉 蜗牛 螃蟹 袋鼠 骆驼 蜜蜂 狮子 小狮子 小老虎 小熊猫 小青蛙 小乌龟 小企鹅
    小恐龙 小松鼠 小刺猬 小兔子 小鸭子 小猴子 小老鼠 小狐狸 小蝴蝶 小蜜蜂 小海豚 小鳄鱼 小考拉 独角兽 猫头鹰 小花猫 大熊猫 小仓鼠 小鹦鹉 小蜗牛 长颈鹿
"""
_MORE: Final = """
    sha 鲨煞啥莎厦霎, ren 仁任认壬刃, shou 守寿受, qiang 呛腔锵蔷墙, ji 机基鸡几, guan 关官观, cai 采猜财才, dao 倒到道, bi 比笔逼必毕, xue 雪学写, xing 醒行性兴,
    zha 炸渣扎, dan 蛋但单, yao 要摇妖, kan 看侃刊, si 撕丝四斯司思, qia 恰, zi 自紫字滋, jiang 疆姜将江, shi 屎施师失诗尸式, sang 桑, e 鹅饿额俄, mo 摸莫默模, gui 贵归规柜,
    hun 昏婚馄, nv 女, xi 希西息洗系, kong 空控孔, bu 布步部, ku 枯酷哭, lou 楼漏娄, luo 罗洛骡螺果, ti 题提替体, zhao 照找召, se 瑟涩色塞, qing 请晴清轻青, huang 皇晃慌黄,
    pian 片骗偏, zuo 坐作左做, ai 碍矮哎艾, gan 赶敢干, jian 间见件建, can 餐参, ge 隔哥歌, wan 完玩碗, tiao 条挑调, xiang 想相象像乡, du 独读肚堵渡赌, pin 品拼贫聘, fan 饭翻犯反贩,
    da 哒搭达, ma 嘛妈吗玛码, hai 还害, yin 因阴音, yan 咽言眼严延, chou 丑臭愁, pi 皮批屁, jiu 久九就旧, he 和喝何呷, zhi 纸只知, zhang 帐账丈长, cao 草曹槽, ni 尼泥呢, ta 它她踏,
    de 得地, zhong 众重, zu 足祖, qi 其起奇, na 拿娜, cui 脆催, shen 神身, fen 分粉, zheng 正政, qie 且, qi 七企气起, wa 哇挖娃, wu 乌屋无五物, gui 归, long 拢隆聋, ci 次刺, wei 胃为位猬,
    xiong 雄凶胸, mao 毛冒, lao 劳牢, hu 唬湖呼护, chang 常, jing 劲静净, lu 路录露, hu 胡, die 爹跌, ban 班半办, he 何, ma 妈, tun 吞屯, yu 于余遇玉, ying 英应, tian 田甜, kao 靠烤, la 拉辣,
    gua 刮, niu 妞扭, pang 旁庞, xie 谢写鞋, dai 带代待, shu 树书, tuo 拖托, mi 迷米, feng 风疯, shi 十石事, tu 土图, zi 仔, ya 牙呀压, hou 候后, li 里离梨, sun 孙, song 送, dun 蹲, cang 苍,
    liao 了, chi 吃, sai 赛, sa 洒, mian 免
"""


def _heard() -> dict[str, str]:
    more = (entry.split() for entry in _MORE.split(","))
    table = {character: syllable for syllable, *groups in more for g in groups for character in g}
    return table | SOUND


HEARD: Final[dict[str, str]] = _heard()
"""Character -> the syllable that it is heard as, without tone."""


def heard(word: str) -> tuple[str, ...]:
    """小老唬 -> (~xiao, ~lao, ~hu): keys that no typed pinyin can have."""
    return tuple("~" + HEARD[character] for character in word)
