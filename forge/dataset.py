"""Draws what the model learns from: latents and tokens of many pictures, and some whole pictures for the decoder.

    python -m forge draw --work ~/.cache/edged-forge --count 100000 --whole 3000 --workers 2

Every picture depends on its split and index alone, so an interrupted run goes on where it stopped, any number of
processes draws the same set, and with another number than before what is drawn stays and the rest is drawn. Splits: `train`, `held` (captions drawn alike, pictures never trained on) and `whole`
(512² pictures for the decoder). Combinations that the subject holds out enter none of the three.
"""

from __future__ import annotations

import argparse
import fcntl
import multiprocessing
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray

from forge import arguments, folders
from forge.errors import FolderBusy, WorkIncomplete
from forge.latents import GRID, PICTURE, Bytes
from forge.nets.autoencoder import FILE, load_autoencoder
from forge.nets.encoder import Encoder
from forge.progress import progress
from forge.subject import Subject, add_subject, claim, load_subject
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

WORK = folders.WORK
CHUNK = 256
"""Pictures drawn and marked as done together."""
WHOLE = 512
"""Pixels a side of the decoder's pictures."""
TELL_S = 20.0
BUSY = "is being drawn by another process"

Job = tuple[Path, str, int, Subject, Vocabulary, str]
"""Work folder, split, chunk, subject, its vocabulary, device."""


class Dataset(Struct, frozen=True):
    """One split on disk, memory-mapped."""

    tokens: NDArray[np.int16]
    """[N, T, 2]"""
    latents: NDArray[np.float16]
    """[N, C, 16, 16]"""
    drawn: NDArray[np.int64]
    """Numbers of the pictures that are drawn already: training may begin before the last one is."""


def open_dataset(work: Path, split: str) -> Dataset:
    """Raises WorkIncomplete if it has no picture yet."""
    folder = work / split
    if not (folder / "done.npy").exists():
        raise WorkIncomplete(f"{folder} has no drawings: run `python -m forge draw` first.")
    tokens = np.load(folder / "tokens.npy", mmap_mode="r")
    drawn = np.flatnonzero(np.load(folder / "done.npy").repeat(CHUNK)[: len(tokens)])
    if not len(drawn):
        raise WorkIncomplete(f"{folder} has no drawings yet: run `python -m forge draw` first.")
    return Dataset(tokens, np.load(folder / "latents.npy", mmap_mode="r"), drawn)


def open_whole(work: Path) -> Bytes:
    """uint8 [M, 512, 512, 3], memory-mapped. Raises WorkIncomplete unless all of them are drawn."""
    folder = work / "whole"
    if not (folder / "done.npy").exists() or not np.load(folder / "done.npy").all():
        raise WorkIncomplete(f"{folder} is not drawn yet: run `python -m forge draw` first.")
    pictures: Bytes = np.load(folder / "pictures.npy", mmap_mode="r")
    return pictures


def captions(
    split: str, index: int, subject: Subject, vocabulary: Vocabulary
) -> tuple[Caption, random.Random]:
    """The caption of one picture, never a held-out combination, and the generator to draw it with."""
    rng = random.Random(f"{split} {index}")
    while True:
        caption = subject.sample_caption(rng, vocabulary)
        if not subject.holds_out(caption):
            return caption, rng


def picture(
    split: str, index: int, size: int, subject: Subject, vocabulary: Vocabulary
) -> tuple[Bytes, list[list[int]]]:
    """(uint8 [size, size, 3], tokens [T][2])"""
    caption, rng = captions(split, index, subject, vocabulary)
    return subject.draw(caption, rng, size), vocabulary.tokens(caption)


def build(  # noqa: PLR0913, PLR0917 - a data set is its numbers
    work: Path,
    subject: Subject,
    vocabulary: Vocabulary,
    counts: dict[str, int],
    workers: int = 1,
    device: str = "cpu",
) -> None:
    """Draws what is still missing of each split of `counts`; `whole` is stored as pictures, the others as latents.

    `device` turns pictures into latents. Raises VocabularyDiffers or FolderBusy.
    """
    work.mkdir(parents=True, exist_ok=True)
    claim(work, subject, vocabulary)
    for split, count in counts.items():
        with _alone(work / split):
            _prepare(work, split, count, len(vocabulary.slots))
            done = np.load(work / split / "done.npy", mmap_mode="r+")
            jobs = [
                (work, split, int(chunk), subject, vocabulary, device)
                for chunk in np.flatnonzero(~done)
            ]
            _draw(jobs, workers, done)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Raises FolderBusy if another process draws this split; the lock goes with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderBusy(f"{folder} {BUSY}.") from error
        yield


def _draw(jobs: list[Job], workers: int, done: NDArray[np.bool_]) -> None:
    start = told = time.monotonic()
    with progress(f"draw {jobs[0][1] if jobs else ''}", len(jobs)) as move:
        for position, chunk in enumerate(_run(jobs, workers), 1):
            done[chunk] = True
            now = time.monotonic()
            rate = f"{position * CHUNK / (now - start):.0f} pictures/s"
            move(position, rate)
            if now - told > TELL_S or position == len(jobs):
                print(f"{jobs[0][1]}: {position}/{len(jobs)} chunks, {rate}", flush=True)
                told = now


def _run(jobs: list[Job], workers: int) -> Iterator[int]:
    if workers <= 1 or len(jobs) <= 1:
        yield from map(_draw_chunk, jobs)
        return
    with multiprocessing.get_context("spawn").Pool(workers, torch.set_num_threads, (1,)) as pool:
        yield from pool.imap_unordered(_draw_chunk, jobs)


