from __future__ import annotations

import pytest

from tests.firmware_hooks.machine import Machine


@pytest.fixture
def laptop(machine: Machine) -> Machine:
    """systemd's timer is a file."""
    timer = machine.folder / "timer"
    machine.program("systemd-run", f"touch {timer}")
    machine.program(
        "systemctl", f'case "$*" in *is-active*) test -e {timer} ;; stop*) rm {timer} ;; esac'
    )
    return machine


def planned(laptop: Machine) -> bool:
    return (laptop.folder / "timer").exists()


def test_the_machine_is_switched_off_in_order_and_later(laptop: Machine) -> None:
    done = laptop.hook("low-battery", "battery-low", battery=0.12)
    assert done.returncode == 0
    assert "switched off in 120 s" in done.stdout
    (call,) = (call for call in laptop.calls if call.startswith("systemd-run"))
    assert "--on-active=120" in call
    assert call.endswith("systemctl poweroff")
    assert "systemctl poweroff" not in laptop.calls, "not now"


def test_mains_power_calls_it_off(laptop: Machine) -> None:
    laptop.hook("low-battery", "battery-low")
    done = laptop.hook("low-battery", "on-mains")
    assert "the machine stays on" in done.stdout
    assert not planned(laptop)
    assert laptop.hook("low-battery", "on-mains").stdout == "nothing to call off\n"


def test_a_second_warning_does_not_move_the_hour(laptop: Machine) -> None:
    laptop.hook("low-battery", "battery-low")
    assert "as planned before" in laptop.hook("low-battery", "battery-low").stdout
    assert len([call for call in laptop.calls if call.startswith("systemd-run")]) == 1


def test_a_test_only_says_what_would_happen(laptop: Machine) -> None:
    done = laptop.hook("low-battery", "battery-low", test=True)
    assert "this is a test" in done.stdout
    assert not planned(laptop)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("seconds=never", "the machine stays on"),
        ("seconds=30", "in 30 s"),
        ("seconds=soon", "in 120 s"),
        ("seconds=1; reboot", "in 120 s"),
    ],
)
def test_the_owner_says_when_and_whether(laptop: Machine, setting: str, words: str) -> None:
    laptop.write("etc/edged/low-battery", f"{setting}\n")
    assert words in laptop.hook("low-battery", "battery-low").stdout
    assert planned(laptop) == (setting != "seconds=never")


def test_a_timer_that_cannot_be_set_is_a_fault(laptop: Machine) -> None:
    laptop.program("systemd-run", "echo no bus", "exit 1")
    done = laptop.hook("low-battery", "battery-low")
    assert done.returncode == 1
    assert "no bus" in done.stdout
