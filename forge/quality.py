"""The report of an evaluation: docs/quality.md, the sheet of the children's sentences, and the pack's card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

from forge.latents import Bytes
from forge.scores import Share

SLOTS = (
    ("species", "animal"),
    ("its colour", "animal colour"),
    ("worn thing found", "worn"),
    ("its colour, where found", "worn colour"),
    ("worn thing found, with its colour", "worn and colour"),
    ("all worn things found, no other", "worn exact"),
    ("held thing", "held"),
    ("its colour, where found", "held colour"),
    ("held thing found, with its colour", "held and colour"),
    ("action", "action"),
    ("place", "scene"),
    ("sky", "sky"),
    ("scene: place and sky", "backdrop"),
    ("nothing worn, held or done unasked", "nothing extra"),
)
"""(row of the table, slot of the scores)"""
TARGETS = {
    "animal": (0.95, 0.90),
    "animal colour": (0.95, 0.90),
    "worn": (0.80, 0.60),
    "worn colour": (0.80, 0.60),
    "held": (0.75, 0.55),
    "action": (0.80, 0.70),
    "backdrop": (0.95, 0.90),
}
"""Slot → (aim after training on a GPU, floor after training on a processor alone)."""
CELL, COLUMNS = 256, 5
TEXT = 20
"""Pixels from line to line."""
FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/System/Library/Fonts/PingFang.ttc"),
)
"""With Chinese characters; without any of them the sheet has no words."""
MARKS = re.compile(r"(<!-- figures -->\n).*?(\n<!-- /figures -->)", re.DOTALL)


class Sentence(Struct, frozen=True):
    """One child's sentence, what was drawn for it, and what the probe missed in the picture."""

    prompt: str
    caption: str
    missed: tuple[str, ...]
    """Slots."""


class Report(Struct, frozen=True, kw_only=True):
    date: str
    drawn_by: str
    training: str
    steps: int
    guidance: float
    pictures: dict[str, int]
    """Group → how many."""
    groups: dict[str, dict[str, Share]]
    """Group → slot → share."""
    ceilings: dict[str, dict[str, Share]]
    """`drawn` and `through the decoder` → slot → share, of drawings of the same captions."""
    weakest: tuple[tuple[str, Share], ...] = ()
    """Actions in which the animal was right least often, the worst first."""
    sentences: tuple[Sentence, ...] = ()


def table(report: Report) -> str:
    """Markdown: a row for each slot that occurs."""
    groups, ceilings = list(report.groups), list(report.ceilings)
    heads = [*groups, *ceilings, "aim, GPU", "floor, processor"]
    lines = [f"| | {' | '.join(heads)} |", f"|---{'|---' * len(heads)}|"]
    for label, slot in SLOTS:
        if not any(slot in report.groups[group] for group in groups):
            continue
        measured = [report.groups[group].get(slot) for group in groups]
        best = [report.ceilings[name].get(slot) for name in ceilings]
        aims = [f"{aim:.2f}" for aim in TARGETS.get(slot, ())] or ["–", "–"]
        lines.append(f"| {label} | {' | '.join([*map(_figure, measured + best), *aims])} |")
    return "\n".join(lines)


def judgement(report: Report) -> str:
    """Which aims are reached by all pictures together, in words."""
    total = report.groups["all"]
    labels = {slot: label for label, slot in reversed(SLOTS)} | {
        "animal colour": "the animal's colour",
        "worn colour": "the worn thing's colour",
    }
    lines = []
    for number, aim in enumerate(("the aim of training on a GPU", "the floor of a processor's")):
        below = [
            f"{labels[slot]} ({total[slot].value:.2f} against {aims[number]:.2f})"
            for slot, aims in TARGETS.items()
            if slot in total and total[slot].of and total[slot].value < aims[number]
        ]
        lines.append(f"Below {aim}: {'; '.join(below)}." if below else f"All reach {aim}.")
    return "\n".join(lines)


