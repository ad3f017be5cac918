"""`edgectl` itself: what it says without a command, and in which language."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest

from edged.cli.desk import language_of
from edged.cli.words import WORDS
from tests.toybox import edgectl


def test_without_a_command_it_says_what_one_can_do() -> None:
    done = edgectl()
    assert (done.returncode, done.stderr) == (0, "")
    for command in ("draw", "discover", "status", "profile why", "--help"):
        assert f"edgectl {command}" in done.stdout


def test_it_speaks_chinese_when_asked_to() -> None:
    assert "画画盒子" in edgectl("--lang", "zh").stdout


def test_it_says_its_version() -> None:
    assert edgectl("--version").stdout.startswith("edgectl ")


def test_a_mistyped_command_is_recognised() -> None:
    done = edgectl("stauts")
    assert done.returncode == 2
    assert "status" in done.stderr


def test_a_program_is_told_in_json_what_went_wrong(tmp_path: Path) -> None:
    done = edgectl("--socket", tmp_path / "none.sock", "--json", "--lang", "zh", "status")
    assert (done.returncode, done.stdout) == (1, "")
    (said,) = json.loads(done.stderr).values()
    assert said["code"] == "socket_absent"
    assert "none.sock" in said["message"]
    assert "--socket" in said["fix"]


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["--lang", "zh", "status"], "zh"),
        (["--lang=zh"], "zh"),
        (["--lang", "en"], "en"),
        (["draw", "--lang"], "en"),
    ],
)
def test_an_error_speaks_the_language_of_the_option(
    arguments: list[str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language_of(arguments) == language


def test_both_languages_fill_the_same_places() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    unequal = [key for key, (en, zh) in WORDS.items() if places(en) != places(zh)]
    assert not unequal
