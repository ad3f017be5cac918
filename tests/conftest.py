"""What every test shares: a guard for the event loop, and honest dealing with tools that are absent."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from edged.kit import LIBRARY, RUNTIME
from tests.byoptimum import OPTIMUM
from tests.machines.build import build

COMPLETE = os.environ.get("EDGED_TESTS_COMPLETE") == "1"
"""Set by `.ci/run`: a missing tool is then a failure. Elsewhere it is a skip that names the tool."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that starts this in the background has it ignore Ctrl-C, and every program that is tested here would too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
if "PYTEST_XDIST_WORKER" in os.environ:
    # Several processes share the processors; torch's threads would wait for each other, computing nothing.
    os.environ["OMP_NUM_THREADS"] = "1"


@pytest.fixture(autouse=True)
def event_loop_guard() -> Iterator[BlockBuster]:
    """A call from the daemon's code that blocks the event loop raises BlockingError."""
    with blockbuster_ctx("edged") as guard:
        yield guard


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine without sensors: however busy this one is, a box on it draws everything, and as it was asked for."""
    return build("virtual-machine", tmp_path_factory.mktemp("calm")).root


def pytest_runtest_setup(item: pytest.Item) -> None:
    wanted = [str(tool) for mark in item.iter_markers("needs") for tool in mark.args]
    absent = [tool for tool in wanted if not _present(tool)]
    if not absent:
        return
    reason = f"needs {', '.join(absent)}; `.ci/run` brings it"
    if COMPLETE:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _present(tool: str) -> bool:
    if tool == "make web":
        return (LIBRARY / RUNTIME).is_file()
    if tool == "optimum-cli":
        return OPTIMUM.is_file()
    return os.geteuid() == 0 if tool == "root" else shutil.which(tool) is not None
