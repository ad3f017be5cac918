"""How the characters of the box's words sound, so that a child may type `xiao ya zi`.

One reading a character, the one it has in these words (乐 yue, 长 chang); ü is typed v.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_SYLLABLES: Final = """
    a 啊阿, ai 哎爱矮, an 安岸暗, ao 奥袄, ba 八吧巴把拔爸芭霸, bai 拜摆白百败, ban 半扮搬斑板班, bang 傍帮棒绑,
    bao 保包堡宝报抱暴爆豹雹鲍, bei 北呗杯焙背被贝, ben 奔本, beng 蹦, bi 匕壁币比毙碧笔逼鼻, bian 变蝙辫边鞭, biao 标镖, bie 别,
    bin 宾滨缤, bing 兵冰并病饼, bo 博卜拨波玻脖薄, bu 不布怖步, ca 擦, cai 彩才菜踩采, can 参残灿餐, cang 仓藏, cao 操槽草,
    cha 叉察茶, chai 柴, chang 唱场尝常长, chao 巢炒超, che 车, chen 尘晨衬, cheng 乘城成撑橙澄, chi 吃池痴翅赤驰齿,
    chong 冲虫, chou 丑抽, chu 出厨雏, chuan 川穿船, chuang 床, chui 吹炊, chun 春纯, ci 刺, cong 丛从囱聪葱,
    cu 醋, cui 粹翠, cun 村, da 哒大打达, dai 代呆带待戴袋, dan 但单淡胆蛋诞, dang 党当荡铛, dao 倒刀到导岛捣盗稻蹈道, de 得德的,
    deng 灯登等蹬, di 低地帝底滴蒂迪, dian 垫店殿点电, diao 叼吊掉钓, die 碟蝶, ding 叮顶, dong 东冬动洞, dou 斗豆都,
    du 嘟毒犊独肚读, duan 短端缎, dui 堆对队, dun 墩盹蹲顿, duo 哆多朵躲, e 恶蛾饿鳄鹅, en 恩, er 二儿而耳, fa 发法,
    fan 翻范贩饭, fang 房放方防, fei 啡废肥菲费非飞, fen 份分愤粉纷, feng 蜂锋风, fu 伏副夫妇幅斧服浮福蝠, gai 盖, gan 干感敢竿赶,
    gang 刚缸钢, gao 稿糕羔膏高, ge 个割哥戈歌鸽, gei 给, gen 根跟, gong 公共功宫工弓, gou 狗, gu 古姑故箍股菇谷顾骨鼓,
    gua 呱瓜, guai 乖怪, guan 关冠管罐馆, guang 光广逛, gui 瑰贵鬼龟, gun 棍滚, guo 国果过锅, ha 哈蛤, hai 孩害海还,
    han 含旱汉, hang 航, hao 号好耗豪, he 和喝河盒荷褐鹤, hei 嘿黑, hen 很, hong 烘红虹, hou 候厚后猴,
    hu 乎互呼护湖狐瑚胡葫虎蝴, hua 划华滑画花话, huai 坏, huan 欢浣环, huang 皇簧黄, hui 会回挥灰绘, hun 昏混魂, huo 活火,
    ji 几击及叽吉基妓寄己忌机极激级计鸡, jia 伽加夹家架甲茄, jian 件剑剪奸尖箭肩见贱间, jiang 僵浆讲酱降, jiao 交叫教椒浇礁脚蕉觉角轿饺,
    jie 姐戒接杰洁界结节街解, jin 劲尽巾禁筋近进金锦, jing 京惊敬晶睛精茎警镜颈鲸, jiu 九厩就救旧酒, ju 举具居巨桔橘狙聚菊驹, juan 卷,
    jue 掘, jun 俊军菌骏, ka 卡咖, kai 凯开, kan 看砍, kao 烤考, ke 克可嗑壳客柯瞌课颗, ken 啃, keng 坑, kong 孔恐空,
    kou 口, ku 哭苦裤酷骷, kuai 块快, kui 亏盔葵, kun 困, la 啦拉蜡, lai 来癞, lan 兰懒篮蓝, lang 朗浪狼郎, lao 老酪,
    le 了, lei 勒泪累蕾雷, leng 冷, li 丽力励厉李栗梨狸璃礼笠莉里鲤鹂, lian 怜莲连, liang 两亮凉梁粮良辆, liao 料, lie 烈,
    lin 拎林淋, ling 凌灵羚铃零领龄, liu 六刘榴流溜遛, long 笼龙, lou 喽楼髅, lu 噜漉芦路陆露鹭鹿, lun 伦轮, luo 洛罗萝落螺裸骆,
    lv 旅绿驴, ma 吗嘛妈码蚂蟆马麻, mai 买卖麦, man 慢曼满漫, mang 忙蟒, mao 帽毛牦猫, me 么, mei 梅每没玫美莓, men 们门,
    meng 梦檬猛萌, mi 咪密幂秘米蜜迷麋, mian 冕棉绵面, miao 喵, mie 咩, ming 名命明, mo 墨抹摩摸末漠磨蘑貘魔, mou 哞某谋,
    mu 木母沐牧目, n 嗯, na 拿纳那, nai 奶, nan 南男难, nao 脑, ne 呢, nei 内, nen 嫩, neng 能, ni 你泥,
    nian 年念, niang 娘酿, niao 尿鸟, nin 您, ning 柠, niu 牛, nong 农, nu 怒, nuan 暖, nv 女, nve 虐,
    o 哦, ou 偶鸥, pa 怕爬琶趴, pai 拍排派牌, pan 盘, pang 乓庞旁胖螃, pao 泡炮袍跑, pei 佩配陪, pen 喷盆, peng 捧朋烹篷蓬,
    pi 匹啤屁披琵皮, pian 片, piao 嫖漂瓢飘, pin 品频, ping 乒坪平瓶苹, po 坡婆泼, pu 普葡蒲铺, qi 七企器奇旗棋歧气汽淇漆起骑,
    qia 掐, qian 前千欠浅潜牵签钱钳铅, qiang 强抢枪, qiao 巧敲桥橇跷, qie 且切, qin 亲琴, qing 庆情氢清蜻请轻青, qiu 丘球秋,
    qu 去, quan 全圈拳犬, que 雀鹊, qun 群裙, ran 然, rang 让, re 热, ren 人忍饪, ri 日, rong 绒茸, rou 柔肉,
    ru 乳, ruan 软, rui 瑞, sa 萨, sai 赛, san 三伞散, sang 丧, sao 扫, se 色, sen 森, seng 僧,
    sha 傻刹杀沙砂纱鲨, shai 晒, shan 善山珊衫闪, shang 上伤商赏, shao 烧, she 射舌舍蛇, shen 什深神身, sheng 圣生绳,
    shi 世事使十士室尸市师时是湿狮石视食饰, shou 兽手收瘦首, shu 书叔属数术束树梳漱熟薯鼠, shua 刷耍, shuai 帅, shuang 双,
    shui 水睡, shuo 说, si 丝四斯死, song 松送, su 塑, suan 酸, sun 孙笋, suo 所, ta 他塔她它獭踏, tai 台太抬泰,
    tan 坛坦弹滩贪, tang 唐堂塘汤糖躺, tao 套桃淘萄, te 特, ti 体嚏提梯踢蹄, tian 天甜田舔, tiao 条调跳, tie 贴铁,
    ting 厅听庭艇蜓, tong 同彤捅桶童筒通, tou 头投, tu 兔图土屠涂, tuan 团, tui 推腿, tun 豚, tuo 拖脱驼鸵, wa 哇娃挖蛙袜,
    wai 外, wan 万丸弯晚玩腕豌顽, wang 往望汪王网, wei 为位卫喂围威尾微猬, wen 吻文温纹问闻, weng 嗡, wo 卧我握窝蜗,
    wu 乌五午屋巫悟无武物舞雾鹉, xi 习兮吸喜夕嬉希戏昔洗溪犀玺系西, xia 下吓虾霞, xian 仙现线限鲜, xiang 乡像向想橡相箱翔象项香,
    xiao 宵小校消笑肖鸮, xie 些写蟹谢鞋, xin 心新辛, xing 兴刑型幸形性星杏猩腥行醒, xiong 凶熊胸雄, xiu 修羞袖, xu 许酗需,
    xuan 旋, xue 学血雪靴, xun 寻薰迅驯, ya 压呀牙鸦鸭, yan 宴演烟燕眼阎颜鼹, yang 扬杨样洋烊羊阳, yao 咬妖姚摇腰药要,
    ye 业也叶夜椰爷野, yi 一以医姨易椅翼蚁衣, yin 印因淫银阴音饮, ying 影樱英荧莺蝇鹦鹰, yong 勇拥泳用, you 又友尤幼幽有油游鱿,
    yu 与宇浴狱玉瑜羽遇雨鱼, yuan 原员园圆源猿缘远院鸢, yue 乐月越跃阅, yun 云运, zai 仔再在崽, zang 脏, zao 早枣澡灶皂蚤, ze 泽,
    zei 贼, zen 怎, zha 扎炸闸, zhai 摘, zhan 战斩站, zhang 仗张掌杖章障, zhao 找招朝照爪罩, zhe 折着者蜇这遮,
    zhen 枕真针镇, zheng 争征正筝证, zhi 之制只址指支智枝止汁纸织肢蜘, zhong 中种, zhou 周宙舟, zhu 主住助朱煮猪珠祝竹蛛逐, zhua 抓,
    zhuan 转, zhuang 庄装, zhui 追, zhuo 啄捉桌, zi 子字滋紫自, zong 棕粽, zou 奏走, zu 族租足, zuan 钻,
    zui 嘴最醉, zuo 作做坐座
"""


def _sounds() -> Iterator[tuple[str, str]]:
    for entry in _SYLLABLES.split(","):
        syllable, characters = entry.split()
        for character in characters:
            yield character, syllable


SOUND: Final[dict[str, str]] = dict(_sounds())
"""Character -> syllable without tone."""


def syllables(word: str) -> tuple[str, ...] | None:
    """小鸭子 -> (xiao, ya, zi); None if a character is not in the table."""
    sounds = tuple(SOUND.get(character, "") for character in word)
    return sounds if all(sounds) else None
