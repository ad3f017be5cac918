"""Packs in miniature and running boxes, shared by all tests that do not change them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from scripts.box import Box
from tests.edged.boxes import slow_box_in
from tests.machines.double import build_library
from tests.sessions import admin_session, tablet_session
from tests.toybox import on, socket_of, toy_box
from tests.toypack import build_toy_pack

PAIRED = 'access = "paired"\nhosts = ["box.school.example"]\n'


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draws in a few milliseconds."""
    folder = tmp_path_factory.mktemp("packs")
    build_toy_pack(folder / "cute-animals")
    return folder


@pytest.fixture(scope="session")
def slow_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Steps of 25 ms: time to do something in the middle of a picture."""
    folder = tmp_path_factory.mktemp("slow-packs")
    build_toy_pack(folder / "cute-animals", slow_ms=25)
    return folder


@pytest.fixture(scope="session")
def box_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest.fixture(scope="session")
def box(box_folder: Path, calm: Path) -> Iterator[Box]:
    with on(calm), toy_box(box_folder) as running:
        yield running


@pytest.fixture(scope="session")
def slow_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slow-box")


@pytest.fixture(scope="session")
def slow_box(slow_folder: Path, calm: Path) -> Iterator[Box]:
    """Steps take long enough to look at a picture while it is drawn; two pictures may wait."""
    more = "[queue]\nlimit = 2\nper_device = 64\n[http]\nbody_deadline_s = 1\n"
    with on(calm), slow_box_in(slow_folder, more=more) as running:
        yield running


@pytest.fixture
async def web(box: Box) -> AsyncIterator[ClientSession]:
    """A tablet without a token."""
    async with tablet_session(box) as session:
        yield session


@pytest.fixture
async def slow_web(slow_box: Box) -> AsyncIterator[ClientSession]:
    async with tablet_session(slow_box) as session:
        yield session


@pytest.fixture
async def admin(box: Box, box_folder: Path) -> AsyncIterator[ClientSession]:
    """On the box's Unix socket."""
    async with admin_session(socket_of(box_folder)) as session:
        yield session


@pytest.fixture
async def slow_admin(slow_box: Box, slow_folder: Path) -> AsyncIterator[ClientSession]:
    async with admin_session(socket_of(slow_folder)) as session:
        yield session


@pytest.fixture(scope="session")
def paired_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("paired-box")


@pytest.fixture(scope="session")
def paired_box(paired_folder: Path, calm: Path) -> Iterator[Box]:
    """Lets only paired devices draw."""
    with on(calm), toy_box(paired_folder, more=PAIRED) as running:
        yield running


@pytest.fixture
async def stranger(paired_box: Box) -> AsyncIterator[ClientSession]:
    """A tablet that is not paired."""
    async with tablet_session(paired_box) as session:
        yield session


@pytest.fixture
async def paired_admin(paired_box: Box, paired_folder: Path) -> AsyncIterator[ClientSession]:
    async with admin_session(socket_of(paired_folder)) as session:
        yield session


@pytest.fixture(scope="session")
def nvml_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """NVIDIA's library for machines that nobody here has. One for all tests: a process stays with the NVML it opened first."""
    return build_library(tmp_path_factory.mktemp("nvml"))
