"""Measures every stage from the teacher to the pack side by side, and writes docs/stages.md.

    python -m forge report --teacher ~/.cache/edged-forge --pruned ~/.cache/edged-forge-small \\
        --distilled ~/.cache/edged-forge-4 ~/.cache/edged-forge-2 --refined ~/.cache/edged-forge-r --pack packs/cute-animals
    python -m forge report --teacher ... --dry --count 0      memory and speed alone, nothing written

A stage whose folder is not there is left out, and the report says so. Students as large as the teacher beside pruned ones are
told apart from them (`distilled whole`), and packs by what they were made from; there may be several. Distilled students are drawn in their own number
of steps; `--steps` is for the teacher and for what is only pruned.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import onnxruntime as ort
import torch
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

from forge.dataset import WORK
from forge.drawings import small
from forge.evaluate import PROMPTS, ROOT, TRAINED
from forge.judging.judge import Judge, load_judge
from forge.judging.painting import Painting
from forge.judging.wishes import Wish, varied_captions, wishes_for
from forge.judging.yardsticks import Reference, crowd_of, reference
from forge.latents import Bytes
from forge.nets.autoencoder import load_autoencoder
from forge.reporting.fidelity import likeness
from forge.reporting.footprint import PROFILE
from forge.reporting.ledger import Ledger, Quality, Row, mean
from forge.reporting.page import costs, document, keeps
from forge.reporting.stages import STEPS, Given, Stage, collect, eager, pictures, weigh
from forge.sampling import PackSampler
from forge.schedule import Sampling
from forge.subject import Subject, add_subject, load_subject
from runtime.pack import packs_folder

CELL, HEAD = 192, 28
"""Pixels of a picture on the contact sheet, and of the words above."""
SHOWN = 8
"""Captions on the contact sheet."""
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
SMALLEST: Font = ImageFont.load_default(7)


class Seen(Struct, frozen=True):
    """What is kept of a stage's pictures."""

    little: Bytes
    """[N, 128, 128, 3]"""
    large: Bytes
    """[compared, 512, 512, 3]"""
    cells: Bytes
    """[shown, CELL, CELL, 3]"""


def look(stage: Stage, wishes: Sequence[Wish], compared: int) -> Seen:
    """Draws every wish once."""
    batches = pictures(stage, [w.caption for w in wishes], [w.seed for w in wishes])
    large = np.concatenate(batches)[: max(compared, SHOWN)].copy()
    cells = [
        Image.fromarray(one).resize((CELL, CELL), Image.Resampling.BOX) for one in large[:SHOWN]
    ]
    return Seen(
        np.concatenate([small(batch) for batch in batches]),
        large[:compared],
        np.stack([np.asarray(cell) for cell in cells]),
    )


def judged(
    judge: Judge, seen: Seen, teacher: Seen, wishes: Sequence[Wish], best: Reference
) -> Quality:
    shares = judge.shares(judge.looks(seen.little), wishes)
    like = likeness(seen.large, teacher.large) if seen is not teacher and len(seen.large) else None
    return Quality(shares, like, crowd_of(judge.features(seen.little), best.features))


def contact_sheet(names: Sequence[str], columns: Sequence[Bytes]) -> Image.Image:
    """A column [shown, CELL, CELL, 3] for each stage below its name, a row for each caption."""
    shown = len(columns[0])
    page = Image.new("RGB", (CELL * len(columns), HEAD + CELL * shown), "white")
    pen = ImageDraw.Draw(page)
    for number, (name, column) in enumerate(zip(names, columns, strict=True)):
        place = number * CELL + CELL // 2, HEAD // 2
        pen.text(place, name, "black", _fitting(pen, name), anchor="mm")
        for row, cell in enumerate(column):
            page.paste(Image.fromarray(cell), (number * CELL, HEAD + row * CELL))
    return page


def _fitting(pen: ImageDraw.ImageDraw, name: str) -> Font:
    """As large as its column allows."""
    sizes = (ImageFont.load_default(size) for size in range(16, 6, -1))
    return next((font for font in sizes if pen.textlength(name, font) < CELL - 8), SMALLEST)


def machine() -> str:
    """Where it was measured, as a sentence without its full stop."""
    load = os.getloadavg()[0]
    return (
        f"Measured on {platform.machine()}, {os.cpu_count()} processors, one thread, load {load:.1f}, "
        f"Python {platform.python_version()}, ONNX Runtime {ort.__version__}, torch {torch.__version__}"
    )


def measured(given: Given, stages: Sequence[Stage], subject: Subject, rounds: int) -> Ledger:
    """Costs alone: `rounds` pictures of each stage and of plain torch, in turns."""
    captions = varied_captions(subject, subject.vocabulary(), rounds)
    way = Sampling(stages[0].steps, stages[0].guidance)
    found, (slow,) = weigh(stages, captions, rounds, eager(given.teacher, subject, way))
    return Ledger(
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        machine=machine(),
        rows=tuple(map(Row, stages, found)),
        eager=slow,
        rounds=rounds,
    )


