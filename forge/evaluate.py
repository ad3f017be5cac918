"""Measures whether pictures show what was asked for, with networks trained on drawings, and writes docs/quality.md.

    python -m forge evaluate --work ~/.cache/edged-forge --pack packs/cute-animals
    python -m forge evaluate --work ... --checkpoint --dry            a look at a training run
    python -m forge evaluate --work ... --guidance 2 3 4 --steps 6 8 12 --dry    which setting is best

Wishes: sentences through the box's reader (`--prompts`; those of children in kids50, and of them what the subject can draw),
captions that training never saw, of one thing and of several, and captions with a combination that was kept out of it on purpose.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import torch
from msgspec import Struct
from PIL import Image

from forge.dataset import WORK
from forge.judging.judge import Judge, load_judge
from forge.judging.nearest import TRAINED as COMPARED
from forge.judging.painting import Painting
from forge.judging.pinboard import pinboard
from forge.judging.quality import TARGETS, Report, Sentence, rows_of, write_card, write_report
from forge.judging.scores import Share, gap
from forge.judging.wishes import KNOWN, NEW, SEVERAL, Wish, said_in, wishes_for
from forge.judging.yardsticks import copying_of, crowd_of, faults, reference, variety_of
from forge.latents import Floats
from forge.nets.autoencoder import load_autoencoder
from forge.sampling import CheckpointSampler, PackSampler, Sampler
from forge.subject import add_subject, load_subject
from forge.train import load_sampling
from runtime.pack import packs_folder
from runtime.profile import profile_text, profiles_folder

ROOT = Path(__file__).resolve().parents[1]
PROMPTS = ROOT / "tests" / "data" / "kids50.tsv"
TRAINED = 100_000
"""Captions of the training set, all of which are passed over, if the work folder does not tell."""
TOGETHER = 20
"""Pictures of several animals on their sheet."""


class Measured(Struct, frozen=True):
    """One setting's figures."""

    groups: dict[str, dict[str, Share]]
    weakest: tuple[tuple[str, Share], ...]
    sentences: tuple[Sentence, ...]
    features: Floats
    """[N, 16, 128] of all wishes."""
    sheets: dict[str, Image.Image]
    """Name of the file → contact sheet."""


def evaluate(judge: Judge, painting: Painting, wishes: Sequence[Wish]) -> Measured:
    """Draws every wish once and has it judged."""
    pictures, cells = painting.pictures([w.caption for w in wishes], [w.seed for w in wishes])
    looks = judge.looks(pictures)
    sentences = tuple(
        Sentence(wish.prompt, judge.vocabulary.text(wish.caption), judge.missed(look, wish))
        for look, wish in zip(looks, wishes, strict=True)
        if wish.prompt
    )
    said = [i for i, wish in enumerate(wishes) if wish.prompt]
    together = [i for i, wish in enumerate(wishes) if wish.group == SEVERAL][:TOGETHER]
    words = [wish.prompt or judge.vocabulary.text(wish.caption) for wish in wishes]
    sheets = {
        name: pinboard([cells[i] for i in chosen], [words[i] for i in chosen])
        for name, chosen in ((wishes[said[0]].group if said else "", said), ("groups", together))
        if chosen
    }
    return Measured(
        judge.groups(looks, wishes),
        judge.weakest(looks, wishes),
        sentences,
        judge.features(pictures),
        sheets,
    )


def training_of(work: Path) -> str:
    """What the checkpoint tells of the training, as a sentence."""
    path = work / "generator.pt"
    if not path.exists():
        return "How long its generator was trained is told by the pack's card."
    state = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    return f"The generator was trained for {state['step']:,} steps in {state['spent'] / 60:.0f} minutes; what came after: stages.md."


def _tell(groups: Mapping[str, Mapping[str, Share]]) -> None:
    for name, shares in groups.items():
        named = [
            f"{slot} {shares[slot].value:.2f}" for _, slot in rows_of(groups) if slot in shares
        ]
        print(f"  {name}: {', '.join(named)}", flush=True)


