"""Machines that nobody here has, watched for a while that passes as fast as the test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edged.machine.tree import Tree
from edged.sensors.sample import Sample
from edged.sensors.sensors import Sensors, sensors_of
from tests.machines.build import Built, build

Watch = Callable[[str], "Watched"]
STAT = "proc/stat"
RAPL = "sys/devices/virtual/powercap/intel-rapl/intel-rapl:0"


class Clock:
    """Monotonic seconds, told by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """One machine and its sensors."""

    def __init__(self, built: Built, library: Path | None) -> None:
        self.built, self.clock = built, Clock()
        self.tree = Tree(built.root)
        self.sensors = Sensors(sensors_of(self.tree, str(library) if library else None), self.clock)

    def sample(self, after: float = 1.0) -> Sample:
        """How it is so many seconds later."""
        self.clock.now += after
        return self.sensors.sample()

    def work(self, busy: float = 0.3, watts: float = 12.5) -> None:
        """One second passes on the machine: its processor is so busy and takes so much."""
        stat = self.built.root / STAT
        if stat.is_file():
            counts = [int(word) for word in stat.read_text().split("\n")[0].split()[1:]]
            counts[0] += round(busy * 1000)
            counts[3] += round((1 - busy) * 1000)
            stat.write_text(f"cpu  {' '.join(map(str, counts))}\n")
        energy = self.built.root / RAPL / "energy_uj"
        if energy.is_file() and energy.read_text().strip().isdigit():
            wraps = int((self.built.root / RAPL / "max_energy_range_uj").read_text())
            energy.write_text(f"{(int(energy.read_text()) + round(watts * 1e6)) % wraps}\n")


@pytest.fixture
def watch(tmp_path: Path, nvml_library: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """The machine of this name."""
    watched: list[Watched] = []

    def _watch(name: str) -> Watched:
        built = build(name, tmp_path / name)
        if built.scenario:
            monkeypatch.setenv("NVML_SCENARIO", str(built.scenario))
        watched.append(Watched(built, nvml_library if built.scenario else None))
        return watched[-1]

    yield _watch
    for each in watched:
        each.sensors.close()


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """An empty machine."""
    return Tree(tmp_path)


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, object], None]:
    """Writes one of its files."""

    def _put(path: str, content: object) -> None:
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{content}\n")

    return _put
