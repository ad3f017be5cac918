"""What is worn on feet and hands; drawn once for each, in its own frame (see worn.Garment)."""

from __future__ import annotations

import random

from forge.draw.cloth import glint, merged, piece, placed, trim
from forge.draw.paint import Brush, box, oval, shape
from forge.draw.palette import INK, Tint, mix


def boot(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A rubber boot of 76 units with a thick sole and a pale cuff."""
    brush.solid(box(-33, 4, 84, 18, 9), Tint(mix(tint.dark, INK, 0.55)), width=5)
    boot = shape(
        (-28, -52), (28, -52), (27, -24), (50, -18, 50, 10), (-32, 10), (-34, -16, -28, -52)
    )
    piece(brush, boot, tint, 6)
    brush.solid(box(-34, -66, 68, 24, 11), trim(tint), tint.line, 5)
    glint(brush, [(26, -8), (34, -6), (38, 0)], 7, 0.7)


def mitten(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A round bag with a thumb towards the body and a pale cuff."""
    thumb = placed(oval(0, 0, 15, 29), (-34, 10), 52)
    piece(brush, merged(oval(0, 14, 31, 38), thumb), tint, 6)
    brush.solid(box(-33, -36, 66, 25, 12), trim(tint), tint.line, 5)
    glint(brush, [(-18, 20), (-18, 8), (-10, 0)], 7, 0.6)