def _mean(shares: Mapping[str, Share]) -> float:
    found = [shares[slot].value for slot in TARGETS if slot in shares and shares[slot].of]
    return sum(found) / max(1, len(found))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--pack", type=Path, default=packs_folder() / "cute-animals")
    parser.add_argument("--profile", default="cpu", help="that the pack is run by")
    parser.add_argument("--checkpoint", action="store_true", help="judge the work folder instead")
    parser.add_argument("--guidance", type=float, nargs="+", default=[])
    parser.add_argument("--steps", type=int, nargs="+", default=[])
    parser.add_argument("--count", type=int, default=600, help="captions besides the sentences")
    parser.add_argument("--drawings", type=int, default=2, help="a caption, for the ceilings")
    parser.add_argument("--varied", type=int, default=40, help="captions drawn six times")
    parser.add_argument("--nearest", type=int, default=20, help="pictures looked for in training")
    parser.add_argument("--compared", type=int, default=COMPARED, help="training drawings for it")
    parser.add_argument("--trained", type=int, default=TRAINED, help="captions trained on")
    parser.add_argument(
        "--prompts",
        type=Path,
        default=PROMPTS,
        help="sentences, in a column `prompt`; tabs between",
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="to train a missing network")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument("--dry", action="store_true", help="print the figures, write nothing")
    parser.add_argument("--threads", type=int, default=1)
    return parser


def main(argv: list[str] | None = None) -> None:
    args = _parser().parse_args(argv)
    torch.set_num_threads(args.threads)
    subject = load_subject(args.subject)
    vocabulary = subject.vocabulary()
    judge = load_judge(args.work, subject, vocabulary, args.minutes)
    pack = None if args.checkpoint else PackSampler(args.pack, _profile(args.profile))
    sampler: Sampler = pack or CheckpointSampler(args.work, vocabulary)
    encoder = load_autoencoder(args.work).encoder
    wishes = wishes_for(subject, vocabulary, args.count, args.prompts, args.trained)
    way = load_sampling(args.work) if pack is None else pack.way
    known = (way.steps, way.guidance)
    for steps, guidance in product(args.steps or known[:1], args.guidance or known[1:]):
        painting = Painting(sampler, encoder, subject, steps, guidance)
        found = evaluate(judge, painting, wishes)
        mean = _mean(found.groups["all"])
        print(f"steps {steps}, guidance {guidance:g}: mean {mean:.3f}", flush=True)
        _tell(found.groups)
    if args.dry:
        return
    report, sheets = _report(args, judge, painting, wishes, found)
    write_report(report, sheets, args.out)
    if pack and (card := args.pack / "README.md").exists():
        write_card(report, card)
    print(f"wrote {args.out / 'quality.md'} and {', '.join(f'{name}.webp' for name in sheets)}")


def _report(
    args: argparse.Namespace,
    judge: Judge,
    painting: Painting,
    wishes: Sequence[Wish],
    found: Measured,
) -> tuple[Report, dict[str, Image.Image]]:
    """The report of the last setting, and the contact sheets."""
    best = reference(judge, painting, wishes, args.drawings)
    _tell(best.shares)
    copying = copying_of(judge, painting, args.nearest, args.compared)
    report = Report(
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        drawn_by=painting.sampler.name,
        training=training_of(args.work),
        steps=painting.steps,
        guidance=painting.guidance,
        pictures=Counter(wish.group for wish in wishes) | {"drawings": args.drawings * len(wishes)},
        groups=found.groups,
        ceilings=best.shares,
        gap=gap(found.groups.get(KNOWN, {}), found.groups.get(NEW, {}), TARGETS),
        faults=faults(judge, painting, wishes) if args.drawings else {},
        variety=variety_of(judge, painting, args.varied),
        crowd=crowd_of(found.features, best.features),
        copying=copying[0] if copying else None,
        weakest=found.weakest,
        sentences=found.sentences,
        said=said_in(args.prompts),
        held_out=painting.subject.held_out,
    )
    return report, found.sheets | ({"nearest": copying[1]} if copying else {})


def _profile(name: str) -> str:
    return profile_text(profiles_folder() / f"{name}.toml")


if __name__ == "__main__":
    main()
