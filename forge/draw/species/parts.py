"""Ears, tails, manes and muzzles that species share. Each maker returns a part: a function of brush and coat.

Head parts use the head's frame (origin at its centre, about 118 x 104 around it), body parts the body's (82 x 88).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import skia

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, Point, blob, oval, shape
from forge.draw.palette import INK, RGB, Tint, mix, rgb

Part = Callable[[Brush, Coat], None]
Muzzle = Callable[[Brush, Coat, str], None]
"""Draws nose and mouth; the string is the mouth's expression."""
Reach = Callable[[Brush, Coat, Sequence[Point], int, bool], None]
"""Draws an arm through shoulder, elbow and hand on the left (-1) or the right (1).

The flag says that something is held.
"""
PINK = rgb("#ffb3c1")
BEAK = Tint(rgb("#ffa32b"))
SOOT, PALE = Tint(rgb("#45414f")), Tint(rgb("#f2ecf2"))


def nothing(brush: Brush, coat: Coat) -> None:
    """A part that this species does not have."""


@dataclass(frozen=True, kw_only=True)
class Species:
    natural: Natural
    muzzle: Muzzle
    ears: Part = nothing
    """Behind the head."""
    marks: Part = nothing
    """On the head, kept inside its outline."""
    top: Part = nothing
    """On the head, over its outline: horn, comb, forelock."""
    tail: Part = nothing
    """Behind the body: tail, shell or wings."""
    neck: Part = nothing
    """Between body and head of one seen from the front."""
    aside: Point = (0.0, 0.0)
    """How far to the front and down the tail's frame moves where the body is seen from the side."""
    coat: Part = nothing
    """On the body, kept inside its outline."""
    head: tuple[float, float] = (118, 104)
    body: tuple[float, float] = (82, 88)
    arm: str = "paw"
    """paw, wing or fin."""
    reach: Reach | None = None
    """Draws the arms where none of those fits: claws, tentacles, a snake's tail."""
    leg: str = "paw"
    """paw, hoof, bird or none."""
    eyes: tuple[float, float] = (1.0, 0.0)
    """Spread (factor) and height (units, down) of the eyes."""
    belly: bool = True
    winged: bool = False
    """Flies without borrowed wings."""
    face_dark: bool = False
    """The skin around the eyes is dark, whatever the colour."""
    light_face: bool = False
    """The skin around the eyes is light, whatever the colour."""


def both(points: Sequence[Point]) -> tuple[skia.Path, skia.Path]:
    """The smooth shape through the points of the right side, and its mirror image first."""
    return blob([(-x, y) for x, y in points]), blob(points)


def bold(coat: Coat) -> Tint:
    """Stripes that stand out on any colour: near black, or pale on a coat that is dark itself."""
    return PALE if sum(coat.base.base) < 1.0 else SOOT


def raised(points: Sequence[Point], side: int, busy: bool) -> tuple[Point, Point, Point]:
    """The same arm, held up and out where it would only hang down."""
    shoulder, elbow, hand = points
    if busy or hand[1] - shoulder[1] < 55:
        return shoulder, elbow, hand
    return shoulder, (hand[0] + side * 34, hand[1] - 4), (hand[0] + side * 46, hand[1] - 64)


def slim_arms(width: float = 24) -> Reach:
    def part(brush: Brush, coat: Coat, points: Sequence[Point], side: int, busy: bool) -> None:
        brush.limb(points, width, coat.limb)

    return part


def round_ears(x: float = 82, y: float = -76, r: float = 36, inner: RGB | None = None) -> Part:
    def part(brush: Brush, coat: Coat) -> None:
        for side in (-1, 1):
            brush.solid(oval(side * x, y, r), coat.ear)
            brush.fill(oval(side * x, y + r * 0.12, r * 0.56), inner or coat.belly.base)

    return part


def pointed_ears(x: float = 74, height: float = 78, inner: RGB = PINK, tip: bool = False) -> Part:
    def part(brush: Brush, coat: Coat) -> None:
        for side in (-1, 1):
            outer = shape(
                (side * (x - 46), -72), (side * (x + 2), -118 - height * 0.35, side * (x + 22), -98 - height * 0.62),
                (side * (x + 44), -90, side * (x + 34), -38),
            )  # fmt: skip
            brush.solid(outer, coat.ear)
            with brush.inside(outer):
                brush.fill(oval(side * (x + 6), -72, 22, 40), inner)
                if tip:
                    brush.fill(oval(side * (x + 22), -98 - height * 0.62, 27, 30), coat.mark)
            brush.stroke(outer, coat.ear.line)

    return part


def tall_ears(turn: float = 9) -> Part:
    def part(brush: Brush, coat: Coat) -> None:
        for side in (-1, 1):
            with brush.at(side * 50, -84, side * turn):
                brush.solid(oval(0, -38, 28, 60), coat.ear)
                brush.fill(oval(0, -33, 15, 42), PINK)

    return part


def side_ears(
    x: float = 108,
    y: float = -36,
    rx: float = 42,
    ry: float = 24,
    turn: float = -18,
    inner: RGB = PINK,
) -> Part:
    """Leaf-shaped ears that stick out: cow, sheep, deer, giraffe."""

    def part(brush: Brush, coat: Coat) -> None:
        for side in (-1, 1):
            with brush.at(side * x, y, side * turn):
                brush.solid(oval(side * 8, 0, rx, ry), coat.ear)
                brush.fill(oval(side * 10, 2, rx * 0.58, ry * 0.52), inner)

    return part


