"""Counts, the report, and boxes to maltreat."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults import report as reporting
from tests.faults.daemon import SETTINGS, Daemon, running
from tests.machines.build import build

Times = Callable[[int, int], int]


@pytest.fixture(scope="session")
def times() -> Times:
    """How often: `times(in make test, in make faults)`."""
    return lambda fast, full: full if reporting.FULL else fast


@pytest.fixture(scope="session")
def report() -> reporting.Report:
    """What is written down in the end."""
    found = sys.modules["tests.faults.report"]
    assert isinstance(found.REPORT, reporting.Report)
    return reporting.REPORT


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine without sensors: whatever the real one is busy with, nothing is made smaller."""
    return build("virtual-machine", tmp_path_factory.mktemp("calm")).root


@pytest.fixture
def daemon(tmp_path: Path, calm: Path) -> Iterator[Daemon]:
    """Not started yet; killed in the end."""
    made = Daemon(tmp_path, calm)
    yield made
    if hasattr(made, "process"):
        made.kill()


@pytest.fixture
def guarded(tmp_path: Path, calm: Path) -> Iterator[Daemon]:
    """For paired devices only, with the standard limits; running."""
    with running(Daemon(tmp_path, calm, settings=f'access = "paired"\n{SETTINGS}')) as made:
        yield made
