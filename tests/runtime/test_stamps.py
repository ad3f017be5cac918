"""Large files are read once: whatever changes on them is noticed, and what is not sure is read again."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.pack import Pack, PackCorrupt
from runtime.stamps import SETTLED_S, Stamps


@pytest.fixture
def folder(toy_pack: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(toy_pack, tmp_path / "pack"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "verified.json"


def later() -> float:
    return time.time() + SETTLED_S + 1


def spoil(folder: Path) -> None:
    """Other bytes, as many, with the same times as far as programs can set them."""
    path = folder / "decoder.onnx"
    found, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def vouched(folder: Path, file: Path) -> int:
    """How many files need not be read."""
    pack, stamps = Pack.open(folder), Stamps(file)
    return sum(
        stamps.vouch(folder / one.path, (folder / one.path).stat(), one.sha256)
        for one in pack.manifest.files
    )


class Noted(Stamps):
    """Says which files had to be read."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, later)
        self.read: set[str] = set()

    def add(self, path: Path, before: os.stat_result, after: os.stat_result, sha256: str) -> None:
        self.read.add(path.name)
        super().add(path, before, after, sha256)


def test_what_was_read_once_is_not_read_again(folder: Path, file: Path) -> None:
    first = Noted(file)
    pack = Pack.open(folder, stamps=first)
    assert first.read == {one.path for one in pack.manifest.files} - {"vocabulary.json"}
    second = Noted(file)
    again = Pack.open(folder, stamps=second)
    assert second.read == set()
    assert (again.digest, again.vocabulary) == (pack.digest, pack.vocabulary)
    os.utime(folder / "preview.onnx")
    third = Noted(file)
    Pack.open(folder, stamps=third)
    assert third.read == {"preview.onnx"}


def test_what_is_kept_in_memory_is_read_each_time(folder: Path, file: Path) -> None:
    Pack.open(folder, stamps=Noted(file))
    spoil(folder)
    with pytest.raises(PackCorrupt, match=r"decoder\.onnx"):
        Pack.open(folder, contents=True, stamps=Noted(file))


def test_a_change_is_found_even_where_its_time_was_set_back(folder: Path, file: Path) -> None:
    Pack.open(folder, stamps=Stamps(file, later))
    spoil(folder)
    with pytest.raises(PackCorrupt, match=r"decoder\.onnx"):
        Pack.open(folder, stamps=Stamps(file))


def test_a_file_that_was_just_written_is_read_again(folder: Path, file: Path) -> None:
    Pack.open(folder, stamps=Stamps(file, lambda: time.time() - 60))
    assert vouched(folder, file) == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b"\xff\x00"),
        lambda file: file.write_text('{"a": [1, 2]}'),
    ],
    ids=["gone", "rubbish", "another form"],
)
def test_a_file_of_stamps_that_cannot_be_read_is_as_if_it_were_not_there(
    folder: Path, file: Path, damage: Callable[[Path], None]
) -> None:
    Pack.open(folder, stamps=Stamps(file, later))
    damage(file)
    assert vouched(folder, file) == 0
    Pack.open(folder, stamps=Stamps(file, later))
    assert vouched(folder, file) > 0


def test_where_nothing_can_be_written_everything_is_read(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "verified.json"
    Pack.open(folder, stamps=Stamps(file, later))
    assert not file.parent.exists()


def test_files_that_are_gone_are_forgotten(folder: Path, file: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    Pack.open(other, stamps=Stamps(file, later))
    shutil.rmtree(other)
    Pack.open(folder, stamps=Stamps(file, later))
    assert str(other) not in file.read_text()


def test_opening_tells_how_far_it_is(folder: Path) -> None:
    heard: list[float] = []
    pack = Pack.open(folder, progress=heard.append)
    assert len(heard) == len(pack.manifest.files)
    assert heard == sorted(heard)
    assert heard[-1] == 1
