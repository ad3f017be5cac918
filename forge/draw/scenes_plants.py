"""What grows in the scenes: flowers, trees, firs, reeds, in two or three flat tones each.

Flat, because a gradient costs ten times as much as a flat shape and a far tree needs none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import skia

from forge.draw.paint import Brush, Point, box, oval, shape, star
from forge.draw.palette import RGB, WHITE, mix, rgb, shade
from forge.draw.setting import circles

_CROWN = ((-0.36, 0.16, 0.3), (0.36, 0.18, 0.29), (-0.26, -0.24, 0.32), (0.24, -0.26, 0.32), (0, 0.1, 0.42))  # fmt: skip
_LIGHT = ((-0.3, -0.26, 0.2), (-0.38, 0.08, 0.15), (0.14, -0.36, 0.16), (-0.08, 0.02, 0.17))


def flower(
    brush: Brush, x: float, y: float, size: float, petals: RGB, heart: RGB, stem: RGB | None
) -> None:
    """A blossom of five round petals at (x, y), `size` its radius; a stem down to 2.6 sizes."""
    if stem:
        brush.lines(
            [(x, y), (x - size * 0.2, y + size * 1.4), (x, y + size * 2.6)], stem, size * 0.28
        )
        brush.fill(oval(x + size * 0.5, y + size * 1.8, size * 0.55, size * 0.28), stem)
    ring = [math.radians(i * 72 - 90) for i in range(5)]
    for dy, tone in ((size * 0.1, shade(petals, 0.86)), (0.0, petals)):
        brush.fill(
            circles(
                (x + math.cos(a) * size * 0.56, y + dy + math.sin(a) * size * 0.56, size * 0.46)
                for a in ring
            ),
            tone,
        )
    brush.fill(oval(x, y, size * 0.4), heart)


def tulip(brush: Brush, x: float, y: float, size: float, colour: RGB, stem: RGB) -> None:
    """A tulip whose cup is 1.8 sizes high, on a stem down to 2.4 sizes."""
    brush.lines([(x, y), (x, y + size * 2.4)], stem, size * 0.26)
    for side in (-1, 1):
        brush.fill(
            shape(
                (x, y + size * 2.3),
                (x + side * size, y + size * 1.7, x + side * size * 0.9, y + size * 0.9),
            ),
            stem,
        )
    cup = shape(
        (x - size * 0.62, y - size * 0.8),
        (x - size * 0.3, y - size * 0.3),
        (x, y - size),
        (x + size * 0.3, y - size * 0.3),
        (x + size * 0.62, y - size * 0.8),
        (x + size * 0.95, y + size * 0.75, x, y + size * 0.8),
        (x - size * 0.95, y + size * 0.75, x - size * 0.62, y - size * 0.8),
    )
    brush.fill(cup, colour)
    brush.fill(
        oval(x - size * 0.26, y + size * 0.1, size * 0.2, size * 0.4), mix(colour, WHITE, 0.3)
    )


def sunflower(
    brush: Brush, x: float, y: float, size: float, petals: RGB, heart: RGB, stem: RGB
) -> None:
    """A sunflower, `size` its radius, on a stem three sizes long."""
    brush.lines([(x, y), (x + 6, y + size * 1.5), (x, y + size * 3)], stem, size * 0.2)
    for dx in (-0.5, 0.52):
        brush.fill(oval(x + dx * size, y + size * 1.85, size * 0.5, size * 0.25), stem)
    brush.fill(star(x, y, size, size * 0.72, 12), petals)
    brush.fill(oval(x, y, size * 0.48), heart)
    brush.fill(oval(x - size * 0.08, y - size * 0.1, size * 0.3), mix(heart, WHITE, 0.16))


def round_tree(brush: Brush, x: float, foot: float, size: float, leaf: RGB, wood: RGB) -> None:
    """A tree `size` units wide and about 1.9 sizes high, standing at y = `foot`."""
    w = size * 0.15
    for inset, tone in ((0.0, shade(wood, 0.84)), (w * 0.7, wood)):
        trunk = shape(
            (x - w * 1.6, foot),
            (x - w, foot - size * 0.2, x - w * 0.9, foot - size),
            (x + w * 0.9 - inset, foot - size),
            (x + w - inset, foot - size * 0.2, x + w * 1.6 - inset * 1.4, foot),
        )
        brush.fill(trunk, tone)
    crown(brush, x, foot - size * 1.28, size, leaf)


def crown(brush: Brush, x: float, y: float, size: float, leaf: RGB) -> None:
    """The round leafy part of a tree in three tones, lit from the upper left."""
    tones = (
        (0.06, 1.0, _CROWN, shade(leaf, 0.82)),
        (0.0, 0.96, _CROWN, leaf),
        (0.0, 1.0, _LIGHT, mix(leaf, rgb("#f2ff9e"), 0.2)),
    )
    for down, grow, discs, tone in tones:
        brush.fill(
            circles(
                (x + px * size, y + (py + down) * size, r * size * grow) for px, py, r in discs
            ),
            tone,
        )


def bushes(brush: Brush, discs: Sequence[tuple[float, float, float]], colour: RGB) -> None:
    """A hedge of round bushes (x, y, radius), lighter on top."""
    brush.fill(circles(discs), colour)
    brush.fill(
        circles((x - r * 0.2, y - r * 0.28, r * 0.52) for x, y, r in discs),
        mix(colour, WHITE, 0.13),
    )


def fir(
    brush: Brush, x: float, foot: float, size: float, leaf: RGB, wood: RGB, snow: RGB | None = None
) -> None:
    """A fir `size` units wide and 1.9 sizes high, with snow on its tiers where a colour is given."""
    brush.fill(box(x - size * 0.1, foot - size * 0.3, size * 0.2, size * 0.3), wood)
    tiers = ((0.25, 1.0, 0.5), (0.66, 1.4, 0.41), (1.08, 1.85, 0.31))
    for i, (low, high, half) in enumerate(tiers):
        y, tip, w = foot - size * low, foot - size * high, size * half
        tone = mix(leaf, WHITE, 0.07 * i)
        brush.fill(_tier(x, tip, y, w, size), shade(tone, 0.86))
        brush.fill(_tier(x - w * 0.12, tip + size * 0.03, y - size * 0.06, w * 0.8, size), tone)
        if snow:
            k = 0.56
            cap = shape(
                (x, tip - 2),
                (x + w * 0.28, y - size * 0.34, x + w * k, y - size * 0.2),
                (x + w * 0.2, y - size * 0.1, x, y - size * 0.24),
                (x - w * 0.3, y - size * 0.06, x - w * k, y - size * 0.2),
                (x - w * 0.28, y - size * 0.34, x, tip - 2),
            )
            brush.fill(cap, snow)


def far_firs(brush: Brush, spots: Sequence[Point], size: float, colour: RGB) -> None:
    """A far wood of firs at their feet's (x, y), one flat silhouette."""
    path = skia.PathBuilder()
    for x, foot in spots:
        for low, high, half in ((0.0, 1.0, 0.5), (0.5, 1.45, 0.36), (0.95, 1.85, 0.24)):
            path.moveTo(x, foot - size * high)
            path.lineTo(x + size * half, foot - size * low)
            path.lineTo(x - size * half, foot - size * low)
            path.close()
    brush.fill(path.detach(), colour)


