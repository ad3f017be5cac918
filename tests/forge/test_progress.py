"""Whoever waits sees how far it is: a line now and then where there is no terminal."""

import pytest

from forge import progress as module
from forge.progress import progress


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