def floppy_ears() -> Part:
    def part(brush: Brush, coat: Coat) -> None:
        tint = coat.mark if not coat.patched else coat.ear
        for side in (-1, 1):
            ear = blob(
                [
                    (side * p[0], p[1])
                    for p in ((62, -92), (112, -74), (138, -6), (118, 44), (92, 18), (84, -40))
                ]
            )
            brush.solid(ear, tint)

    return part


def big_flaps() -> Part:
    """An elephant's ears."""

    def part(brush: Brush, coat: Coat) -> None:
        for side in (-1, 1):
            ear = blob(
                [
                    (side * p[0], p[1])
                    for p in ((84, -70), (150, -74), (178, -16), (158, 48), (110, 58), (84, 20))
                ]
            )
            brush.solid(ear, coat.ear)
            inner = blob(
                [
                    (side * p[0], p[1])
                    for p in ((100, -46), (146, -50), (160, -12), (144, 30), (108, 36))
                ]
            )
            brush.fill(inner, PINK)

    return part


def together(*parts: Part) -> Part:
    def part(brush: Brush, coat: Coat) -> None:
        for one in parts:
            one(brush, coat)

    return part


def curl_tail(
    points: Sequence[Point] = ((60, 60), (150, 70), (140, -30)),
    width: float = 22,
    tip: bool = False,
) -> Part:
    def part(brush: Brush, coat: Coat) -> None:
        brush.limb(points, width, coat.base)
        if tip:
            brush.solid(oval(*points[-1], width), coat.mark)

    return part


def puff_tail(x: float = 84, y: float = 48, r: float = 30) -> Part:
    def part(brush: Brush, coat: Coat) -> None:
        brush.solid(oval(x, y, r), coat.belly)

    return part


def bushy_tail(tip: bool = False, curl: bool = False) -> Part:
    """Fox (with a light tip) or squirrel (curling up behind the back)."""

    def part(brush: Brush, coat: Coat) -> None:
        if curl:
            points = [
                (40, 80),
                (110, 76),
                (158, 20),
                (150, -60),
                (196, -96),
                (222, -40),
                (206, 50),
                (130, 112),
            ]
        else:
            points = [(40, 80), (96, 60), (140, -4), (186, -40), (196, 20), (168, 84), (104, 110)]
        tail = blob(points)
        brush.solid(tail, coat.base)
        with brush.inside(tail):
            if tip:
                brush.fill(oval(196, -26, 46, 50), coat.belly)
            else:
                brush.fill(blob([(p[0] * 0.55 + 70, p[1] * 0.6) for p in points]), coat.belly, 0.6)
        brush.stroke(tail, coat.base.line)

    return part


def horse_tail() -> Part:
    def part(brush: Brush, coat: Coat) -> None:
        brush.solid(
            blob([(50, 40), (108, 10), (146, 50), (138, 116), (104, 92), (92, 64)]), coat.mark
        )

    return part


def snout(
    rx: float = 46,
    ry: float = 34,
    y: float = 48,
    nose_size: float = 1.0,
    nose: RGB = INK,
    light: bool = True,
) -> Muzzle:
    """A light patch with a nose on top: bear, dog, cat, tiger…"""

    def part(brush: Brush, coat: Coat, mouth: str) -> None:
        if light:
            face.muzzle(brush, coat.belly, rx, ry, y)
        face.nose(brush, nose, y - 18, nose_size)
        face.mouth(brush, mouth, (0, y + 1))

    return part


def plain_mouth(y: float = 44, nostrils: float = 0) -> Muzzle:
    def part(brush: Brush, coat: Coat, mouth: str) -> None:
        if nostrils:
            for side in (-1, 1):
                brush.fill(oval(side * nostrils, y - 12, 5, 6), coat.base.line)
        face.mouth(brush, mouth, (0, y))

    return part


def bill(kind_width: float = 38, y: float = 42, tint: Tint = BEAK) -> Muzzle:
    def part(brush: Brush, coat: Coat, mouth: str) -> None:
        face.beak(brush, tint, mouth, kind_width, y)

    return part


def broad_muzzle(
    tint: Callable[[Coat], Tint], rx: float = 66, ry: float = 40, y: float = 60
) -> Muzzle:
    """A wide soft nose with two nostrils: cow, horse, pig's bigger cousin."""

    def part(brush: Brush, coat: Coat, mouth: str) -> None:
        material = tint(coat)
        brush.solid(oval(0, y, rx, ry), material, width=5)
        for side in (-1, 1):
            brush.fill(oval(side * rx * 0.45, y - ry * 0.32, 7, 9), mix(material.line, INK, 0.2))
        with brush.at(0, 0, scale=0.86):
            face.mouth(brush, mouth, (0, y + 10))

    return part


def spots(places: Sequence[tuple[float, float, float]]) -> Part:
    """Round marks at (x, y, radius)."""

    def part(brush: Brush, coat: Coat) -> None:
        for x, y, r in places:
            brush.fill(oval(x, y, r, r * 0.88), coat.mark)

    return part


def stripes(
    lines: Sequence[tuple[Point, Point, Point]], width: float = 11, strong: bool = False
) -> Part:
    def part(brush: Brush, coat: Coat) -> None:
        for line in lines:
            brush.lines(line, (bold(coat) if strong else coat.mark).base, width)

    return part
