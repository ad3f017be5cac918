"""A generator in miniature that has learned a little, in a work folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from forge.dataset import open_dataset
from forge.nets.model import shape_for
from forge.train import Run
from runtime.prompt.vocabulary import Vocabulary


def taught(toy_work: Path, folder: Path, vocabulary: Vocabulary, steps: int, **sizes: int) -> Path:
    """`folder`, with the toy's drawings and a generator of these sizes after so many steps."""
    shutil.copytree(toy_work, folder, ignore=shutil.ignore_patterns("generator.pt", "whole"))
    data = open_dataset(folder, "train")
    run = Run(shape_for(vocabulary, **sizes, channels=data.latents.shape[1]), "cpu")
    for _ in range(steps):
        run.learn(*run.batch(data, 16), 1.0, run.network)
    run.save(folder / "generator.pt")
    return folder
