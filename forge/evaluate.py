"""Measures whether pictures show what was asked for, with a probe trained on drawings, and writes docs/quality.md.

    python -m forge.evaluate --work ~/.cache/edged-forge --pack packs/cute-animals
    python -m forge.evaluate --work ... --checkpoint --dry            a look at a training run
    python -m forge.evaluate --work ... --guidance 2 3 4 --steps 6 8 12 --dry    which setting is best

Three groups of wishes: the children's sentences of kids50 through the box's reader, captions that training never saw,
and captions with a combination that was kept out of it on purpose.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product
from pathlib import Path

import numpy as np
import torch
from msgspec import Struct

from forge import probe
from forge.captions import sample_caption
from forge.dataset import WORK, Artist, captions, held_out_captions, is_held_out
from forge.draw import draw
from forge.drawings import small
from forge.latents import PICTURE, Bytes, load_encoder
from forge.quality import CELL, SLOTS, TARGETS, Report, Sentence, write_card, write_report
from forge.sampling import BATCH, CheckpointSampler, PackSampler, Sampler
from forge.scores import Key, Look, Share, natural_colours, tally, verdicts
from forge.vocabulary import load_vocabulary
from runtime.pack import packs_folder
from runtime.profile import profile_text, profiles_folder
from runtime.prompt import read
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[1]
PROMPTS = ROOT / "tests" / "data" / "kids50.tsv"
TRAINED = 100_000
"""Captions of the training set, all of which are passed over, if the work folder does not tell."""
TRAIN_BATCH = 32
KIDS, UNSEEN, NEW = "kids50", "unseen", "new combinations"


class Wish(Struct, frozen=True):
    group: str
    caption: Caption
    seed: int
    prompt: str = ""
    """The sentence, if there was one."""


class Judge(Struct, frozen=True):
    """The probe and what it needs to give figures."""

    probe: probe.Probe
    vocabulary: Vocabulary
    natural: Mapping[Key, str]

    def looks(self, pictures: Bytes) -> list[Look]:
        """uint8 [N, 128, 128, 3]"""
        return list(probe.looks(self.probe, pictures, self.vocabulary))

    def shares(self, looks: Iterable[Look], wishes: Iterable[Wish]) -> dict[str, Share]:
        return tally(looks, (wish.caption for wish in wishes), self.vocabulary, self.natural)

    def groups(self, looks: Sequence[Look], wishes: Sequence[Wish]) -> dict[str, dict[str, Share]]:
        """Group → slot → share; `all` is the last group."""
        found: dict[str, dict[str, Share]] = {}
        for name in dict.fromkeys(wish.group for wish in wishes):
            pairs = [(k, w) for k, w in zip(looks, wishes, strict=True) if w.group == name]
            found[name] = self.shares(*zip(*pairs, strict=True))
        return found | {"all": self.shares(looks, wishes)}

    def weakest(
        self, looks: Sequence[Look], wishes: Sequence[Wish], most: int = 4
    ) -> tuple[tuple[str, Share], ...]:
        """The actions in which the first role, the animal, was right least often."""
        subject, found = self.vocabulary.roles[0].id, dict[str, Share]()
        for look, wish in zip(looks, wishes, strict=True):
            wanted = {part.concept for part in wish.caption.of(subject)}
            for part in wish.caption.of("action"):
                share = found.setdefault(part.concept, Share())
                share.right += look.found(subject) == wanted
                share.of += 1
        ranked = sorted(found.items(), key=lambda pair: pair[1].value)
        return tuple((action, s) for action, s in ranked[:most] if s.right < s.of)

    def missed(self, look: Look, wish: Wish) -> tuple[str, ...]:
        """Rows of the table that this picture got wrong, each once, the joint ones left out."""
        joint = {"backdrop", "worn and colour", "held and colour"}
        wrong = verdicts(look, wish.caption, self.vocabulary, self.natural)
        return tuple(
            dict.fromkeys(slot for slot, right in wrong if not right and slot not in joint)
        )


class Measured(Struct, frozen=True):
    """One setting's figures."""

    groups: dict[str, dict[str, Share]]
    weakest: tuple[tuple[str, Share], ...]
    sentences: tuple[Sentence, ...]
    shown: list[Bytes]
    """[256, 256, 3] of each sentence."""


