"""Pages of mapped files leave memory while a library reads them, and nothing else does."""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.engines.mapped import giving_back, page_out

SIZE = 2**22


def resident(path: Path) -> int:
    """Bytes of it that this process has in memory."""
    found, inside = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split()[0]:
            inside = line.endswith(str(path))
        elif inside and line.startswith("Rss:"):
            found += int(line.split()[1]) * 1024
    return found


@pytest.fixture
def mapped(tmp_path: Path) -> Callable[[str], mmap.mmap]:
    """A file of this name with all of its pages read."""

    def make(name: str) -> mmap.mmap:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w+b") as file:
            file.write(b"\1" * SIZE)
            file.flush()
            os.fsync(file.fileno())  # what is not on the disk yet stays in memory
            mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        assert sum(mapping[:: mmap.PAGESIZE]) == SIZE // mmap.PAGESIZE
        return mapping

    return make


def test_pages_leave_memory_and_come_back_from_the_file(
    tmp_path: Path, mapped: Callable[[str], mmap.mmap]
) -> None:
    weights = mapped("pack/weights")
    other = mapped("other/weights")
    assert resident(tmp_path / "pack/weights") == SIZE
    page_out(tmp_path / "pack")
    assert resident(tmp_path / "pack/weights") == 0
    assert resident(tmp_path / "other/weights") == SIZE
    assert weights[:] == other[:]


def test_it_is_done_once_more_at_the_end_also_after_an_error() -> None:
    done: list[str] = []
    with pytest.raises(ValueError, match="no graph"), giving_back(lambda: done.append("given")):
        raise ValueError("no graph")
    assert done[-1:] == ["given"]
