"""The safetensors files of a published part: which ones count, whether they are whole, how many numbers they hold."""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from safetensors import SafetensorError, safe_open

from forge.building.source import PICKLES, SourceUnusable


class Counted(Struct, frozen=True):
    numbers: int
    """Weights."""
    tensors: int
    kind: str
    """What most of them are stored in: F32, F16, BF16."""


def files_of(folder: Path) -> list[Path]:
    """Weights and their configuration, without variants such as `model.fp16.safetensors`."""
    return [
        path
        for path in sorted(folder.iterdir())
        if path.suffix in {".safetensors", ".json"}
        and (path.name.count(".") == 1 or path.name.endswith(".index.json"))
    ]


def weights_of(folder: Path) -> list[Path]:
    """Raises SourceUnusable where there are none that a pack may hold, or not all of them."""
    if not folder.is_dir():
        raise SourceUnusable(f"{folder} is missing; copy the model's whole folder")
    found = [path for path in files_of(folder) if path.suffix == ".safetensors"]
    for index in folder.glob("*.safetensors.index.json"):
        _refuse_gaps(index)
    if found:
        return found
    refuse_pickles(sorted(folder.glob("*")))
    if any(folder.glob("*.safetensors")):
        raise SourceUnusable(
            f"{folder} has only variants of its weights; rename one to the plain name"
        )
    raise SourceUnusable(f"{folder} holds no weights (.safetensors)")


def refuse_pickles(paths: list[Path]) -> None:
    """Raises SourceUnusable, with the first one's name."""
    for path in paths:
        if path.suffix in PICKLES:
            raise SourceUnusable(
                f"{path} could run code when it is loaded; ask for the same model as safetensors"
            )


def count(paths: list[Path]) -> Counted:
    """From the heads of the files. Raises SourceUnusable."""
    kinds: Counter[str] = Counter()
    number = 0
    for path in paths:
        with whole(path), safe_open(path, "np") as tensors:
            for key in tensors.keys():  # noqa: SIM118 - it is no mapping
                part = tensors.get_slice(key)
                number += 1
                kinds[part.get_dtype()] += math.prod(part.get_shape())
    return Counted(kinds.total(), number, max(kinds, key=lambda kind: kinds[kind], default="F32"))


def check_numbers(paths: list[Path]) -> None:
    """Reads every weight once. Raises SourceUnusable for one that is no number."""
    for path in paths:
        with whole(path), safe_open(path, "pt") as tensors:
            for key in tensors.keys():  # noqa: SIM118
                weight = tensors.get_tensor(key)
                if weight.is_floating_point() and not weight.float().isfinite().all():
                    raise SourceUnusable(
                        f"{path} holds weights that are no numbers, in {key}; "
                        "they were spoilt where the model was made or converted"
                    )


def copy(folder: Path, out: Path) -> None:
    """What a pack holds of a part, into a new folder `out`."""
    out.mkdir(parents=True)
    for path in files_of(folder):
        shutil.copyfile(path, out / path.name)


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Raises SourceUnusable where the file ends too early, or is something else."""
    try:
        yield
    except SafetensorError as error:
        raise SourceUnusable(
            f"{path} is damaged: {error}; copy it again from where it came from"
        ) from error


def _refuse_gaps(index: Path) -> None:
    try:
        named = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    except (ValueError, KeyError, AttributeError) as error:
        raise SourceUnusable(f"{index} is damaged: it names no weights") from error
    missing = sorted(name for name in named if not (index.parent / str(name)).is_file())
    if missing:
        raise SourceUnusable(f"{index.parent / missing[0]} is missing; {index.name} names it")
