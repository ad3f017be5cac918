"""Eyes, mouths, noses and cheeks, in the head's frame: origin at its centre, eyes at (±46, 4)."""

from __future__ import annotations

import skia

from forge.draw.paint import Brush, Point, oval, shape
from forge.draw.palette import INK, RGB, WHITE, Tint, rgb

EYE = (46.0, 4.0)
"""Where the right eye is; the left one is its mirror image."""
MOUTH_PLACE, EAR = (0.0, 54.0), (76.0, -78.0)
"""About where the mouth and the right ear are, whatever the species."""
CLOSED = frozenset({"smile", "content", "sip", "asleep"})
GAPES = {
    **dict.fromkeys(CLOSED, 0), "tongue": 12, "open": 22, "grin": 26, "sing": 28, "round": 12, "chew": 16,
}  # fmt: skip
"""Mouth -> how far a beak opens, in units."""
BLUSH = rgb("#ff8fa3")
MOUTH = rgb("#8c2f45")
TONGUE = rgb("#ff8a8f")


def landmarks(brush: Brush, spread: float = 1.0, height: float = 0.0) -> None:
    """Notes where eyes, mouth and ears are; left and right are the viewer's."""
    for name, side in (("left", -1), ("right", 1)):
        brush.note(f"{name}-eye", side * EYE[0] * spread, EYE[1] + height)
    brush.note("mouth", *MOUTH_PLACE)
    for name, side in (("left", -1), ("right", 1)):
        brush.note(f"{name}-ear", side * EAR[0], EAR[1])


def eyes(
    brush: Brush, kind: str, spread: float = 1.0, dark: bool = False, look: float = 0.0
) -> None:
    """`kind`: open, wide, happy, closed, down or wink.

    `dark`: the head is nearly black, so eyes get a light rim. `look`: where the face is turned, -1 to 1;
    the far eye is narrower.
    """
    for side in (-1, 1):
        with brush.at(EYE[0] * side * spread, EYE[1]):
            brush.canvas.scale(1 - 0.16 * max(0.0, side * look), 1)
            if kind in {"happy", "closed"} or (kind == "wink" and side > 0):
                _shut_eye(brush, happy=kind != "closed", dark=dark)
            else:
                _open_eye(brush, down=kind == "down", wide=kind == "wide", dark=dark)


def _shut_eye(brush: Brush, *, happy: bool, dark: bool) -> None:
    bend, y = (-24, 8) if happy else (22, -2)
    brush.stroke(shape((-22, y), (0, bend, 22, y), close=False), WHITE if dark else INK, 10)


def _open_eye(brush: Brush, *, down: bool, wide: bool, dark: bool) -> None:
    with brush.at(0, 0, scale=1.14 if wide else 1.0):
        if dark:
            brush.fill(oval(0, 0, 27, 31), WHITE)
        brush.fill(oval(0, 0, 22, 26), INK)
        brush.fill(oval(0, 12, 14, 10), rgb("#7a5a68"))
        drop = 15 if down else 0
        brush.fill(oval(-6, -9 + drop, 9, 10), WHITE)
        brush.fill(oval(8, 9 + drop / 2, 6 if wide else 4.5, 6 if wide else 5), WHITE)


def cheeks(brush: Brush, x: float = 80, y: float = 40, strength: float = 0.55) -> None:
    for side in (-1, 1):
        brush.glow(side * x, y, 27, BLUSH, strength)
        brush.fill(oval(side * x, y, 17, 11), BLUSH, strength * 0.7)


def mouth(brush: Brush, kind: str, at: Point = (0, 46), ink: RGB = INK) -> None:
    """`kind`: one of MOUTHS; `at`: the mouth's upper middle."""
    with brush.at(*at):
        MOUTHS[kind](brush, ink)


def _smile(brush: Brush, ink: RGB) -> None:
    for side in (-1, 1):
        brush.stroke(shape((0, 0), (side * 4, 15, side * 19, 9), close=False), ink, 6)


def _hollow(brush: Brush, path: skia.Path, ink: RGB, tongue: tuple[float, float]) -> None:
    brush.fill(path, MOUTH)
    with brush.inside(path):
        brush.fill(oval(0, tongue[0], tongue[1], tongue[1] * 0.8), TONGUE)
    brush.stroke(path, ink, 5)


def _open(brush: Brush, ink: RGB) -> None:
    _hollow(
        brush, shape((-25, 0), (0, 8, 25, 0), (24, 33, 0, 34), (-24, 33, -25, 0)), ink, (34, 15)
    )


