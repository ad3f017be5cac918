"""Makes a work folder of a pack, where nothing else is left of what the pack was made from.

    python -m forge draw --work NEW                                         whole drawings
    python -m forge restore packs/cute-animals --work NEW --minutes 20
    python -m forge draw --work NEW                                         now latents; train, critic, refine go on

Weights come back as the pack stores them, those in bytes to a 254th of their channel's largest. What no pack holds is the
encoder of pictures: it learns anew to find latents that the pack's decoder, which stays as it is, makes the picture of. Half of
its lesson are drawings. The other half the pack paints itself, and the very latents are known: so drawings come to lie where the
generator believes them to be. The same command goes on with that lesson.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec
import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from forge import arguments, begun
from forge.dataset import WORK, captions, open_whole
from forge.errors import ForgeError, OtherRun, VocabularyDiffers
from forge.export import examples, noted
from forge.latents import PATCH, Floats
from forge.nets.autoencoder import FILE, Autoencoder, Sizes, load_autoencoder
from forge.nets.decoder import Painter
from forge.nets.encoder import gathered
from forge.nets.model import Generator, Shape, shape_for
from forge.progress import each
from forge.read_back import read_back
from forge.sampling import BATCH, PackSampler
from forge.schedule import Sampling
from forge.subject import Subject, add_subject, claim, fingerprint, load_subject
from forge.train import Run
from forge.train_autoencoder import CROP, halves, train
from forge.train_autoencoder import Run as Lesson
from forge.watch import Watch
from runtime.pack import Pack, read_manifest
from runtime.profile import profile_text, profiles_folder

PAINTED = 512
"""Captions of which the pack paints a picture."""
STRAIGHT = 128
"""Of them, those that the encoder's linear way is fitted to."""
KNOWN = 0.25
"""What squared errors of known latents weigh beside the loss of drawings."""
RIDGE = 1e-5
"""Of the patches' own variance, where neighbouring pixels are alike."""
TRAINED = "slot-flow"
"""The family of packs that the forge trains."""


def restored(pack: Pack) -> tuple[Generator, Autoencoder]:
    """The networks of a pack that the forge made, in fp32; the encoder of pictures knows nothing yet.

    Raises NotAlike for graphs of another shape.
    """
    graphs = {
        part: onnx.load_from_string(pack.contents[path])
        for part, path in pack.manifest.components.items()
    }
    channels = pack.manifest.latent.channels
    shape = noted(graphs["denoiser"], Shape) or shape_for(pack.vocabulary, channels=channels)
    sizes = noted(graphs["decoder"], Sizes) or Sizes(channels=channels)
    generator, both = Generator(shape), Autoencoder(sizes)
    parts: dict[str, tuple[nn.Module, tuple[str, ...]]] = {
        "encoder": (generator.encoder, ("context", "pooled")),
        "denoiser": (generator.denoiser, ("velocity",)),
        "decoder": (Painter(both.decoder), ("image",)),
        "preview": (Painter(both.preview), ("image",)),
    }
    for part in each("read back", parts):
        network, outputs = parts[part]
        read_back(network, examples(part, generator, 2), outputs, graphs[part])
    return generator.eval(), both.requires_grad_(False)


def painted(pack: Pack, subject: Subject, count: int) -> Floats:
    """Latents [count, C, 16, 16] of the pack's pictures, each of a caption that training may have had."""
    sampler = PackSampler(pack.folder, profile_text(profiles_folder() / "cpu.toml"))
    asked = [captions("restore", n, subject, pack.vocabulary)[0] for n in range(count)]
    steps, guidance = sampler.way.steps, sampler.way.guidance
    made = []
    for start in each("paint", range(0, count, BATCH), lambda start: f"{start} of {count}"):
        some = asked[start : start + BATCH]
        seeds = range(start, start + len(some))
        made.append(sampler.latents(some, seeds, steps, guidance))
    return np.concatenate(made)


