"""Boxes that keep what they draw, and do not dream unless told to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.box import Box
from tests.toybox import on, toy_box

KEEPING = "[cache]\ndream = false\n"


@pytest.fixture(scope="package")
def box_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keen-box")


@pytest.fixture(scope="package")
def box(box_folder: Path, calm: Path) -> Iterator[Box]:
    with on(calm), toy_box(box_folder, more=KEEPING) as running:
        yield running
