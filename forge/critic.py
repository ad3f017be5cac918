"""Reads latents and says what they show: the network that a student is refined against, and never its judge.

    python -m forge critic --work ~/.cache/edged-forge --minutes 20

It asks what the probe asks, but of latents, so that its answers can teach: from each a gradient leads back to the
generator. It learns from drawings of its own and from the generator's; the probe's are not among them. Leaves critic.pt
in the work folder and prints how often it is right about held-out drawings. Where a subject tells of its faces,
a second network learns in a third of the time whether they are whole (forge/face_critic.py).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from forge import arguments
from forge.dataset import WORK, Dataset, build, open_dataset
from forge.drawings import Drawings, draw_drawings
from forge.errors import VocabularyDiffers, WorkIncomplete
from forge.face_critic import draw_spoilt, make_face_critic, told_apart
from forge.nets.autoencoder import load_autoencoder
from forge.nets.decoder import Unit
from forge.nets.model import norm
from forge.nets.reader import Reader, Sight, loss_of, squares
from forge.subject import Subject, add_subject, load_subject
from forge.teaching import by_minutes, teach
from runtime.prompt.vocabulary import Vocabulary

FILE = "critic.pt"
LEARN, HELD = 12_000, 512
"""Drawings of its own, half of them of mixed wishes; and held-out ones of the generator's."""
FACES = 1 / 3
"""Share of the time for faces."""
BATCH = 64
NOISE = 0.6
"""Largest deviation of the noise on latents; a latent's own deviation is 1."""
WIDTHS, UNITS = (128, 192), (3, 3)
"""Channels and residual units at 16² and 8²."""


class Grid(Sight):
    """Latents [B, C, 16, 16] to features at 16² and 8²."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        wide, deep = WIDTHS
        self.enter = nn.Linear(channels, wide)
        self.stages = nn.ModuleList(
            nn.Sequential(*(Unit(w) for _ in range(n))) for w, n in zip(WIDTHS, UNITS, strict=True)
        )
        self.downs = nn.ModuleList([nn.Linear(4 * wide, deep)])

    def levels(self, latents: Tensor) -> tuple[Tensor, Tensor]:
        """[B, 16, 16, 128] and [B, 8, 8, 192]"""
        near = self.stages[0](self.enter(latents.permute(0, 2, 3, 1)))
        return near, self.stages[1](self.downs[0](squares(norm(near), 2)))


class Critic(Reader):
    """Asks latents what the probe asks pictures."""

    def __init__(self, vocabulary: Vocabulary, channels: int) -> None:
        super().__init__(vocabulary, Grid(channels), *WIDTHS)


class Latents:
    """Batches of latents under noise, half of them of mixed wishes."""

    def __init__(self, own: Drawings, more: Dataset, seed: int = 0) -> None:
        self.own, self.more = own, more
        self.rng = np.random.default_rng(seed)

    def batch(self, count: int) -> tuple[Tensor, Tensor]:
        """(f32 [count, C, 16, 16], int64 [count, T, 2])"""
        mixed = np.sort(self.rng.integers(0, len(self.own.tokens), count // 2))
        plain = np.sort(self.rng.choice(self.more.drawn, count - len(mixed)))
        latents = np.concatenate([self.own.latents[mixed], self.more.latents[plain]])
        tokens = np.concatenate([self.own.tokens[mixed], self.more.tokens[plain]])
        amount = self.rng.uniform(-NOISE / 4, NOISE, (count, 1, 1, 1)).clip(0)  # a fifth stay clean
        noisy = latents + amount * self.rng.standard_normal(latents.shape, np.float32)
        dy, dx = self.rng.integers(-1, 2, 2)
        moved = np.roll(noisy, (dy, dx), (2, 3)).astype(np.float32)
        return torch.from_numpy(moved), torch.from_numpy(tokens.astype(np.int64))


def make_critic(
    work: Path,
    subject: Subject,
    vocabulary: Vocabulary,
    pace: Callable[[int], float],
    count: int = LEARN,
) -> Critic:
    """Draws what is missing, goes on with the critic.pt that there is, saves."""
    build(work, subject, vocabulary, {})
    own = draw_drawings(work, "critic", count, subject, vocabulary)
    torch.manual_seed(1)
    lesson = Latents(own, open_dataset(work, "train"))
    started = (work / FILE).exists()
    channels = lesson.own.latents.shape[1]
    critic = load_critic(work, vocabulary) if started else Critic(vocabulary, channels)

    def loss(network: Critic) -> Tensor:
        latents, tokens = lesson.batch(BATCH)
        return loss_of(network(latents.bfloat16()), tokens, vocabulary, network.layout)

    critic = teach(critic.train(), loss, pace)
    part = work / "critic.part"
    torch.save(critic.state_dict(), part)
    part.rename(work / FILE)
    return critic


def load_critic(work: Path, vocabulary: Vocabulary) -> Critic:
    """Raises WorkIncomplete, or VocabularyDiffers."""
    path = work / FILE
    if not path.exists():
        raise WorkIncomplete(f"{path} is missing: run `python -m forge critic` first.")
    critic = Critic(vocabulary, load_autoencoder(work).sizes.channels)
    try:
        critic.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    except RuntimeError as error:
        text = f"{path} reads other words or latents: delete it and run `python -m forge critic`."
        raise VocabularyDiffers(text) from error
    return critic.eval()


@torch.no_grad()
def shares(critic: Critic, vocabulary: Vocabulary, held: Dataset) -> dict[str, float]:
    """Role → how often exactly what is there is found in held-out drawings' latents."""
    count = min(HELD, len(held.tokens))
    tokens = torch.from_numpy(held.tokens[:count].astype(np.int64))
    answers = critic(torch.from_numpy(held.latents[:count].astype(np.float32)))
    layout, found = critic.layout, dict[str, float]()
    for role in vocabulary.roles:
        here = tokens[:, [i for i, slot in enumerate(vocabulary.slots) if slot == role.id], 0]
        members = torch.tensor(layout.members[role.id])
        there = (here[:, :, None] == members).any(1)
        if role.id in layout.singles:
            seen = F.one_hot(answers.single[role.id].argmax(1), 1 + len(members))[:, 1:] > 0
        else:
            seen = answers.present[:, [layout.asked.index(t) for t in members.tolist()]] > 0
        found[role.id] = (seen == there).all(1).float().mean().item()
    return found


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--minutes", type=float, default=20.0, help="of processor time")
    parser.add_argument("--count", type=arguments.count, default=LEARN, help="drawings of its own")
    parser.add_argument("--threads", type=arguments.count, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    subject = load_subject(args.subject)
    vocabulary = subject.vocabulary()
    faces = FACES * args.minutes if subject.draw_noted else 0.0
    pace = by_minutes(args.minutes - faces)
    critic = make_critic(args.work, subject, vocabulary, pace, args.count)
    for role, share in shares(critic, vocabulary, open_dataset(args.work, "held")).items():
        print(f"{role:22} {share:8.3f}")
    if not faces:
        return
    own = draw_drawings(args.work, "critic", args.count, subject, vocabulary)
    broken = draw_spoilt(args.work, args.count, subject, vocabulary)
    reader = make_face_critic(args.work, own, broken, by_minutes(faces))
    whole, spoilt = told_apart(reader, own, broken)
    print(f"{'whole faces':22} {whole:8.3f}\n{'spoilt faces':22} {spoilt:8.3f}")


if __name__ == "__main__":
    main()
