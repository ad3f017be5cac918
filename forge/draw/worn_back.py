"""What is worn on the back. Frame: the body's; it is 164 wide and reaches from y -88 to 88."""

from __future__ import annotations

import random

from forge.draw.cloth import SUN, edge_of, glint, mirrored, piece, trim
from forge.draw.paint import Brush, box, shape
from forge.draw.palette import Tint


def cape(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Behind the figure, spread wide to both sides."""
    cloth = shape(
        (-50, -92), (-118, -60, -150, 14, -188, 72), (-172, 98, -144, 88), (-120, 114, -90, 98), (-46, 116, 0, 100),
        (46, 116, 90, 98), (120, 114, 144, 88), (172, 98, 188, 72), (150, 14, 118, -60, 50, -92),
    )  # fmt: skip
    piece(brush, cloth, tint, 6)
    for side in (-1, 1):
        brush.lines([(side * 84, -52), (side * 112, 20), (side * 144, 80)], tint.line, 6)
        glint(brush, [(side * 132, 20), (side * 144, 42), (side * 156, 58)], 9, 0.45)


def bag(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """The backpack itself, behind the figure; all of it stands out on the left, away from what is held."""
    with brush.at(-128, 0, -6):
        brush.stroke(shape((-34, -80), (-30, -122, 20, -122, 22, -80), close=False), tint.line, 22)
        brush.stroke(shape((-34, -80), (-30, -122, 20, -122, 22, -80), close=False), tint.base, 11)
        sack = box(-74, -88, 148, 176, 46)
        piece(brush, sack, tint, 6)
        with brush.inside(sack):
            piece(brush, shape((-80, -96), (-80, -26), (-10, 12, 80, -26), (80, -96)), tint, 6)
            brush.solid(box(-80, 66, 160, 30), trim(tint), tint.line)
        brush.stroke(sack, edge_of(tint))
        brush.solid(box(-46, -26, 26, 34, 8), SUN, width=5)
        piece(brush, box(-62, 20, 90, 38, 16), tint, 6)
        glint(brush, [(-60, -36), (-61, -56), (-44, -72)], 9, 0.6)


def straps(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """The backpack's two straps, from the shoulders to under the arms, with buckles."""
    strap = shape(
        (28, -90),
        (10, -14, 26, 50),
        (40, 70, 76, 68),
        (78, 40),
        (56, 40, 52, 18),
        (46, -30, 64, -90),
    )
    for path, side in ((strap, 1), (mirrored(strap), -1)):
        piece(brush, path, tint, 6)
        brush.solid(box(side * 36 - 22, -18, 44, 28, 8), SUN, width=5)