@torch.no_grad()
def begin(network: Autoencoder, latents: Floats) -> None:
    """Fits the encoder's linear way to what the decoder makes of latents; the rest of it adds nothing yet."""
    encoder, decoder = network.encoder, network.decoder
    encoder.mean.copy_(decoder.mean)
    encoder.deviation.copy_(decoder.deviation)
    patches, wanted = [], []
    for some in torch.split(torch.from_numpy(latents), BATCH):
        small, _ = halves(Painter(decoder)(some).float())
        patches.append(gathered(small, PATCH).flatten(0, 2))
        raw = some * decoder.deviation + decoder.mean
        wanted.append(raw.permute(0, 2, 3, 1).flatten(0, 2))
    seen, raw = torch.cat(patches).double(), torch.cat(wanted).double()
    middle, level = seen.mean(0), raw.mean(0)
    seen -= middle
    square = seen.T @ seen
    ridge = RIDGE * square.diagonal().mean() * torch.eye(len(square), dtype=torch.float64)
    weight = torch.linalg.solve(square + ridge, seen.T @ (raw - level)).T
    encoder.patch_mean.copy_(middle)
    encoder.linear.weight.copy_(weight)
    assert encoder.leave.bias is not None  # noqa: S101 - a convolution of ours has one
    encoder.leave.bias.copy_(level)


class Inverse(Lesson):
    """Teaches the encoder alone: half of each batch are drawings, of the other half the latents are known."""

    def __init__(self, sizes: Sizes, device: str, known: Floats) -> None:
        super().__init__(sizes, device, frozen=True)
        self.known = torch.from_numpy(known).to(device)
        self.random = torch.Generator(device).manual_seed(0)

    def choose(self) -> None:
        super().choose()
        self.network.encoder.requires_grad_(True)
        self.network.encoder.linear.requires_grad_(False)
        self.network.decoder.requires_grad_(False)

    def loss(self, small: Tensor, large: Tensor) -> Tensor:
        here = len(small) - len(small) // 2
        drawn = super().loss(small[:here], large[:here])
        wanted = self._some(len(small) - here)
        if not len(wanted):
            return drawn
        with torch.no_grad():
            pictures = Painter(self.network.decoder)(wanted)
        found = self.network.encoder(halves(pictures.float())[0].bfloat16()).float()
        return drawn + KNOWN * F.mse_loss(found, wanted.float())

    def _some(self, count: int) -> Tensor:
        """Crops of known latents, bf16 [count, C, 8, 8]."""
        side = self.known.shape[-1] - CROP + 1
        rows = torch.randint(len(self.known), (count,), generator=self.random)
        places = torch.randint(side, (count, 2), generator=self.random).tolist()
        crops = [
            self.known[row, :, y : y + CROP, x : x + CROP]
            for row, (y, x) in zip(rows.tolist(), places, strict=True)
        ]
        return torch.stack(crops).bfloat16() if crops else self.known[:0, :, :CROP, :CROP]


def store(work: Path, pack: Pack, latents: Floats) -> None:
    """generator.pt and autoencoder.pt, the encoder's linear way fitted to latents of the pack's."""
    generator, both = restored(pack)
    begin(both, latents)
    run = Run(generator.shape, "cpu", start=generator)
    run.sampling = Sampling(pack.manifest.steps.default, pack.manifest.guidance)
    run.save(work / "generator.pt")
    sizes = msgspec.to_builtins(both.sizes)
    torch.save({"sizes": sizes, "average": both.state_dict(), "spent": 0.0}, work / FILE)


def check(pack: Pack, work: Path, subject: Subject) -> None:
    """Raises VocabularyDiffers or OtherRun for what cannot be restored here."""
    if fingerprint(pack.vocabulary) != fingerprint(subject.vocabulary()):
        raise VocabularyDiffers(
            f"{pack.folder} has another vocabulary than {subject.name}: name its own --subject, "
            "with the words of then. `python -m forge.transfer` takes new ones in afterwards."
        )
    if (work / FILE).exists() and not (work / "generator.pt").exists():
        raise OtherRun(f"{work} has an {FILE} of its own: name a folder with whole drawings only.")


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("pack", type=Path, help="its folder")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--minutes", type=float, default=20.0, help="of the encoder's lesson")
    parser.add_argument("--batch", type=arguments.count, default=8, help="crops of 256²")
    parser.add_argument("--threads", type=arguments.count, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    subject, family = load_subject(args.subject), read_manifest(args.pack).family
    if family != TRAINED:
        raise ForgeError(f"{args.pack} is of the family {family}: the forge trains {TRAINED} only.")
    pack = Pack.open(args.pack, contents=True)
    check(pack, args.work, subject)
    open_whole(args.work)
    claim(args.work, subject, pack.vocabulary)
    begun.note(args.work, {"command": "restore", "pack": pack.digest[:12]})
    latents = painted(pack, subject, PAINTED)
    if not (args.work / FILE).exists():
        store(args.work, pack, latents[:STRAIGHT])
    lesson = Inverse(load_autoencoder(args.work).sizes, "cpu", latents)
    with Watch() as lesson.watch:
        train(lesson, args.work, args.minutes, args.batch)


if __name__ == "__main__":
    main()
