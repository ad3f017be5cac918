"""Draws what the model learns from: latents and tokens of many pictures, and some whole pictures for the decoder.

    python -m forge.dataset --work ~/.cache/edged-forge --count 100000 --whole 3000 --workers 2

Every picture depends on its split and index alone, so an interrupted run goes on where it stopped, and any number of
processes draws the same set. Splits: `train`, `held` (captions drawn alike, pictures never trained on) and `whole`
(512² pictures for the decoder). Combinations chosen by `is_held_out` enter none of the three.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from forge.autoencoder import FILE, load_autoencoder
from forge.captions import sample_caption
from forge.draw import draw
from forge.draw.picture import Face
from forge.latents import GRID, PICTURE, Bytes
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

WORK = Path("~/.cache/edged-forge").expanduser()
CHUNK = 256
"""Pictures drawn and marked as done together."""
HELD_OUT_ONE_IN = 50
"""Of the triples (animal, worn, action)."""
WHOLE = 512
"""Pixels a side of the decoder's pictures."""


class Artist(Struct, frozen=True):
    """What makes captions and pictures; replaceable, as long as its functions can be imported by name."""

    sample_caption: Callable[[random.Random, Vocabulary], Caption]
    draw: Callable[[Caption, random.Random, int], Bytes]
    draw_noted: Callable[[Caption, random.Random, int], tuple[Bytes, list[Face]]] | None = None
    """Draws the same and tells where the faces are."""


class Dataset(Struct, frozen=True):
    """One split on disk, memory-mapped."""

    tokens: NDArray[np.int16]
    """[N, T, 2]"""
    latents: NDArray[np.float16]
    """[N, C, 16, 16]"""
    drawn: NDArray[np.int64]
    """Numbers of the pictures that are drawn already: training may begin before the last one is."""


def open_dataset(work: Path, split: str) -> Dataset:
    """Raises FileNotFoundError if the split was never begun, RuntimeError if it has no picture yet."""
    folder = work / split
    tokens = np.load(folder / "tokens.npy", mmap_mode="r")
    drawn = np.flatnonzero(np.load(folder / "done.npy").repeat(CHUNK)[: len(tokens)])
    if not len(drawn):
        raise RuntimeError(f"{folder}: nothing drawn yet. Run forge.dataset.")
    return Dataset(tokens, np.load(folder / "latents.npy", mmap_mode="r"), drawn)


def open_whole(work: Path) -> Bytes:
    """uint8 [M, 512, 512, 3], memory-mapped."""
    pictures: Bytes = np.load(work / "whole" / "pictures.npy", mmap_mode="r")
    return pictures


def is_held_out(caption: Caption) -> bool:
    """Whether one of its (animal, worn, action) triples is among the 2 % that training never sees."""
    return any(
        int.from_bytes(hashlib.sha256(f"{a.concept}|{w.concept}|{d.concept}".encode()).digest()[:4])
        % HELD_OUT_ONE_IN
        == 0
        for a in caption.of("animal")
        for w in caption.of("worn")
        for d in caption.of("action")
    )


def captions(
    split: str, index: int, artist: Artist, vocabulary: Vocabulary
) -> tuple[Caption, random.Random]:
    """The caption of one picture, never a held-out combination, and the generator to draw it with."""
    rng = random.Random(f"{split} {index}")
    while True:
        caption = artist.sample_caption(rng, vocabulary)
        if not is_held_out(caption):
            return caption, rng


def picture(
    split: str, index: int, size: int, artist: Artist, vocabulary: Vocabulary
) -> tuple[Bytes, list[list[int]]]:
    """(uint8 [size, size, 3], tokens [T][2])"""
    caption, rng = captions(split, index, artist, vocabulary)
    return artist.draw(caption, rng, size), vocabulary.tokens(caption)


def build(  # noqa: PLR0913, PLR0917 - a data set is its numbers
    work: Path,
    artist: Artist,
    vocabulary: Vocabulary,
    counts: dict[str, int],
    workers: int = 1,
) -> None:
    """Draws what is still missing of each split of `counts`; `whole` is stored as pictures, the others as latents."""
    work.mkdir(parents=True, exist_ok=True)
    for split, count in counts.items():
        _prepare(work, split, count, len(vocabulary.slots))
        done = np.load(work / split / "done.npy", mmap_mode="r+")
        missing = [int(chunk) for chunk in np.flatnonzero(~done)]
        jobs = [(work, split, chunk, artist, vocabulary) for chunk in missing]
        start = time.monotonic()
        for position, chunk in enumerate(_run(jobs, workers), 1):
            done[chunk] = True
            rate = position * CHUNK / (time.monotonic() - start)
            if position % 10 == 0 or position == len(jobs):
                print(f"{split}: {position}/{len(jobs)} chunks, {rate:.0f} pictures/s", flush=True)


