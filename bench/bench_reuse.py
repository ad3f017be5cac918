"""`make bench-reuse`: what pictures lose that begin with a similar wish's latents, and what they save.

Each wish has a neighbour that differs in one worn or held thing. It is drawn in full, and begun with the neighbour's
latents at several steps; a network that was trained on drawings says what of the wish is in each picture, and SSIM says
how near each is to its neighbour. Writes a sheet with all of them side by side. `[cache] reuse` may be switched on where
what it leaves out costs at most one point.

    python -m bench.bench_reuse --work FOLDER      which has the judge's probe.pt, for the pack's vocabulary
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from PIL import Image, ImageDraw

from edged.cache.near import near
from forge.dataset import WORK
from forge.drawings import small
from forge.judging import probe
from forge.judging.judge import Judge
from forge.judging.quality import TARGETS
from forge.judging.scores import Share
from forge.judging.wishes import Wish
from forge.latents import Bytes, Floats
from forge.reporting.fidelity import ssim
from forge.sampling import PackSampler
from forge.subject import add_subject, load_subject
from runtime.batch import Running, RunningBatch
from runtime.engines.base import Conditioning
from runtime.noise import gaussian
from runtime.pack import packs_folder
from runtime.profile import profile_text, profiles_folder
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary
from runtime.schedulers import flow_levels

CELL, SHOWN = 192, 12
"""Pixels of a picture on the sheet, and wishes on it."""
OTHER_SEED = 1_000_000
"""Added to a wish's seed for its neighbour's: two children never have the same."""


class Pair(Struct, frozen=True):
    wish: Caption
    neighbour: Caption
    seed: int


class Way(Struct, frozen=True):
    """One way to draw all wishes."""

    name: str
    latents: Floats
    """[N, C, h, w]"""
    seconds: float
    """Of the processor, a picture, decoding left out."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK, help="folder of the judge's probe.pt")
    parser.add_argument("--pack", type=Path, default=packs_folder() / "cute-animals")
    parser.add_argument("--wishes", type=int, default=60)
    parser.add_argument("--left-out", type=int, nargs="+", default=[1, 2, 3], metavar="STEPS")
    parser.add_argument("--sheet", type=Path, default=Path("reuse.webp"))
    options = parser.parse_args()
    sampler = PackSampler(options.pack, profile_text(profiles_folder() / "cpu.toml"))
    vocabulary = sampler.pack.vocabulary
    subject = load_subject(options.subject)
    network = probe.load_probe(options.work, probe.Probe(vocabulary))
    judge = Judge(network, vocabulary, subject.natural_colours())
    pairs = make_pairs(vocabulary, options.wishes)
    ways = draw_all(sampler, pairs, options.left_out)
    print(f"{sampler.name}, {sampler.way.steps} steps, {len(pairs)} wishes")
    report(sampler, judge, pairs, ways)
    sheet(sampler, pairs, ways).save(options.sheet, quality=80)
    print(f"wrote {options.sheet}")


def make_pairs(vocabulary: Vocabulary, count: int) -> list[Pair]:
    """Wishes and neighbours of every kind: a thing more, a thing less, another one."""
    chance = random.Random(5)
    pairs: list[Pair] = []
    while len(pairs) < count:
        first, second = (_things(vocabulary, chance) for _ in range(2))
        frame = _frame(vocabulary, chance)
        wish = vocabulary.canonical((*frame, *first.values()))
        changed = dict(first)
        role = chance.choice(sorted(set(first) | set(second)))
        if role in first and chance.random() < 0.4:
            del changed[role]
        elif role in second:
            changed[role] = second[role]
        neighbour = vocabulary.canonical((*frame, *changed.values()))
        if near(wish, neighbour):
            pairs.append(Pair(wish, neighbour, len(pairs)))
    return pairs


def _frame(vocabulary: Vocabulary, chance: random.Random) -> list[Part]:
    """A subject, often coloured, and sometimes what it does and where."""
    parts = []
    for role in vocabulary.roles:
        likely = 1.0 if role.required else 0.0 if role.id in {"worn", "held"} else 0.3
        if chance.random() < likely:
            colour = chance.choice(vocabulary.colours).id if role.coloured else ""
            parts.append(_part(vocabulary, role.id, colour, chance))
    return parts


def _things(vocabulary: Vocabulary, chance: random.Random) -> dict[str, Part]:
    """Role -> what is worn or held: one thing, or both."""
    roles = chance.choice((("worn",), ("held",), ("worn", "held")))
    colours = ["", *(colour.id for colour in vocabulary.colours)]
    return {role: _part(vocabulary, role, chance.choice(colours), chance) for role in roles}


def _part(vocabulary: Vocabulary, role: str, colour: str, chance: random.Random) -> Part:
    concepts = [concept.id for concept in vocabulary.concepts if concept.role == role]
    return Part(role, chance.choice(concepts), colour)


