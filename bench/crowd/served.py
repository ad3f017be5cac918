"""The servers that are compared: the box itself, and plain ones with the same engine, each in a fresh state folder."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil

from edged.settings import Settings
from runtime.locations import data_folder
from runtime.profile import parse_profile
from scripts.box import ROOT, START_LIMIT_S, BoxFailed, free_port, running_box, stop

NAME = "bench"
NOTHING_KEPT = "[cache]\npictures_mb = 0\nlatents_mb = 0\ndream = false\n"


@dataclass(frozen=True)
class Served:
    url: str
    process: psutil.Process


@dataclass(frozen=True)
class Plan:
    """What is the same for all servers of one comparison."""

    packs: Path
    profile: Path
    """File of a profile, of which the first rung is used."""

    def profile_text(self, batch: int) -> str:
        """The profile with one rung only, so that every server draws the same pictures however warm or busy the machine is."""
        text = self.profile.read_text(encoding="utf-8")
        rung = parse_profile(text, self.profile.name).ladder[0]
        effort = f'"{rung.effort}"' if isinstance(rung.effort, str) else f"{rung.effort:g}"
        one = (
            f'{{ size = "{rung.size}", steps = {rung.steps}, effort = {effort}, batch = {batch} }}'
        )
        for pattern, line in (
            (r"^name = .*$", f'name = "{NAME}"'),
            (r"^batch = .*$", f"batch = {batch}"),
            (r"^ladder = \[$(?s:.*?)^\]$", f"ladder = [{one}]"),
        ):
            text, found = re.subn(pattern, line, text, flags=re.MULTILINE)
            if found != 1:
                raise BoxFailed(f"{self.profile}: cannot replace {pattern}")
        return text


def usual_plan(packs: Path | None, profile: str) -> Plan:
    folder = packs or data_folder("packs")
    return Plan(packs=folder, profile=data_folder("profiles") / f"{profile}.toml")


@contextmanager
def box(plan: Plan, folder: Path, *, batch: int, caches: bool) -> Iterator[Served]:
    """The daemon, ready to draw. `caches`: as the box has them by itself; False: nothing is kept, and nothing dreamt."""
    profiles = folder / "profiles"
    profiles.mkdir()
    (profiles / f"{NAME}.toml").write_text(plan.profile_text(batch), encoding="utf-8")
    settings = folder / "edged.toml"
    kept = "" if caches or "cache" not in Settings.__struct_fields__ else NOTHING_KEPT
    settings.write_text(
        f'packs = "{plan.packs}"\nprofiles = "{profiles}"\nprofile = "{NAME}"\n{kept}',
        encoding="utf-8",
    )
    with running_box(folder, "--no-announce", "--config", str(settings)) as running:
        running.until_ready()
        yield Served(running.url, psutil.Process(running.process.pid))


@contextmanager
def plain(plan: Plan, folder: Path, *, batch: int) -> Iterator[Served]:
    """`bench.fifo`, ready to draw."""
    profile, port = folder / f"{NAME}.toml", free_port()
    profile.write_text(plan.profile_text(batch), encoding="utf-8")
    pack = plan.packs / parse_profile(profile.read_text(encoding="utf-8")).pack
    command = [sys.executable, "-m", "bench.fifo", "--pack", str(pack), "--profile", str(profile)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--batch", str(batch)],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process, folder / "log")
            yield Served(url, psutil.Process(process.pid))
        finally:
            stop(process)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urlopen(f"{url}/readyz", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise BoxFailed(f"the plain server did not start\n{log.read_text('utf-8', 'replace')[-2000:]}")
