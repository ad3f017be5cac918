"""Finds how few steps a picture needs, by how crowded its caption is, and writes that into a pack's manifest.

    python -m forge.effort --work ~/.cache/edged-forge --pack packs/cute-animals
    python -m forge.effort --work ... --pack ... --dry    only measures

Every caption is drawn with each number of steps from the same noise. The probe says how much of the wish is there, SSIM
how like the picture is to the one with the most steps. Without a probe for this vocabulary nothing is chosen.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import msgspec
import numpy as np
import torch
from msgspec import Struct

from forge.crowds import CROWDED, Crowds, gather
from forge.dataset import WORK
from forge.drawings import small
from forge.errors import ForgeError
from forge.judging.faces import load_faces
from forge.judging.judge import JOINT, Judge
from forge.judging.probe import Probe, load_probe
from forge.judging.quality import write_section
from forge.judging.scores import Share, verdicts
from forge.latents import Bytes
from forge.progress import each
from forge.reporting.fidelity import ssim
from forge.sampling import BATCH, PackSampler
from forge.subject import Subject, add_subject, load_subject
from runtime.pack import MANIFEST, Manifest, packs_folder, read_manifest
from runtime.profile import profile_text, profiles_folder
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[1]
POINTS = 1.0
"""Of accuracy that fewer steps may cost a class of captions."""
ALIKE = 0.9
"""SSIM at 512² to the picture with the most steps that a class must keep, on average: the same picture, a little plainer."""
COUNT, COMPARED = 96, 32
"""Pictures of each class, and how many of them are compared pixel by pixel, which takes longer than drawing them."""
TRAINED = 100_000
"""Captions of the training set that are passed over."""


class PackSigned(ForgeError):
    """Its manifest cannot be changed any more."""


class Row(Struct, frozen=True, kw_only=True):
    """Pictures of one class of captions, drawn with one number of steps."""

    parts: int
    steps: int
    pictures: int
    right: Share | None
    """Of everything that can be right or wrong in a picture; None: no probe."""
    worse: float
    """Points of accuracy below the same pictures with the most steps."""
    error: float
    """Standard error of `worse`."""
    alike: float
    """Mean SSIM to the picture with the most steps."""


class Measuring(Struct, frozen=True):
    """Who draws and who looks."""

    sampler: PackSampler
    judge: Judge | None
    compared: int = COMPARED

    def row(self, parts: int, captions: Sequence[Caption], steps: Sequence[int]) -> Iterator[Row]:
        """One for each number of steps, the most first."""
        best: Bytes | None = None
        most: list[Share] = []
        for number in sorted(steps, reverse=True):
            pictures = self._drawn(captions, number)
            shares = self._shares(pictures, captions)
            if best is None:
                best, most = pictures[: self.compared], shares
            similar = [ssim(a, b) for a, b in zip(pictures, best, strict=False)]
            worse, error = _worse(shares, most)
            yield Row(
                parts=parts,
                steps=number,
                pictures=len(captions),
                right=_sum(shares) if shares else None,
                worse=worse,
                error=error,
                alike=float(np.mean(similar)),
            )

    def _drawn(self, captions: Sequence[Caption], steps: int) -> Bytes:
        """uint8 [N, 512, 512, 3]; the noise depends on a caption's place alone."""
        guidance = self.sampler.pack.manifest.guidance
        latents = self.sampler.latents(captions, range(len(captions)), steps, guidance)
        starts = range(0, len(latents), BATCH)
        return np.concatenate([self.sampler.paint(latents[at : at + BATCH]) for at in starts])

    def _shares(self, pictures: Bytes, captions: Sequence[Caption]) -> list[Share]:
        """What is right, picture by picture."""
        if self.judge is None:
            return []
        found = []
        for look, caption in zip(self.judge.looks(small(pictures)), captions, strict=True):
            verdict = verdicts(look, caption, self.judge.vocabulary, self.judge.natural)
            answers = [right for slot, right in verdict if slot not in JOINT]
            found.append(Share(sum(answers), len(answers)))
        return found


