"""The training set on the device: the same rows as on the disk, and those that come later."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import torch

from forge.dataset import open_dataset
from forge.resident import Resident


def test_rows_are_those_on_the_disk(toy_work: Path) -> None:
    data, there = open_dataset(toy_work, "train"), Resident(toy_work, "train", "cpu")
    latents, tokens = there.batch(300, torch.Generator().manual_seed(0))
    assert torch.equal(there.latents, torch.from_numpy(np.array(data.latents)))
    assert latents.dtype == torch.float32
    assert tokens.shape == (300, *data.tokens.shape[1:])
    assert tokens.max() > 0


def test_what_is_drawn_later_is_taken_up_and_nothing_else_is_shown(
    toy_work: Path, tmp_path: Path
) -> None:
    shutil.copytree(toy_work / "train", tmp_path / "train")
    done = np.load(tmp_path / "train" / "done.npy", mmap_mode="r+")
    done[1] = False
    done.flush()
    there = Resident(tmp_path, "train", "cpu")
    assert there.rows.tolist() == list(range(256))
    done[1] = True
    done.flush()
    there.refresh()
    assert there.rows.tolist() == list(range(300))
