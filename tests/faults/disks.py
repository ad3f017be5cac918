"""Small disks of one's own, whose power can be cut: ext4 in a file, behind a loop device."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN: from now on nothing reaches the disk."""
NOLOGFLUSH = 2
"""Not even what the journal still has to write."""
LIMIT_S = 60


class SmallDisk:
    """Mounted at `place`."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.place = folder / "disk"
        self._image = folder / "disk.img"
        self.place.mkdir()
        with self._image.open("wb") as file:
            file.truncate(megabytes * 1024 * 1024)
        _do("mkfs.ext4", "-q", "-F", self._image)

    def mount(self) -> None:
        """Replays the journal where the last time did not end well."""
        _do("mount", "-o", "loop,errors=remount-ro", self._image, self.place)

    def unmount(self) -> None:
        """Off wherever it is seen: a network namespace that another test made meanwhile has a copy of each mount."""
        deadline = time.monotonic() + LIMIT_S
        while (done := _done("umount", self.place)).returncode and "not mounted" not in done.stderr:
            assert time.monotonic() < deadline, f"somebody holds the disk: {done.stderr}"
            time.sleep(0.05)
        while _done("losetup", "--associated", self._image).stdout:
            assert time.monotonic() < deadline, "another namespace holds the disk"
            time.sleep(0.05)

    def cut_power(self) -> None:
        """What is not on the disk by now is lost; whoever goes on gets EIO."""
        handle = os.open(self.place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", NOLOGFLUSH))
        finally:
            os.close(handle)

    def make_read_only(self) -> None:
        """As the kernel does it after an error in the file system, whoever has files open."""
        _do("mount", "-o", "remount,abort", self.place)

    def check(self) -> None:
        """Of an unmounted one: the file system is sound."""
        _do("fsck.ext4", "-f", "-n", self._image)


@contextmanager
def small_disk(folder: Path, megabytes: int = 24) -> Iterator[SmallDisk]:
    folder.mkdir(parents=True, exist_ok=True)
    disk = SmallDisk(folder, megabytes)
    disk.mount()
    try:
        yield disk
    finally:
        disk.unmount()
        (folder / "disk.img").unlink()


@contextmanager
def small_memory(place: Path, size: str) -> Iterator[None]:
    """A file system without a disk that is soon full."""
    place.mkdir()
    _do("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place)
    try:
        yield
    finally:
        _do("umount", "--lazy", place)


def enlarge(place: Path, size: str) -> None:
    _do("mount", "-o", f"remount,size={size}", place)


def _done(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=LIMIT_S)


def _do(*command: str | Path) -> None:
    done = _done(*command)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
