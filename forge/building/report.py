"""The report beside a pack: what became of each part, and what it draws beside the model as it was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from forge.building.facts import Facts
from forge.building.measuring import Drawn
from forge.building.sampling import Sample
from forge.reporting.fidelity import psnr, ssim
from runtime.pack import Manifest, read_manifest

SIDE = 256
"""Pixels of a picture on the sheet."""
GAP = 8


def write_report(
    pack: Path, after: Drawn, before: Drawn | None, facts: Mapping[str, Facts], out: Path
) -> None:
    """`report.md` and `sheet.webp` in the folder `out`. `after`: what the pack drew. `before`: what the published weights drew
    of the same wishes; None: they are not there."""
    out.mkdir(parents=True, exist_ok=True)
    columns = [each.pictures for each in (before, after) if each]
    _sheet(columns).save(out / "sheet.webp", quality=85)
    text = "\n".join(_lines(read_manifest(pack), before, after, facts))
    (out / "report.md").write_text(text + "\n", encoding="utf-8")


def write_unmeasured(
    pack: Path, absent: str, command: str, facts: Mapping[str, Facts], out: Path
) -> None:
    """`report.md` of a pack that this machine cannot draw with: what is `absent`, and the command that measures it elsewhere."""
    out.mkdir(parents=True, exist_ok=True)
    manifest = read_manifest(pack)
    lines = [
        *_title(manifest),
        "",
        "## Not measured yet",
        "",
        f"The machine that made this pack cannot draw as its profile says ({absent}). So its memory is "
        "an estimate, and there are no seconds, and no pictures beside the published model's. On a machine that can, with the model, "
        "the pack and this folder in the same places, this command makes nothing but the report:",
        "",
        f"    {command}",
        *_parts(facts),
    ]
    (out / "report.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _sheet(columns: Sequence[Sequence[NDArray[np.uint8]]]) -> Image.Image:
    """A row for each wish: as published, where that is there, and as packed."""
    step, rows = SIDE + GAP, len(columns[0])
    sheet = Image.new("RGB", (len(columns) * step - GAP, rows * step - GAP), "white")
    for column, pictures in enumerate(columns):
        for row, picture in enumerate(pictures):
            small = Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
            sheet.paste(small, (column * step, row * step))
    return sheet


def _lines(
    manifest: Manifest, before: Drawn | None, after: Drawn, facts: Mapping[str, Facts]
) -> list[str]:
    new = after.sample
    batch = f"{new.at_once} at once, {new.size_at_once}"
    return [
        *_title(manifest),
        "",
        "## Pictures",
        "",
        *_pictures(before, after),
        "",
        "## Speed and memory",
        "",
        "Measured one after the other in one run, each in a process of its own; the first picture does not count. Memory: the most it held while it drew one by one, up to its natural size, and then many at once.",
        "",
        f"| | seconds a picture | of processor time | MB, one by one | MB, {batch} | runs on |",
        "|---|---|---|---|---|---|",
        *([_row("published", before.sample)] if before else []),
        _row("this pack", new),
        "",
        f"Its manifest asks for {manifest.memory_mb} MB{_memory(manifest)}.",
        *_parts(facts),
    ]


def _title(manifest: Manifest) -> list[str]:
    megabytes = sum(file.size for file in manifest.files) / 1e6
    return [
        f"# {manifest.name} {manifest.version}",
        "",
        f"{manifest.family}, {manifest.precision}, {megabytes:.1f} MB. Licence: {manifest.licence}.",
    ]


def _pictures(before: Drawn | None, after: Drawn) -> list[str]:
    new, picture = after.sample, "![pictures](sheet.webp)"
    if before is None:
        rows = [f"| {row + 1} | {wish} |" for row, wish in enumerate(new.wishes)]
        told = f"Drawn with this pack, {new.size}, {new.steps} steps. The published weights are not there to compare with."
        return [told, "", picture, "", "| row | wish |", "|---|---|", *rows]
    triples = zip(new.wishes, before.pictures, after.pictures, strict=True)
    return [
        f"Left: the published weights in PyTorch, 32 bits. Right: this pack. The same seeds, {new.size}, {new.steps} steps.",
        "",
        picture,
        "",
        "| row | wish | SSIM | PSNR, dB |",
        "|---|---|---|---|",
        *(
            f"| {row + 1} | {wish} | {ssim(b, a):.3f} | {psnr(b, a):.1f} |"
            for row, (wish, b, a) in enumerate(triples)
        ),
    ]


def _row(name: str, one: Sample) -> str:
    told = f"{one.seconds:.2f} | {one.cpu_seconds:.2f} | {one.alone_mb} | {one.peak_mb}"
    return f"| {name} | {told} | {one.engine} |"


def _memory(manifest: Manifest) -> str:
    if not manifest.memory_measured:
        return ", an estimate"
    return " (measured, and a tenth more)"


def _parts(facts: Mapping[str, Facts]) -> list[str]:
    if not facts:
        return []
    rows = []
    for name, one in facts.items():
        made = one.shrunk
        told = ["", "fp32", "", ""]
        if made:
            counts = [str(made.whole), str(made.stored)]
            told = [f"{made.error:.2%} of {made.limit:.0%}", made.kept, *counts]
        rows.append("| " + " | ".join([name, f"{one.parity:.1e}", *told]) + " |")
    return [
        "",
        "## Parts",
        "",
        "Parity: largest difference of the graph in 32 bits from PyTorch, as a share of its range. INT8: root mean square of what it changes, as a share of the output's spread; above the limit the part stays in 32 bits.",
        "",
        "| part | parity | INT8 changes | kept as | layers that multiply bytes | that store them |",
        "|---|---|---|---|---|---|",
        *rows,
    ]
