"""docs/stages.md: the ledger of the stages as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from forge.judging.quality import BELOW, REACHED, SLOTS
from forge.judging.scores import Share
from forge.reporting.ledger import (
    ARTICLE,
    FACES,
    Ledger,
    Row,
    before,
    compared,
    kept,
    mean,
    saving,
    speed_up,
    worst,
)
from forge.reporting.stages import INT8

EXPLAINED = """\
## How it was measured

Every stage was first made a pack, of fp32 graphs unless it is the INT8 one, and drawn by the box's own runtime on ONNX
Runtime with one thread, at 512×512. **Memory** is what a fresh process needs to open the pack and draw a picture: the most
that was ever resident, less what it held before it opened anything. **Seconds** are CPU time of one picture at batch 1,
median, all stages in turns in one run. **Parameters** and **disk** count encoder, denoiser and decoder; the decoder is the
same in all of them until INT8.

**Memory saved** and **times as fast** compare with the teacher, and in brackets with the stage before: a distilled student with the pruned
network or, where it is whole, with the teacher, a refined one with the distilled student of its size, and INT8 with what it was
made from. A refined student may come of a teacher that was trained on after the one above: then likeness says how far both moved. **Attributes** is the mean of the slots below, as found by the probe
(docs/quality.md), **kept** its share of the teacher's, **worst slot** the one that lost most against it, in points. SSIM and
PSNR compare with the teacher's picture of the same caption from the same noise. **Fréchet** is the distance of all pictures
to drawings of the same captions in the probe's features; other drawings of them have the floor's distance.