def with_pictures(
    ledger: Ledger, judge: Judge, painting: Painting, wishes: Sequence[Wish], compared: int
) -> tuple[Ledger, Image.Image]:
    """The ledger with what every stage keeps, and the contact sheet."""
    best = reference(judge, painting, wishes, 2)
    stages = [row.stage for row in ledger.rows]
    teacher = look(stages[0], wishes, compared)
    rows, columns = [], []
    for row in ledger.rows:
        seen = teacher if row is ledger.rows[0] else look(row.stage, wishes, compared)
        quality = judged(judge, seen, teacher, wishes, best)
        print(f"{row.stage.name}: attributes {mean(quality.shares):.3f}", flush=True)
        rows.append(msgspec.structs.replace(row, quality=quality))
        columns.append(seen.cells)
    told = [judge.vocabulary.text(wish.caption) for wish in wishes[:SHOWN]]
    whole = msgspec.structs.replace(
        ledger,
        rows=tuple(rows),
        pictures=len(wishes),
        compared=min(compared, len(wishes)),
        ceilings=best.shares,
        captions=tuple(told),
    )
    return whole, contact_sheet([stage.name for stage in stages], columns)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    add_stages(parser)
    parser.add_argument("--steps", type=int, default=STEPS, help="of the teacher and the pruned")
    parser.add_argument("--rounds", type=int, default=12, help="pictures that each is timed with")
    parser.add_argument("--count", type=int, default=200, help="captions besides kids50; 0: none")
    parser.add_argument("--compared", type=int, default=40, help="pictures for SSIM and PSNR")
    parser.add_argument("--trained", type=int, default=TRAINED, help="captions trained on")
    parser.add_argument("--prompts", type=Path, default=PROMPTS)
    parser.add_argument("--minutes", type=float, default=10.0, help="to train a missing judge")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument("--dry", action="store_true", help="print the figures, write nothing")
    return parser


def add_stages(parser: argparse.ArgumentParser) -> None:
    """The folders that the stages leave; those of the usual names if none are given."""
    few = [WORK.with_name(f"{WORK.name}-{steps}") for steps in (4, 2, 1)]
    parser.add_argument("--teacher", type=Path, default=WORK, help="its work folder")
    parser.add_argument("--pruned", type=Path, default=WORK.with_name(f"{WORK.name}-small"))
    parser.add_argument("--distilled", type=Path, nargs="*", default=few)
    parser.add_argument("--refined", type=Path, nargs="*", default=[])
    parser.add_argument("--pack", type=Path, nargs="*", default=[packs_folder() / "cute-animals"])


def given_by(args: argparse.Namespace) -> Given:
    return Given(
        teacher=args.teacher,
        pruned=args.pruned,
        distilled=tuple(args.distilled),
        refined=tuple(args.refined),
        packs=tuple(args.pack),
    )


def main(argv: list[str] | None = None) -> None:
    args = _parser().parse_args(argv)
    torch.set_num_threads(1)
    given, subject = given_by(args), load_subject(args.subject)
    sheet = None
    with tempfile.TemporaryDirectory(prefix="edged-stages-") as folder:
        stages, missing = collect(given, Path(folder), subject, args.steps)
        for kind, why in missing:
            print(f"missing: {kind} ({why})", flush=True)
        ledger = measured(given, stages, subject, args.rounds)
        ledger = msgspec.structs.replace(ledger, missing=tuple(missing))
        print(costs(ledger), flush=True)
        if args.count:
            ledger, sheet = _drawn(ledger, given.teacher, subject, args)
            print(keeps(ledger))
    if args.dry:
        return
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "stages.md").write_text(document(ledger), encoding="utf-8")
    if sheet:
        sheet.save(args.out / "stages.webp", quality=84)
    print(f"wrote {args.out / 'stages.md'}")


def _drawn(
    ledger: Ledger, work: Path, subject: Subject, args: argparse.Namespace
) -> tuple[Ledger, Image.Image]:
    """`work`: with the probe and the decoder's other half, the encoder."""
    vocabulary = subject.vocabulary()
    judge = load_judge(work, subject, vocabulary, args.minutes)
    wishes = wishes_for(subject, vocabulary, args.count, args.prompts, args.trained)
    first = ledger.rows[0].stage
    sampler = PackSampler(first.folder, PROFILE)
    encoder = load_autoencoder(work).encoder
    painting = Painting(sampler, encoder, subject, first.steps, first.guidance)
    return with_pictures(ledger, judge, painting, wishes, args.compared)


if __name__ == "__main__":
    main()