def _tier(x: float, tip: float, y: float, w: float, size: float) -> skia.Path:
    return shape(
        (x, tip),
        (x + w * 0.4, y - size * 0.2, x + w, y),
        (x, y + size * 0.16, x - w, y),
        (x - w * 0.4, y - size * 0.2, x, tip),
    )


def tuft(brush: Brush, x: float, y: float, size: float, colour: RGB) -> None:
    """Three broad blades of grass standing at y."""
    for lean, high in ((-0.6, 0.75), (0.0, 1.0), (0.6, 0.8)):
        root, tip = x + lean * size * 0.4, (x + lean * size, y - high * size)
        brush.fill(
            shape(
                (root - size * 0.2, y),
                (root, y - size * 0.4, *tip),
                (root + size * 0.2, y - size * 0.4, root + size * 0.2, y),
            ),
            colour,
        )


def cattail(brush: Brush, x: float, foot: float, high: float, leaf: RGB, brown: RGB) -> None:
    """A reed with a brown head, `high` units from its foot, and one long leaf."""
    lean = high * 0.05
    brush.fill(
        shape(
            (x - 11, foot),
            (x - 26, foot - high * 0.4, x - 34, foot - high * 0.72),
            (x - 6, foot - high * 0.45, x + 11, foot),
        ),
        shade(leaf, 0.88),
    )
    brush.lines([(x, foot), (x + lean, foot - high * 0.5), (x + lean, foot - high)], leaf, 8)
    brush.fill(box(x + lean - 11, foot - high, 22, high * 0.3, 11), brown)
    brush.fill(box(x + lean - 7, foot - high + 6, 6, high * 0.22, 3), mix(brown, WHITE, 0.25))