def document(report: Report) -> str:
    """docs/quality.md"""
    counts = ", ".join(f"{name} {count}" for name, count in report.pictures.items())
    return f"""\
# How good the pictures are

Made by `make evaluate` on {report.date}; not written by hand. Drawn by {report.drawn_by}, {report.steps} steps, guidance
{report.guidance:g}, one picture a wish, none chosen or drawn again. {report.training}
Pictures: {counts}.

{table(report)}

{judgement(report)}
{_weakest(report)}

## What is compared

**kids50** are the sentences below, as children say them, through the box's own reader. **unseen** captions come from the
training's own source, but none of them was trained on; **new combinations** contain a triple of animal, worn thing and
action that was kept out of training on purpose. Captions that training had seen were passed over, which leaves out
the simplest ones.

A small network, the probe, judges. It was trained on drawings alone and never on a generated picture, and the generator
was never trained against it. Half of its captions were mixed from two, so that it cannot guess a picture's parts from
the others. It makes mistakes: **drawn** and **through the decoder** are its figures for drawings of the very
same captions, as drawn and after the way into latents and back. A figure cannot be expected above them.

A natural colour that looks like a named one (a duck's yellow) counts as that colour, both ways: what is nearer than
0.07 in OKLab is the same. "Where found" counts things that are there; "found, with its colour" counts every wished one.
Place and sky count also where none was wished: a plain backdrop and daylight are then right. The probe judges whether
things are there, not whether they are beautiful: whole faces and paired eyes are for people to see, on the sheet.

## The children's sentences

![All fifty, in the table's order](kids50.webp)

| | sentence | drawn as | not found |
|---|---|---|---|
{_sentences(report.sentences)}
"""


def write_report(report: Report, pictures: Sequence[Bytes], folder: Path) -> None:
    """quality.md, and kids50.webp from one picture a sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "quality.md").write_text(document(report), encoding="utf-8")
    sheet(pictures, [s.prompt for s in report.sentences]).save(folder / "kids50.webp", quality=84)


def write_card(report: Report, card: Path) -> None:
    """Puts the table between the marks of a pack's README; a card without them stays as it is."""
    text = card.read_text(encoding="utf-8")
    new = f"{report.date}; how it was measured: `docs/quality.md`.\n\n{table(report)}"
    card.write_text(MARKS.sub(lambda m: m[1] + new + m[2], text), encoding="utf-8")


def sheet(pictures: Sequence[Bytes], words: Sequence[str]) -> Image.Image:
    """Pictures uint8 [256, 256, 3] in rows of five, each above its sentence where a font for it is at hand."""
    path = next((font for font in FONTS if font.exists()), None)
    font = ImageFont.truetype(path, TEXT - 3) if path else None
    high = CELL + (2 * TEXT + TEXT // 2 if font else 0)
    rows = -(-len(pictures) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * CELL, rows * high), "white")
    pen = ImageDraw.Draw(page)
    for number, (picture, said) in enumerate(zip(pictures, words, strict=True)):
        left, top = number % COLUMNS * CELL, number // COLUMNS * high
        page.paste(Image.fromarray(np.ascontiguousarray(picture)), (left, top))
        if font:
            for line, words_of_it in enumerate(_lines(said, font)[:2]):
                spot = (left + CELL // 2, top + CELL + line * TEXT)
                pen.text(spot, words_of_it, "black", font, anchor="ma")
    return page


def _lines(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Broken at spaces, or anywhere in what has none, to fit below a picture."""
    lines = [""]
    for piece in re.findall(r"[ -~]+?(?: |$)|.", words):
        if lines[-1] and font.getlength((lines[-1] + piece).strip()) > CELL:
            lines.append("")
        lines[-1] += piece
    return lines


def _weakest(report: Report) -> str:
    if not report.weakest:
        return ""
    named = ", ".join(f"{action} ({s.right} of {s.of})" for action, s in report.weakest)
    return f"The animal is right least often while it does this: {named}."


def _figure(share: Share | None) -> str:
    return f"{share.value:.2f}" if share and share.of else "–"


def _sentences(sentences: Sequence[Sentence]) -> str:
    return "\n".join(
        f"| {number} | {s.prompt} | {s.caption} | {', '.join(s.missed) or '–'} |"
        for number, s in enumerate(sentences, 1)
    )
