"""What all scenes share: the light of the day, measured chance, and simple things of nature."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from typing import Literal

import skia

from forge.draw.paint import Brush, Point, box, colour4, oval, shape
from forge.draw.palette import RGB, WHITE, Tint, mix, rgb, shade

Light = Literal["", "night", "rain", "rainbow", "sunset"]
"""The sky over a scene; the empty one is a bright day."""
LIGHTS: tuple[Light, ...] = ("", "night", "rain", "rainbow", "sunset")

VARIANCE = 0.35
"""How much chance moves, scales and tints things: 1 is lively, 0 draws every picture alike."""

LEAF = rgb("#6cc04a")
WOOD = rgb("#a9744c")
LETTERS: dict[str, tuple[tuple[Point, ...], ...]] = {
    "A": (((0, 1), (0.5, 0)), ((0.5, 0), (1, 1)), ((0.22, 0.66), (0.78, 0.66))),
    "B": (
        ((0.1, 0), (0.1, 1)),
        ((0.1, 0), (1.35, 0.16), (0.1, 0.47)),
        ((0.1, 0.47), (1.55, 0.7), (0.1, 1)),
    ),
    "C": (((0.95, 0.16), (0.1, -0.25), (0.08, 0.5)), ((0.08, 0.5), (0.1, 1.25), (0.95, 0.84))),
    "1": (((0.2, 0.25), (0.55, 0)), ((0.55, 0), (0.55, 1))),
    "2": (
        ((0.1, 0.25), (1.05, -0.5), (0.85, 0.42)),
        ((0.85, 0.42), (0.1, 1)),
        ((0.1, 1), (0.95, 1)),
    ),
    "Z": (((0.05, 0), (0.95, 0)), ((0.95, 0), (0.05, 1)), ((0.05, 1), (0.95, 1))),
}
"""Strokes in a unit square, each a line or a curve (start, bend, end): no font is needed."""


def vary(rng: random.Random, amount: float) -> float:
    """Up to `amount` units either way, times VARIANCE."""
    return rng.uniform(-amount, amount) * VARIANCE


def near(rng: random.Random, points: Sequence[Point], amount: float = 20) -> list[Point]:
    """The points, each a little moved."""
    return [(x + vary(rng, amount), y + vary(rng, amount)) for x, y in points]


def hue(rng: random.Random, colour: RGB) -> RGB:
    """The colour, a little off."""
    return Tint(colour).jittered(rng, VARIANCE).base


def lit(colour: RGB, light: Light) -> RGB:
    """What an outdoor thing looks like under this sky."""
    return _bathed(colour, *_BATHS[light]) if light else colour


def room(colour: RGB, light: Light) -> RGB:
    """What a thing in a room looks like: the sky colours it only a little."""
    return mix(colour, lit(colour, light), 0.5)


def _bathed(colour: RGB, filtered: RGB, haze: RGB, share: float) -> RGB:
    r, g, b = (c * f for c, f in zip(colour, filtered, strict=True))
    return mix((r, g, b), haze, share)


_BATHS: dict[Light, tuple[RGB, RGB, float]] = {
    "night": ((0.52, 0.62, 0.86), rgb("#27458f"), 0.15),
    "rain": ((0.84, 0.90, 0.96), rgb("#8fa6c0"), 0.16),
    "rainbow": ((1.0, 1.0, 1.0), WHITE, 0.0),
    "sunset": ((1.0, 0.91, 0.92), rgb("#ff86a0"), 0.18),
}
"""Each sky's light on things: a filter, a haze and the haze's share."""


def ramp(brush: Brush, path: skia.Path, top: RGB, bottom: RGB) -> None:
    """Fills the path with a vertical gradient over its own height."""
    edge = path.getBounds()
    paint = skia.Paint(
        AntiAlias=True,
        Shader=skia.GradientShader.MakeLinear(
            [skia.Point(0, edge.top()), skia.Point(0, edge.bottom())],
            [colour4(top), colour4(bottom)],
        ),
    )
    brush.canvas.drawPath(path, paint)


def circles(discs: Iterable[tuple[float, float, float]]) -> skia.Path:
    """Many discs (x, y, radius) as one shape, drawn at once."""
    path = skia.PathBuilder()
    for x, y, r in discs:
        path.addOval(skia.Rect.MakeLTRB(x - r, y - r, x + r, y + r))
    return path.detach()


def wall(brush: Brush, colour: RGB) -> None:
    """The whole picture in one tone."""
    brush.canvas.clear(colour4(colour))


def hill(brush: Brush, left: float, peak: float, right: float, colour: RGB) -> None:
    """Ground down to the lower edge; the heights of its line at x = 0, 256 and 512.

    Two flat tones: a gradient over half the picture costs twenty times as much.
    """
    bend = 2 * peak - (left + right) / 2
    for down, tone in ((0, mix(colour, WHITE, 0.2)), (17, colour)):
        path = shape((0, left + down), (256, bend + down, 512, right + down), (512, 512), (0, 512))
        brush.fill(path, tone)


def cloud(
    brush: Brush, x: float, y: float, size: float, colour: RGB = WHITE, alpha: float = 1.0
) -> None:
    """A fluffy cloud, `size` units from its middle to its side, flat below."""
    puffs = ((-0.62, 0.1, 0.38), (-0.2, -0.2, 0.46), (0.3, -0.08, 0.42), (0.68, 0.14, 0.32))
    under = mix(shade(colour, 0.9), rgb("#9db8e8"), 0.15)
    for dy, tone in ((0.07, under), (0.0, colour)):
        path = skia.PathBuilder()
        for px, py, radius in puffs:
            cx, cy, r = x + px * size, y + (py + dy) * size, radius * size
            path.addOval(skia.Rect.MakeLTRB(cx - r, cy - r, cx + r, cy + r))
        base = skia.Rect.MakeXYWH(x - 0.95 * size, y + (0.1 + dy) * size, 1.9 * size, 0.36 * size)
        path.addRRect(skia.RRect.MakeRectXY(base, 0.18 * size, 0.18 * size))
        brush.fill(path.detach(), tone, alpha)


def flower(
    brush: Brush, x: float, y: float, size: float, petals: RGB, heart: RGB, stem: RGB | None
) -> None:
    """A blossom of five round petals at (x, y), `size` its radius; a stem down to 2.6 sizes."""
    if stem:
        brush.lines(
            [(x, y), (x - size * 0.2, y + size * 1.4), (x, y + size * 2.6)], stem, size * 0.26
        )
        brush.fill(oval(x + size * 0.5, y + size * 1.8, size * 0.5, size * 0.24), stem)
    ring = [(math.radians(i * 72 - 90)) for i in range(5)]
    brush.fill(
        circles(
            [
                (x + math.cos(a) * size * 0.56, y + math.sin(a) * size * 0.56, size * 0.46)
                for a in ring
            ]
        ),
        petals,
    )
    brush.fill(oval(x, y, size * 0.4), heart)


def tulip(brush: Brush, x: float, y: float, size: float, colour: RGB, stem: RGB) -> None:
    brush.lines([(x, y), (x, y + size * 2.4)], stem, size * 0.24)
    brush.fill(
        shape((x, y + size * 2.2), (x + size, y + size * 1.6, x + size * 0.9, y + size * 0.9)), stem
    )
    brush.fill(
        shape((x, y + size * 2.3), (x - size, y + size * 1.8, x - size * 0.9, y + size)), stem
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
    brush.fill(cup, Tint(colour))


def round_tree(brush: Brush, x: float, foot: float, size: float, leaf: RGB, wood: RGB) -> None:
    """A tree `size` units wide and about 1.9 sizes high, standing at y = `foot`."""
    w = size * 0.15
    trunk = shape(
        (x - w * 1.6, foot),
        (x - w, foot - size * 0.2, x - w * 0.9, foot - size),
        (x + w * 0.9, foot - size),
        (x + w, foot - size * 0.2, x + w * 1.6, foot),
    )
    ramp(brush, trunk, shade(wood, 0.85), wood)
    top = foot - size * 1.28
    crown = [
        (-0.36, 0.16, 0.3),
        (0.36, 0.18, 0.29),
        (-0.26, -0.24, 0.32),
        (0.24, -0.26, 0.32),
        (0, 0.1, 0.42),
    ]
    brush.fill(
        circles((x + px * size, top + (py + 0.05) * size, r * size) for px, py, r in crown),
        shade(leaf, 0.82),
    )
    brush.fill(
        circles((x + px * size, top + py * size, r * size * 0.97) for px, py, r in crown),
        Tint(leaf),
    )
    light = [
        (-0.26, -0.3, 0.16),
        (0.2, -0.34, 0.13),
        (-0.02, 0.0, 0.14),
        (0.34, 0.08, 0.11),
        (-0.4, 0.1, 0.1),
    ]
    brush.fill(
        circles((x + px * size, top + py * size, r * size) for px, py, r in light),
        mix(leaf, rgb("#e8ff9a"), 0.4),
        0.5,
    )


def fir(
    brush: Brush, x: float, foot: float, size: float, leaf: RGB, wood: RGB, snow: RGB | None = None
) -> None:
    """A fir `size` units wide and 1.9 sizes high, with snow on its tiers where a colour is given."""
    brush.fill(box(x - size * 0.1, foot - size * 0.3, size * 0.2, size * 0.3), wood)
    for i, (low, high, half) in enumerate(
        ((0.25, 1.0, 0.5), (0.66, 1.4, 0.41), (1.08, 1.85, 0.31))
    ):
        y, tip, w = foot - size * low, foot - size * high, size * half
        tier = shape(
            (x, tip),
            (x + w * 0.4, y - size * 0.2, x + w, y),
            (x, y + size * 0.16, x - w, y),
            (x - w * 0.4, y - size * 0.2, x, tip),
        )
        ramp(brush, tier, mix(leaf, WHITE, 0.16 + 0.05 * i), shade(leaf, 0.9))
        if snow:
            k = 0.52
            cap = shape(
                (x, tip - 2),
                (x + w * 0.28, y - size * 0.34, x + w * k, y - size * 0.2),
                (x + w * 0.2, y - size * 0.1, x, y - size * 0.24),
                (x - w * 0.3, y - size * 0.06, x - w * k, y - size * 0.2),
                (x - w * 0.28, y - size * 0.34, x, tip - 2),
            )
            brush.fill(cap, snow)


def tuft(brush: Brush, x: float, y: float, size: float, colour: RGB) -> None:
    """Three broad blades of grass standing at y."""
    for lean, high in ((-0.6, 0.75), (0.0, 1.0), (0.6, 0.8)):
        tip = (x + lean * size, y - high * size)
        brush.fill(
            shape(
                (x + lean * size * 0.4 - size * 0.2, y),
                (x + lean * size * 0.4, y - size * 0.4, *tip),
                (
                    x + lean * size * 0.4 + size * 0.2,
                    y - size * 0.4,
                    x + lean * size * 0.4 + size * 0.2,
                    y,
                ),
            ),
            colour,
        )


def letter(
    brush: Brush, name: str, x: float, y: float, size: float, colour: RGB, width: float
) -> None:
    """One of LETTERS with its upper left corner at (x, y), `size` high and 0.75 sizes wide."""
    for points in LETTERS[name]:
        brush.lines([(x + px * size * 0.75, y + py * size) for px, py in points], colour, width)