def draw_all(sampler: PackSampler, pairs: Sequence[Pair], left_out: Sequence[int]) -> list[Way]:
    """The neighbours, the wishes in full, and the wishes begun with their neighbours."""
    seeds = [pair.seed for pair in pairs]
    others = [OTHER_SEED + seed for seed in seeds]
    neighbours = _drawn(sampler, "neighbour", [pair.neighbour for pair in pairs], others)
    wishes = [pair.wish for pair in pairs]
    return [
        neighbours,
        _drawn(sampler, "in full", wishes, seeds),
        *(_drawn(sampler, f"{k} left out", wishes, seeds, k, neighbours) for k in left_out),
    ]


def _drawn(  # noqa: PLR0913, PLR0917 - the last two belong together
    sampler: PackSampler,
    name: str,
    wishes: Sequence[Caption],
    seeds: Sequence[int],
    left_out: int = 0,
    begin: Way | None = None,
) -> Way:
    """Each alone, as the worker draws them."""
    engine, vocabulary = sampler.engine, sampler.pack.vocabulary
    nothing = engine.encode(np.zeros((1, len(vocabulary.slots), 2), np.int64))
    levels, guidance = flow_levels(sampler.way.steps), sampler.way.guidance
    level, made = np.float32(levels[left_out]), []
    begun = time.process_time()
    for number, (wish, seed) in enumerate(zip(wishes, seeds, strict=True)):
        known = engine.encode(np.array([vocabulary.tokens(wish)], np.int64))
        latents = gaussian(seed, sampler.shape)
        if begin is not None:
            latents = (1 - level) * begin.latents[number] + level * latents
        conditioning = Conditioning(known.context[0], known.pooled[0])
        running = Running(str(number), latents, conditioning, levels, left_out)
        batch = RunningBatch(engine, capacity=1, guidance=guidance, nothing=nothing)
        batch.join(running)
        while len(batch):
            for _, error in batch.step()[1]:
                raise error
        made.append(running.clean)
    return Way(name, np.stack(made), (time.process_time() - begun) / len(wishes))


def report(sampler: PackSampler, judge: Judge, pairs: Sequence[Pair], ways: Sequence[Way]) -> None:
    """A table for docs/benchmarks.md."""
    wishes = [Wish("reuse", pair.wish, pair.seed) for pair in pairs]
    near_by = _painted(sampler, ways[0].latents)
    print("| wish drawn | attributes | worn | held | SSIM to its neighbour | CPU s, undecoded |")
    print("|---|---|---|---|---|---|")
    for way in ways[1:]:
        pictures = _painted(sampler, way.latents)
        shares = judge.shares(judge.looks(small(pictures)), wishes)
        alike = np.mean([ssim(a, b) for a, b in zip(small(pictures), small(near_by), strict=True)])
        worn, held = (_value(shares, slot) for slot in ("worn", "held"))
        print(
            f"| {way.name} | {_mean(shares):.3f} | {worn} | {held} | {alike:.3f} | {way.seconds:.3f} |"
        )


def _mean(shares: Mapping[str, Share]) -> float:
    """Of everything asked for, each part of a wish counted once."""
    found = [shares[slot] for slot in TARGETS if slot in shares and shares[slot].of]
    return sum(share.right for share in found) / max(1, sum(share.of for share in found))


def _value(shares: Mapping[str, Share], slot: str) -> str:
    share = shares.get(slot)
    return f"{share.value:.3f}" if share and share.of else "–"


def _painted(sampler: PackSampler, latents: Floats) -> Bytes:
    return np.concatenate([sampler.paint(one[np.newaxis]) for one in latents])


def sheet(sampler: PackSampler, pairs: Sequence[Pair], ways: Sequence[Way]) -> Image.Image:
    """A row for each of the first wishes, a column for each way; what was wished for stands below."""
    shown = pairs[:SHOWN]
    line = 16
    page = Image.new("RGB", (CELL * len(ways), (CELL + 2 * line) * len(shown) + line), "white")
    pen = ImageDraw.Draw(page)
    for column, way in enumerate(ways):
        pen.text((column * CELL + 4, 2), way.name, "black")
        for row, picture in enumerate(_painted(sampler, way.latents[: len(shown)])):
            cell = Image.fromarray(picture).resize((CELL, CELL), Image.Resampling.LANCZOS)
            page.paste(cell, (column * CELL, line + row * (CELL + 2 * line)))
    for row, pair in enumerate(shown):
        text, top = sampler.pack.vocabulary.text, line + row * (CELL + 2 * line) + CELL + 1
        pen.text((4, top), text(pair.neighbour), "grey")
        pen.text((4, top + line - 2), text(pair.wish), "black")
    return page


if __name__ == "__main__":
    main()
