"""Parts that garments and things share: pieces of any material, trimmings, bows, blossoms."""

from __future__ import annotations

import colorsys
import math
import random
from collections.abc import Callable, Sequence
from functools import cache, wraps

import skia

from forge.draw.paint import UNITS, Brush, Point, box, oval, shape
from forge.draw.palette import INK, RGB, WHITE, Tint, mix, rgb

Draw = Callable[[Brush, Tint, random.Random], None]
"""Draws one thing of a material in its own frame."""
EDGE = 5.5
"""Width of the outlines of things, in units: a little finer than a body's."""
MARGIN = 8.0
"""Units that stay free between a thing and the picture's edge."""
CREAM = Tint(rgb("#fff4dc"))
LEAF = Tint(rgb("#58b858"))
WOOD = Tint(rgb("#c98a52"))
STEEL = Tint(rgb("#b4bccb"))
SUN = Tint(rgb("#ffd24a"))


def edge_of(tint: Tint) -> RGB:
    """The outline of a piece; black-and-white has none of its own."""
    return INK if tint.kind == "piebald" else tint.line


def piece(brush: Brush, path: skia.Path, tint: Tint, width: float = EDGE) -> None:
    """A solid of the material; black-and-white gets its patches."""
    brush.fill(path, tint)
    if tint.kind == "piebald":
        _patches(brush, path)
    brush.stroke(path, edge_of(tint), width)


def _patches(brush: Brush, path: skia.Path) -> None:
    area = path.getBounds()
    w, h = area.width(), area.height()
    r = max(9.0, math.sqrt(w * h) * 0.17)
    with brush.inside(path):
        for x, y, size in (
            (0.18, 0.30, 1.0),
            (0.60, 0.16, 0.8),
            (0.78, 0.66, 1.1),
            (0.36, 0.84, 0.9),
        ):
            spot = oval(area.left() + x * w, area.top() + y * h, r * size * 1.1, r * size * 0.9)
            brush.fill(spot, rgb("#45414f"))


def trim(tint: Tint) -> Tint:
    """What bands, stripes and dots on this material are made of: plain to see, never louder than it."""
    if tint.kind == "piebald":
        return Tint(rgb("#45414f"))
    if tint.kind == "rainbow":
        return Tint(WHITE)
    if tint.kind == "gold":
        return Tint(rgb("#fff4d2"))
    hue, light, saturation = colorsys.rgb_to_hls(*tint.base)
    if light > 0.9:
        return Tint(rgb("#b9c3d6"))
    if saturation > 0.4 and 0.1 < hue < 0.17:
        return Tint(rgb("#eda126")) if light < 0.7 else Tint(rgb("#e8736b"))
    return Tint(mix(tint.base, WHITE, 0.74))


def merged(*paths: skia.Path) -> skia.Path:
    """One outline around all of them."""
    whole = paths[0]
    for path in paths[1:]:
        whole = skia.Op(whole, path, skia.PathOp.kUnion_PathOp)
    return whole


def cut(path: skia.Path, hole: skia.Path) -> skia.Path:
    return skia.Op(path, hole, skia.PathOp.kDifference_PathOp)


def bar(a: Point, b: Point, width: float) -> skia.Path:
    """A straight rod with round ends."""
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    turn = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
    rod = box(-width / 2, -width / 2, length + width, width, width / 2)
    return placed(rod, a, turn)


def placed(path: skia.Path, at: Point, turn: float = 0) -> skia.Path:
    """Turned about the origin (degrees clockwise), then moved."""
    matrix = skia.Matrix()
    matrix.setRotate(turn)
    matrix.postTranslate(*at)
    return _moved(path, matrix)


def _moved(path: skia.Path, matrix: skia.Matrix) -> skia.Path:
    copy = skia.Path()
    path.transform(matrix, copy)
    return copy


def mirrored(path: skia.Path) -> skia.Path:
    """The same on the other side of x = 0."""
    matrix = skia.Matrix()
    matrix.setScale(-1, 1)
    return _moved(path, matrix)


def glint(brush: Brush, points: Sequence[Point], width: float = 8, alpha: float = 0.75) -> None:
    """A white streak of light through 3 points (start, bend, end)."""
    brush.stroke(shape(points[0], points[1] + points[2], close=False), WHITE, width, alpha)