def choose(
    rows: Sequence[Row], open_end: int, points: float = POINTS, alike: float = ALIKE
) -> tuple[tuple[int, int], ...]:
    """(parts, steps): for each class the fewest steps down to which nothing is lost; `Steps.by_parts` of a manifest.

    A class never gets fewer steps than a plainer one. Captions beyond the last class get the default, unless that class
    is the open one: it then reaches to `open_end` parts.
    """
    table: list[tuple[int, int]] = []
    for parts, group in groupby(sorted(rows, key=lambda r: (r.parts, -r.steps)), lambda r: r.parts):
        first, *others = group
        fewest = first.steps
        for row in others:
            if row.worse > points or row.alike < alike:
                break
            fewest = row.steps
        last = open_end if parts == CROWDED else parts
        table.append((last, max([fewest, *(steps for _, steps in table)])))
    return tuple(max(same) for _, same in groupby(table, lambda pair: pair[1]))


def write_table(folder: Path, table: tuple[tuple[int, int], ...]) -> None:
    """Into the manifest, and nothing else of the pack changes; the fewest steps allowed fall to the table's.

    Raises PackSigned, PackMissing or PackInvalid.
    """
    manifest = read_manifest(folder)
    if (folder / "manifest.sig").exists():
        raise PackSigned(f"{folder} is signed: choose its steps first, sign it afterwards.")
    fewest = min([manifest.steps.min, *(steps for _, steps in table)])
    steps = msgspec.structs.replace(manifest.steps, by_parts=table, min=fewest)
    encoded = msgspec.json.encode(msgspec.structs.replace(manifest, steps=steps))
    msgspec.json.decode(encoded, type=Manifest)
    new = folder.parent / f".{folder.name}-{MANIFEST}"  # beside it: a pack holds nothing unlisted
    new.write_bytes(msgspec.json.format(encoded, indent=1) + b"\n")
    new.replace(folder / MANIFEST)


def judge_of(work: Path, subject: Subject, vocabulary: Vocabulary) -> Judge | None:
    """None if the work folder has no probe, or one for another vocabulary."""
    try:
        probe = load_probe(work, Probe(vocabulary))
    except (FileNotFoundError, RuntimeError):
        return None
    faces = load_faces(work) if (work / "faces.pt").exists() else None
    return Judge(probe, vocabulary, subject.natural_colours(), faces)


