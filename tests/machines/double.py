"""NVIDIA's library as nvml.c has it, built with the system's compiler."""

from __future__ import annotations

import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("nvml.c")
FLAGS = ("-shared", "-fPIC", "-O1", "-std=gnu11", "-Wall", "-Wextra", "-Werror")


def build_library(folder: Path) -> Path:
    """A new library in `folder`."""
    library = folder / "libnvidia-ml.so.1"
    command = ["gcc", *FLAGS, "-fvisibility=hidden", "-o", str(library), str(SOURCE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return library
