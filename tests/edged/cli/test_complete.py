"""What a shell completes, asked as its own script asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.toybox import edgectl, socket_of, toy_box


@pytest.fixture(scope="module")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("box")
    with toy_box(home, ready=False):
        yield socket_of(home)


def completed(line: str, socket: Path) -> list[str]:
    """For the last word of `line`, as bash asks; a blank at its end begins another word."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    asked = {"_EDGECTL_COMPLETE": "complete_bash", "EDGED_SOCKET": str(socket)}
    done = edgectl(env=words | asked)
    assert done.stderr == ""
    return done.stdout.split()


def test_commands_are_completed(socket: Path) -> None:
    assert completed("edgectl d", socket) == ["draw", "discover", "doctor", "devices"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("edgectl profile use au", ["auto"]),
        ("edgectl profile show raspberry", ["raspberry-pi-5"]),
        ("edgectl pack show cu", ["cute-animals@0.1.0"]),
        ("edgectl pack use a", ["auto"]),
        ("edgectl draw duck --size 25", ["256x256"]),
        ("edgectl draw duck --format w", ["webp"]),
        ("edgectl --lang z", ["zh"]),
    ],
)
def test_names_that_the_box_knows_are_completed(
    socket: Path, line: str, expected: list[str]
) -> None:
    assert completed(line, socket) == expected


def test_paired_devices_are_completed_by_their_ids(socket: Path) -> None:
    made = edgectl("--socket", socket, "--json", "pair", "--programme", "ComfyUI")
    id = json.loads(made.stdout)["device"]["id"]
    assert completed(f"edgectl devices revoke {id[:4]}", socket) == [id]


def test_without_a_box_completion_is_silent_and_profiles_are_those_that_lie_here(
    tmp_path: Path,
) -> None:
    assert completed("edgectl profile use raspb", tmp_path / "none.sock") == ["raspberry-pi-5"]
    assert completed("edgectl devices revoke ", tmp_path / "none.sock") == []
