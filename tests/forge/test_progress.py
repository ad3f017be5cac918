"""Whoever waits sees how far it is: a line now and then where there is no terminal."""

import os
import sys
from pathlib import Path

import pytest

from forge import progress as module
from forge.progress import each, progress
from tests.terminal import on_terminal


def test_a_stage_without_lines_of_its_own_gets_some(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "TELL_S", -1.0)
    with progress("pictures", 200, lines=True) as move:
        move(50, "of 200")
    assert capsys.readouterr().out == "pictures: 25% of 200\n"


def test_a_stage_with_lines_of_its_own_gets_no_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "TELL_S", -1.0)
    with progress("draw", 4) as move:
        move(2, "100 pictures/s")
    assert not capsys.readouterr().out


def test_things_one_after_the_other_are_counted_and_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "TELL_S", -1.0)
    assert list(each("layers", ["first", "second"])) == ["first", "second"]
    assert capsys.readouterr().out == "layers: 0% first\nlayers: 50% second\nlayers: 100%\n"


def test_where_there_is_nothing_to_do_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "TELL_S", -1.0)
    assert list(each("layers", [])) == []
    assert not capsys.readouterr().out


def test_on_a_terminal_a_bar_tells_what_is_at_hand(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "forge", "sheets", str(tmp_path / "sheets")]
    command += ["--subject", "forge.examples.vehicles"]
    with on_terminal(command, {**os.environ, "TERM": "xterm", "COLUMNS": "120"}) as person:
        seen = person.to_the_end()
    assert "vehicles ━" in seen.replace("\x1b[90m", "").replace("\x1b[91m", "")
    assert "100 %" in seen
    assert "vehicles.webp: 6 drawings" in seen