def _prepare(work: Path, split: str, count: int, slots: int) -> None:
    """Arrays of the right size; what is drawn already stays in them, also where fewer were asked for."""
    folder = work / split
    done = folder / "done.npy"
    if done.exists():
        _resize(folder, count)
        return
    folder.mkdir(parents=True, exist_ok=True)
    _empty(folder / "tokens.npy", (count, slots, 2), np.int16)
    if split == "whole":
        _empty(folder / "pictures.npy", (count, WHOLE, WHOLE, 3), np.uint8)
    else:
        channels = load_autoencoder(work).sizes.channels
        _empty(folder / "latents.npy", (count, channels, GRID, GRID), np.float16)
    _save(done, np.zeros(-(-count // CHUNK), bool))  # last: others look at it meanwhile


def _resize(folder: Path, asked: int) -> None:
    """To `asked` pictures, or to as many as are drawn where these are more; in an order that survives an interruption."""
    tokens, done = folder / "tokens.npy", np.load(folder / "done.npy")
    stored = len(np.load(tokens, mmap_mode="r"))
    last = min(stored, CHUNK * int(np.flatnonzero(done)[-1] + 1)) if done.any() else 0
    count = max(asked, last)
    if last > asked:
        print(f"{folder}: {asked} pictures are asked for, {last} are drawn and stay", flush=True)
    chunks = -(-count // CHUNK)
    if count == stored and len(done) == chunks:
        return
    if count > stored and stored % CHUNK:
        done[stored // CHUNK] = False  # a chunk that was shorter is drawn again, whole
    _save(folder / "done.npy", done)
    kept = np.resize(done, chunks) & (np.arange(chunks) < len(done))
    print(f"{folder}: {stored} pictures become {count}; {kept.sum()} of {chunks} chunks are drawn", flush=True)  # fmt: skip
    names = [
        name for name in ("pictures", "latents", "tokens") if (folder / f"{name}.npy").exists()
    ]
    for name in names:
        _lengthen(folder / f"{name}.npy", count)
    _save(folder / "done.npy", kept)


def _lengthen(path: Path, count: int) -> None:
    """Or shortens: the first rows stay."""
    old, part = np.load(path, mmap_mode="r"), path.with_suffix(".part.npy")
    if len(old) == count:
        return
    new = np.lib.format.open_memmap(part, mode="w+", dtype=old.dtype, shape=(count, *old.shape[1:]))
    for start in range(0, min(count, len(old)), CHUNK):
        here = slice(start, min(start + CHUNK, count, len(old)))
        new[here] = old[here]
    new.flush()
    part.rename(path)


def _save(path: Path, done: NDArray[np.bool_]) -> None:
    """At once."""
    part = path.with_suffix(".part.npy")
    np.save(part, done)
    part.rename(path)


def _empty(path: Path, shape: tuple[int, ...], kind: type[np.generic]) -> None:
    np.lib.format.open_memmap(path, mode="w+", dtype=kind, shape=shape).flush()


def _draw_chunk(job: Job) -> int:
    """Draws and stores one chunk; returns its number."""
    work, split, chunk, subject, vocabulary, device = job
    size = WHOLE if split == "whole" else PICTURE
    tokens = np.load(work / split / "tokens.npy", mmap_mode="r+")
    indices = range(chunk * CHUNK, min((chunk + 1) * CHUNK, len(tokens)))
    here = slice(indices.start, indices.stop)
    drawn = [picture(split, index, size, subject, vocabulary) for index in indices]
    tokens[here] = [rows for _, rows in drawn]
    pixels = np.stack([pixels for pixels, _ in drawn])
    if split == "whole":
        np.load(work / split / "pictures.npy", mmap_mode="r+")[here] = pixels
    else:
        _store_latents(work, split, here, pixels, device)
    return chunk


@cache
def _encoder(work: Path, changed_ns: int, device: str) -> Encoder:
    """Loaded once in each process, and again when the file is another one."""
    return load_autoencoder(work, device).encoder


def _store_latents(work: Path, split: str, here: slice, pixels: Bytes, device: str) -> None:
    encoder = _encoder(work, (work / FILE).stat().st_mtime_ns, device)
    stored = np.load(work / split / "latents.npy", mmap_mode="r+")
    for start in range(0, len(pixels), 32):
        stop = min(start + 32, len(pixels))
        stored[here.start + start : here.start + stop] = encoder.encode(pixels[start:stop])


def held_out_captions(
    subject: Subject, vocabulary: Vocabulary, count: int, seed: str
) -> list[Caption]:
    """Captions that contain a held-out combination, for evaluation."""
    rng = random.Random(seed)
    endless = (subject.sample_caption(rng, vocabulary) for _ in iter(int, 1))
    return list(islice(filter(subject.holds_out, endless), count))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK, help="where everything big lives")
    parser.add_argument(
        "--count", type=arguments.count, default=100_000, help="pictures to train the generator on"
    )
    parser.add_argument("--held", type=arguments.count, default=2048, help="pictures kept apart")
    parser.add_argument(
        "--whole", type=arguments.count, default=3000, help="512² pictures for the decoder"
    )
    parser.add_argument("--workers", type=arguments.count, default=1, help="drawing processes")
    parser.add_argument(
        "--device", type=arguments.device, default="cpu", help="that turns pictures into latents"
    )


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_arguments(parser)
    args = parser.parse_args(argv)
    subject = load_subject(args.subject)
    vocabulary = subject.vocabulary()
    build(args.work, subject, vocabulary, {"whole": args.whole}, args.workers)
    if not (args.work / FILE).exists():
        print(
            "latents need an autoencoder: run `python -m forge autoencoder`, then this again",
            flush=True,
        )
        return
    counts = {"held": args.held, "train": args.count}
    build(args.work, subject, vocabulary, counts, args.workers, args.device)


if __name__ == "__main__":
    # Without it the processes of the pool would outlive this one.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
