"""A brush on a 512-unit canvas: outlined shapes with soft volume, whatever the picture's real size."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import skia

from forge.draw.palette import INK, RAINBOW, RGB, Tint, mix

UNITS = 512
"""All coordinates run from 0 to 512, x to the right, y down."""
OUTLINE = 6.0
"""Width of a body's outline in units: thick enough to survive a latent cell of 32 units."""

Point = tuple[float, float]
Fill = Tint | RGB


def colour4(colour: RGB, alpha: float = 1.0) -> int:
    """Skia's packed ARGB. Written out because a picture asks for some three hundred of them."""
    r, g, b = colour
    return (
        int(alpha * 255 + 0.5) << 24
        | int(r * 255 + 0.5) << 16
        | int(g * 255 + 0.5) << 8
        | int(b * 255 + 0.5)
    )


def shape(start: Point, *steps: tuple[float, ...], close: bool = True) -> skia.Path:
    """A path: 2 numbers draw a line, 4 a quadratic curve (control, end), 6 a cubic one."""
    path = skia.PathBuilder()
    path.moveTo(*start)
    draw = {2: path.lineTo, 4: path.quadTo, 6: path.cubicTo}
    for step in steps:
        draw[len(step)](*step)
    if close:
        path.close()
    return path.detach()


def blob(points: Sequence[Point], tension: float = 0.5) -> skia.Path:
    """A smooth closed curve through all points (Catmull-Rom)."""
    path = skia.PathBuilder()
    n = len(points)
    path.moveTo(*points[0])
    k = tension / 3 * 2
    for i in range(n):
        a, b, c, d = (points[(i + j) % n] for j in (-1, 0, 1, 2))
        path.cubicTo(
            b[0] + (c[0] - a[0]) * k / 2, b[1] + (c[1] - a[1]) * k / 2,
            c[0] - (d[0] - b[0]) * k / 2, c[1] - (d[1] - b[1]) * k / 2,
            c[0], c[1],
        )  # fmt: skip
    path.close()
    return path.detach()


def oval(cx: float, cy: float, rx: float, ry: float | None = None) -> skia.Path:
    ry = rx if ry is None else ry
    path = skia.PathBuilder()
    path.addOval(skia.Rect.MakeLTRB(cx - rx, cy - ry, cx + rx, cy + ry))
    return path.detach()


def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> skia.Path:
    path = skia.PathBuilder()
    rect = skia.Rect.MakeXYWH(x, y, width, height)
    path.addRRect(skia.RRect.MakeRectXY(rect, radius, radius))
    return path.detach()


def star(
    cx: float, cy: float, outer: float, inner: float, points: int = 5, turn: float = 0.0
) -> skia.Path:
    """`turn` in degrees; the first point looks up."""
    corners = []
    for i in range(points * 2):
        radius = outer if i % 2 == 0 else inner
        angle = math.radians(turn - 90 + i * 180 / points)
        corners.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
    return shape(corners[0], *corners[1:])


def heart(cx: float, cy: float, size: float) -> skia.Path:
    s = size
    return shape(
        (cx, cy + s * 0.9),
        (cx - s * 1.5, cy - s * 0.2, cx - s * 0.75, cy - s * 1.2, cx, cy - s * 0.35),
        (cx + s * 0.75, cy - s * 1.2, cx + s * 1.5, cy - s * 0.2, cx, cy + s * 0.9),
    )


