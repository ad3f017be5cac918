"""Tiles on disk and in memory."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from edged.tiles.album import Album
from edged.tiles.tile import tiles_of
from runtime.pack import Pack
from tests.toypack import build_toy_pack


@pytest.fixture
async def pack(packs: Path) -> Pack:
    return await asyncio.to_thread(Pack.open, packs / "cute-animals")


async def album_of(folder: Path, pack: Pack) -> Album:
    album = Album(folder / "tiles")
    await album.follow(pack)
    return album


async def files(folder: Path) -> list[Path]:
    return await asyncio.to_thread(lambda: sorted((folder / "tiles").glob("*/*")))


async def test_what_was_drawn_is_there_after_a_restart(pack: Pack, tmp_path: Path) -> None:
    album = await album_of(tmp_path, pack)
    assert not album.drawn
    bear, rabbit = album.tiles[:2]
    await album.keep(bear, b"bear", album.series)
    await album.keep(rabbit, b"rabbit", album.series)
    again = await album_of(tmp_path, pack)
    assert again.drawn == album.drawn
    assert again.drawn[bear.name].data == b"bear"
    assert again.size == 10


async def test_a_damaged_torn_or_foreign_file_is_removed(pack: Pack, tmp_path: Path) -> None:
    album = await album_of(tmp_path, pack)
    for tile in album.tiles[:3]:
        await album.keep(tile, tile.name.encode(), album.series)
    damaged, torn, whole = await files(tmp_path)

    def spoil() -> None:
        damaged.write_bytes(b"X" + damaged.read_bytes()[1:])
        torn.write_bytes(torn.read_bytes()[:-1])
        (torn.parent / ".unfinished-1").write_bytes(b"half")
        (torn.parent / "animal-nobody.0000000000000000.webp").write_bytes(b"")

    await asyncio.to_thread(spoil)
    again = await album_of(tmp_path, pack)
    assert len(again.drawn) == 1
    assert await files(tmp_path) == [whole]


async def test_another_pack_has_its_own_and_the_old_ones_go(pack: Pack, tmp_path: Path) -> None:
    album = await album_of(tmp_path, pack)
    bear, rabbit = album.tiles[:2]
    await album.keep(bear, b"bear", album.series)
    before = album.series
    folder = await asyncio.to_thread(build_toy_pack, tmp_path / "new", version="0.2.0")
    await album.follow(await asyncio.to_thread(Pack.open, folder))
    assert album.series != before
    assert not album.drawn
    assert not await files(tmp_path)
    # One that was being drawn with the pack before.
    await album.keep(rabbit, b"rabbit", before)
    assert not album.drawn


async def test_without_a_pack_there_is_nothing(tmp_path: Path) -> None:
    album = Album(tmp_path / "tiles")
    await album.follow(None)
    assert (album.series, album.tiles, album.drawn) == ("", (), {})


async def test_a_disk_that_refuses_costs_no_more_than_drawing_them_again(
    pack: Pack, tmp_path: Path
) -> None:
    (tmp_path / "tiles").write_text("not a folder")
    album = await album_of(tmp_path, pack)
    bear = next(tiles_of(pack.vocabulary))
    await album.keep(bear, b"bear", album.series)
    assert album.drawn[bear.name].data == b"bear"
