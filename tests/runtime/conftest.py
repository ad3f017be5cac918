"""The toy pack, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.engines.base import Engine
from runtime.opening import open_engine
from runtime.pack import Pack
from runtime.profile import parse_profile
from tests.toypack import build_toy_pack
from tests.workerpipe import PROFILE

POISON = "owl"
"""The concept whose pictures come out broken."""


@pytest.fixture(scope="session")
def toy_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read-only for tests."""
    return build_toy_pack(tmp_path_factory.mktemp("packs") / "cute-animals", poison=POISON)


@pytest.fixture(scope="session")
def pack(toy_pack: Path) -> Pack:
    return Pack.open(toy_pack, contents=True)


@pytest.fixture(scope="session")
def engine(pack: Pack) -> Engine:
    """The toy pack's, on one thread; it remembers nothing from picture to picture."""
    return open_engine(pack, parse_profile(PROFILE))


@pytest.fixture(scope="session")
def slow_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `toy_pack`, with steps of about 50 ms: time to do something in the middle of a picture."""
    return build_toy_pack(tmp_path_factory.mktemp("slow") / "cute-animals", slow_ms=50)
