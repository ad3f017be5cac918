"""Machines that nobody here has, and NVIDIA's library for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from edged.machine import Machine, look_around
from tests.machines.build import Built, build

Look = Callable[[Built], Machine]


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What the library says from now on."""
    path = tmp_path / "scenario.txt"
    path.write_text("")
    monkeypatch.setenv("NVML_SCENARIO", str(path))

    def _say(text: str) -> None:
        path.write_text(text)

    return _say


@pytest.fixture
def look(nvml_library: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Built], Machine]:
    """The facts about a machine that was built here."""

    def _look(built: Built) -> Machine:
        if built.scenario is None:
            return look_around(built.root)
        monkeypatch.setenv("NVML_SCENARIO", str(built.scenario))
        return look_around(built.root, str(nvml_library))

    return _look


@pytest.fixture
def seen(look: Look, tmp_path: Path) -> Callable[[str], Machine]:
    """The facts about the machine of this name, as it is at its start."""
    return lambda name: look(build(name, tmp_path / name))
