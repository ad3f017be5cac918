"""The report of an evaluation: docs/quality.md with its contact sheets, and the pack's card."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct
from PIL import Image

from forge.judging.diversity import Crowd, Variety
from forge.judging.nearest import Copying
from forge.judging.scores import Share, total
from forge.judging.wishes import KIDS, KNOWN, NEW, SEVERAL, UNSEEN

SLOTS = (
    ("species", "animal"),
    ("number of animals", "number of animals"),
    ("its colour", "animal colour"),
    ("size, where wished", "size"),
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
    ("nothing worn, held, done or sized unasked", "nothing extra"),
    ("whole faces, as many as animals", "faces"),
)
"""(row of the table, slot of the scores)"""
LABELS = {slot: label for label, slot in SLOTS} | {
    "animal colour": "the animal's colour",
    "worn colour": "the worn thing's colour",
    "held colour": "the held thing's colour",
}
"""Slot → what it is called outside the table."""
TARGETS = {
    "animal": 0.98,
    "animal colour": 0.97,
    "worn": 0.92,
    "worn colour": 0.90,
    "held": 0.90,
    "action": 0.92,
    "backdrop": 0.97,
    "faces": 0.97,
}
"""Slot → aim."""
CLOSE = 0.02
"""So near to the ceiling a figure below its aim is as good: the judge itself errs that often."""
VARIETY, GAP = 0.8, 3.0
"""Aims: pictures of a caption at least so different as its drawings; points that new combinations may be worse."""
NOTICED, ALARMS = 0.9, 0.02
"""Aims of the faces' check itself: faults noticed, and whole drawings taken for broken."""
REACHED, NEAR, BELOW = "✓", "≈", "✗"
GROUPS = {
    UNSEEN: "**unseen** captions come from the training's own source, but none of them was trained on.",
    KNOWN: "**known combinations** have {combination} too, but together as in training.",
    NEW: "**new combinations** contain {combination} in a way that was kept out of training on purpose.",
    SEVERAL: "**several together** show two or three of the first kind, all others one.",
}
"""Group → what is in it, where it occurs."""
EXPLAINED = """\
A small network, the probe, judges. It was trained on drawings alone and never on a generated picture, and the generator
was never trained against it. Half of its captions were mixed from two, so that it cannot guess a picture's parts from
the others. It makes mistakes: **drawn** and **through the decoder** are its figures for drawings of the very
same captions, as drawn and after the way into latents and back. A figure cannot be expected above them. A generator that was
refined learned from other networks, the critics, which read latents and had other drawings. They ask the judges' questions, and faces
were spoilt for them in the same ways, so that both may share a blind spot: the sheets below are for your own eyes.

Species are right if exactly the wished ones are seen; how many animals there are is asked apart. The probe gives one
colour for a species: where two of one species were to have different colours, either is right. A natural colour that
looks like a named one (a duck's yellow) counts as that colour, both ways: what is nearer than 0.07 in OKLab is the same.
"Where found" counts things that are there; "found, with its colour" counts every wished one. Place and sky count also
where none was wished: a plain backdrop and daylight are then right.

**Whole faces.** A second network, trained on drawings whose faces are known exactly, finds eyes and mouths; a face is
whole if two eyes, at a normal distance, have a mouth below and between them and no third eye beside them, and a third
network, which learned from spoilt faces too and sees the face beside its mirror image, takes it for whole. Normal is what 98.5 % of held-out drawings have. A
picture is right with as many whole faces as animals. The table of faults tells how far this can be trusted: one face in
each drawing was spoilt on purpose, in all ways but the last as in the network's training, and only drawings count that
were found whole before. Its false alarms are what "drawn" lacks to 1.

**Variety** is the mean distance, in the probe's features, of two pictures of one caption that differ in their seed
alone; the drawings it is compared with went through the decoder too. **Fréchet distance** compares the whole crowd of
pictures with drawings, by mean and shrunk covariance of the probe's features. For the nearest training drawing captions
were taken that training did see, where copies would show first: far below 1 would be copies."""
MARKS = re.compile(r"(<!-- figures -->\n).*?(\n<!-- /figures -->)", re.DOTALL)
OTHERS = re.compile(r"<!-- section (?P<name>\S+) -->\n.*?<!-- /section -->\n", re.DOTALL)
"""Sections of docs/quality.md that other programs write; a new report keeps them."""


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
    gap: tuple[float, float] | None = None
    """Points by which new combinations are worse than known ones, and the standard error."""
    faults: dict[str, dict[str, Share]] = {}
    """`drawn` and `through the decoder` → kind of fault → how often it was noticed."""
    variety: Variety | None = None
    crowd: Crowd | None = None
    copying: Copying | None = None
    weakest: tuple[tuple[str, Share], ...] = ()
    """Actions in which the animal was right least often, the worst first."""
    sentences: tuple[Sentence, ...] = ()
    said: str = KIDS
    """What the group of sentences, and their contact sheet, is called."""
    held_out: tuple[str, ...] = ()
    """Roles of which some combinations were kept out of training."""


