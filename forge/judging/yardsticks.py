"""What the figures of generated pictures are held against: drawings, judged in the very same way."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PIL import Image

from forge.damage import FAULTS, faces_of, spoilt
from forge.drawings import drawn_with_faces, small
from forge.judging.diversity import Crowd, Variety, crowd, variety
from forge.judging.integrity import noticed, whole
from forge.judging.judge import Judge
from forge.judging.nearest import Copying, nearest, pairs, trained_captions, training_drawings
from forge.judging.painting import Painting
from forge.judging.scores import Look, Share
from forge.judging.wishes import Wish, varied_captions
from forge.latents import Floats

VARIED = 6
"""Pictures of one caption that are compared with each other."""
SPOILT = 400
"""Drawings of which a face is spoilt."""
DRAWN, DECODED = "drawn", "through the decoder"


class Reference(Struct, frozen=True):
    """The same wishes as drawings: what is found in them is the most that can be expected."""

    shares: dict[str, dict[str, Share]]
    """`drawn` and `through the decoder` → slot → share; empty without drawings."""
    features: list[tuple[Floats, Floats]]
    """Of each round of drawings, [N, 16, 128] as drawn and through the decoder."""


def reference(judge: Judge, painting: Painting, wishes: Sequence[Wish], rounds: int) -> Reference:
    """Every wish drawn `rounds` times, never twice alike."""
    looks: dict[str, list[Look]] = {DRAWN: [], DECODED: []}
    features = []
    for number in range(rounds):
        drawings = painting.drawings([wish.caption for wish in wishes], f"ceiling {number}")
        clean, soft = small(drawings), painting.through(drawings)
        looks[DRAWN] += judge.looks(clean)
        looks[DECODED] += judge.looks(soft)
        features.append((judge.features(clean), judge.features(soft)))
    again = [wish for _ in range(rounds) for wish in wishes]
    shares = {name: judge.shares(some, again) for name, some in looks.items()}
    return Reference(shares if rounds else {}, features)


def faults(judge: Judge, painting: Painting, wishes: Sequence[Wish]) -> dict[str, dict[str, Share]]:
    """How many faults, made on purpose in drawings, are noticed: as drawn and through the decoder."""
    captions = [wish.caption for wish in wishes[:SPOILT]]
    pictures, places = drawn_with_faces(
        painting.subject, captions, "faults", judge.vocabulary.roles[0].slots
    )
    wanted, broken = [len(faces_of(faces)) for faces in places], spoilt(pictures, places)
    if judge.faces is None or not broken.sources:
        return {}
    found: dict[str, dict[str, Share]] = {}
    for name, way in ((DRAWN, small), (DECODED, painting.through)):
        fine = whole(judge.faces, way(pictures), wanted)
        shares = noticed(judge.faces, broken, way(broken.pictures), fine, wanted)
        found[name] = {fault: shares[fault] for fault in FAULTS}
    return found


def variety_of(judge: Judge, painting: Painting, count: int) -> Variety | None:
    """Of `count` captions, with six pictures and six drawings of each, the drawings through the decoder too."""
    if not count:
        return None
    chosen = varied_captions(painting.subject, judge.vocabulary, count)
    captions = [caption for caption in chosen for _ in range(VARIED)]
    made, _ = painting.pictures(captions, range(5000, 5000 + len(captions)))
    drawn = painting.through(painting.drawings(captions, "varied"))
    return variety(judge.features(made), judge.features(drawn), count)


def copying_of(
    judge: Judge, painting: Painting, count: int, compared: int
) -> tuple[Copying, Image.Image] | None:
    """Captions that were trained on, where copies would show first, against new drawings of the same captions."""
    if not count:
        return None
    trained = training_drawings(painting.subject, judge.vocabulary, compared)
    known = judge.features(trained)
    captions = trained_captions(painting.subject, judge.vocabulary, count, compared)
    made, _ = painting.pictures(captions, range(7000, 7000 + count))
    drawn = painting.through(painting.drawings(captions, "not copied"))
    found, away = nearest(judge.features(made), known), nearest(judge.features(drawn), known)
    sheet = pairs(list(made), [trained[number] for number in found.numbers])
    means = float(found.distances.mean()), float(away.distances.mean())
    return Copying(count, compared, *means), sheet


def crowd_of(made: Floats, rounds: Sequence[tuple[Floats, Floats]]) -> Crowd | None:
    """None with fewer than two rounds of drawings."""
    if len(rounds) < 2:
        return None
    (drawn, _), (others, decoded) = rounds[:2]
    return crowd(made, drawn, others, decoded)
