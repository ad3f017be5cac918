"""Colours and what they become on a body: a base with its light, its shade and its outline."""

from __future__ import annotations

import colorsys
import random
from dataclasses import dataclass, replace

RGB = tuple[float, float, float]
"""Red, green, blue in 0..1."""

RAINBOW: tuple[RGB, ...] = tuple(
    (r / 255, g / 255, b / 255)
    for r, g, b in (
        (255, 92, 98), (255, 160, 64), (255, 220, 70), (96, 205, 110), (80, 170, 250), (176, 120, 235),
    )
)  # fmt: skip


def rgb(text: str) -> RGB:
    """`#f7c948` as floats."""
    return int(text[1:3], 16) / 255, int(text[3:5], 16) / 255, int(text[5:7], 16) / 255


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """`a` with `share` (0..1) of `b`."""
    return tuple(x + (y - x) * share for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def shade(colour: RGB, lightness: float, saturation: float = 1.0) -> RGB:
    """The same hue with lightness and saturation multiplied, kept in range."""
    h, light, s = colorsys.rgb_to_hls(*colour)
    return colorsys.hls_to_rgb(h, min(1.0, light * lightness), min(1.0, s * saturation))


def yellow(hue: float) -> bool:
    """Whether a hue (0..1) turns olive when it is darkened."""
    return 0.11 < hue < 0.19


WHITE: RGB = (1.0, 1.0, 1.0)
INK: RGB = rgb("#3a2b33")
"""Eyes, mouths and the outlines of things without a hue."""
AMBER: RGB = rgb("#f08c12")
"""The shade of gold: warm and saturated, since a duller one reads as brown."""


@dataclass(frozen=True)
class Tint:
    """One material."""

    base: RGB
    kind: str = "plain"
    """plain, rainbow or gold."""

    @property
    def light(self) -> RGB:
        if self.kind == "gold":
            return mix(self.base, rgb("#fffbe0"), 0.72)
        return mix(self.base, WHITE, 0.34)

    @property
    def dark(self) -> RGB:
        if self.kind == "gold":
            return mix(self.base, AMBER, 0.75)
        h, light, s = colorsys.rgb_to_hls(*self.base)
        deep = colorsys.hls_to_rgb(h - 0.012 * yellow(h), light * 0.82, min(1.0, s * 1.05))
        return mix(deep, rgb("#5a2f6a"), 0.06)

    @property
    def line(self) -> RGB:
        """The outline: the material's own hue, dark enough to read on any background."""
        if self.kind == "gold":
            return rgb("#8f5710")
        h, light, s = colorsys.rgb_to_hls(*self.base)
        h -= 0.03 * yellow(h)
        return mix(colorsys.hls_to_rgb(h, 0.16 + 0.20 * light, min(1.0, s * 0.62)), INK, 0.30)

    def jittered(self, rng: random.Random, amount: float) -> Tint:
        """A little off in hue and lightness; `amount` 1 is clearly visible, 0 is none."""
        h, light, s = colorsys.rgb_to_hls(*self.base)
        h = (h + rng.uniform(-0.02, 0.02) * amount) % 1.0
        light = min(0.97, light * (1 + rng.uniform(-0.08, 0.08) * amount))
        return replace(self, base=colorsys.hls_to_rgb(h, light, s))


NAMED: dict[str, Tint] = {
    "red": Tint(rgb("#f0474f")),
    "orange": Tint(rgb("#ff9234")),
    "yellow": Tint(rgb("#ffd93b")),
    "green": Tint(rgb("#5cc95f")),
    "blue": Tint(rgb("#4a9df5")),
    "purple": Tint(rgb("#a46be8")),
    "pink": Tint(rgb("#ff9ec4")),
    "brown": Tint(rgb("#a86b42")),
    "white": Tint(rgb("#fbf9f5")),
    "black": Tint(rgb("#4a4654")),
    "grey": Tint(rgb("#a9adb8")),
    "gold": Tint(rgb("#ffc41f"), "gold"),
    "rainbow": Tint(rgb("#f2a6c8"), "rainbow"),
    "black-and-white": Tint(rgb("#fbf9f5"), "piebald"),
}


def tint(colour: str, natural: str) -> Tint:
    """The named colour, or the natural one (`#rrggbb` or a name) where none was asked for."""
    if colour:
        return NAMED[colour]
    return NAMED[natural] if natural in NAMED else Tint(rgb(natural))