def table(report: Report) -> str:
    """Markdown: a row for each slot that occurs."""
    groups, ceilings = list(report.groups), list(report.ceilings)
    heads = [*groups, *ceilings, "aim", ""]
    lines = [f"| | {' | '.join(heads)} |", f"|---{'|---' * len(heads)}|"]
    for label, slot in rows_of(report.groups):
        if not any(slot in report.groups[group] for group in groups):
            continue
        measured = [report.groups[group].get(slot) for group in groups]
        best = [report.ceilings[name].get(slot) for name in ceilings]
        aim = f"{TARGETS[slot]:.2f}" if slot in TARGETS else "–"
        cells = [*map(_figure, measured + best), aim, mark(report, slot)]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def rows_of(groups: Mapping[str, Mapping[str, Share]]) -> tuple[tuple[str, str], ...]:
    """(label, slot): SLOTS, and behind them what only another subject has, by its own name."""
    known = {slot for _, slot in SLOTS}
    found = dict.fromkeys(slot for shares in groups.values() for slot in shares)
    return (*SLOTS, *((slot, slot) for slot in found if slot not in known))


def mark(report: Report, slot: str) -> str:
    """✓: all pictures together reach the aim; ≈: they do not, but come within two points of the lower ceiling."""
    share = report.groups["all"].get(slot)
    if slot not in TARGETS or share is None or not share.of:
        return ""
    if share.value >= TARGETS[slot]:
        return REACHED
    best = [c[slot].value for c in report.ceilings.values() if slot in c and c[slot].of]
    return NEAR if best and share.value >= min(best) - CLOSE else BELOW


def judgement(report: Report) -> str:
    """Which aims are reached by all pictures together, in words."""
    total = report.groups["all"]
    kinds = (
        (BELOW, "Below the aim"),
        (NEAR, "Below the aim, but within two points of what is found in drawings"),
    )
    lines = []
    for sign, words in kinds:
        named = [
            f"{LABELS[slot]} ({total[slot].value:.2f} against {aim:.2f})"
            for slot, aim in TARGETS.items()
            if mark(report, slot) == sign
        ]
        if named:
            lines.append(f"{words}: {'; '.join(named)}.")
    return "\n".join(lines) or "All aims are reached."


def document(report: Report) -> str:
    """docs/quality.md"""
    counts = ", ".join(f"{name} {count}" for name, count in report.pictures.items())
    return f"""\
# How good the pictures are

Made by `make evaluate` on {report.date}; not written by hand. Drawn by {report.drawn_by}, {report.steps} steps, guidance
{report.guidance:g}, one picture a wish, none chosen or drawn again. {report.training}
Pictures: {counts}.

{table(report)}

{REACHED}: all pictures together reach the aim. {NEAR}: they come within two points of what the judge finds in drawings,
above which no figure can be expected. {BELOW}: neither.

{judgement(report)}
{_weakest(report)}

## Beyond single pictures

| | figure | aim |
|---|---|---|
{beyond(report)}

{_noticed(report.faults)}

## What is compared

{_compared(report)}

{EXPLAINED}

{_sheets(report)}
{_said(report)}"""