class Brush:
    """Draws on one picture."""

    def __init__(self, size: int) -> None:
        """`size`: the picture's side in pixels."""
        self._surface = skia.Surface(size, size)
        self.canvas: skia.Canvas = self._surface.getCanvas()
        self.scale = size / UNITS
        """Pixels a unit."""
        self.canvas.scale(self.scale, self.scale)
        self.notes: list[tuple[str, Point]] = []
        """Named points of the drawing, in units of the whole picture, in the order they were drawn."""

    def note(self, name: str, x: float, y: float) -> None:
        """Remembers where the point (x, y) of the present frame lies in the picture."""
        place = self.canvas.getTotalMatrix().mapXY(x, y)
        self.notes.append((name, (place.x() / self.scale, place.y() / self.scale)))

    def pixels(self) -> np.ndarray:
        """uint8 [size, size, 3]."""
        return np.ascontiguousarray(
            self._surface.toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3]
        )

    @contextmanager
    def at(
        self, x: float = 0, y: float = 0, turn: float = 0, scale: float = 1, flip: bool = False
    ) -> Iterator[None]:
        """Moves the origin; `turn` in degrees clockwise."""
        self.canvas.save()
        self.canvas.translate(x, y)
        if turn:
            self.canvas.rotate(turn)
        if scale != 1 or flip:
            self.canvas.scale(-scale if flip else scale, scale)
        try:
            yield
        finally:
            self.canvas.restore()

    @contextmanager
    def inside(self, path: skia.Path) -> Iterator[None]:
        """Only what lies inside the path is painted."""
        self.canvas.save()
        self.canvas.clipPath(path, doAntiAlias=True)
        try:
            yield
        finally:
            self.canvas.restore()

    def fill(self, path: skia.Path, fill: Fill, alpha: float = 1.0) -> None:
        """Flat for an RGB, with soft volume for a Tint; no outline."""
        paint = skia.Paint(
            AntiAlias=True, Color=colour4(fill.base if isinstance(fill, Tint) else fill, alpha)
        )
        if isinstance(fill, Tint):
            paint.setShader(_volume(fill, path.getBounds()))
        self.canvas.drawPath(path, paint)

    def stroke(
        self, path: skia.Path, colour: RGB, width: float = OUTLINE, alpha: float = 1.0
    ) -> None:
        self.canvas.drawPath(path, _stroke_paint(colour, width, alpha))

    def solid(
        self, path: skia.Path, fill: Fill, line: RGB | None = None, width: float = OUTLINE
    ) -> None:
        """Filled, with an outline in the material's own dark."""
        self.fill(path, fill)
        if line is None:
            line = fill.line if isinstance(fill, Tint) else Tint(fill).line
        self.stroke(path, line, width)

    def limb(
        self, points: Sequence[Point], width: float, fill: Fill, line: RGB | None = None
    ) -> None:
        """A bent tube through 2 or 3 points (the middle one is where it bends)."""
        tint = fill if isinstance(fill, Tint) else Tint(fill)
        path = shape(
            points[0], points[1] if len(points) == 2 else points[1] + points[2], close=False
        )
        self.stroke(path, line or tint.line, width + OUTLINE * 2 - 1)
        if tint.kind == "plain":
            self.stroke(path, tint.base, width)
        else:
            paint = _stroke_paint(tint.base, width, 1.0)
            paint.setShader(_volume(tint, path.getBounds().makeOutset(width / 2, width / 2)))
            self.canvas.drawPath(path, paint)

    def lines(self, points: Sequence[Point], colour: RGB = INK, width: float = 5.0) -> None:
        """An open polyline (2 points) or curve (3 points: start, bend, end)."""
        self.stroke(
            shape(points[0], points[1] if len(points) == 2 else points[1] + points[2], close=False),
            colour,
            width,
        )

    def backdrop(self, top: RGB, bottom: RGB, start: float = 0, end: float = UNITS) -> None:
        """A vertical gradient over the whole picture between the heights `start` and `end`."""
        paint = skia.Paint(
            Shader=skia.GradientShader.MakeLinear(
                [skia.Point(0, start), skia.Point(0, end)], [colour4(top), colour4(bottom)]
            )
        )
        self.canvas.drawPaint(paint)

    def glow(self, cx: float, cy: float, radius: float, colour: RGB, alpha: float = 0.6) -> None:
        """A soft light (or, with a dark colour, a soft shadow)."""
        paint = skia.Paint(
            AntiAlias=True,
            Shader=skia.GradientShader.MakeRadial(
                skia.Point(cx, cy), radius, [colour4(colour, alpha), colour4(colour, 0)]
            ),
        )
        self.canvas.drawCircle(cx, cy, radius, paint)

    def shadow(self, cx: float, cy: float, rx: float, ry: float, alpha: float = 0.22) -> None:
        """The soft shadow that a figure throws on the ground."""
        with self.at(cx, cy):
            self.canvas.scale(1, ry / rx)
            self.glow(0, 0, rx, (0.18, 0.12, 0.25), alpha * 2)


def _stroke_paint(colour: RGB, width: float, alpha: float) -> skia.Paint:
    return skia.Paint(
        AntiAlias=True, Color=colour4(colour, alpha), Style=skia.Paint.kStroke_Style, StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap, StrokeJoin=skia.Paint.kRound_Join,
    )  # fmt: skip


def _volume(tint: Tint, bounds: skia.Rect) -> skia.Shader:
    left, top, right, bottom = bounds.left(), bounds.top(), bounds.right(), bounds.bottom()
    width, height = right - left, bottom - top
    if tint.kind == "rainbow":
        return skia.GradientShader.MakeLinear(
            [skia.Point(left, top), skia.Point(left + width * 0.25, bottom)],
            [colour4(mix(c, (1, 1, 1), 0.12)) for c in RAINBOW],
        )
    if tint.kind == "gold":
        shades = (tint.light, tint.base, tint.base, tint.light, tint.light, tint.base, tint.dark)
        return skia.GradientShader.MakeLinear(
            [skia.Point(left, top), skia.Point(left + width * 0.8, bottom)],
            [colour4(c) for c in shades],
            [0.0, 0.16, 0.3, 0.38, 0.46, 0.56, 1.0],
        )
    centre = skia.Point(left + width * 0.38, top + height * 0.30)
    radius = max(1.0, max(width, height) * 0.82)
    return skia.GradientShader.MakeRadial(
        centre,
        radius,
        [colour4(tint.light), colour4(tint.base), colour4(tint.dark)],
        [0.0, 0.45, 1.0],
    )
