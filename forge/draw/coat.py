"""What one animal is made of in one picture: the tints of its parts, derived from its own or the wished colour."""

from __future__ import annotations

import colorsys
import random
from dataclasses import dataclass

from forge.draw.palette import AMBER, NAMED, WHITE, Tint, mix, rgb, tint, yellow

CREAM = rgb("#fff4e0")


@dataclass(frozen=True)
class Natural:
    """Colours of an animal nobody gave a colour to: palette names or `#rrggbb`."""

    base: str
    belly: str = ""
    """Empty: a light tint of the base."""
    mark: str = ""
    """Stripes, spots, ears' tips; empty: a dark shade of the base."""
    limb: str = ""
    """Arms and legs; empty: the base."""
    ear: str = ""
    """Empty: the base."""
    pied: bool = False
    """Black and white by nature: asked to be so, it needs no patches."""
    limb_stays: bool = False
    """Arms and legs keep their colour whatever was asked for: a butterfly's colour is in its wings."""


@dataclass(frozen=True)
class Coat:
    base: Tint
    belly: Tint
    mark: Tint
    limb: Tint
    ear: Tint
    patched: bool = False
    """Black patches all over: black-and-white was asked for."""


def coat(natural: Natural, colour: str, rng: random.Random, amount: float) -> Coat:
    """The tints for a wished colour (empty: the natural ones), slightly jittered by `amount`."""
    if colour == "black-and-white" and natural.pied:
        colour = ""
    if colour == "black-and-white":
        white, black = NAMED["white"].jittered(rng, amount), NAMED["black"].jittered(rng, amount)
        return Coat(white, white, black, black, black, patched=True)
    base = tint(colour, natural.base).jittered(rng, amount)
    if colour:
        belly = (
            Tint(mix(base.base, CREAM, 0.62))
            if colour != "white"
            else Tint(mix(base.base, WHITE, 0.5))
        )
        limb = tint("", natural.limb) if natural.limb_stays else base
        return Coat(base, belly, _mark(base), limb, base)
    belly = tint("", natural.belly) if natural.belly else Tint(mix(base.base, CREAM, 0.62))
    mark = tint("", natural.mark) if natural.mark else _mark(base)
    return Coat(
        base,
        belly,
        mark,
        tint("", natural.limb) if natural.limb else base,
        tint("", natural.ear) if natural.ear else base,
    )


def _mark(base: Tint) -> Tint:
    """Stripes and spots: the base's dark, except where that is dull: on gold, yellow and white."""
    hue, light, saturation = colorsys.rgb_to_hls(*base.base)
    if light > 0.92:
        return Tint(rgb("#bcbfcb"))
    if base.kind == "gold" or (saturation > 0.5 and yellow(hue)):
        return Tint(mix(base.base, AMBER, 0.85))
    return Tint(mix(base.dark, base.line, 0.35))
