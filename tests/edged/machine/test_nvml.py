"""NVML through pynvml's own loading, answered by a library that is built for the tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edged.machine.nvml import Memory, NvmlCard, NvmlUnavailable, opened
from tests.source import ROOT

pytestmark = pytest.mark.needs("gcc")

Say = Callable[[str], None]

WHOLE = """
driver = 580.95.05
[card]
name = NVIDIA GeForce RTX 3060 Laptop GPU
uuid = GPU-3e1f7a50
compute = 8.6
memory_total = 5994 MiB
memory_used = 412 MiB
temperature = 71
threshold_shutdown = 104
threshold_slowdown = 101
threshold_memory = 105
threshold_operating = 87
utilisation = 34
power = 61250
power_limit = 76000
clock = 1530
slowed_by = 0x24
"""

CALLS: dict[str, Callable[[NvmlCard], object]] = {
    "name": NvmlCard.name,
    "uuid": NvmlCard.uuid,
    "compute": NvmlCard.compute,
    "memory": NvmlCard.memory,
    "temperature": NvmlCard.temperature,
    "threshold_shutdown": lambda card: card.threshold("shutdown"),
    "threshold_slowdown": lambda card: card.threshold("slowdown"),
    "threshold_memory": lambda card: card.threshold("memory"),
    "threshold_operating": lambda card: card.threshold("operating"),
    "utilisation": NvmlCard.utilisation,
    "power": NvmlCard.power,
    "power_limit": NvmlCard.power_limit,
    "clock": NvmlCard.clock,
    "slowed_by": NvmlCard.slowed_by,
}
KEYS = {"memory": "memory_total"}
"""Where the scenario's word for a call is another one."""


def test_a_card_tells_everything_in_this_projects_units(nvml_library: Path, scenario: Say) -> None:
    scenario(WHOLE)
    with opened(str(nvml_library)) as nvml:
        (card,) = nvml.cards
        answers = {call: ask(card) for call, ask in CALLS.items()}
        assert nvml.driver() == "580.95.05"
    assert answers == {
        "name": "NVIDIA GeForce RTX 3060 Laptop GPU",
        "uuid": "GPU-3e1f7a50",
        "compute": 8.6,
        "memory": Memory(total=5994, used=412, free=5582),
        "temperature": 71.0,
        "threshold_shutdown": 104.0,
        "threshold_slowdown": 101.0,
        "threshold_memory": 105.0,
        "threshold_operating": 87.0,
        "utilisation": 0.34,
        "power": 61.25,
        "power_limit": 76.0,
        "clock": 1530.0,
        "slowed_by": 0x24,
    }
    assert card.refused == {}


@pytest.mark.parametrize("call", CALLS)
def test_a_refused_call_leaves_the_others_alone(
    call: str, nvml_library: Path, scenario: Say
) -> None:
    key = KEYS.get(call, call)
    lines = [line for line in WHOLE.splitlines() if not line.startswith(f"{key} =")]
    scenario("\n".join([*lines, f"{key} = NO_PERMISSION"]))
    with opened(str(nvml_library)) as nvml:
        (card,) = nvml.cards
        answers = {name: ask(card) for name, ask in CALLS.items()}
    assert [name for name, answer in answers.items() if answer is None] == [call]
    assert card.refused == {call: "NO_PERMISSION"}
    assert not card.lost


def test_what_the_card_lacks_is_not_supported(nvml_library: Path, scenario: Say) -> None:
    scenario("[card]\nname = Orin (nvgpu)\n")
    with opened(str(nvml_library)) as nvml:
        (card,) = nvml.cards
        assert [name for name, ask in CALLS.items() if ask(card) is not None] == ["name"]
        assert nvml.driver() is None
    assert set(card.refused.values()) == {"NOT_SUPPORTED"}
    assert nvml.refused == {"driver": "NOT_SUPPORTED"}


def test_an_answer_makes_an_earlier_refusal_forgotten(nvml_library: Path, scenario: Say) -> None:
    scenario("[card]\ntemperature = TIMEOUT")
    with opened(str(nvml_library)) as nvml:
        (card,) = nvml.cards
        assert card.temperature() is None
        assert card.refused == {"temperature": "TIMEOUT"}
        scenario("[card]\ntemperature = 40")
        assert card.temperature() == 40
    assert card.refused == {}


