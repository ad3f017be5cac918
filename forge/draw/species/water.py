"""Ponds and seas."""

from __future__ import annotations

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, blob, oval, shape
from forge.draw.palette import INK, WHITE, Tint, rgb
from forge.draw.species.parts import Species, plain_mouth

SHELL_LINE = rgb("#7d5230")


def _frog_bumps(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.solid(oval(side * 56, -66, 46), coat.base)


def _frog_mouth(brush: Brush, coat: Coat, mouth: str) -> None:
    for side in (-1, 1):
        brush.fill(oval(side * 12, 14, 4, 5), coat.base.line)
    if mouth in {"smile", "asleep"}:
        brush.stroke(shape((-62, 34), (0, 78, 62, 34), close=False), INK, 6)
    else:
        face.mouth(brush, mouth, (0, 40))


def _shell(brush: Brush, coat: Coat) -> None:
    shell = Tint(rgb("#b98246")) if coat.base.kind != "rainbow" else coat.base
    brush.solid(oval(0, -4, 126, 116), shell)
    for x, y in ((-98, -34), (98, -34), (-104, 34), (104, 34), (-70, 88), (70, 88)):
        brush.stroke(oval(x, y, 22, 24), SHELL_LINE, 5)


def _plastron(brush: Brush, coat: Coat) -> None:
    for y in (-10, 26):
        brush.lines(((-50, y), (0, y + 8), (50, y)), coat.mark.base, 4)


def _side_fins(brush: Brush, coat: Coat) -> None:
    """The tail at the right, fins at both sides and the crest on top."""
    tail = blob([(104, 10), (150, -20), (196, -66), (206, -8), (192, 60), (150, 36)])
    brush.solid(tail, coat.mark)
    for end in ((186, -36), (192, 4), (180, 36)):
        brush.lines(((130, 8), end), coat.mark.line, 4)
    brush.solid(blob([(-56, -84), (-30, -142), (30, -150), (70, -112), (60, -80)]), coat.mark)


def _scales(brush: Brush, coat: Coat) -> None:
    for x, y in ((84, -46), (100, -14), (78, 72), (-84, -46), (-100, -14), (-78, 72)):
        brush.stroke(shape((x - 13, y), (x, y + 20, x + 13, y), close=False), coat.mark.base, 5)


def _fish_lips(brush: Brush, coat: Coat, mouth: str) -> None:
    if mouth in {"smile", "asleep"}:
        face.mouth(brush, mouth, (0, 44))
    else:
        face.mouth(brush, mouth, (0, 38))


def _spout(brush: Brush, coat: Coat) -> None:
    tail = blob(
        [(96, 20), (150, -8), (150, -70), (196, -96), (186, -58), (222, -52), (186, -14), (140, 50)]
    )
    brush.solid(tail, coat.base)
    water = Tint(rgb("#8fd3ff"))
    for side in (-1, 1):
        brush.limb(((0, -92), (side * 4, -150), (side * 46, -142)), 15, water)
    brush.limb(((0, -92), (0, -150)), 15, water)


def _whale_belly(brush: Brush, coat: Coat) -> None:
    brush.fill(oval(0, 104, 130, 68), coat.belly)
    for x in (-52, 0, 52):
        brush.lines(((x, 72), (x * 0.9, 104)), coat.base.light, 5)


def _spikes(brush: Brush, coat: Coat) -> None:
    for x, y, turn in ((-62, -92, -30), (0, -108, 0), (62, -92, 30)):
        with brush.at(x, y, turn):
            brush.solid(shape((-26, 14), (-6, -34, 0, -38), (6, -34, 26, 14)), coat.mark)


def _thick_tail(brush: Brush, coat: Coat) -> None:
    brush.solid(
        blob([(20, 84), (80, 66), (128, 20), (176, -22), (160, 54), (110, 104), (56, 112)]),
        coat.base,
    )
    for x, y, turn in ((104, 34, 38), (146, -4, 40)):
        with brush.at(x, y, turn):
            brush.solid(shape((-18, 8), (0, -32), (18, 8)), coat.mark)


def _croc_bumps(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.solid(oval(side * 52, -62, 44), coat.base)


def _croc_snout(brush: Brush, coat: Coat, mouth: str) -> None:
    """A wide long muzzle with teeth."""
    if mouth not in {"smile", "asleep"}:
        face.mouth(brush, mouth, (0, 74))
    for side in (-1, 1):
        for x in (30, 56):
            brush.solid(
                shape((side * x - 10, 76), (side * x, 100), (side * x + 10, 76)), WHITE, INK, 3
            )
    brush.solid(
        blob([(0, 16), (74, 26), (92, 58), (60, 84), (0, 88), (-60, 84), (-92, 58), (-74, 26)]),
        Tint(coat.base.light),
        coat.base.line,
    )
    for side in (-1, 1):
        brush.fill(oval(side * 26, 38, 7, 8), coat.base.line)
    brush.stroke(shape((-64, 66), (0, 84, 64, 66), close=False), coat.base.line, 5)


WATER: dict[str, Species] = {
    "frog": Species(natural=Natural("#79c957", "#e6f6c4"), ears=_frog_bumps, muzzle=_frog_mouth, eyes=(1.22, -56), leg="paw"),
    "turtle": Species(
        natural=Natural("#93d073", "#f3e7b4", "#c9a35c"), muzzle=plain_mouth(42, 9), tail=_shell, coat=_plastron, head=(106, 98),
    ),
    "fish": Species(
        natural=Natural("#ff9a4d", "#ffe2bd", "#f2683a"), ears=_side_fins, marks=_scales, muzzle=_fish_lips, arm="fin", leg="none", head=(124, 112),
        body=(62, 66), eyes=(1.1, 0),
    ),
    "whale": Species(
        natural=Natural("#5b9fe0", "#f2f8fd"), ears=_spout, marks=_whale_belly, muzzle=plain_mouth(46), arm="fin", leg="none", head=(134, 112),
        body=(66, 66), eyes=(1.42, 10),
    ),
    "dinosaur": Species(
        natural=Natural("#7cc96a", "#f4efb0", "#f29a4a"), top=_spikes, muzzle=plain_mouth(48, 12), tail=_thick_tail,
    ),
    "crocodile": Species(
        natural=Natural("#5fae5b", "#e9efb6", "#3f8a4c"), ears=_croc_bumps, muzzle=_croc_snout, tail=_thick_tail, eyes=(1.13, -48), head=(112, 96),
    ),
}  # fmt: skip