def told(rows: Sequence[Row], shares: Mapping[int, float]) -> str:
    """Markdown: a row for each class, a column for each number of steps."""
    numbers = sorted({row.steps for row in rows})
    heads = ["parts", "of all wishes", *(f"{n} step{'s' * (n > 1)}" for n in numbers)]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for parts in sorted({row.parts for row in rows}):
        named = f"{parts} or more" if parts == CROWDED else str(parts)
        found = {row.steps: _cell(row) for row in rows if row.parts == parts}
        cells = [named, f"{shares[parts]:.0%}", *(found.get(n, "–") for n in numbers)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def section(
    rows: Sequence[Row],
    crowds: Crowds,
    table: tuple[tuple[int, int], ...],
    args: argparse.Namespace,
) -> str:
    """For docs/quality.md."""
    most = max(row.steps for row in rows)
    chosen = ", ".join(f"up to {parts} parts {steps}" for parts, steps in table)
    steps, accuracy, best = _means(rows, crowds.shares, table, most)
    return f"""\
## Steps by wish

Made by `python -m forge.effort` on {dt.datetime.now(dt.UTC).date()}. Each class: up to {max(r.pictures for r in rows)} captions, the
same noise for every number of steps. First what is right of all that the judge can tell, then SSIM at 512² to the
picture with {most} steps. The plainest captions are so few that training saw them all ({crowds.seen} of those here).

{told(rows, crowds.shares)}

Chosen are the fewest steps down to which a class loses at most {args.points:g} point and keeps an SSIM of {args.alike:.2f}: {chosen}.
That is {steps:.1f} steps a picture instead of {most}, and {accuracy:.3f} right instead of {best:.3f}.
"""


def _means(
    rows: Sequence[Row], shares: Mapping[int, float], table: Sequence[tuple[int, int]], most: int
) -> tuple[float, float, float]:
    """(steps, accuracy, accuracy with the most steps), of wishes as frequent as in the training's source."""
    weights = {parts: shares[parts] for parts in sorted({row.parts for row in rows})}
    needed = {p: next((steps for last, steps in table if p <= last), most) for p in weights}
    right = {(row.parts, row.steps): row.right.value for row in rows if row.right}
    whole = sum(weights.values())
    steps = sum(share * needed[p] for p, share in weights.items()) / whole
    chosen = sum(share * right[p, needed[p]] for p, share in weights.items()) / whole
    return steps, chosen, sum(share * right[p, most] for p, share in weights.items()) / whole


def _worse(shares: Sequence[Share], best: Sequence[Share]) -> tuple[float, float]:
    """(points, standard error) by the same captions and noise, which chance moves far less than two separate figures."""
    if len(shares) < 2:
        return 0.0, 0.0
    lost = np.array([b.right / b.of - s.right / s.of for s, b in zip(shares, best, strict=True)])
    value = 100 * (_sum(best).value - _sum(shares).value)
    return value, 100 * float(lost.std(ddof=1)) / len(lost) ** 0.5


def _sum(shares: Sequence[Share]) -> Share:
    return Share(sum(s.right for s in shares), sum(s.of for s in shares))


def _cell(row: Row) -> str:
    right = f"{row.right.value:.3f}, " if row.right else ""
    return f"{right}{row.alike:.2f}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--pack", type=Path, default=packs_folder() / "cute-animals")
    parser.add_argument("--profile", default="cpu", help="that the pack is run by")
    parser.add_argument(
        "--steps", type=int, nargs="+", help="to try; 1 up to the default if not given"
    )
    parser.add_argument("--count", type=int, default=COUNT, help="captions of each class")
    parser.add_argument("--compared", type=int, default=COMPARED, help="of them, by SSIM")
    parser.add_argument("--trained", type=int, default=TRAINED, help="captions trained on")
    parser.add_argument("--points", type=float, default=POINTS, help="of accuracy that may be lost")
    parser.add_argument("--alike", type=float, default=ALIKE, help="SSIM that must be kept")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument("--dry", action="store_true", help="print the figures, write nothing")
    parser.add_argument("--threads", type=int, default=1)
    return parser


def main(argv: list[str] | None = None) -> None:
    args = _parser().parse_args(argv)
    torch.set_num_threads(args.threads)
    subject = load_subject(args.subject)
    vocabulary = subject.vocabulary()
    sampler = PackSampler(args.pack, profile_text(profiles_folder() / f"{args.profile}.toml"))
    judge = judge_of(args.work, subject, vocabulary)
    crowds = gather(subject, vocabulary, sampler.pack.vocabulary, args.count, args.trained)
    default = sampler.pack.manifest.steps.default
    steps = sorted({default, *(args.steps or range(1, default))})
    measuring, rows = Measuring(sampler, judge, args.compared), list[Row]()
    for parts in each("steps", crowds.captions, lambda parts: f"{parts} parts"):
        rows += measuring.row(parts, crowds.captions[parts], steps)
    print(told(rows, crowds.shares), flush=True)
    if judge is None:
        print(f"{args.work} has no probe for this vocabulary: likeness only, nothing is chosen")
        return
    table = choose(rows, len(sampler.pack.vocabulary.slots), args.points, args.alike)
    text = section(rows, crowds, table, args)
    print(text.rpartition("\n\n")[2], end="")
    if args.dry:
        return
    write_table(args.pack, table)
    write_section("steps", text, args.out / "quality.md")
    print(f"wrote {args.pack / MANIFEST} and {args.out / 'quality.md'}")


if __name__ == "__main__":
    main()