def dots(brush: Brush, path: skia.Path, tint: Tint, spots: Sequence[Point], radius: float) -> None:
    """Flat dots in the trimming's colour, cut off at the path's edge."""
    with brush.inside(path):
        for x, y in spots:
            brush.fill(oval(x, y, radius), trim(tint).base)


def room(brush: Brush, left: float, top: float, right: float, bottom: float) -> Point:
    """How far a thing of these bounds must move, in its own frame, so that the picture does not cut it."""
    canvas = brush.canvas
    matrix = canvas.getTotalMatrix()
    seen = matrix.mapRect(skia.Rect.MakeLTRB(left, top, right, bottom))
    side = canvas.getBaseLayerSize().width()
    margin = side * MARGIN / UNITS
    dx = max(margin - seen.left(), 0) or min(side - margin - seen.right(), 0)
    dy = max(margin - seen.top(), 0) or min(side - margin - seen.bottom(), 0)
    back = skia.Matrix()
    if not (dx or dy) or not matrix.invert(back):
        return 0.0, 0.0
    step = back.mapVector(dx, dy)
    return step.x(), step.y()


def within(left: float, top: float, right: float, bottom: float) -> Callable[[Draw], Draw]:
    """Lets a thing of these bounds move as far as the picture's edge asks."""

    def keep(draw: Draw) -> Draw:
        @wraps(draw)
        def moved(brush: Brush, tint: Tint, rng: random.Random) -> None:
            with brush.at(*room(brush, left, top, right, bottom)):
                draw(brush, tint, rng)

        return moved

    return keep


def bow_knot(brush: Brush, tint: Tint, size: float, tails: bool) -> None:
    """A tied ribbon around the origin, `size` units from the knot to either end."""
    s = size
    if tails:
        tail = shape((0, 0), (s * 0.12, s * 0.6, s * 0.3, s * 1.0), (s * 0.5, s * 0.78), (s * 0.82, s * 0.8),
                     (s * 0.55, s * 0.3, 0, 0))  # fmt: skip
        piece(brush, tail, tint)
        piece(brush, mirrored(tail), tint)
    loop = shape(
        (0, -s * 0.1),
        (s * 0.3, -s * 0.62, s * 0.9, -s * 0.74, s * 0.98, -s * 0.5),
        (s * 1.06, -s * 0.1, s * 1.06, s * 0.1, s * 0.98, s * 0.5),
        (s * 0.9, s * 0.74, s * 0.3, s * 0.62, 0, s * 0.1),
    )
    for path, side in ((loop, 1), (mirrored(loop), -1)):
        piece(brush, path, tint)
        brush.lines([(side * s * 0.28, -s * 0.05), (side * s * 0.5, -s * 0.16), (side * s * 0.66, -s * 0.2)],
                    tint.line, 4)  # fmt: skip
    piece(brush, box(-s * 0.22, -s * 0.27, s * 0.44, s * 0.54, s * 0.18), tint)


@cache
def _petals(radius: float, petals: int) -> skia.Path:
    """Their common outline; kept, because joining paths takes longer than drawing them."""
    long, wide = radius * 0.36, radius * 2.05 / petals
    leaves = [
        placed(oval(0, -radius + long, wide, long), (0, 0), i * 360 / petals) for i in range(petals)
    ]
    return merged(*leaves, oval(0, 0, radius * 0.5))


def blossom(brush: Brush, tint: Tint, radius: float, petals: int) -> None:
    """A daisy around the origin."""
    piece(brush, _petals(radius, petals), tint)
    for i in range(petals):
        angle = math.radians((i + 0.5) * 360 / petals - 90)
        near, far = radius * 0.4, radius * 0.6
        brush.lines([(near * math.cos(angle), near * math.sin(angle)), (far * math.cos(angle), far * math.sin(angle))],
                    tint.line, 3)  # fmt: skip
    hue, light, saturation = colorsys.rgb_to_hls(*tint.base)
    sunny = tint.kind != "rainbow" and saturation > 0.5 and light < 0.85 and 0.04 < hue < 0.17
    brush.solid(oval(0, 0, radius * 0.34), Tint(rgb("#a8643a")) if sunny else SUN, width=EDGE - 1)


def curved_band(left: float, right: float, top: float, bottom: float, sag: float) -> skia.Path:
    """A band that runs around something round: its ends at `top` and `bottom`, its middle `sag` lower."""
    middle = (left + right) / 2
    return shape((left, top), (middle, top + sag * 2, right, top), (right, bottom),
                 (middle, bottom + sag * 2, left, bottom))  # fmt: skip
