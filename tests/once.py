"""What is dear to make, and the same for all of a run's processes: the first one makes it, the others wait."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Of this run, for all of its processes."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """`folder`, made by the first who asks: `make` gets an empty one. Nobody may write into it afterwards."""
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_name(f"{folder.name}.part")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


def found_once(folder: Path, find: Callable[[], Any]) -> Any:
    """What `find` returns to the first who asks; the others get a copy."""
    kept = made_once(folder, lambda made: (made / "found").write_bytes(pickle.dumps(find())))
    return pickle.loads((kept / "found").read_bytes())
