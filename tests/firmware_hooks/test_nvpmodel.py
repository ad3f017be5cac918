from __future__ import annotations

import pytest

from tests.firmware_hooks.machine import Machine

CONF = """\
# FORMAT:
# < PARAM TYPE=PARAM_TYPE NAME=PARAM_NAME >
< PARAM TYPE=FILE NAME=CPU_ONLINE >
# < POWER_MODEL ID=9 NAME=COMMENTED >
< POWER_MODEL ID=0 NAME=15W >
CPU_ONLINE CORE_0 1
< POWER_MODEL ID=1 NAME=25W >
  <POWER_MODEL ID=2 NAME=MAXN_SUPER>
< PM_CONFIG DEFAULT=1 >
"""
NAMES = ("15W", "25W", "MAXN_SUPER")
ASKS_FOR_A_RESTART = (
    'echo "NVPM WARN: Reboot required for changing to this power mode: $2"',
    'echo "DO YOU WANT TO REBOOT NOW? enter YES/yes to confirm:"',
)


@pytest.fixture
def board(machine: Machine) -> Machine:
    """Takes every mode; its present one stands in a file."""
    machine.write("etc/nvpmodel.conf", CONF)
    _with_tool(machine, 'echo "$2" >"$mode"')
    machine.write("mode", "0\n")
    return machine


def _with_tool(machine: Machine, *setting: str) -> None:
    machine.program(
        "nvpmodel",
        f"mode={machine.root / 'mode'}",
        'if [ "$1" = -q ]; then',
        '  echo "NVPM WARN: fan mode is not set!"',
        "  now=$(cat $mode)",
        f"  set -- {' '.join(NAMES)}",
        "  shift $now",
        '  echo "NV Power Mode: $1"; echo $now',
        "else",
        *setting,
        "fi",
    )


def test_the_first_wanted_mode_that_the_board_has_is_taken(board: Machine) -> None:
    done = board.hook("nvpmodel", "boot", modes=["40W", "25W", "15W"])
    assert (done.returncode, done.stdout) == (0, "power mode is 25W now\n")
    assert board.calls == ["nvpmodel -q", "nvpmodel -m 1", "nvpmodel -q"]


def test_modes_are_found_however_their_line_is_spaced(board: Machine) -> None:
    assert board.hook("nvpmodel", "profile-changed", modes=["MAXN_SUPER"]).returncode == 0
    assert board.read("mode") == "2"


def test_a_mode_in_force_is_left_alone(board: Machine) -> None:
    done = board.hook("nvpmodel", "boot", modes=["15W"])
    assert done.stdout == "power mode is 15W already\n"
    assert board.calls == ["nvpmodel -q"]


def test_a_mode_that_needs_a_restart_is_said_and_never_agreed_to(board: Machine) -> None:
    _with_tool(board, *ASKS_FOR_A_RESTART)
    done = board.hook("nvpmodel", "boot", modes=["25W"])
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == (
        "power mode 25W needs a restart: run 'sudo nvpmodel -m 1' once and agree to it"
    )
    assert board.told == "", "nothing was answered"
    assert board.read("mode") == "0"


def test_a_mode_that_is_silently_not_taken_is_noticed(board: Machine) -> None:
    _with_tool(board, "exit 0")
    done = board.hook("nvpmodel", "boot", modes=["25W"])
    assert done.returncode == 1
    assert "power mode 25W was not taken; it is still number 0" in done.stdout


def test_where_none_is_there_the_boards_own_are_named(board: Machine) -> None:
    done = board.hook("nvpmodel", "boot", modes=["COMMENTED", "2", "25"])
    assert done.returncode == 1
    assert "this board has: 15W 25W MAXN_SUPER" in done.stdout
    assert board.calls == []


@pytest.mark.parametrize("facts", [{}, {"modes": []}, {"modes": None}])
def test_without_a_wish_nothing_is_changed(board: Machine, facts: dict[str, object]) -> None:
    done = board.hook("nvpmodel", "boot", **facts)
    assert (done.returncode, board.calls) == (0, [])


def test_a_modes_name_is_never_taken_for_shell(board: Machine) -> None:
    done = board.hook("nvpmodel", "boot", modes=["$(touch /tmp/x)", "`id`", "-e", "* "])
    assert done.returncode == 1
    assert board.calls == []