def wishes_for(
    artist: Artist, vocabulary: Vocabulary, count: int, prompts: Path, trained: int
) -> list[Wish]:
    """The sentences of `prompts`, then `count` captions, half of them with a held-out combination."""
    with prompts.open(encoding="utf-8", newline="") as file:
        said = [row["prompt"] for row in csv.DictReader(file, delimiter="\t")]
    groups = {
        UNSEEN: unseen_captions(artist, vocabulary, count - count // 2, trained),
        NEW: held_out_captions(artist, vocabulary, count // 2, "evaluate"),
    }
    wishes = [Wish(KIDS, read(text, vocabulary).caption, i, text) for i, text in enumerate(said)]
    for group, some in groups.items():
        wishes += [Wish(group, caption, len(wishes) + i) for i, caption in enumerate(some)]
    return wishes


def unseen_captions(
    artist: Artist, vocabulary: Vocabulary, count: int, trained: int
) -> list[Caption]:
    """Sampled like the training's first `trained` captions, but none of those, and no held-out combination."""
    seen = {captions("train", index, artist, vocabulary)[0] for index in range(trained)}
    rng = random.Random("evaluate")
    endless = (artist.sample_caption(rng, vocabulary) for _ in iter(int, 1))
    new = (caption for caption in endless if caption not in seen and not is_held_out(caption))
    return list(islice(new, count))


def drawn(
    sampler: Sampler, wishes: Sequence[Wish], steps: int, guidance: float
) -> tuple[Bytes, list[Bytes]]:
    """([N, 128, 128, 3] of all wishes, [256, 256, 3] of each that has a sentence)."""
    latents = sampler.latents(
        [w.caption for w in wishes], [w.seed for w in wishes], steps, guidance
    )
    little, shown = [], []
    for start in range(0, len(wishes), BATCH):
        pictures = sampler.paint(latents[start : start + BATCH])
        little.append(small(pictures))
        for picture, wish in zip(pictures, wishes[start : start + BATCH], strict=True):
            if wish.prompt:
                ratio = max(1, picture.shape[0] // CELL)
                shown.append(picture[::ratio, ::ratio])
    return np.concatenate(little), shown


def ceilings(
    judge: Judge, sampler: Sampler, wishes: Sequence[Wish], artist: Artist, work: Path
) -> dict[str, dict[str, Share]]:
    """What the probe says of a drawing of every wish, as drawn and after the way through latents."""
    encoder = load_encoder(work / "encoder.npz")
    clean, soft = [], []
    for start in range(0, len(wishes), BATCH):
        pictures = np.stack(
            [
                artist.draw(wish.caption, random.Random(f"ceiling {start + i}"), PICTURE)
                for i, wish in enumerate(wishes[start : start + BATCH])
            ]
        )
        clean.append(small(pictures))
        soft.append(small(sampler.paint(encoder.encode(pictures))))
    names = {"drawn": clean, "through the decoder": soft}
    return {
        name: judge.shares(judge.looks(np.concatenate(some)), wishes)
        for name, some in names.items()
    }


def evaluate(
    judge: Judge, sampler: Sampler, wishes: Sequence[Wish], steps: int, guidance: float
) -> Measured:
    """Draws every wish once and has it judged."""
    pictures, shown = drawn(sampler, wishes, steps, guidance)
    looks = judge.looks(pictures)
    sentences = tuple(
        Sentence(wish.prompt, judge.vocabulary.text(wish.caption), judge.missed(look, wish))
        for look, wish in zip(looks, wishes, strict=True)
        if wish.prompt
    )
    return Measured(judge.groups(looks, wishes), judge.weakest(looks, wishes), sentences, shown)


def training_of(work: Path) -> str:
    """What the checkpoint tells of the training, as a sentence."""
    path = work / "generator.pt"
    if not path.exists():
        return "How long its generator was trained is told by the pack's card."
    state = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    samples, minutes = state["step"] * TRAIN_BATCH, state["spent"] / 60
    return f"Its generator was trained on {samples:,} samples in {minutes:.0f} minutes."


def _tell(groups: Mapping[str, Mapping[str, Share]]) -> None:
    for name, shares in groups.items():
        named = [f"{slot} {shares[slot].value:.2f}" for _, slot in SLOTS if slot in shares]
        print(f"  {name}: {', '.join(named)}", flush=True)


def _mean(shares: Mapping[str, Share]) -> float:
    found = [shares[slot].value for slot in TARGETS if slot in shares and shares[slot].of]
    return sum(found) / max(1, len(found))


def _judge(work: Path, artist: Artist, vocabulary: Vocabulary, minutes: float) -> Judge:
    if not (work / "probe.pt").exists():
        print(f"no probe in {work}: training one", flush=True)
        probe.make_probe(work, artist, vocabulary, minutes)
    return Judge(probe.load_probe(work, probe.Probe(vocabulary)), vocabulary, natural_colours())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--pack", type=Path, default=packs_folder() / "cute-animals")
    parser.add_argument("--profile", default="cpu", help="that the pack is run by")
    parser.add_argument("--checkpoint", action="store_true", help="judge the work folder instead")
    parser.add_argument("--guidance", type=float, nargs="+", default=[])
    parser.add_argument("--steps", type=int, nargs="+", default=[])
    parser.add_argument("--count", type=int, default=500, help="captions besides kids50")
    parser.add_argument("--drawings", type=int, default=2, help="a caption, for the ceilings")
    parser.add_argument("--trained", type=int, default=TRAINED, help="captions trained on")
    parser.add_argument("--prompts", type=Path, default=PROMPTS)
    parser.add_argument("--minutes", type=float, default=10.0, help="to train a missing probe")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument("--dry", action="store_true", help="print the figures, write nothing")
    parser.add_argument("--threads", type=int, default=1)
    return parser


def main(argv: list[str] | None = None) -> None:
    args = _parser().parse_args(argv)
    torch.set_num_threads(args.threads)
    artist, vocabulary = Artist(sample_caption, draw), load_vocabulary()
    judge = _judge(args.work, artist, vocabulary, args.minutes)
    pack = None if args.checkpoint else PackSampler(args.pack, _profile(args.profile))
    sampler: Sampler = pack or CheckpointSampler(args.work)
    wishes = wishes_for(artist, vocabulary, args.count, args.prompts, args.trained)
    known = (pack.pack.manifest.steps.default, pack.pack.manifest.guidance) if pack else (8, 3.0)
    for steps, guidance in product(args.steps or known[:1], args.guidance or known[1:]):
        found = evaluate(judge, sampler, wishes, steps, guidance)
        mean = _mean(found.groups["all"])
        print(f"steps {steps}, guidance {guidance:g}: mean {mean:.3f}", flush=True)
        _tell(found.groups)
    again = [wish for wish in wishes for _ in range(args.drawings)]
    best = ceilings(judge, sampler, again, artist, args.work) if again else {}
    _tell(best)
    if args.dry:
        return
    report = Report(
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        drawn_by=sampler.name,
        training=training_of(args.work),
        steps=steps,
        guidance=guidance,
        pictures=Counter(wish.group for wish in wishes) | {"drawings": len(again)},
        groups=found.groups,
        ceilings=best,
        weakest=found.weakest,
        sentences=found.sentences,
    )
    write_report(report, found.shown, args.out)
    if pack and (card := args.pack / "README.md").exists():
        write_card(report, card)
    print(f"wrote {args.out / 'quality.md'} and kids50.webp")


def _profile(name: str) -> str:
    return profile_text(profiles_folder() / f"{name}.toml")


if __name__ == "__main__":
    main()
