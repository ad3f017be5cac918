"""Looks at a picture and says what it shows: a small network trained on drawings alone, never on generated pictures.

    python -m forge probe --work ~/.cache/edged-forge --minutes 10

Half of what it learns from has gone soft on the way through latents, as the generator's pictures do. Leaves probe.pt
in the work folder and prints its ceilings: how often it is right about drawings that it never saw. Where there is a
probe.pt of the same words, it learns on from there.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from forge.dataset import WORK, build, open_dataset
from forge.drawings import SIDE, Drawings, Softener, as_floats, draw_drawings, small
from forge.judging.lesson import BATCH, Lesson
from forge.judging.retina import PATCH, UNITS, WIDTHS, Retina
from forge.judging.scores import Look, Share, tally
from forge.latents import Bytes, Floats
from forge.nets.reader import Answers, Layout, Reader, loss_of
from forge.progress import each
from forge.subject import Key, Subject, add_subject, load_subject
from forge.teaching import by_minutes, teach
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary

LEARN, HELD = 12_000, 1024
"""Drawings to learn from, and to measure the ceilings on."""
HEADS = 4


class Probe(Reader):
    """Reads pictures: [B, 128, 128, 3], values −1 to 1."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        widths: tuple[int, int, int] = WIDTHS,
        units: tuple[int, int, int] = UNITS,
    ) -> None:
        super().__init__(vocabulary, Retina(widths, units), *widths[1:])


@torch.no_grad()
def looks(probe: Probe, pictures: Bytes, vocabulary: Vocabulary) -> Iterator[Look]:
    """What is seen in each of uint8 [N, 128, 128, 3]."""
    for start in range(0, len(pictures), BATCH):
        with torch.autocast("cpu", torch.bfloat16):
            answers = probe(as_floats(pictures[start : start + BATCH]))
        yield from answered(answers, vocabulary, probe.layout)


def answered(answers: Answers, vocabulary: Vocabulary, layout: Layout) -> Iterator[Look]:
    colours = ("", *(colour.id for colour in vocabulary.colours))
    names = {role: ("", *_names(vocabulary, layout.members[role])) for role in layout.singles}
    asked = [vocabulary.concepts[token - 1] for token in layout.asked]
    best = {role: logits.argmax(1).tolist() for role, logits in answers.single.items()}
    several = [role.id for role in vocabulary.roles if role.slots > 1]
    numbers_of = {role: (logits.argmax(1) + 1).tolist() for role, logits in answers.count.items()}
    there, colour = _there(answers, layout).tolist(), answers.colour.argmax(2).tolist()
    for row in range(len(there)):
        yield Look(
            {role: names[role][numbers[row]] for role, numbers in best.items()},
            {
                role: frozenset(
                    c.id for c, on in zip(asked, there[row], strict=True) if on and c.role == role
                )
                for role in several
            },
            {(c.role, c.id): colours[n] for c, n in zip(asked, colour[row], strict=True)},
            {role: many[row] for role, many in numbers_of.items()},
        )


def _there(answers: Answers, layout: Layout) -> Tensor:
    """bool [B, concepts asked after]; of a role that is counted at least the likeliest one."""
    there = answers.present > 0
    for role in layout.counted:
        columns = torch.tensor([layout.asked.index(token) for token in layout.members[role]])
        likeliest = answers.present[:, columns].argmax(1)
        there[torch.arange(len(there)), columns[likeliest]] = True
    return there


@torch.no_grad()
def summary(probe: Probe, pictures: Bytes) -> Floats:
    """f32 [N, 16, 128]: the mean of the probe's features in each of 4×4 parts of uint8 [N, 128, 128, 3]."""
    parts = []
    for start in range(0, len(pictures), BATCH):
        with torch.autocast("cpu", torch.bfloat16):
            seen = probe.features(as_floats(pictures[start : start + BATCH])).float()
        side = SIDE // PATCH // 8
        parts.append(seen.view(len(seen), 4, side, 4, side, -1).mean((2, 4)).flatten(1, 2))
    return torch.cat(parts).numpy()


