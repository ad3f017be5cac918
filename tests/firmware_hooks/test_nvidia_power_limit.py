from __future__ import annotations

from tests.firmware_hooks.machine import Machine

LAPTOP = (
    'echo "Changing power management limit is not supported in current scope for GPU: 00000000:01:00.0."',
    'echo "Treating as warning and moving on."',
)
TOO_MUCH = (
    'echo "Provided power limit 500.00 W is not a valid power limit which should be between'
    ' 100.00 W and 170.00 W for GPU 00000000:01:00.0"',
    "exit 2",
)


def test_the_profiles_limit_is_set_and_asked_for_again(machine: Machine) -> None:
    machine.program("nvidia-smi", 'case $1 in --query*) echo "120.00 W" ;; esac')
    done = machine.hook("nvidia-power-limit", "boot", gpu_limit_w=120.0)
    assert (done.returncode, done.stdout.strip()) == (0, "power limit now: 120.00 W")
    assert machine.calls[0] == "nvidia-smi -pl 120"


def test_a_laptop_that_takes_no_limit_is_no_fault(machine: Machine) -> None:
    machine.program("nvidia-smi", *LAPTOP)
    done = machine.hook("nvidia-power-limit", "boot", gpu_limit_w=60)
    assert done.returncode == 0
    assert "takes no power limit" in done.stdout


def test_a_limit_that_the_card_refuses_is_a_fault_in_its_own_words(machine: Machine) -> None:
    machine.program("nvidia-smi", *TOO_MUCH)
    done = machine.hook("nvidia-power-limit", "profile-changed", gpu_limit_w=500)
    assert done.returncode == 1
    assert "between 100.00 W and 170.00 W" in done.stdout


def test_without_a_wish_or_a_number_the_card_is_left_alone(machine: Machine) -> None:
    machine.program("nvidia-smi")
    assert machine.hook("nvidia-power-limit", "boot", gpu_limit_w=None).returncode == 0
    assert machine.hook("nvidia-power-limit", "boot", gpu_limit_w="60; reboot").returncode != 0
    assert machine.calls == []
