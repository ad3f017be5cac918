from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from edged.errors import StoreBroken
from edged.store import UNFINISHED, Store

ID, OTHER = "a" * 32, "b" * 32


async def test_a_picture_is_kept_byte_for_byte(tmp_path: Path) -> None:
    store = Store(tmp_path / "pictures")
    image = await store.put(ID, b"bytes", "png")
    assert image.file == f"{ID}.png"
    assert image.bytes == 5
    assert await store.read(image.file) == b"bytes"
    assert await store.read(f"{OTHER}.png") is None


async def test_only_whole_files_are_ever_there(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / f"{ID}.png").mkdir()  # The rename must fail.
    with pytest.raises(StoreBroken):
        await store.put(ID, b"bytes", "png")
    assert _names(tmp_path) == [f"{ID}.png"]


async def test_torn_and_forgotten_files_are_swept_away(tmp_path: Path) -> None:
    store = Store(tmp_path)
    await store.put(ID, b"1", "png")
    await store.put(ID, b"2", "png", "256x256")
    await store.put(OTHER, b"3", "jpeg")
    (tmp_path / f"{UNFINISHED}x").write_bytes(b"torn")
    await store.sweep(await store.settled(), {ID})
    assert _names(tmp_path) == [f"{ID}.256x256.png", f"{ID}.png"]


async def test_what_comes_while_it_is_asked_who_owns_what_stays(tmp_path: Path) -> None:
    store = Store(tmp_path)
    files = await store.settled()
    image = await store.put(ID, b"1", "png")
    await store.sweep(files, set())
    assert await store.read(image.file) == b"1"


async def test_sweeping_never_disturbs_a_write(tmp_path: Path) -> None:
    store, writing = Store(tmp_path), True

    async def sweep() -> None:
        while writing:
            await store.sweep(await store.settled(), {ID})

    sweeping = asyncio.create_task(sweep())
    for number in range(200):
        await store.put(ID, str(number).encode(), "png")
    writing = False
    await sweeping
    assert await store.read(f"{ID}.png") == b"199"


async def test_removing_a_picture_removes_its_smaller_ones(tmp_path: Path) -> None:
    store = Store(tmp_path)
    await store.put(ID, b"123", "webp")
    await store.put(ID, b"45", "webp", "256x256")
    assert await store.usage() == {ID: 5}
    assert await store.read_smaller(ID, "webp", "256x256") == b"45"
    await store.remove([ID])
    assert await store.usage() == {}


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
