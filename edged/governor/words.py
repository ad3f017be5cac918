"""People's words for why a picture is smaller or later than it could be."""

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
        "The box has its hands full; smaller pictures come sooner.",
        "盒子正忙着，画小一点，大家都能快些拿到。",
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
        "Memory ran out while this was drawn, so it became smaller.",
        "画这张画时内存不够了，所以画小了一些。",
    ),
}
"""English, Chinese."""


def sentence(reason: Reason, language: str) -> str:
    """`language`: "zh", and English for everything else."""
    english, chinese = WORDS[reason]
    return chinese if language == "zh" else english
