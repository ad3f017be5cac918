"""How a body stands, lies or flies, in picture units before the figure's own place in the picture."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from forge.draw.paint import UNITS, Point

GROUND = 458.0
"""Where feet touch the ground."""


@dataclass(frozen=True)
class Side:
    """A body seen from the side, its front at the right."""

    feet: tuple[Point, Point, Point, Point]
    """Far hind, near hind, far fore and near fore foot."""
    body: Point = (212, 356)
    half: Point = (112, 66)
    """Half its length and half its height."""
    head: Point = (334, 212)
    head_scale: float = 0.94
    tail: Point = (166, 292)
    """The origin of the tail's frame, which is that of an upright body."""
    turn: float = 0
    """Degrees clockwise: nose down."""
    flip: bool = False
    """Mirrored about the middle of the picture: the front at the left."""
    supine: bool = False
    """Belly up."""
    lying: bool = False
    """Legs folded: only paws are seen."""

    @property
    def anybody(self) -> bool:
        """Whoever has no four legs can do it too."""
        return self.lying or self.supine


@dataclass(frozen=True)
class Pose:
    """Left and right are the viewer's."""

    body: Point = (256, 366)
    body_turn: float = 0
    """Degrees clockwise."""
    head: Point = (256, 204)
    head_turn: float = 0
    look: float = 0
    """Where the face is turned: -1 left, 0 to the viewer, 1 right."""
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
    """A kind of `face.eyes`."""
    mouth: str = "smile"
    """A kind of `face.mouth`."""
    hold: int = 1
    """Which hand holds things: 0 left, 1 right."""
    beside: Point = (420, GROUND + 12)
    """Where on the ground a thing stands that nobody carries."""
    reach: bool = False
    """The arms are in front of the head."""
    embrace: bool = False
    """Both arms go round what is held."""
    shadow: float = 1.0
    """Size of the shadow on the ground; 0: the feet are hidden (water, tub)."""
    prop: str = ""
    """What the action itself brings, by its name in `props`."""
    grasp: tuple[int, ...] = ()
    """The hands that close over the prop."""
    moves: bool = False
    """On its way to the right: what trails behind is at the left."""
    wings: bool = False
    """Wings are spread; who has none gets some."""
    side: Side | None = None
    """How those with four legs do it, as long as their paws are free."""

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

    def in_company(self) -> Pose:
        """The pose of one among several: nobody steps aside, and all paint at one easel."""
        return replace(self, shift=0, prop="" if self.prop == "easel" else self.prop)

    def mirrored(self) -> Pose:
        """The same pose seen in a mirror; a side that moves is left as it is."""

        def across(point: Point) -> Point:
            return UNITS - point[0], point[1]

        return replace(
            self,
            body=across(self.body),
            body_turn=-self.body_turn,
            head=across(self.head),
            head_turn=-self.head_turn,
            look=-self.look,
            hands=(across(self.hands[1]), across(self.hands[0])),
            bends=(self.bends[1], self.bends[0]),
            feet=(across(self.feet[1]), across(self.feet[0])),
            turn=-self.turn,
            shift=-self.shift,
            hold=1 - self.hold,
            beside=across(self.beside),
            grasp=tuple(1 - hand for hand in self.grasp),
            side=self.side and replace(self.side, flip=not self.side.flip),
        )
