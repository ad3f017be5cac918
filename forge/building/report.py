"""The report beside a pack: what became of each part, and what it draws beside the model as it was published."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PIL import Image

from forge.building.facts import Facts
from forge.building.sampling import FACTS, Sample
from forge.errors import ForgeError
from forge.reporting.fidelity import psnr, ssim
from runtime.pack import Manifest, read_manifest

SIDE = 256
"""Pixels of a picture on the sheet."""
GAP = 8


class ReportFailed(ForgeError):
    """The pack is made, but one of the two that are compared did not draw."""


class Drawn(Struct, frozen=True):
    sample: Sample
    pictures: Sequence[NDArray[np.uint8]]


def write_report(
    pack: Path, published: Path, profile: Path, facts: Mapping[str, Facts], out: Path
) -> None:
    """`report.md` and `sheet.webp` in the folder `out`. `published`: a pack of the same weights.

    Raises ReportFailed.
    """
    with TemporaryDirectory() as scratch:
        before = _drawn(published, profile, Path(scratch) / "before", "floats")
        after = _drawn(pack, profile, Path(scratch) / "after")
    out.mkdir(parents=True, exist_ok=True)
    _sheet(before.pictures, after.pictures).save(out / "sheet.webp", quality=85)
    text = "\n".join(_lines(read_manifest(pack), before, after, facts))
    (out / "report.md").write_text(text + "\n", encoding="utf-8")


def _drawn(pack: Path, profile: Path, out: Path, *more: str) -> Drawn:
    """By a process of its own, so that its memory is its own."""
    out.mkdir()
    command = [sys.executable, "-m", "forge.building.sampling", pack, profile, out, *more]
    done = subprocess.run(  # noqa: S603 - this very Python
        list(map(str, command)),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"},  # threads that wait let others compute
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise ReportFailed(f"the pack is there, its report is not: {last}")
    sample = msgspec.json.decode((out / FACTS).read_bytes(), type=Sample)
    paths = [out / f"{number}.png" for number in range(len(sample.wishes))]
    return Drawn(sample, [np.asarray(Image.open(path).convert("RGB")) for path in paths])


def _sheet(before: Sequence[NDArray[np.uint8]], after: Sequence[NDArray[np.uint8]]) -> Image.Image:
    """A row for each wish: as published, and as packed."""
    step = SIDE + GAP
    sheet = Image.new("RGB", (2 * step - GAP, len(before) * step - GAP), "white")
    for row, pair in enumerate(zip(before, after, strict=True)):
        for column, picture in enumerate(pair):
            small = Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
            sheet.paste(small, (column * step, row * step))
    return sheet


def _lines(
    manifest: Manifest, before: Drawn, after: Drawn, facts: Mapping[str, Facts]
) -> list[str]:
    old, new = before.sample, after.sample
    alike = [
        f"| {row + 1} | {wish} | {ssim(b, a):.3f} | {psnr(b, a):.1f} |"
        for row, (wish, b, a) in enumerate(
            zip(old.wishes, before.pictures, after.pictures, strict=True)
        )
    ]
    megabytes = sum(file.size for file in manifest.files) / 1e6
    return [
        f"# {manifest.name} {manifest.version}",
        "",
        f"{manifest.family}, {manifest.precision}, {megabytes:.1f} MB. Licence: {manifest.licence}.",
        "",
        "## Pictures",
        "",
        f"Left: the published weights in PyTorch, 32 bits. Right: this pack. The same seeds, {old.size}, {old.steps} steps.",
        "",
        "![pictures](sheet.webp)",
        "",
        "| row | wish | SSIM | PSNR, dB |",
        "|---|---|---|---|",
        *alike,
        "",
        "## Speed and memory",
        "",
        "Measured one after the other in one run, each in a process of its own; the first picture does not count.",
        "",
        "| | seconds a picture | of processor time | peak of memory, MB | runs on |",
        "|---|---|---|---|---|",
        f"| published | {old.seconds:.2f} | {old.cpu_seconds:.2f} | {old.peak_mb} | {old.engine} |",
        f"| this pack | {new.seconds:.2f} | {new.cpu_seconds:.2f} | {new.peak_mb} | {new.engine} |",
        *_parts(facts),
    ]


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