def beyond(report: Report) -> str:
    """Rows of what only many pictures together can show."""
    rows = []
    if report.gap:
        figure = "{:+.1f} ± {:.1f} points".format(*report.gap)
        rows.append(f"| new combinations worse than known ones | {figure} | {GAP:g} |")
    if report.variety:
        seen = report.variety
        what = f"variety: {seen.pictures} pictures of one caption, against as many drawings of it"
        rows.append(f"| {what} | {seen.ratio:.2f} | {VARIETY:g} |")
    if report.copying:
        ratio, compared = report.copying.ratio, report.copying.compared
        what = f"distance to the nearest of {compared:,} training drawings, against a new drawing's"
        rows.append(f"| {what} | {ratio:.2f} | about 1 |")
    if report.crowd:
        crowd = report.crowd
        rows.append(
            f"| Fréchet distance of {crowd.count} pictures to drawings of the same captions | {crowd.made:.2f} "
            f"| other drawings {crowd.floor:.2f}, through the decoder {crowd.decoded:.2f} |"
        )
    return "\n".join(rows)


def write_report(report: Report, sheets: Mapping[str, Image.Image], folder: Path) -> None:
    """quality.md, and the contact sheets by their names."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "quality.md"
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    kept = "".join(f"\n{found[0]}" for found in OTHERS.finditer(old))
    path.write_text(document(report) + kept, encoding="utf-8")
    for name, sheet in sheets.items():
        sheet.save(folder / f"{name}.webp", quality=84)


def write_section(name: str, text: str, path: Path) -> None:
    """Puts what another program measured at a report's end, in place of what stood there under this name."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    rest = OTHERS.sub(lambda m: "" if m["name"] == name else m[0], old).rstrip("\n")
    new = f"<!-- section {name} -->\n{text}<!-- /section -->\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{rest}\n\n{new}" if rest else new, encoding="utf-8")


def write_card(report: Report, card: Path) -> None:
    """Puts the table between the marks of a pack's README; a card without them stays as it is."""
    text = card.read_text(encoding="utf-8")
    new = f"{report.date}; how it was measured: `docs/quality.md`.\n\n{table(report)}"
    card.write_text(MARKS.sub(lambda m: m[1] + new + m[2], text), encoding="utf-8")


def _noticed(faults: Mapping[str, Mapping[str, Share]]) -> str:
    """How good the faces' check itself is."""
    if not faults:
        return ""
    ways = list(faults)
    lines = [f"| faults noticed | {' | '.join(ways)} |", f"|---{'|---' * len(ways)}|"]
    kinds = list(faults[ways[0]])
    lines += [
        f"| {kind} | {' | '.join(_figure(faults[way][kind]) for way in ways)} |" for kind in kinds
    ]
    every = [total(faults[way].values()) for way in ways]
    lines.append(f"| all (aim {NOTICED:.2f}) | {' | '.join(map(_figure, every))} |")
    return "\n".join(lines)


def _sheets(report: Report) -> str:
    parts = []
    if any("several" in group for group in report.groups):
        parts.append("## Several animals\n\n![Two or three animals a wish](groups.webp)\n")
    if report.copying:
        parts.append(
            "## Nothing is copied\n\n![Pairs: a picture of a caption that was trained on, and beside it the training"
            " drawing nearest to it](nearest.webp)\n"
        )
    return "\n".join(parts)


def _weakest(report: Report) -> str:
    if not report.weakest:
        return ""
    named = ", ".join(f"{action} ({s.right} of {s.of})" for action, s in report.weakest)
    return f"The animal is right least often while it does this: {named}."


def _figure(share: Share | None) -> str:
    return f"{share.value:.2f}" if share and share.of else "–"


def _compared(report: Report) -> str:
    """Which wishes there were."""
    read = f"**{report.said}** are the sentences below, "
    read += "as children say them, through" if report.said == KIDS else "through"
    told = [f"{read} the box's own reader."] if report.sentences else []
    combination = " and ".join(report.held_out)
    told += [
        text.format(combination=combination)
        for group, text in GROUPS.items()
        if group in report.groups
    ]
    passed = "Captions that training had seen were passed over, which leaves out the simplest ones."
    return " ".join([*told, passed])


def _said(report: Report) -> str:
    """The sentences one by one, if there were any."""
    if not report.sentences:
        return ""
    name = report.said
    head = "The children's sentences" if name == KIDS else f"The sentences of {name}"
    return f"""\
## {head}

![All {len(report.sentences)}, in the table's order]({quote(name)}.webp)

| | sentence | drawn as | not found |
|---|---|---|---|
{_sentences(report.sentences)}
"""


def _sentences(sentences: Sequence[Sentence]) -> str:
    return "\n".join(
        f"| {number} | {s.prompt} | {s.caption} | {', '.join(s.missed) or '–'} |"
        for number, s in enumerate(sentences, 1)
    )
