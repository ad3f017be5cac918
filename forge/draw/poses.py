"""One pose an action."""

from __future__ import annotations

from forge.draw.pose import Pose, Side

LIES = Side(
    body=(196, 398), half=(124, 62), head=(336, 324), head_scale=1, tail=(150, 352), lying=True, flip=True,
    feet=((0, 0), (150, 446), (280, 452), (366, 452)),
)  # fmt: skip
ROLLS = Side(
    body=(196, 396), half=(112, 62), head=(344, 326), head_scale=1, tail=(140, 384), supine=True, flip=True,
    feet=((106, 294), (160, 270), (240, 284), (284, 304)),
)  # fmt: skip
GALLOPS = Side(feet=((58, 414), (104, 438), (404, 414), (356, 440)), turn=-5)
WALKS = Side(feet=((118, 446), (178, 452), (300, 446), (250, 452)), body=(212, 360))

POSES: dict[str, Pose] = {
    "": Pose(),
    "flying": Pose(
        body=(234, 352), body_turn=26, lift=24, head=(266, 204), hands=((92, 318), (420, 296)), bends=(-8, -8),
        feet=((142, 424), (190, 448)), eyes="happy", mouth="grin", look=0.5, shadow=0.6, moves=True, wings=True,
    ),
    "sleeping": Pose(
        body=(316, 398), head_turn=-6, hands=((136, 446), (236, 448)), eyes="closed",
        mouth="asleep", shadow=1.5, side=LIES,
    ),
    "dancing": Pose(
        turn=-9, hands=((96, 236), (414, 340)), bends=(22, -24), feet=((218, 452), (366, 408)), head_turn=14,
        eyes="happy", mouth="grin", look=0.4, shift=-6,
    ),
    "singing": Pose(
        hands=((112, 318), (336, 306)), bends=(20, 28), head_turn=-9, eyes="happy", mouth="sing", look=0.35,
        reach=True, hold=0, prop="microphone", grasp=(1,),
    ),
    "running": Pose(
        body=(244, 360), body_turn=14, head=(284, 204), turn=2, hands=((132, 350), (392, 326)), bends=(26, 26),
        feet=((140, 410), (330, 448)), look=1, eyes="wide", mouth="open", lift=8, moves=True, side=GALLOPS,
    ),
    "playing": Pose(hands=((108, 284), (404, 284)), bends=(16, 16), eyes="happy", mouth="grin", look=-0.3),
    "reading": Pose(hands=((186, 398), (326, 398)), bends=(20, 20), head_turn=4, eyes="down", mouth="content"),
    "swimming": Pose(
        body=(256, 386), head=(256, 216), hands=((84, 372), (428, 372)), bends=(20, 20), eyes="happy", mouth="open",
        shadow=0, prop="ring",
    ),
    "skating": Pose(
        turn=9, hands=((104, 316), (408, 350)), bends=(10, 10), feet=((158, 414), (296, 452)), look=0.7,
        mouth="open", lift=6, moves=True,
    ),
    "eating": Pose(
        hands=((208, 334), (304, 334)), bends=(34, 34), mouth="chew", eyes="happy", reach=True, prop="crumbs",
    ),
    "bathing": Pose(
        body=(256, 392), head=(256, 226), hands=((132, 384), (380, 384)), bends=(8, 8), eyes="happy",
        mouth="content", shadow=0, prop="foam",
    ),
    "blowing-bubbles": Pose(
        hands=((150, 388), (334, 308)), bends=(14, 30), mouth="round", look=0.4, reach=True, hold=0, prop="wand",
        grasp=(1,),
    ),
    "waving": Pose(
        hands=((160, 388), (418, 246)), bends=(14, 24), eyes="happy", mouth="open", head_turn=6, hold=0, prop="hello",
    ),
    "teaching": Pose(
        shift=66, hands=((118, 300), (350, 390)), bends=(12, 16), mouth="open", look=-0.4, prop="pointer",
        grasp=(0,),
    ),
    "riding": Pose(
        lift=34, hands=((186, 366), (326, 366)), bends=(24, 24), feet=((210, 462), (302, 446)), look=0.6,
        mouth="grin", moves=True,
    ),
    "making-music": Pose(hands=((186, 386), (326, 386)), bends=(22, 22), head_turn=-5, eyes="happy", mouth="open"),
    "sitting": Pose(
        body=(256, 386), head=(256, 228), hands=((196, 424), (316, 424)), bends=(18, 18),
        feet=((150, 444), (362, 444)), soles=True, eyes="open", mouth="content",
    ),
    "jumping": Pose(
        lift=58, hands=((98, 262), (414, 262)), bends=(14, 14), feet=((176, 430), (336, 430)), eyes="happy",
        mouth="grin", shadow=0.7, prop="spring",
    ),
    "painting": Pose(
        shift=-64, hands=((158, 392), (352, 334)), bends=(14, 18), look=0.6, mouth="smile", prop="easel",
    ),
    "brushing-teeth": Pose(
        hands=((148, 378), (304, 376)), bends=(18, 44), eyes="happy", mouth="grin", reach=True, prop="toothcup",
    ),
    "swinging": Pose(
        body=(256, 356), head=(256, 198), hands=((134, 300), (378, 300)), bends=(12, 12), turn=-7, lift=14,
        feet=((196, 434), (316, 434)), soles=True, eyes="happy", mouth="open", shadow=0.8, prop="swing", grasp=(0, 1),
    ),
    "drinking": Pose(
        hands=((212, 372), (300, 372)), bends=(30, 30), eyes="happy", mouth="sip", reach=True, prop="drops",
    ),
    "cooking": Pose(
        body=(256, 352), head=(256, 190), hands=((140, 352), (352, 316)), bends=(16, 34), eyes="happy",
        mouth="tongue", prop="stove", grasp=(1,), hold=0,
    ),
    "football": Pose(
        body=(240, 362), head=(226, 200), turn=-5, hands=((104, 330), (372, 318)), bends=(14, 14),
        feet=((204, 452), (362, 408)), look=0.9, beside=(440, 470), prop="football", eyes="wide", mouth="open", moves=True,
    ),
    "hugging": Pose(
        hands=((228, 408), (284, 408)), bends=(64, 64), eyes="closed", mouth="content", head_turn=7, embrace=True,
    ),
    "walking": Pose(
        body=(248, 362), body_turn=7, head=(266, 204), hands=((146, 362), (374, 350)), bends=(22, 22),
        feet=((170, 432), (332, 452)), look=1, mouth="smile", moves=True, side=WALKS,
    ),
    "rolling": Pose(
        body=(316, 396), head_turn=-22, hands=((96, 436), (236, 300)), eyes="happy", mouth="open",
        shadow=1.4, side=ROLLS,
    ),
    "sledding": Pose(
        body=(244, 366), body_turn=-4, head=(262, 206), hands=((160, 330), (388, 362)), bends=(16, 22),
        feet=((322, 428), (368, 424)), soles=True, turn=6, look=0.8, eyes="wide", mouth="grin", moves=True,
        prop="sled", grasp=(1,), hold=0,
    ),
}  # fmt: skip
"""Action -> pose; the empty action is standing happily."""
