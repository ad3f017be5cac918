"""Pages of files that a library mapped, given back while it reads them: weights are otherwise in memory twice until it is done."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PAGEOUT = 21
"""MADV_PAGEOUT (Linux 5.4 and later; <linux/mman.h>). Unlike MADV_DONTNEED it harms nothing where something else has come to lie
there meanwhile: what is no file's page stays."""
LOOK_S = 0.1
"""Between two times that pages are given back."""


@contextmanager
def giving_back(give: Callable[[], None]) -> Iterator[None]:
    """Calls `give` in a thread again and again, and once at the end."""
    done = threading.Event()

    def work() -> None:
        while not done.wait(LOOK_S):
            give()

    giver = threading.Thread(target=work, daemon=True)
    giver.start()
    try:
        yield
    finally:
        done.set()
        giver.join()
        give()


def page_out(folder: Path) -> None:
    """Whatever this process has mapped of the files in `folder`, and may only read. What is wanted again comes back from the file.

    A kernel that knows no such thing, or files of another owner: nothing happens.
    """
    library, inside = ctypes.CDLL(None), f"{folder.resolve()}{os.sep}"
    for line in Path("/proc/self/maps").read_text().splitlines():
        place, rights, *_, path = line.split(maxsplit=5) if "/" in line else ("", "w", "")
        if path.startswith(inside) and "w" not in rights:
            begin, end = (int(each, 16) for each in place.split("-"))
            library.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), PAGEOUT)
