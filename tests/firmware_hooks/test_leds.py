from __future__ import annotations

import pytest

from tests.firmware_hooks.machine import Machine

LEDS = "sys/class/leds"


@pytest.fixture
def board(machine: Machine) -> Machine:
    for name in ("ACT", "PWR", "input3::capslock"):
        machine.write(f"{LEDS}/{name}/trigger", "none timer heartbeat [mmc0]\n")
        machine.write(f"{LEDS}/{name}/brightness", "0\n")
        machine.write(f"{LEDS}/{name}/max_brightness", "255\n")
    return machine


def shown(board: Machine, name: str = "ACT") -> tuple[str, str]:
    folder = f"{LEDS}/{name}"
    return board.read(f"{folder}/trigger"), board.read(f"{folder}/brightness")


@pytest.mark.parametrize(
    ("event", "trigger"),
    [("ready", "none"), ("idle", "none"), ("cool", "none"), ("hot", "timer"), ("issue", "timer")],
)
def test_the_activity_light_shows_how_the_box_is(board: Machine, event: str, trigger: str) -> None:
    assert board.hook("leds", event).returncode == 0
    assert shown(board) == (trigger, "255" if trigger == "none" else "0")


def test_other_lights_are_left_alone(board: Machine) -> None:
    board.hook("leds", "hot")
    for name in ("PWR", "input3::capslock"):
        assert shown(board, name) == ("none timer heartbeat [mmc0]", "0")


def test_the_owner_names_the_lights(board: Machine) -> None:
    board.write("etc/edged/leds", "# the red one\nPWR\n\nmissing\n../../../etc\n..\n")
    done = board.hook("leds", "hot")
    assert done.returncode == 0
    assert done.stdout.splitlines() == ["there is no light missing", "1 lights show: hot"]
    assert (shown(board, "PWR")[0], shown(board)[0]) == ("timer", "none timer heartbeat [mmc0]")


def test_a_light_that_cannot_pulse_shines(board: Machine) -> None:
    board.write(f"{LEDS}/ACT/trigger", "[none] mmc0\n")
    board.hook("leds", "drawing")
    assert shown(board) == ("none", "255")


def test_at_the_end_a_light_shows_what_it_showed_before(board: Machine) -> None:
    board.hook("leds", "ready")
    board.hook("leds", "hot")  # The double of sysfs keeps no brackets; only the first look counts.
    board.hook("leds", "shutdown")
    assert shown(board)[0] == "mmc0"
