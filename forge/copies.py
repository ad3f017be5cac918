"""Checkpoints as small files to carry away: averaged weights in 16 bits, cut into parts of a size that travels."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from forge.errors import WorkIncomplete

PART_BYTES = 15_000_000
LARGE = 1024
"""Numbers of a tensor from which on it is kept in 16 bits."""
LEFT_OUT = {"optimizer", "generator"}
"""What only a run that goes on needs."""
NAME = re.compile(r"(.+)-(\d+)\.pt\.(\d+)of(\d+)")


def put(checkpoint: Path, folder: Path, name: str) -> None:
    """Writes `name-STEP.pt.1of3` and so on; older parts go only when the new ones are whole."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    kept = {key: value for key, value in state.items() if key not in LEFT_OUT}
    kept["average"] = {part: _halved(tensor) for part, tensor in state["average"].items()}
    buffer = io.BytesIO()
    torch.save(kept, buffer)
    data, before = buffer.getvalue(), _found(folder, name)
    number = max((step for step, _ in before), default=0) + 1
    parts = range(0, len(data), PART_BYTES)
    folder.mkdir(parents=True, exist_ok=True)
    for index, start in enumerate(parts, 1):
        path = folder / f"{name}-{number:04d}.pt.{index}of{len(parts)}"
        path.write_bytes(data[start : start + PART_BYTES])
    for paths in before.values():
        for path in paths:
            path.unlink()


def get(folder: Path, name: str) -> dict[str, Any]:
    """The newest whole copy, weights in fp32. Raises WorkIncomplete."""
    for (_, count), paths in sorted(_found(folder, name).items(), reverse=True):
        if len(paths) == count:
            data = b"".join(path.read_bytes() for path in paths)
            state: dict[str, Any] = torch.load(io.BytesIO(data), weights_only=True)
            state["average"] = {part: t.float() for part, t in state["average"].items()}
            return state
    raise WorkIncomplete(f"{folder} holds no whole copy of {name}.")


def restore(folder: Path, name: str, checkpoint: Path) -> None:
    """Makes a checkpoint of a copy: enough to sample from and to make a pack of. Raises WorkIncomplete."""
    state = get(folder, name)
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    part = checkpoint.with_suffix(".part")
    torch.save(state, part)
    part.rename(checkpoint)


def _found(folder: Path, name: str) -> dict[tuple[int, int], list[Path]]:
    """(number of the copy, parts it should have) → its parts in order."""
    found: dict[tuple[int, int], list[tuple[int, Path]]] = {}
    for path in folder.glob(f"{name}-*.pt.*") if folder.exists() else ():
        match = NAME.fullmatch(path.name)
        if match and match[1] == name:
            key = int(match[2]), int(match[4])
            found.setdefault(key, []).append((int(match[3]), path))
    return {key: [path for _, path in sorted(pairs)] for key, pairs in found.items()}


def _halved(tensor: Tensor) -> Tensor:
    return tensor.half() if tensor.is_floating_point() and tensor.numel() >= LARGE else tensor
