"""What a pack really takes: measured while a process of its own draws with it, and told to the pack's manifest."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray
from PIL import Image

from forge.building.sampling import ABSENT, FACTS, Sample
from forge.errors import ForgeError
from runtime.pack import MANIFEST, Manifest, read_manifest
from runtime.profile import Profile

MARGIN = 1.1
"""Of the measured peak: five runs of one pack of graphs were 1 % apart; other versions of the libraries, wishes of other
lengths and sizes that are drawn in turns each take a little more."""


class DrewNothing(ForgeError):
    """The pack does not draw."""


class NotHere(ForgeError):
    """This machine lacks what the profile draws with."""


class Drawn(Struct, frozen=True):
    sample: Sample
    pictures: Sequence[NDArray[np.uint8]]


def draw_apart(pack: Path, profile: Path, out: Path, *words: str) -> Drawn:
    """In a process of its own, so that its memory is its own. `words`: as `forge.building.sampling` knows them.

    Raises NotHere, DrewNothing.
    """
    out.mkdir()
    command = [sys.executable, "-m", "forge.building.sampling", pack, profile, out, *words]
    done = subprocess.run(  # noqa: S603 - this very Python
        list(map(str, command)),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"},  # threads that wait let others compute
    )
    if done.returncode == ABSENT:
        raise NotHere(_last(done.stderr))
    if done.returncode < 0:
        raise DrewNothing(
            f"drawing was ended by signal {-done.returncode}, most likely because memory ran out"
        )
    if done.returncode:
        raise DrewNothing(f"the pack does not draw: {_last(done.stderr)}")
    sample = msgspec.json.decode((out / FACTS).read_bytes(), type=Sample)
    paths = [out / f"{number}.png" for number in range(len(sample.wishes))]
    return Drawn(sample, [np.asarray(Image.open(path).convert("RGB")) for path in paths])


def note_memory(folder: Path, profile: Profile, sample: Sample) -> int:
    """Writes what was measured into the manifest; megabytes. What was only estimated rises by what the estimate missed."""
    manifest = read_manifest(folder)
    needed = math.ceil(sample.peak_mb * MARGIN / 10) * 10
    name = manifest.precision if manifest.holds_graphs else profile.torch.names[0]
    known = dict(manifest.memory_by_precision)
    missed = max(0, needed - known.get(name, needed))
    known = {key: value + missed for key, value in known.items()} | {name: needed}
    _write(
        folder,
        structs.replace(
            manifest,
            memory_mb=known[manifest.precision],
            memory_by_precision=known,
            memory_measured=(name,),
        ),
    )
    return needed


def _write(folder: Path, manifest: Manifest) -> None:
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / MANIFEST).write_bytes(encoded + b"\n")


def _last(complaints: str) -> str:
    return (complaints.strip().splitlines() or ["it ended without a word"])[-1]
