"""What all scenes share: the light of the day, the haze of the distance, measured chance, hills and clouds."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Literal

import skia

from forge.draw.paint import Brush, Point, colour4, shape
from forge.draw.palette import RGB, WHITE, Tint, mix, rgb, shade

Light = Literal["", "night", "rain", "rainbow", "sunset"]
"""The sky over a scene; the empty one is a bright day."""
LIGHTS: tuple[Light, ...] = ("", "night", "rain", "rainbow", "sunset")

VARIANCE = 0.35
"""How much chance moves, scales and tints things: 1 is lively, 0 draws every picture alike."""

GRADIENTS: dict[Light, tuple[RGB, RGB]] = {
    "": (rgb("#7cc8ff"), rgb("#e6f7ff")),
    "night": (rgb("#16205e"), rgb("#5d70c8")),
    "rain": (rgb("#86a3c8"), rgb("#d3e2ee")),
    "rainbow": (rgb("#8ed3ff"), rgb("#f3fbff")),
    "sunset": (rgb("#ee7aa8"), rgb("#ffdf9a")),
}
"""Each sky's colour at the top and at the horizon."""

LAMPLIGHT = rgb("#ffe38a")
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


def hazy(colour: RGB, light: Light, distance: float) -> RGB:
    """The same from afar: at `distance` 0 it stands near, at 1 the air has swallowed it."""
    return mix(lit(colour, light), GRADIENTS[light][1], distance)


def mirror(colour: RGB, light: Light) -> RGB:
    """What water and ice look like: in the evening they take on the sky's own colour."""
    share = 0.4 if light == "sunset" else 0.0
    return mix(lit(colour, light), GRADIENTS[light][0], share)


def pane(light: Light) -> RGB:
    """A house's window from outside: lamps burn behind it when the day is over."""
    return LAMPLIGHT if light in ("night", "sunset") else lit(rgb("#bfe6fb"), light)


def room(colour: RGB, light: Light) -> RGB:
    """What a thing in a room looks like: the sky colours it only a little."""
    return mix(colour, lit(colour, light), 0.55)


def _bathed(colour: RGB, filtered: RGB, haze: RGB, share: float) -> RGB:
    r, g, b = (c * f for c, f in zip(colour, filtered, strict=True))
    return mix((r, g, b), haze, share)


_BATHS: dict[Light, tuple[RGB, RGB, float]] = {
    "night": ((0.70, 0.68, 0.94), rgb("#4358c4"), 0.15),
    "rain": ((0.91, 0.96, 1.0), rgb("#9db7d2"), 0.14),
    "rainbow": ((1.0, 1.0, 1.0), WHITE, 0.0),
    "sunset": ((1.0, 0.91, 0.86), rgb("#ff8f94"), 0.16),
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


def letter(
    brush: Brush, name: str, x: float, y: float, size: float, colour: RGB, width: float
) -> None:
    """One of LETTERS with its upper left corner at (x, y), `size` high and 0.75 sizes wide."""
    for points in LETTERS[name]:
        brush.lines([(x + px * size * 0.75, y + py * size) for px, py in points], colour, width)
