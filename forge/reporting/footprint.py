"""How much memory drawing takes: a process of its own opens a pack, draws a picture and tells how large it grew.

    python -m forge.reporting.footprint packs/cute-animals

Prints bytes: the most that was resident, less what the same process held before it opened anything. Needs Linux.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from forge.errors import ForgeError
from runtime.loading import open_pipeline, warm_up

ROOT = Path(__file__).resolve().parents[2]
STATUS = Path("/proc/self/status")
PROFILE = """\
name = "measured"
engine = "onnx"
providers = [{ name = "CPUExecutionProvider" }]
threads = 1
pack = "measured"
memory_limit_mb = 100000
batch = 8
ladder = [{ size = "512x512", steps = 8 }]
[summary]
en = "One thread, so that figures can be compared."
zh = "单线程，便于比较。"
"""
LIMIT_S = 300


class NotMeasured(ForgeError):
    """The process that was to be measured failed."""


def footprint(pack: Path) -> int:
    """Bytes that drawing with `pack` takes. Raises NotMeasured."""
    command = [sys.executable, "-m", "forge.reporting.footprint", str(pack)]
    done = subprocess.run(  # noqa: S603 - this very module, on a folder of ours
        command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["no word"]
        raise NotMeasured(f"{pack} could not be measured: {words[-1]}")
    return int(done.stdout)


def peak(status: Path = STATUS) -> int:
    """The most bytes that were ever resident in this process since its program began."""
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)
    if found is None:
        raise NotMeasured(f"{status} does not tell the largest size of a process")
    return int(found[1]) * 1024


def main(argv: list[str] | None = None) -> None:
    (folder,) = sys.argv[1:] if argv is None else argv
    empty = peak()
    loaded = open_pipeline(Path(folder).resolve(), PROFILE)
    warm_up(loaded.pipeline, loaded.vocabulary, loaded.manifest)
    print(peak() - empty)


if __name__ == "__main__":
    main()
