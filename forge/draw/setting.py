"""What all scenes share: the light of the day, measured chance, and simple things of nature."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Literal

import skia

from forge.draw.paint import Brush, Point, blob, box, colour4, oval, shape
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
    "2": (((0.1, 0.25), (1.05, -0.5), (0.85, 0.42)), ((0.85, 0.42), (0.1, 1)), ((0.1, 1), (0.95, 1))),
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
    if light == "night":
        return mix(shade(colour, 0.62, 0.85), rgb("#27357f"), 0.42)
    if light == "rain":
        return mix(shade(colour, 0.93, 0.8), rgb("#7f97b2"), 0.26)
    if light == "sunset":
        return mix(shade(colour, 0.97), rgb("#ff8f5a"), 0.26)
    return colour


def ramp(brush: Brush, path: skia.Path, top: RGB, bottom: RGB) -> None:
    """Fills the path with a vertical gradient over its own height."""
    edge = path.getBounds()
    paint = skia.Paint(
        AntiAlias=True,
        Shader=skia.GradientShader.MakeLinear(
            [skia.Point(0, edge.top()), skia.Point(0, edge.bottom())], [colour4(top), colour4(bottom)]
        ),
    )
    brush.canvas.drawPath(path, paint)


def hill(brush: Brush, left: float, peak: float, right: float, colour: RGB) -> None:
    """Ground down to the lower edge; the heights of its line at x = 0, 256 and 512."""
    path = shape((0, left), (256, 2 * peak - (left + right) / 2, 512, right), (512, 512), (0, 512))
    ramp(brush, path, mix(colour, WHITE, 0.14), shade(colour, 0.9))


def cloud(brush: Brush, x: float, y: float, size: float, colour: RGB = WHITE, alpha: float = 1.0) -> None:
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


def flower(brush: Brush, x: float, y: float, size: float, petals: RGB, heart: RGB, stem: RGB | None) -> None:
    """A blossom of five round petals at (x, y), `size` its radius; a stem down to 2.6 sizes."""
    if stem:
        brush.lines([(x, y), (x - size * 0.2, y + size * 1.4), (x, y + size * 2.6)], stem, size * 0.26)
        brush.fill(oval(x + size * 0.5, y + size * 1.8, size * 0.5, size * 0.24), stem)
    for i in range(5):
        angle = math.radians(i * 72 - 90)
        brush.fill(oval(x + math.cos(angle) * size * 0.56, y + math.sin(angle) * size * 0.56, size * 0.46), petals)
    brush.fill(oval(x, y, size * 0.4), heart)


def tulip(brush: Brush, x: float, y: float, size: float, colour: RGB, stem: RGB) -> None:
    brush.lines([(x, y), (x, y + size * 2.4)], stem, size * 0.24)
    brush.fill(shape((x, y + size * 2.2), (x + size, y + size * 1.6, x + size * 0.9, y + size * 0.9)), stem)
    brush.fill(shape((x, y + size * 2.3), (x - size, y + size * 1.8, x - size * 0.9, y + size)), stem)
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
    crown = [(-0.5, 0.3), (-0.56, -0.12), (-0.24, -0.52), (0.24, -0.5), (0.56, -0.1), (0.48, 0.32), (0, 0.42)]
    path = blob([(x + px * size, top + py * size) for px, py in crown], 1.0)
    brush.fill(path, Tint(leaf))
    brush.fill(oval(x - size * 0.2, top - size * 0.2, size * 0.22, size * 0.16), mix(leaf, WHITE, 0.35), 0.7)
    brush.fill(oval(x + size * 0.25, top + size * 0.1, size * 0.16, size * 0.11), mix(leaf, WHITE, 0.3), 0.5)


def fir(brush: Brush, x: float, foot: float, size: float, leaf: RGB, wood: RGB, snow: RGB | None = None) -> None:
    """A fir `size` units wide and 1.9 sizes high, with snow on its tiers where a colour is given."""
    brush.fill(box(x - size * 0.1, foot - size * 0.3, size * 0.2, size * 0.3), wood)
    for i, (low, high, half) in enumerate(((0.25, 1.0, 0.5), (0.66, 1.4, 0.41), (1.08, 1.85, 0.31))):
        y, tip, w = foot - size * low, foot - size * high, size * half
        tier = shape((x, tip), (x + w * 0.5, y - size * 0.1, x + w, y), (x, y + size * 0.13, x - w, y))
        tier = shape((x, tip), (x + w * 0.4, y - size * 0.2, x + w, y), (x, y + size * 0.16, x - w, y), (x - w * 0.4, y - size * 0.2, x, tip))
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
                (x + lean * size * 0.4 + size * 0.2, y - size * 0.4, x + lean * size * 0.4 + size * 0.2, y),
            ),
            colour,
        )


def letter(brush: Brush, name: str, x: float, y: float, size: float, colour: RGB, width: float) -> None:
    """One of LETTERS with its upper left corner at (x, y), `size` high and 0.75 sizes wide."""
    for points in LETTERS[name]:
        brush.lines([(x + px * size * 0.75, y + py * size) for px, py in points], colour, width)