def _names(vocabulary: Vocabulary, tokens: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(vocabulary.concepts[token - 1].id for token in tokens)


def train(
    probe: Probe,
    lesson: Lesson,
    vocabulary: Vocabulary,
    pace: Callable[[int], float],
    batch: int = BATCH,
) -> Probe:
    """Trains until `pace` of the step reaches 1; returns the network with averaged weights, fp32."""

    def loss(network: Probe) -> Tensor:
        pictures, tokens = lesson.batch(batch)
        return loss_of(network(pictures.bfloat16()), tokens, vocabulary, network.layout)

    return teach(probe, loss, pace)


def save_probe(probe: Probe, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(probe.state_dict(), part)
    part.rename(path)


def load_probe(work: Path, probe: Probe) -> Probe:
    """`probe` with trained weights. Raises FileNotFoundError, or RuntimeError if they are for another vocabulary."""
    probe.load_state_dict(torch.load(work / "probe.pt", map_location="cpu", weights_only=True))
    return probe.eval()


def caption_of(tokens: NDArray[np.integer], vocabulary: Vocabulary) -> Caption:
    """[T, 2] → the caption they stand for."""
    colours = ("", *(colour.id for colour in vocabulary.colours))
    return Caption(
        tuple(
            Part(role, vocabulary.concepts[concept - 1].id, colours[colour])
            for role, (concept, colour) in zip(vocabulary.slots, tokens.tolist(), strict=True)
            if concept
        )
    )


def ceilings(
    probe: Probe,
    drawings: Drawings,
    softener: Softener,
    vocabulary: Vocabulary,
    natural: Mapping[Key, str],
) -> tuple[dict[str, Share], dict[str, Share]]:
    """Shares of right answers about drawings: (as drawn, after the way through latents and decoder)."""
    captions = [caption_of(row, vocabulary) for row in drawings.tokens]
    latents = drawings.latents.astype(np.float32)
    numbers = each("soften", range(len(latents)), lambda number: f"{number} of {len(latents)}")
    soft = np.concatenate([small(softener.paint(latents[n : n + 1])) for n in numbers])
    clean_looks = looks(probe, np.array(drawings.pictures), vocabulary)
    return (
        tally(clean_looks, captions, vocabulary, natural),
        tally(looks(probe, soft, vocabulary), captions, vocabulary, natural),
    )


def make_probe(
    work: Path, subject: Subject, vocabulary: Vocabulary, minutes: float, count: int = LEARN
) -> Probe:
    """Draws what is missing, trains from a probe.pt of the same words where there is one, saves."""
    build(work, subject, vocabulary, {})
    drawings = draw_drawings(work, "learn", count, subject, vocabulary)
    torch.manual_seed(0)
    more = open_dataset(work, "train") if (work / "train" / "done.npy").exists() else None
    lesson = Lesson(drawings, Softener(work), more)
    probe = train(_begun(work, vocabulary), lesson, vocabulary, by_minutes(minutes))
    save_probe(probe, work / "probe.pt")
    return probe


def _begun(work: Path, vocabulary: Vocabulary) -> Probe:
    probe = Probe(vocabulary)
    with suppress(FileNotFoundError, RuntimeError):  # none yet, or one for other words
        probe = load_probe(work, probe)
    return probe.train()


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--minutes", type=float, default=10.0, help="of processor time")
    parser.add_argument("--count", type=int, default=LEARN, help="drawings to learn from")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    subject = load_subject(args.subject)
    vocabulary = subject.vocabulary()
    probe = make_probe(args.work, subject, vocabulary, args.minutes, args.count)
    held = draw_drawings(args.work, "held", HELD, subject, vocabulary)
    clean, soft = ceilings(probe, held, Softener(args.work), vocabulary, subject.natural_colours())
    print(f"{'of held-out drawings':22} as drawn  softened")
    for slot, share in clean.items():
        print(f"{slot:22} {share.value:8.3f}  {soft[slot].value:8.3f}")


if __name__ == "__main__":
    main()
