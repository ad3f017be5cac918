"""Something drawn apart and laid into the picture later: moved so that the frame cuts nothing, in the day's light."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import skia

from forge.draw.paint import OUTLINE, UNITS, Brush, Point, colour4
from forge.draw.palette import rgb
from forge.draw.setting import Light, lit

ROOM = skia.Rect.MakeLTRB(-1024, -1024, 1536, 1536)
FRAME, SEEN = skia.Rect.MakeWH(UNITS, UNITS), skia.Rect.MakeLTRB(-192, -192, 704, 704)
RASTER, OPAQUE = 128, 64
"""Pixels a side on which SEEN is measured, and the alpha that counts."""
MARGIN = 6.0
"""Units that stay free at the picture's edges."""
OUTDOORS, INDOORS = 0.42, 0.25
"""How strongly a sky colours an animal, compared with things: the colour that was asked for must stay."""
RIM = 3.0
"""Width in units of the moonlight at a figure's right edge."""
MOONLIGHT = rgb("#fff3b8")


@dataclass
class Sketch:
    """What was drawn between `sketching` and its end."""

    notes: list[tuple[str, Point]] = field(default_factory=list)
    picture: skia.Picture | None = None

    @cached_property
    def bounds(self) -> skia.Rect:
        """The box around all that was drawn, in units: measured if it may stick out of the frame, else roughly."""
        rough = self.picture.cullRect() if self.picture else skia.Rect.MakeEmpty()
        return rough if FRAME.contains(rough) else self._measured()

    def _measured(self) -> skia.Rect:
        """To about four units: a rough box also holds the curves' control points."""
        surface = skia.Surface(RASTER, RASTER)
        canvas = surface.getCanvas()
        canvas.scale(RASTER / SEEN.width(), RASTER / SEEN.height())
        canvas.translate(-SEEN.left(), -SEEN.top())
        canvas.drawPicture(self.picture)
        opaque = surface.toarray()[..., 3] > OPAQUE
        (rows,), (columns,) = np.nonzero(opaque.any(axis=1)), np.nonzero(opaque.any(axis=0))
        unit = SEEN.width() / RASTER
        return skia.Rect.MakeLTRB(
            SEEN.left() + columns[0] * unit,
            SEEN.top() + rows[0] * unit,
            SEEN.left() + (columns[-1] + 1) * unit,
            SEEN.top() + (rows[-1] + 1) * unit,
        )


@contextmanager
def sketching(brush: Brush) -> Iterator[Sketch]:
    """Everything the brush draws meanwhile goes into the sketch instead of the picture."""
    sketch, recorder = Sketch(), skia.PictureRecorder()
    canvas, scale, notes = brush.canvas, brush.scale, brush.notes
    brush.canvas = recorder.beginRecording(ROOM, skia.RTreeFactory()())
    brush.scale, brush.notes = 1.0, sketch.notes
    try:
        yield sketch
    finally:
        brush.canvas, brush.scale, brush.notes = canvas, scale, notes
        sketch.picture = recorder.finishRecordingAsPicture()


def fitting(bounds: skia.Rect, ground: float, hung: bool = False) -> skia.Matrix:
    """Moves and, if need be, shrinks (towards the ground's middle) what would stick out of the frame.

    `hung`: it comes from far above, so it stays as it is.
    """
    if hung:
        return skia.Matrix()
    room = UNITS - 2 * MARGIN
    scale = min(
        1.0,
        room / max(1.0, bounds.width()),
        (ground - MARGIN) / max(1.0, ground - bounds.top()),
    )
    middle = bounds.centerX()
    left, right = (middle + (x - middle) * scale for x in (bounds.left(), bounds.right()))
    low = ground + (bounds.bottom() - ground) * scale
    across = max(0.0, MARGIN - left) - max(0.0, right - UNITS + MARGIN)
    up = min(0.0, UNITS - MARGIN - low)
    matrix = skia.Matrix.Translate(middle + across, ground + up)
    matrix.preScale(scale, scale)
    matrix.preTranslate(-middle, -ground)
    return matrix


def lay(brush: Brush, sketch: Sketch, matrix: skia.Matrix, light: Light, indoors: bool) -> None:
    """Draws the sketch into the picture."""
    paint, canvas = _daylight(light, indoors), brush.canvas
    depth = canvas.save()
    canvas.concat(matrix)
    if paint:
        canvas.saveLayer(sketch.bounds.makeOutset(OUTLINE, OUTLINE), paint)
    canvas.drawPicture(sketch.picture)
    canvas.restoreToCount(depth)


def noted(brush: Brush, sketch: Sketch, matrix: skia.Matrix) -> None:
    """Tells the brush where the sketch's points came to lie."""
    for name, place in sketch.notes:
        there = matrix.mapXY(*place)
        brush.note(name, there.x(), there.y())


def _daylight(light: Light, indoors: bool) -> skia.Paint | None:
    if light not in {"night", "rain", "sunset"}:
        return None
    share = INDOORS if indoors else OUTDOORS
    dark, bright = lit((0, 0, 0), light), lit((1, 1, 1), light)
    rows: list[float] = []
    for i in range(3):
        row = [0.0] * 5
        row[i] = 1 + (bright[i] - dark[i] - 1) * share
        row[4] = dark[i] * share
        rows += row
    paint = skia.Paint(ColorFilter=skia.ColorFilters.Matrix([*rows, 0, 0, 0, 1, 0]))
    if light == "night" and not indoors:
        paint.setImageFilter(skia.ImageFilters.DropShadow(RIM, -RIM, 0, 0, colour4(MOONLIGHT, 0.9)))
    return paint