def _sing(brush: Brush, ink: RGB) -> None:
    _hollow(brush, oval(0, 20, 24, 26), ink, (38, 17))


def _round(brush: Brush, ink: RGB) -> None:
    _hollow(brush, oval(0, 12, 12, 13), ink, (24, 8))


def _chew(brush: Brush, ink: RGB) -> None:
    _hollow(
        brush, shape((-20, 4), (0, 12, 20, 4), (17, 26, 0, 27), (-17, 26, -20, 4)), ink, (28, 13)
    )


def _asleep(brush: Brush, ink: RGB) -> None:
    brush.stroke(shape((-11, 4), (0, 14, 11, 4), close=False), ink, 6)


def _grin(brush: Brush, ink: RGB) -> None:
    """A wide laugh with a row of teeth."""
    path = shape((-32, -2), (0, 7, 32, -2), (31, 38, 0, 39), (-31, 38, -32, -2))
    brush.fill(path, MOUTH)
    with brush.inside(path):
        brush.fill(oval(0, 40, 19, 15), TONGUE)
        brush.fill(shape((-36, -8), (36, -8), (32, 8), (0, 16, -32, 8)), WHITE)
    brush.stroke(path, ink, 5)


def _content(brush: Brush, ink: RGB) -> None:
    brush.stroke(shape((-22, 0), (0, 24, 22, 0), close=False), ink, 7)


def _tongue(brush: Brush, ink: RGB) -> None:
    """A smile that licks its lips."""
    tip = shape((2, 10), (26, 4), (34, 32, 18, 33), (2, 34, 2, 10))
    brush.fill(tip, TONGUE)
    brush.stroke(tip, rgb("#c9506a"), 4)
    brush.stroke(shape((-26, 0), (0, 22, 28, 0), close=False), ink, 7)


def _sip(brush: Brush, ink: RGB) -> None:
    brush.stroke(shape((-15, 2), (0, 20, 15, 2), close=False), ink, 7)


MOUTHS = {
    "smile": _smile,
    "open": _open,
    "grin": _grin,
    "content": _content,
    "tongue": _tongue,
    "sing": _sing,
    "round": _round,
    "sip": _sip,
    "chew": _chew,
    "asleep": _asleep,
}


def nose(brush: Brush, colour: RGB = INK, y: float = 30, size: float = 1.0) -> None:
    """A rounded triangle with a glint."""
    w, h = 17 * size, 13 * size
    brush.fill(
        shape(
            (0, y + h),
            (-w * 1.3, y - h * 0.2, -w * 0.6, y - h),
            (0, y - h * 1.25, w * 0.6, y - h),
            (w * 1.3, y - h * 0.2, 0, y + h),
        ),
        colour,
    )
    brush.fill(oval(-w * 0.25, y - h * 0.55, w * 0.28, h * 0.22), WHITE, 0.75)


def muzzle(brush: Brush, tint: Tint, rx: float = 46, ry: float = 34, y: float = 48) -> None:
    """A soft light patch under nose and mouth."""
    brush.fill(oval(0, y, rx, ry), tint)


def whiskers(brush: Brush, ink: RGB = INK, y: float = 42) -> None:
    for side in (-1, 1):
        for dy in (-6, 12):
            brush.stroke(
                shape((side * 74, y + dy * 0.6), (side * 116, y + dy), close=False), ink, 4
            )


def beak(brush: Brush, tint: Tint, kind: str, width: float = 36, y: float = 40) -> None:
    """A bill with the expression `kind` of `mouth`."""
    gape = GAPES[kind]
    if gape > 6:
        lower = shape((-width * 0.7, y - 6), (0, y + 6 + gape * 2.2, width * 0.7, y - 6))
        brush.solid(lower, MOUTH, tint.line, 5)
        brush.fill(oval(0, y + gape * 0.75, width * 0.3, gape * 0.3), TONGUE)
    upper = shape(
        (-width, y - 12),
        (-width * 0.5, y - 32, 0, y - 28),
        (width * 0.5, y - 32, width, y - 12),
        (0, y + 26 + gape * 0.1, -width, y - 12),
    )
    brush.solid(upper, tint, width=5)
    if gape <= 6:
        smile = shape((-width * 0.72, y - 8), (0, y + 17, width * 0.72, y - 8), close=False)
        brush.stroke(smile, tint.line, 4)
