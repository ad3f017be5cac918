"""A disk that fills up half-way: one sentence, and nothing half-written stays."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from forge.errors import ForgeError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SAID = ("no space left", "disk quota", "file too large")
"""What libraries say that pass no number on."""


class DiskFull(ForgeError):
    """There was no room for the pack."""


@contextmanager
def made_whole(place: Path) -> Iterator[Path]:
    """A folder that gets the name `place` when all went well, and is gone otherwise. Raises DiskFull."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place.parent, prefix=".making-") as temporary:
        folder = Path(temporary) / "made"
        folder.mkdir()
        try:
            yield folder
        except Exception as error:
            if not _is_full(error):
                raise
            free = shutil.disk_usage(place.parent).free
            raise DiskFull(
                f"the disk of {place.parent} is full ({free / 1e6:.0f} MB are left); make room there "
                "or name another place"
            ) from error
        folder.rename(place)


def _is_full(error: BaseException | None) -> bool:
    while error:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if any(said in str(error).lower() for said in _SAID):
            return True
        error = error.__cause__
    return False
