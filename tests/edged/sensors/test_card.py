"""Through the real pynvml, against a library that answers what the test says."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edged.machine.tree import Tree
from edged.sensors.card import CALLS, CardSensor

pytestmark = pytest.mark.needs("gcc")

Say = Callable[[str], None]
WHOLE = """
[card]
name = NVIDIA GeForce RTX 3060 Laptop GPU
uuid = GPU-1
memory_total = 5994 MiB
memory_used = 412 MiB
temperature = 71
threshold_slowdown = 101
threshold_operating = 87
utilisation = 34
power = 61250
power_limit = 76000
clock = 1530
slowed_by = 0
"""
TOLD = {
    "gpu_temperature": 71.0,
    "gpu_limit": 101.0,
    "gpu_power": 61.25,
    "gpu_power_limit": 76.0,
    "gpu_utilisation": 0.34,
    "gpu_clock": 1530.0,
    "gpu_memory_total": 5994.0,
    "gpu_memory_free": 5582.0,
}
KEYS = {"memory": "memory_total"}


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    path = tmp_path / "scenario.txt"
    monkeypatch.setenv("NVML_SCENARIO", str(path))

    def _say(text: str) -> None:
        path.write_text(text)

    _say(WHOLE)
    return _say


@pytest.fixture
def card(nvml_library: Path, tree: Tree) -> Iterator[CardSensor]:
    sensor = CardSensor(tree, str(nvml_library))
    yield sensor
    sensor.close()


def told(card: CardSensor) -> dict[str, float | str | None]:
    """Metric -> its value, or the error in its place."""
    card.find()
    found: dict[str, float | str | None] = {}
    for each in card.read(0).readings:
        found[each.metric] = each.found if each.why else each.value
    return found


def test_a_whole_card_tells_everything(say: Say, card: CardSensor) -> None:
    assert told(card) == TOLD


@pytest.mark.parametrize(("metric", "call"), [(metric, call) for metric, call, _ in CALLS])
@pytest.mark.parametrize("error", ["NOT_SUPPORTED", "UNKNOWN", "TIMEOUT"])
def test_a_refused_call_leaves_the_others_alone(
    metric: str, call: str, error: str, say: Say, card: CardSensor
) -> None:
    lines = [line for line in WHOLE.splitlines() if not line.startswith(f"{call} =")]
    say("\n".join([*lines, f"{call} = {error}"]))
    card.find()
    readings = card.read(0).readings
    refused = [each for each in readings if each.why]
    lacks = error == "NOT_SUPPORTED"
    assert [(e.metric, e.found, e.why) for e in refused] == (
        [] if lacks else [(metric, error, "unreadable")]
    )
    others = {each.metric: each.value for each in readings if each.metric != metric}
    assert others == {key: value for key, value in TOLD.items() if key != metric}


def test_a_lost_card_is_missed_and_found_again(
    say: Say, card: CardSensor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    told(card)
    say("[card]\nall = GPU_IS_LOST")
    for _ in range(3):
        assert told(card) == dict.fromkeys(TOLD, "GPU_IS_LOST")
    say(WHOLE)
    assert told(card) == TOLD
    assert len(caplog.records) == 1


def test_a_driver_that_comes_late_is_no_complaint(say: Say, card: CardSensor) -> None:
    say("init = DRIVER_NOT_LOADED")
    assert told(card) == {}
    say(WHOLE)
    assert told(card) == TOLD


def test_another_card_is_no_replacement_for_the_lost_one(say: Say, card: CardSensor) -> None:
    small = "[card]\nuuid = GPU-0\nmemory_total = 4096 MiB\ntemperature = 41\n"
    say(small + WHOLE)
    assert told(card)["gpu_temperature"] == 71.0
    say(small + "[card]\nall = GPU_IS_LOST\n")
    assert told(card)["gpu_temperature"] == "GPU_IS_LOST"
    assert told(card)["gpu_temperature"] == "GPU_IS_LOST"
    say(small + WHOLE)
    assert told(card)["gpu_temperature"] == 71.0


def test_the_wanted_card_is_read_wherever_it_stands_and_another_one_when_that_is_wanted(
    say: Say, nvml_library: Path, tree: Tree
) -> None:
    small = "[card]\nuuid = GPU-0\nmemory_total = 4096 MiB\ntemperature = 41\n"
    wanted = ["GPU-0"]
    card = CardSensor(tree, str(nvml_library), lambda: wanted[-1])
    for scenario in (small + WHOLE, WHOLE + small):
        say(scenario)
        assert told(card)["gpu_temperature"] == 41.0
        card.close()
    wanted.append("GPU-1")
    assert told(card) == TOLD
    wanted.append("GPU-2")
    assert told(card) == {}, "what the other card told is not missed"
    card.close()


def test_of_two_cards_of_one_size_the_newer_kind_is_read(say: Say, card: CardSensor) -> None:
    older = WHOLE.replace("GPU-1", "GPU-0").replace("= 71", "= 50")
    say(f"{older}compute = 7.5\n{WHOLE}compute = 8.6\n")
    assert told(card)["gpu_temperature"] == 71.0


@pytest.mark.parametrize(
    ("bits", "reasons"),
    [
        ("0x0", set()),
        ("0x1", set()),
        ("0x102", set()),
        ("0x4", {"power"}),
        ("0x8", {"hardware"}),
        ("0x20", {"thermal"}),
        ("0x40", {"thermal"}),
        ("0x80", {"power"}),
        ("0x6c", {"power", "hardware", "thermal"}),
        ("0xffffffffffffffff", set()),
        ("NOT_SUPPORTED", set()),
    ],
)
def test_the_bits_become_reasons(bits: str, reasons: set[str], say: Say, card: CardSensor) -> None:
    say(f"{WHOLE}slowed_by = {bits}\n")
    card.find()
    assert card.read(0).throttled == reasons


def test_where_graphics_share_the_memory_it_is_asked_for_less(
    say: Say, card: CardSensor, tmp_path: Path
) -> None:
    node = tmp_path / "sys/class/devfreq/x/device/of_node/name"
    node.parent.mkdir(parents=True)
    node.write_text("gpu\0")
    card.find()
    readings = card.read(0).readings
    assert {each.kind for each in readings} == {"shared_card"}
    assert not {"gpu_memory_total", "gpu_power"} & {each.metric for each in readings}


def test_this_machines_own_library_is_not_asked_about_another_machine(tree: Tree) -> None:
    card = CardSensor(tree, None)
    assert told(card) == {}
