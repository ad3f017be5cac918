"""Judges the judge of faces: how often it finds whole drawings whole, and how many faults on purpose it notices.

    python -m forge faces --work ~/.cache/edged-forge --minutes 8

Trains the networks of key points and of portraits, measures on held-out drawings what is normal, and leaves faces.pt in the
work folder.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from forge.damage import FAULTS, Fault, Spoilt, faces_of, spoilt
from forge.dataset import WORK
from forge.drawings import Softener, draw_drawings, drawn_with_faces, small
from forge.errors import NoFaces
from forge.judging import keypoints, portrait
from forge.judging.faces import HELD, FaceCheck, calibrated, save_faces
from forge.judging.keypoints import Keypoints
from forge.judging.lesson import Lesson
from forge.judging.portrait import Portrait
from forge.judging.scores import Share, total
from forge.latents import Bytes, Floats
from forge.subject import Subject, add_subject, load_subject
from forge.teaching import by_minutes
from runtime.prompt.vocabulary import Vocabulary

LEARN = 12_000
"""Drawings to learn from."""
PORTRAIT = 0.6
"""Share of the time in which the second network learns: the first one sees whole pictures."""
TRIALS = 400
"""Drawings to spoil, none of which set the limits."""


def whole(check: FaceCheck, pictures: Bytes, wanted: Sequence[int]) -> list[bool]:
    """Whether each of uint8 [N, 128, 128, 3] has as many whole faces as wanted."""
    return [found == w for found, w in zip(check.counts(pictures), wanted, strict=True)]


def noticed(check: FaceCheck, spoilt: Spoilt, seen: Bytes, was_whole: Sequence[bool], wanted: Sequence[int]) -> dict[Fault, Share]:  # fmt: skip
    """Fault → how often it is noticed in `seen`, the spoilt drawings as uint8 [M, 128, 128, 3].

    Only drawings count that were found whole before: an alarm that rings anyway notices nothing.
    """
    shares: dict[Fault, Share] = {fault: Share() for fault in FAULTS}
    now = whole(check, seen, [wanted[source] for source in spoilt.sources])
    for fault, source, still in zip(spoilt.faults, spoilt.sources, now, strict=True):
        if was_whole[source]:
            shares[fault].right += not still
            shares[fault].of += 1
    return shares


def make_faces(
    work: Path, subject: Subject, vocabulary: Vocabulary, minutes: float, count: int = LEARN
) -> FaceCheck:
    """Draws what is missing, trains both networks, measures what is normal, saves.

    Raises FileNotFoundError without an autoencoder, NoFaces for a subject that does not tell where faces are.
    """
    if subject.draw_noted is None:
        raise NoFaces(
            f"{subject.name} have no faces to learn: a subject tells of them by `draw_noted`."
        )
    drawings = draw_drawings(work, "learn", count, subject, vocabulary)
    torch.manual_seed(0)
    softener = Softener(work)
    lesson = Lesson(drawings, softener)
    network = keypoints.train(Keypoints(), lesson, by_minutes(minutes * (1 - PORTRAIT)))
    likeness = portrait.train(Portrait(), lesson, by_minutes(minutes * PORTRAIT))
    held = draw_drawings(work, "held", HELD, subject, vocabulary)
    check = calibrated(network, likeness, held, softener)
    save_faces(check, work / "faces.pt")
    return check


def tell(check: FaceCheck, pictures: Bytes, faces: Floats, ways: dict[str, Callable[[Bytes], Bytes]]) -> None:  # fmt: skip
    """Prints the figures of each way from 256² pictures to what is judged."""
    wanted = [len(faces_of(places)) for places in faces]
    broken = spoilt(pictures, faces)
    for name, way in ways.items():
        fine = whole(check, way(pictures), wanted)
        shares = noticed(check, broken, way(broken.pictures), fine, wanted)
        print(f"{name}: whole {sum(fine) / len(fine):.3f}, faults {total(shares.values()).value:.3f}")  # fmt: skip
        for fault, share in shares.items():
            print(f"  {fault:18} {share.value:.3f} of {share.of}", flush=True)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--minutes", type=float, default=8.0, help="of processor time")
    parser.add_argument("--count", type=int, default=LEARN, help="drawings to learn from")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    subject = load_subject(args.subject)
    vocabulary = subject.vocabulary()
    check = make_faces(args.work, subject, vocabulary, args.minutes, args.count)
    rng = random.Random("trials")
    captions = [subject.sample_caption(rng, vocabulary) for _ in range(TRIALS)]
    most = vocabulary.slots.count(vocabulary.slots[0])
    pictures, faces = drawn_with_faces(subject, captions, "trials", most)
    softener = Softener(args.work)
    tell(check, pictures, faces, {"as drawn": small, "through the decoder": softener.through})


if __name__ == "__main__":
    main()
