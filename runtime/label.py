"""The small visible mark that a picture is generated: a rounded badge with "AI生成" in its lower right corner.

GB 45438-2025 wants characters of at least 5 % of the picture's short side. The four glyphs are drawn here as strokes,
so that the box needs no font.
"""

from __future__ import annotations

import math
from functools import lru_cache

from PIL import Image, ImageDraw

Point = tuple[float, float]
Stroke = tuple[Point, ...]

HEIGHT = 0.052
"""Of a glyph, as a share of the short side."""
MARGIN = 0.022
"""Between the badge and the picture's edges, as a share of the short side."""
BACKGROUND = (38, 34, 60, 124)
INK = (255, 255, 255, 235)
OVERSAMPLING = 4

GLYPHS: tuple[tuple[float, tuple[Stroke, ...]], ...] = (
    (0.82, (((0.04, 1.0), (0.41, 0.0), (0.78, 1.0)), ((0.17, 0.66), (0.65, 0.66)))),
    (0.42, (((0.2, 0.0), (0.2, 1.0)),)),
    (
        1.18,
        (
            ((0.34, 0.06), (0.28, 0.24), (0.12, 0.46)),
            ((0.25, 0.28), (0.96, 0.28)),
            ((0.57, 0.0), (0.57, 0.98)),
            ((0.22, 0.61), (0.92, 0.61)),
            ((0.08, 0.98), (1.04, 0.98)),
        ),
    ),
    (
        1.06,
        (
            ((0.15, 0.24), (0.96, 0.24)),
            ((0.15, 0.24), (0.15, 0.56), (0.12, 0.80), (0.03, 1.0)),
            ((0.15, 0.51), (0.44, 0.51), (0.43, 0.72), (0.40, 0.82), (0.28, 0.79)),
            ((0.56, 0.0), (0.58, 0.33), (0.66, 0.64), (0.79, 0.87), (0.92, 1.0), (1.0, 0.75)),
            ((0.88, 0.41), (0.76, 0.66), (0.60, 0.86), (0.42, 1.0)),
            ((0.74, 0.02), (0.86, 0.12)),
        ),
    ),
)
"""A, I, 生, 成: (advance, strokes) in heights of a glyph."""


def put_label(image: Image.Image) -> None:
    """Draws the mark onto an RGB picture."""
    mark, margin = badge(min(image.size))
    place = (image.width - mark.width - margin, image.height - mark.height - margin)
    image.paste(mark, place, mark)


@lru_cache(maxsize=8)
def badge(short: int) -> tuple[Image.Image, int]:
    """(RGBA, pixels to the right and lower edges) for pictures whose short side is `short` pixels."""
    height = math.ceil(short * HEIGHT)
    unit = height * OVERSAMPLING
    padding = unit * 0.36
    width = sum(advance for advance, _ in GLYPHS) * unit + 2 * padding
    size = (_whole(width), _whole(unit + 2 * padding))
    canvas = Image.new("RGBA", size, (*BACKGROUND[:3], 0))
    draw = ImageDraw.Draw(canvas)
    draw.rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius=size[1] * 0.36, fill=BACKGROUND)
    x = padding
    for advance, strokes in GLYPHS:
        for stroke in strokes:
            _draw_stroke(
                draw, [(x + px * unit, padding + py * unit) for px, py in stroke], unit * 0.105
            )
        x += advance * unit
    small = (size[0] // OVERSAMPLING, size[1] // OVERSAMPLING)
    return canvas.resize(small, Image.Resampling.LANCZOS), round(short * MARGIN)


def _whole(length: float) -> int:
    """Rounded up to what oversampling divides."""
    return math.ceil(length / OVERSAMPLING) * OVERSAMPLING


def _draw_stroke(draw: ImageDraw.ImageDraw, points: list[Point], width: float) -> None:
    """A line with round ends and joints."""
    draw.line(points, fill=INK, width=round(width))
    for x, y in points:
        radius = width / 2
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=INK)