The article's figures are its own, for another and far larger model on a graphics card. Whether it counts from the original or
from the stage before is not said: both are compared. It names one figure of quality for all stages together. What it says
of SD 1.5 with LoRA was not at hand (not given): that row is left out."""


def document(ledger: Ledger) -> str:
    """docs/stages.md"""
    judged = ledger.rows[0].quality is not None
    parts = [
        "# From the teacher to the pack",
        f"Made by `python -m forge report` on {ledger.date}; not written by hand. {ledger.machine}.",
        "\n".join(f"Missing: {kind} ({why})." for kind, why in ledger.missing),
        "## What each stage costs",
        costs(ledger),
    ]
    if judged:
        parts += ["## What it keeps", keeps(ledger), slots(ledger)]
    parts += ["## Beside the article", article(ledger.rows), EXPLAINED]
    if ledger.captions:
        shown = "\n".join(f"{number}. {text}" for number, text in enumerate(ledger.captions, 1))
        parts += [
            "## From the same noise in every stage",
            "![A row for each caption](stages.webp)",
            shown,
        ]
    return "\n\n".join(part for part in parts if part) + "\n"


def costs(ledger: Ledger) -> str:
    heads = ["", "steps", "guidance", "parameters, M", "disk, MB", "memory, MB"]
    heads += ["memory saved", "seconds", "times as fast"]
    lines = []
    for row in ledger.rows:
        saved, faster = compared(ledger.rows, row, saving), compared(ledger.rows, row, speed_up)
        lines.append(
            [
                row.stage.name,
                str(row.stage.steps),
                _guidance(row.stage.guidance),
                f"{row.costs.parameters / 1e6:.2f}",
                f"{row.costs.disk / 1e6:.1f}",
                f"{row.costs.memory / 1e6:.0f}",
                _both(saved, "{:.0%}"),
                f"{row.costs.seconds:.3f}",
                _both(faster, "{:.2f}×"),
            ]
        )
    if ledger.eager is not None:
        first = ledger.rows[0].stage
        way = [str(first.steps), _guidance(first.guidance)]
        slower = ledger.rows[0].costs.seconds / ledger.eager
        lines.append(
            ["teacher in torch, eager", *way, *["–"] * 4, f"{ledger.eager:.3f}", f"{slower:.2f}×"]
        )
    return _table(heads, lines)


def keeps(ledger: Ledger) -> str:
    heads = ("", "attributes", "kept", "worst slot", "whole faces", "SSIM", "PSNR, dB", "Fréchet")
    teacher = ledger.rows[0].quality
    lines = []
    for row in ledger.rows:
        if row.quality is None or teacher is None:
            continue
        here, like = row.quality, row.quality.likeness
        lines.append(
            [
                row.stage.name,
                _figure(mean(here.shares)),
                "–" if here is teacher else f"{kept(here, teacher):.3f}",
                "–" if here is teacher else worst(here, teacher),
                _share(here.shares.get(FACES)),
                f"{like.ssim:.3f}" if like else "–",
                f"{like.psnr:.1f}" if like else "–",
                f"{here.crowd.made:.2f}" if here.crowd else "–",
            ]
        )
    crowd = teacher.crowd if teacher else None
    for name, shares in ledger.ceilings.items():
        floor = (crowd.decoded if "decoder" in name else crowd.floor) if crowd else None
        distance = "–" if floor is None else f"{floor:.2f}"
        lines.append(
            [
                *(f"*drawings, {name}*", _figure(mean(shares)), "–", "–"),
                *(_share(shares.get(FACES)), "–", "–", distance),
            ]
        )
    counted = (
        f"{ledger.pictures} pictures of each stage, {ledger.compared} of them for SSIM and PSNR."
    )
    return _table(heads, lines) + "\n\n" + counted


def slots(ledger: Ledger) -> str:
    """A row for each slot that occurs, a column for each stage."""
    columns = [(row.stage.name, row.quality.shares) for row in ledger.rows if row.quality]
    columns += [(f"*drawings, {name}*", shares) for name, shares in ledger.ceilings.items()]
    found = [(label, slot) for label, slot in SLOTS if any(slot in shares for _, shares in columns)]
    lines = [[label, *(_share(shares.get(slot)) for _, shares in columns)] for label, slot in found]
    return _table(("", *(name for name, _ in columns)), lines)


def article(rows: Sequence[Row]) -> str:
    """What is claimed of each stage, and ours, from the teacher and from the stage before."""
    heads = ["", "memory saved: article", "ours", "from the stage before"]
    heads += [
        "times as fast: article",
        "ours",
        "from the stage before",
        "quality kept: article",
        "ours",
    ]
    lines = []
    for row in rows:
        claim = ARTICLE.get(row.stage.kind)
        if claim is None:
            continue
        memory = [_marked(v, claim.saved, "{:.0%}") for v in compared(rows, row, saving)]
        speed = [_marked(v, claim.faster, "{:.2f}×") for v in compared(rows, row, speed_up)]
        quality = "–"
        if row.quality and rows[0].quality:
            quality = _marked(kept(row.quality, rows[0].quality), claim.kept, "{:.3f}")
        lines.append(
            [
                row.stage.name,
                *(f"{claim.saved:.0%}", *memory),
                *(f"{claim.faster:g}×", *speed),
                *(f"{claim.kept:g}", quality),
            ]
        )
    if not lines:
        return "No stage after the teacher is there yet."
    marks = f"\n\n{REACHED}: at least what the article claims. {BELOW}: less."
    return _table(heads, lines) + marks + "".join(map("\n\n{}".format, _fewer_steps(rows)))


def _fewer_steps(rows: Sequence[Row]) -> Iterator[str]:
    """Says where a speed-up of INT8 is not that of INT8 alone."""
    for row in rows:
        earlier = before(rows, row) if row.stage.kind == INT8 else row
        if earlier.stage.steps != row.stage.steps:
            yield (
                f"{row.stage.name} is drawn in {row.stage.steps} steps and what stands before it, {earlier.stage.name}, in "
                f"{earlier.stage.steps}: that part of its speed is not due to {row.stage.name}."
            )


def _both(values: Sequence[float], form: str) -> str:
    """Beside the teacher, and in brackets beside the stage before."""
    if not values:
        return "–"
    first, second = map(form.format, values)
    return f"{first} ({second})"


def _marked(value: float, claim: float, form: str) -> str:
    return f"{form.format(value)} {REACHED if value >= claim else BELOW}"


def _guidance(guidance: float) -> str:
    return "none" if guidance == 1 else f"{guidance:g}"


def _figure(value: float) -> str:
    return "–" if value != value else f"{value:.3f}"  # noqa: PLR0124 - NaN is not itself


def _share(share: Share | None) -> str:
    return f"{share.value:.2f}" if share and share.of else "–"


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [heads, ["---"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
