"""A real daemon on the toy pack, on the loopback only: what the page's and edgectl's tests talk to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from scripts.box import Box, running_box
from tests.toypack import build_toy_pack

ROOT = Path(__file__).resolve().parents[1]
EDGECTL_LIMIT_S = 240


@contextmanager
def toy_box(
    folder: Path,
    *,
    poison: str | None = None,
    port: int = 0,
    more: str = "",
    ready: bool = True,
) -> Iterator[Box]:
    """A box that is ready, or only listens. Its state stays in `folder`, so that the same box can come back.

    `more`: further lines of its settings.
    """
    packs, settings = folder / "packs", folder / "edged.toml"
    if not packs.exists():
        build_toy_pack(packs / "cute-animals", poison=poison)
    # Tests are impatient children: they ask for more than two at a time.
    crowd = "" if "[queue]" in more else "\n[queue]\nper_device = 64\n"
    # And they want to see each picture drawn.
    crowd += "" if "[cache]" in more else "\n[cache]\npictures_mb = 0\nlatents_mb = 0\n"
    # And they stop the painter for longer than a real one may be silent.
    crowd += "" if "[worker]" in more else "\n[worker]\nstep_deadline_s = 240\n"
    # And nothing else is drawn meanwhile.
    if "tiles" not in more:
        more, crowd = (
            each.replace("[cache]\n", "[cache]\ntiles = false\n") for each in (more, crowd)
        )
    settings.write_text(f'name = "Class 2b"\npacks = "{packs}"\nannounce = false\n{more}{crowd}')
    arguments = ("--config", str(settings))
    with running_box(folder, *arguments, wanted_port=port) as box:
        if ready:
            box.until_ready()
        else:
            box.until_listening()
        yield box


@contextmanager
def on(machine: Path) -> Iterator[None]:
    """A box that is started meanwhile believes to run there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EDGED_SYSROOT", str(machine))
        yield


def socket_of(folder: Path) -> Path:
    return folder / "state" / "edged.sock"


@contextmanager
def painter_held(folder: Path) -> Iterator[None]:
    """Nothing is drawn while the block lasts, however fast the machine."""
    status = json.loads(edgectl("--socket", socket_of(folder), "--json", "status").stdout)
    worker = status["worker"]["pid"]
    assert worker, status
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # The box may have stopped meanwhile.
            os.kill(worker, signal.SIGCONT)


def edgectl(
    *arguments: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """`edgectl` as a person runs it, with the output piped."""
    return subprocess.run(
        [sys.executable, "-m", "edged.cli", *map(str, arguments)],
        cwd=cwd or ROOT,
        env=edgectl_environment(env),
        capture_output=True,
        text=True,
        timeout=EDGECTL_LIMIT_S,
        check=False,
    )


def edgectl_environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """Nothing of the person who runs the tests, nor of their terminal."""
    theirs = ("EDGED_", "LC_", "LANG", "COLUMNS", "LINES")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(theirs)}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **(more or {})}
