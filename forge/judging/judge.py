"""Probe and faces' check together: what they say of pictures, and what of it is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from forge.judging import integrity, probe
from forge.judging.faces import FaceCheck, load_faces
from forge.judging.scores import Look, Share, is_manner, tally, verdicts
from forge.judging.wishes import ALL, Wish
from forge.latents import Bytes, Floats
from forge.subject import Key, Subject
from runtime.prompt.vocabulary import Vocabulary

JOINT = {"backdrop", "worn and colour", "held and colour"}
"""Rows of the table that repeat others."""


class Judge(Struct, frozen=True):
    """Both networks and what they need to give figures; without `faces` nobody looks at faces."""

    probe: probe.Probe
    vocabulary: Vocabulary
    natural: Mapping[Key, str]
    faces: FaceCheck | None = None

    def looks(self, pictures: Bytes) -> list[Look]:
        """uint8 [N, 128, 128, 3]"""
        looks = list(probe.looks(self.probe, pictures, self.vocabulary))
        if self.faces is None:
            return looks
        counts = self.faces.counts(pictures)
        return [
            msgspec.structs.replace(look, faces=count)
            for look, count in zip(looks, counts, strict=True)
        ]

    def features(self, pictures: Bytes) -> Floats:
        """uint8 [N, 128, 128, 3] → f32 [N, 16, 128]"""
        return probe.summary(self.probe, pictures)

    def shares(self, looks: Iterable[Look], wishes: Iterable[Wish]) -> dict[str, Share]:
        return tally(looks, (wish.caption for wish in wishes), self.vocabulary, self.natural)

    def groups(self, looks: Sequence[Look], wishes: Sequence[Wish]) -> dict[str, dict[str, Share]]:
        """Group → slot → share; `all` is the last group."""
        found: dict[str, dict[str, Share]] = {}
        for name in dict.fromkeys(wish.group for wish in wishes):
            pairs = [(k, w) for k, w in zip(looks, wishes, strict=True) if w.group == name]
            found[name] = self.shares(*zip(*pairs, strict=True))
        return found | {ALL: self.shares(looks, wishes)}

    def weakest(
        self, looks: Sequence[Look], wishes: Sequence[Wish], most: int = 4
    ) -> tuple[tuple[str, Share], ...]:
        """What was done, or whatever else one word of a role without colour says, where the subject was right least often."""
        doing = [r.id for r in self.vocabulary.roles if is_manner(r)]
        subject, found = self.vocabulary.roles[0].id, dict[str, Share]()
        for look, wish in zip(looks, wishes, strict=True):
            wanted = {part.concept for part in wish.caption.of(subject)}
            for part in (part for role in doing for part in wish.caption.of(role)):
                share = found.setdefault(part.concept, Share())
                share.right += look.found(subject) == wanted
                share.of += 1
        ranked = sorted(found.items(), key=lambda pair: pair[1].value)
        return tuple((action, s) for action, s in ranked[:most] if s.right < s.of)

    def missed(self, look: Look, wish: Wish) -> tuple[str, ...]:
        """Rows of the table that this picture got wrong, each once, the joint ones left out."""
        wrong = verdicts(look, wish.caption, self.vocabulary, self.natural)
        return tuple(
            dict.fromkeys(slot for slot, right in wrong if not right and slot not in JOINT)
        )


def load_judge(work: Path, subject: Subject, vocabulary: Vocabulary, minutes: float) -> Judge:
    """Trains first what the work folder lacks, `minutes` for each network; none for faces of what has none."""
    if not (work / "probe.pt").exists():
        print(f"no probe in {work}: training one", flush=True)
        probe.make_probe(work, subject, vocabulary, minutes)
    network = probe.load_probe(work, probe.Probe(vocabulary))
    if subject.draw_noted is None:
        return Judge(network, vocabulary, subject.natural_colours())
    if not (work / "faces.pt").exists():
        print(f"no check of faces in {work}: training one", flush=True)
        integrity.make_faces(work, subject, vocabulary, minutes)
    return Judge(network, vocabulary, subject.natural_colours(), load_faces(work))