def test_one_lost_card_does_not_hide_the_other(nvml_library: Path, scenario: Say) -> None:
    scenario("[card]\nall = GPU_IS_LOST\n[card]\nname = Second\ntemperature = 50")
    with opened(str(nvml_library)) as nvml:
        first, second = nvml.cards
        assert (first.name(), second.name(), second.temperature()) == (None, "Second", 50)
    assert (first.lost, second.lost) == (True, False)


def test_a_card_that_falls_off_the_bus_says_so(nvml_library: Path, scenario: Say) -> None:
    scenario(WHOLE)
    with opened(str(nvml_library)) as nvml:
        (card,) = nvml.cards
        assert card.temperature() == 71
        scenario(WHOLE + "all = GPU_IS_LOST")
        assert card.temperature() is None
        assert card.lost


def test_older_drivers_are_asked_by_the_older_name(nvml_library: Path, scenario: Say) -> None:
    scenario("[card]\nslowed_by = FUNCTION_NOT_FOUND\nslowed_by_older = 0x40")
    with opened(str(nvml_library)) as nvml:
        assert nvml.cards[0].slowed_by() == 0x40
    scenario("[card]\nslowed_by = FUNCTION_NOT_FOUND\nslowed_by_older = UNKNOWN")
    with opened(str(nvml_library)) as nvml:
        assert nvml.cards[0].slowed_by() is None
        assert nvml.cards[0].refused == {"slowed_by": "UNKNOWN"}


@pytest.mark.parametrize("error", ["DRIVER_NOT_LOADED", "LIB_RM_VERSION_MISMATCH", "NO_PERMISSION"])
def test_a_library_that_does_not_open_says_why_and_may_open_later(
    error: str, nvml_library: Path, scenario: Say
) -> None:
    scenario(f"init = {error}")
    with pytest.raises(NvmlUnavailable, match=f"^{error}$"), opened(str(nvml_library)):
        pass
    scenario("[card]\nname = Late")
    with opened(str(nvml_library)) as nvml:
        assert nvml.cards[0].name() == "Late"


def test_no_number_of_cards_is_no_card(nvml_library: Path, scenario: Say) -> None:
    scenario("count = UNKNOWN\n[card]\nname = Hidden")
    with opened(str(nvml_library)) as nvml:
        assert nvml.cards == ()
    assert nvml.refused == {"count": "UNKNOWN"}


def test_after_the_end_every_call_is_refused_as_uninitialised(
    nvml_library: Path, scenario: Say
) -> None:
    scenario(WHOLE)
    with opened(str(nvml_library)) as nvml:
        (card,) = nvml.cards
    assert card.temperature() is None
    assert card.refused == {"temperature": "UNINITIALIZED"}
    assert card.lost


def test_names_that_are_no_text_are_refused(nvml_library: Path, tmp_path: Path) -> None:
    (tmp_path / "scenario.txt").write_bytes(b"[card]\nname = \xff\xfe\ntemperature = 20\n")
    answer = _in_a_process(
        f"with opened({str(nvml_library)!r}) as nvml:\n"
        "    card = nvml.cards[0]\n"
        "    print(card.name(), card.temperature(), card.refused)",
        {"NVML_SCENARIO": str(tmp_path / "scenario.txt")},
    )
    assert answer == "None 20.0 {'name': 'UNREADABLE'}"


@pytest.mark.parametrize("library", ["/nowhere/libnvidia-ml.so.1", __file__])
def test_a_library_that_is_none_is_not_found(library: str) -> None:
    assert _refusal(library) == "LIBRARY_NOT_FOUND"


def test_a_library_of_something_else_lacks_the_functions() -> None:
    assert _refusal("libc.so.6") == "FUNCTION_NOT_FOUND"


def test_a_process_stays_with_the_library_it_opened_first(
    nvml_library: Path, scenario: Say
) -> None:
    scenario(WHOLE)
    with opened(str(nvml_library)):
        pass
    with pytest.raises(NvmlUnavailable, match="IN_USE"), opened("/other/libnvidia-ml.so.1"):
        pass


def _refusal(library: str) -> str:
    return _in_a_process(
        f"try:\n    with opened({library!r}):\n        print('opened')\n"
        "except NvmlUnavailable as error:\n    print(error)",
        {},
    )


def _in_a_process(lines: str, environment: dict[str, str]) -> str:
    """Of its own, because pynvml never lets a library go."""
    code = f"from edged.machine.nvml import NvmlUnavailable, opened\n{lines}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
