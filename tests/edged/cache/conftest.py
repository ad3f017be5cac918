"""Boxes that keep what they draw, and do not dream unless told to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from scripts.box import Box
from tests.edged.conftest import on
from tests.sessions import admin_session, tablet_session
from tests.toybox import socket_of, toy_box

KEEPING = "[cache]\ndream = false\n"


@pytest.fixture(scope="package")
def keen_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keen-box")


@pytest.fixture(scope="package")
def keen_box(keen_folder: Path, calm: Path) -> Iterator[Box]:
    with on(calm), toy_box(keen_folder, more=KEEPING) as running:
        yield running


@pytest.fixture
async def web(keen_box: Box) -> AsyncIterator[ClientSession]:
    async with tablet_session(keen_box) as session:
        yield session


@pytest.fixture
async def admin(keen_box: Box, keen_folder: Path) -> AsyncIterator[ClientSession]:
    async with admin_session(socket_of(keen_folder)) as session:
        yield session
