"""How a body stands, lies or flies: one pose an action, in picture units before the figure's own jitter."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from forge.draw.paint import Point

GROUND = 458.0
"""Where feet touch the ground."""


@dataclass(frozen=True)
class Pose:
    """Left and right are the viewer's."""

    body: Point = (256, 366)
    body_turn: float = 0
    """Degrees clockwise."""
    head: Point = (256, 204)
    head_turn: float = 0
    hands: tuple[Point, Point] = ((160, 388), (352, 388))
    bends: tuple[float, float] = (14, 14)
    """How far each elbow leaves the straight line, outwards, in units."""
    feet: tuple[Point, Point] = ((216, 452), (296, 452))
    soles: bool = False
    """Sitting or lying: the feet show their soles."""
    turn: float = 0
    """The whole figure around (256, 330), degrees clockwise."""
    lift: float = 0
    """Units the whole figure floats above its place."""
    shift: float = 0
    """Units the whole figure stands to the right."""
    eyes: str = "open"
    """open, happy, closed or down."""
    mouth: str = "smile"
    """smile, open, sing, round, chew or asleep."""
    hold: int = 1
    """Which hand holds things: 0 left, 1 right."""
    reach: bool = False
    """The arms are in front of the head."""
    shadow: float = 1.0
    """Size of the shadow on the ground; 0: the feet are hidden (water, tub)."""
    prop: str = ""
    """What the action itself brings: microphone, wand or pointer."""

    def jittered(self, rng: random.Random, amount: float) -> Pose:
        """The same pose, a little different: up to some units and degrees times `amount`."""

        def near(point: Point, by: float) -> Point:
            return point[0] + rng.uniform(-by, by) * amount, point[1] + rng.uniform(
                -by, by
            ) * amount

        return replace(
            self,
            head=near(self.head, 5),
            head_turn=self.head_turn + rng.uniform(-6, 6) * amount,
            hands=(near(self.hands[0], 10), near(self.hands[1], 10)),
            feet=(near(self.feet[0], 3), near(self.feet[1], 3)),
            turn=self.turn + rng.uniform(-3, 3) * amount,
            shift=self.shift + rng.uniform(-22, 22) * amount,
        )


POSES: dict[str, Pose] = {
    "": Pose(),
    "flying": Pose(
        turn=-14, lift=32, hands=((96, 330), (418, 318)), bends=(-8, -8), feet=((206, 446), (276, 452)),
        eyes="happy", mouth="open", shadow=0.6,
    ),
    "sleeping": Pose(
        body=(318, 392), body_turn=-74, head=(190, 336), head_turn=-12, hands=((136, 436), (236, 438)),
        bends=(6, 6), feet=((420, 428), (424, 398)), soles=True, eyes="closed", mouth="asleep", shadow=1.5,
    ),
    "dancing": Pose(
        turn=-7, hands=((112, 262), (408, 372)), bends=(18, -22), feet=((222, 452), (352, 420)), head_turn=9,
        eyes="happy", mouth="open",
    ),
    "singing": Pose(
        hands=((128, 352), (338, 300)), bends=(20, 26), head_turn=-5, eyes="happy", mouth="sing", reach=True, hold=0,
        prop="microphone",
    ),
    "running": Pose(
        turn=11, hands=((138, 346), (370, 330)), bends=(26, 26), feet=((150, 418), (338, 446)), head_turn=-4,
        mouth="open", lift=8,
    ),
    "playing": Pose(hands=((112, 292), (400, 292)), bends=(16, 16), eyes="happy", mouth="open"),
    "reading": Pose(hands=((186, 398), (326, 398)), bends=(20, 20), head_turn=4, eyes="down"),
    "swimming": Pose(
        body=(256, 386), head=(256, 224), hands=((104, 400), (408, 400)), bends=(14, 14), mouth="open", shadow=0,
    ),
    "skating": Pose(
        turn=9, hands=((110, 330), (402, 350)), bends=(10, 10), feet=((170, 420), (296, 452)), mouth="open", lift=6,
    ),
    "eating": Pose(hands=((208, 334), (304, 334)), bends=(34, 34), mouth="chew", eyes="happy", reach=True),
    "bathing": Pose(
        body=(256, 392), head=(256, 226), hands=((132, 384), (380, 384)), bends=(8, 8), eyes="happy", shadow=0,
    ),
    "blowing-bubbles": Pose(hands=((150, 388), (330, 306)), bends=(14, 30), mouth="round", reach=True, hold=0, prop="wand"),
    "waving": Pose(hands=((160, 388), (412, 262)), bends=(14, 24), eyes="happy", mouth="open", hold=0),
    "teaching": Pose(shift=66, hands=((118, 300), (350, 390)), bends=(12, 16), mouth="open", prop="pointer"),
    "riding": Pose(
        lift=34, hands=((186, 366), (326, 366)), bends=(24, 24), feet=((210, 462), (302, 446)), mouth="open",
    ),
    "making-music": Pose(hands=((186, 386), (326, 386)), bends=(22, 22), eyes="happy", mouth="open"),
    "sitting": Pose(
        body=(256, 388), head=(256, 232), hands=((190, 420), (322, 420)), bends=(22, 22),
        feet=((166, 450), (346, 450)), soles=True,
    ),
    "jumping": Pose(
        lift=52, hands=((100, 300), (412, 300)), bends=(14, 14), feet=((182, 440), (330, 440)), eyes="happy",
        mouth="open", shadow=0.7,
    ),
}  # fmt: skip
"""Action -> pose; the empty action is standing happily."""
