from __future__ import annotations

import pytest

from tests.firmware_hooks.machine import Machine

CPUFREQ = "sys/devices/system/cpu/cpufreq"


@pytest.fixture
def computer(machine: Machine) -> Machine:
    """Two kinds of cores; the owner holds the second ones at 1.2 GHz."""
    for policy, least, top, now in ((0, 400, 3000, 3000), (4, 800, 2000, 1200)):
        folder = f"{CPUFREQ}/policy{policy}"
        machine.write(f"{folder}/cpuinfo_min_freq", f"{least}000\n")
        machine.write(f"{folder}/cpuinfo_max_freq", f"{top}000\n")
        machine.write(f"{folder}/scaling_max_freq", f"{now}000\n")
    return machine


def megahertz(computer: Machine) -> list[int]:
    return [int(computer.read(f"{CPUFREQ}/policy{n}/scaling_max_freq")) // 1000 for n in (0, 4)]


def after(computer: Machine, *events: str) -> list[int]:
    for event in events:
        done = computer.hook("cpufreq", event)
        assert done.returncode == 0, done.stdout
    return megahertz(computer)


def test_heat_slows_the_processor_and_coolness_gives_it_back_what_it_had(computer: Machine) -> None:
    assert after(computer, "hot") == [1800, 1200]
    assert after(computer, "cool") == [3000, 1200]


def test_hot_twice_does_not_forget_what_it_had(computer: Machine) -> None:
    assert after(computer, "hot", "hot", "cool") == [3000, 1200]


def test_it_stays_slow_until_both_reasons_are_over(computer: Machine) -> None:
    assert after(computer, "on-battery", "hot", "cool") == [1800, 1200]
    assert after(computer, "on-mains") == [3000, 1200]


@pytest.mark.parametrize("event", ["boot", "shutdown"])
def test_a_box_that_begins_or_ends_leaves_the_processor_as_it_was(
    computer: Machine, event: str
) -> None:
    assert after(computer, "on-battery", "hot", event) == [3000, 1200]


def test_the_owner_says_how_slow(computer: Machine) -> None:
    computer.write("etc/edged/cpufreq", "# quieter\npercent=50\n")
    assert after(computer, "hot") == [1500, 1000]


def test_it_is_never_slower_than_the_processor_can(computer: Machine) -> None:
    computer.write("etc/edged/cpufreq", "percent=10\n")
    assert after(computer, "hot") == [400, 800]


@pytest.mark.parametrize("wrong", ["percent=5", "percent=999", "percent=$(reboot)", "nonsense"])
def test_a_wrong_setting_is_not_followed(computer: Machine, wrong: str) -> None:
    computer.write("etc/edged/cpufreq", f"{wrong}\n")
    assert after(computer, "hot") == [1800, 1200]