def _run(jobs: list[tuple[Path, str, int, Artist, Vocabulary]], workers: int) -> Iterator[int]:
    if workers <= 1 or len(jobs) <= 1:
        yield from map(_draw_chunk, jobs)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap_unordered(_draw_chunk, jobs)


def _prepare(work: Path, split: str, count: int, slots: int) -> None:
    """Empty arrays of the right size; a split of another size is begun anew."""
    folder = work / split
    chunks = -(-count // CHUNK)
    done = folder / "done.npy"
    if done.exists() and len(np.load(folder / "tokens.npy", mmap_mode="r")) == count:
        return
    folder.mkdir(parents=True, exist_ok=True)
    _empty(folder / "tokens.npy", (count, slots, 2), np.int16)
    if split == "whole":
        _empty(folder / "pictures.npy", (count, WHOLE, WHOLE, 3), np.uint8)
    else:
        channels = load_autoencoder(work).sizes.channels
        _empty(folder / "latents.npy", (count, channels, GRID, GRID), np.float16)
    np.save(done, np.zeros(chunks, bool))


def _empty(path: Path, shape: tuple[int, ...], kind: type[np.generic]) -> None:
    np.lib.format.open_memmap(path, mode="w+", dtype=kind, shape=shape).flush()


def _draw_chunk(job: tuple[Path, str, int, Artist, Vocabulary]) -> int:
    """Draws and stores one chunk; returns its number."""
    work, split, chunk, artist, vocabulary = job
    size = WHOLE if split == "whole" else PICTURE
    tokens = np.load(work / split / "tokens.npy", mmap_mode="r+")
    indices = range(chunk * CHUNK, min((chunk + 1) * CHUNK, len(tokens)))
    here = slice(indices.start, indices.stop)
    drawn = [picture(split, index, size, artist, vocabulary) for index in indices]
    tokens[here] = [rows for _, rows in drawn]
    pixels = np.stack([pixels for pixels, _ in drawn])
    if split == "whole":
        np.load(work / split / "pictures.npy", mmap_mode="r+")[here] = pixels
    else:
        _store_latents(work, split, here, pixels)
    return chunk


def _store_latents(work: Path, split: str, here: slice, pixels: Bytes) -> None:
    encoder = load_autoencoder(work).encoder
    stored = np.load(work / split / "latents.npy", mmap_mode="r+")
    for start in range(0, len(pixels), 32):
        stop = min(start + 32, len(pixels))
        stored[here.start + start : here.start + stop] = encoder.encode(pixels[start:stop])


def held_out_captions(
    artist: Artist, vocabulary: Vocabulary, count: int, seed: str
) -> list[Caption]:
    """Captions that contain a held-out combination, for evaluation."""
    rng = random.Random(seed)
    endless = (artist.sample_caption(rng, vocabulary) for _ in iter(int, 1))
    return list(islice(filter(is_held_out, endless), count))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--work", type=Path, default=WORK, help="where everything big lives")
    parser.add_argument(
        "--count", type=int, default=100_000, help="pictures to train the generator on"
    )
    parser.add_argument("--held", type=int, default=2048, help="pictures kept apart")
    parser.add_argument("--whole", type=int, default=3000, help="512² pictures for the decoder")
    parser.add_argument("--workers", type=int, default=1, help="drawing processes")


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_arguments(parser)
    args = parser.parse_args(argv)
    artist, vocabulary = Artist(sample_caption, draw), load_vocabulary()
    build(args.work, artist, vocabulary, {"whole": args.whole}, args.workers)
    if not (args.work / FILE).exists():
        print(
            "latents need an autoencoder: run forge.train_autoencoder, then this again", flush=True
        )
        return
    counts = {"held": args.held, "train": args.count}
    build(args.work, artist, vocabulary, counts, args.workers)


if __name__ == "__main__":
    main()
