"""The toy pack, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.toypack import build_toy_pack

POISON = "owl"
"""The concept whose pictures come out broken."""


@pytest.fixture(scope="session")
def toy_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read-only for tests."""
    return build_toy_pack(tmp_path_factory.mktemp("packs") / "cute-animals", poison=POISON)


@pytest.fixture(scope="session")
def slow_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `toy_pack`, with steps of about 50 ms: time to do something in the middle of a picture."""
    return build_toy_pack(tmp_path_factory.mktemp("slow") / "cute-animals", slow_ms=50)
