from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from edged.disk import RESERVE, RESERVE_BYTES, Disk
from edged.errors import DiskFailed, StoreBroken, StoreFull


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_no_room_is_no_reason_to_leave(disk: Disk, number: int) -> None:
    assert isinstance(disk.judge(OSError(number, "full")), StoreFull)
    disk.check()


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EISDIR])
def test_what_may_not_be_written_is_no_reason_to_leave(disk: Disk, number: int) -> None:
    told = disk.judge(OSError(number, "no"))
    assert type(told) is StoreBroken
    disk.check()


def test_an_error_of_the_disk_is_the_end_of_all_writing(disk: Disk) -> None:
    called = []
    disk.on_failure = lambda: called.append(True)
    assert isinstance(disk.judge(OSError(errno.EIO, "error")), DiskFailed)
    assert isinstance(disk.judge(OSError(errno.EIO, "again")), DiskFailed)
    assert called == [True], "told once"
    with pytest.raises(DiskFailed):
        disk.check()
    with pytest.raises(DiskFailed):
        disk.keep_room()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, StoreFull),
        (sqlite3.SQLITE_READONLY, StoreBroken),
        (sqlite3.SQLITE_CANTOPEN, StoreBroken),
        (sqlite3.SQLITE_IOERR_FSYNC, DiskFailed),
        (sqlite3.SQLITE_IOERR_WRITE, DiskFailed),
        (sqlite3.SQLITE_CORRUPT, DiskFailed),
    ],
)
def test_what_sqlite_says_is_understood(disk: Disk, code: int, kind: type[StoreBroken]) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    assert type(disk.judge(error)) is kind


def test_an_unclear_error_of_sqlite_is_asked_again_by_a_small_file(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    assert type(Disk(tmp_path / "file" / "x").judge(error)) is StoreBroken, "no such folder"


def test_room_is_kept_used_and_kept_again(disk: Disk, tmp_path: Path) -> None:
    disk.keep_room()
    disk.keep_room()
    assert (tmp_path / RESERVE).stat().st_blocks * 512 >= RESERVE_BYTES
    assert disk.use_room()
    assert not disk.use_room()
    assert disk.well()
    assert [path.name for path in tmp_path.iterdir()] == [RESERVE]
