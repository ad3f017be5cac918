"""Whoever waits for a build sees what it does now: a bar on a terminal, a line anywhere else."""

from __future__ import annotations

import os
import sys

import pytest

from forge.building.voice import Voice
from tests.terminal import on_terminal

STAGES = """
from forge.building.voice import Voice
with Voice() as voice:
    voice.stage("exporting decoder", 1, 4)
    voice.stage("drawing with it", 0, 1)
    voice.said("it draws")
"""


def test_without_a_terminal_each_stage_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Voice() as voice:
        voice.stage("exporting decoder", 1, 4)
    assert capsys.readouterr().out == "now: exporting decoder\n"


def test_on_a_terminal_a_bar_moves_forward_only_and_what_is_said_stays_readable() -> None:
    command = [sys.executable, "-c", STAGES]
    with on_terminal(command, {**os.environ, "TERM": "xterm", "COLUMNS": "120"}) as person:
        seen = person.to_the_end()
    assert "exporting decoder" in seen
    assert "it draws" in seen
    last = seen.rindex("drawing with it")
    assert "25 %" in seen[seen.rindex("build", 0, last) : last]
