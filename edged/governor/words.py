"""People's words for why a picture is less than it could be, or later."""

from __future__ import annotations

from typing import Final

from edged.governor.budget import Reason

WORDS: Final[dict[Reason, tuple[str, str]]] = {
    "hot": (
        "The box is warm and takes it a little easier.",
        "盒子有点热，先慢一点。",
    ),
    "throttled": (
        "The hardware slowed itself down, and the box gives it a rest.",
        "硬件自己降速了，盒子让它歇一歇。",
    ),
    "busy": (
        "The box has its hands full and draws more simply, so that everybody gets theirs sooner.",
        "盒子正忙着，画得简单一点，大家都能快些拿到。",
    ),
    "battery": (
        "The box runs on its battery and saves power.",
        "盒子正在用电池，省着点电。",
    ),
    "weak_supply": (
        "The power supply is too weak for full speed; a stronger one, or a better cable, would help.",
        "电源供电不足，不能全速画图；换一个更强的电源或更好的线会有帮助。",
    ),
    "battery_low": (
        "The battery is nearly empty: pictures already asked for are finished, new ones must wait until it is plugged in.",
        "电池快没电了：已经要的图会画完，插上电源后才能要新的。",
    ),
    "memory": (
        "Memory runs short, so fewer pictures are drawn at the same time.",
        "内存不够了，同时画的图少一些。",
    ),
    "sensors": (
        "The box cannot feel its temperature and draws carefully.",
        "盒子感觉不到自己的温度，所以小心地画。",
    ),
    "other_pack": (
        "The box has another model since this was asked for, and that one draws it differently.",
        "要这张画之后盒子换了模型，新模型画得不太一样。",
    ),
    "out_of_memory": (
        "Memory ran out while this was drawn.",
        "画这张画时内存不够了。",
    ),
}
"""English, Chinese."""

SMALLER: Final = "That is why this picture is smaller.", "所以这幅画小一些。"
FEWER: Final = "That is why this picture was drawn in fewer steps.", "所以这幅画少画了几步。"
BOTH: Final = (
    "That is why this picture is smaller and was drawn in fewer steps.",
    "所以这幅画小一些，也少画了几步。",
)


def sentence(reason: Reason, language: str) -> str:
    """`language`: "zh", and English for everything else."""
    english, chinese = WORDS[reason]
    return chinese if language == "zh" else english


def told_of(reason: Reason, language: str, *, smaller: bool, fewer: bool) -> str:
    """Why a picture is not what was asked for, and in what: its size, its steps. Another pack's is merely different."""
    said = sentence(reason, language)
    if reason == "other_pack" or not (smaller or fewer):
        return said
    english, chinese = BOTH if smaller and fewer else SMALLER if smaller else FEWER
    return said + (chinese if language == "zh" else f" {english}")
