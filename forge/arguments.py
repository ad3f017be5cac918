"""What several stages take on their command lines: a wrong value is told before any work begins."""

from __future__ import annotations

import argparse
from pathlib import Path

from forge.errors import SameFolder


def device(name: str) -> str:
    """A device of torch's that is at hand here."""
    import torch  # noqa: PLC0415 - takes seconds, and --help must not

    try:
        torch.empty(0, device=name)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        told = str(error).splitlines()[0]
        raise argparse.ArgumentTypeError(f"{name} cannot be used here ({told}): try cpu") from error
    return name


def count(text: str) -> int:
    """1 and more."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is too few: 1 and more")
    return number


def share(text: str) -> float:
    """More than 0 and less than 1."""
    number = float(text)
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"{text} is no share: it lies between 0 and 1")
    return number


def check_apart(work: Path, out: Path) -> None:
    """Raises SameFolder where the network that is begun with would be overwritten."""
    if work.resolve() == out.resolve():
        raise SameFolder(f"--out {out} holds the network to begin with: name another folder.")
