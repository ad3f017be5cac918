"""`edgectl discover`: what one machine hears of itself; two machines meet in tests/e2e."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import StringIO

import pytest
from rich.console import Console

from edged.cli.desk import Desk
from edged.cli.discover import _table
from edged.client import Found
from tests.e2e.lan import Machine, lan

EDGECTL = (sys.executable, "-m", "edged.cli")


@pytest.fixture
def alone() -> Iterator[Machine]:
    """A machine in an empty network."""
    with lan() as network:
        yield network.machine("10.77.0.3/24")


@pytest.mark.needs("root", "ip")
def test_an_empty_network_is_said_with_what_to_check(alone: Machine) -> None:
    done = alone.run(*EDGECTL, "--lang", "en", "discover", "--seconds", "0.5", check=False)
    assert done.returncode == 1
    assert "No picture box was heard" in done.stderr
    assert "5353" in done.stderr


@pytest.mark.needs("root", "ip")
def test_for_programs_an_empty_network_is_an_empty_list(alone: Machine) -> None:
    done = alone.run(*EDGECTL, "--json", "discover", "--seconds", "0.5")
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize(("width", "shown"), [(100, True), (50, False)])
def test_a_narrow_terminal_gets_fewer_columns(
    width: int, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = _printed("Class 2b", width, monkeypatch)
    assert "http://10.77.0.2:8642/" in table
    assert "● ready" in table
    assert ("cute-animals" in table) == shown
    assert max(map(len, table.splitlines())) <= width


def test_a_box_cannot_paint_on_the_terminal_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    table = _printed("[red]evil[/] \x1b[31mname\x07", 100, monkeypatch)
    assert "[red]evil[/] [31mname" in table
    assert "\x1b" not in table


def _printed(name: str, width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    found = Found(
        id="1a2b3c4d",
        name=name,
        url="http://10.77.0.2:8642/",
        host="edged-1a2b3c4d.local",
        addresses=("10.77.0.2",),
        port=8642,
        state="ready",
        profile="cpu",
        pack="cute-animals",
    )
    page = StringIO()
    Console(file=page, width=width).print(_table(Desk(None, json=False, language="en"), [found]))
    return page.getvalue()
