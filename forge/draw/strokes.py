"""The small signs that effects and props share: streaks of motion, puffs, bubbles, sparkles, steam."""

from __future__ import annotations

from collections.abc import Sequence

from forge.draw.paint import Brush, Point, heart, oval, shape, star
from forge.draw.palette import RGB, WHITE, Tint, mix, rgb, shade
from forge.draw.setting import cloud

SOFT = rgb("#8fb4e8")
FOAM = rgb("#f7fcff")


def streak(
    brush: Brush, points: Sequence[Point], width: float = 9, colour: RGB = WHITE, edge: RGB = SOFT
) -> None:
    """A line (2 points) or curve (3) of motion, edged so that it shows on light ground as on dark."""
    path = shape(points[0], points[1] if len(points) == 2 else points[1] + points[2], close=False)
    brush.stroke(path, edge, width + 5)
    brush.stroke(path, colour, width)


def puff(brush: Brush, x: float, y: float, size: float, colour: RGB = WHITE) -> None:
    cloud(brush, x, y + 3, size * 1.08, mix(colour, SOFT, 0.6))
    cloud(brush, x, y, size, colour)


def sparkle(brush: Brush, x: float, y: float, size: float, colour: RGB) -> None:
    brush.solid(star(x, y, size, size * 0.5), colour, shade(colour, 0.75), 3)


def love(brush: Brush, x: float, y: float, size: float) -> None:
    brush.solid(heart(x, y, size), Tint(rgb("#ff6f95")), rgb("#c93f6c"), 4)


def bubble(brush: Brush, x: float, y: float, r: float) -> None:
    """An iridescent soap bubble."""
    brush.fill(oval(x, y, r), rgb("#e6f5ff"), 0.42)
    brush.stroke(oval(x, y, r - 5), rgb("#ffc3ea"), 6, 0.75)
    brush.stroke(oval(x, y, r - 1), rgb("#6fc3f2"), 4)
    brush.fill(oval(x + r * 0.3, y + r * 0.35, r * 0.3, r * 0.2), rgb("#fff2a8"), 0.8)
    brush.fill(oval(x - r * 0.34, y - r * 0.36, r * 0.26, r * 0.2), WHITE)


def steam(brush: Brush, x: float, y: float) -> None:
    """A curl of steam, 110 units high, its foot at (x, y)."""
    path = shape(
        (x, y), (x - 30, y - 26, x - 2, y - 54), (x + 26, y - 82, x - 2, y - 110), close=False
    )
    brush.stroke(path, SOFT, 22, 0.8)
    brush.stroke(path, WHITE, 15)


def note(brush: Brush, x: float, y: float, size: float, colour: RGB, pair: bool) -> None:
    """A musical note, its head at (x, y), about 2.4 sizes high; a pair is joined by a beam."""
    feet = ((0.0, 0.0), (1.6, -0.2)) if pair else ((0.0, 0.0),)
    tip = (x + size * 0.42, y - size * 1.8)
    far = (tip[0] + size * 1.6, tip[1] - size * 0.2)
    flag = (
        tip,
        (tip[0] + size * 0.75, tip[1] + size * 0.2),
        (tip[0] + size * 0.7, tip[1] + size * 0.85),
    )
    for tone, extra in ((WHITE, 10.0), (colour, 0.0)):
        for dx, dy in feet:
            hx, hy = x + dx * size, y + dy * size
            path = oval(hx, hy, size * 0.52, size * 0.4)
            brush.fill(path, tone)
            brush.stroke(path, tone, extra + 1)
            stem = [(hx + size * 0.42, hy), (hx + size * 0.42, hy - size * 1.8)]
            brush.lines(stem, tone, size * 0.2 + extra)
        brush.lines((tip, far) if pair else flag, tone, size * (0.42 if pair else 0.24) + extra)
