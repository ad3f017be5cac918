"""Is this pack, in a folder or in an archive, what its manifest says? Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory

from edged.packs.archive import BLOCK, Entry, entries, folder_entries, members
from edged.packs.contents import check_contents
from edged.packs.installing import mapped
from edged.packs.reading import FIRST, Head, Place, Progress, read_pack
from edged.packs.trust import Trust
from runtime.pack import Pack, read_manifest
from runtime.signature import Standing

Begin = Callable[[int], None]
"""Called with how many bytes there are to read."""


def verify_folder(
    folder: Path,
    trust: Trust,
    *,
    begin: Begin = lambda _: None,
    progress: Progress = lambda _: None,
) -> tuple[Head, Standing]:
    """Raises what `install` raises for a wrong pack, but PackNoRoom, PackOlder and PackClash. Blocks."""
    manifest = read_manifest(folder)
    begin(sum(each.size for each in members(folder, manifest) if each.name not in FIRST))
    found = _read(folder_entries(folder, manifest), folder, trust, progress)
    sizes = {file.path: file.size for file in manifest.files}
    check_contents(sizes, partial(mapped, folder))
    Pack.open(folder)  # as the worker will
    return found


def verify_archive(
    file: Path, trust: Trust, *, begin: Begin = lambda _: None, progress: Progress = lambda _: None
) -> tuple[Head, Standing]:
    """As `verify_folder`, except for what only the worker tries."""
    begin(file.stat().st_size)
    places: dict[str, int] = {}
    with file.open("rb") as stream:
        found = _read(_noted(entries(stream), places), file, trust, progress)
    sizes = {each.path: each.size for each in found[0].manifest.files}
    with _whole(file) as data:
        check_contents(sizes, lambda path: data[places[path] : places[path] + sizes[path]])
    return found


def _read(
    found: Iterator[Entry], label: Path, trust: Trust, progress: Progress
) -> tuple[Head, Standing]:
    standings: list[Standing] = []

    def admit(head: Head) -> Place:
        standings.append(trust.check(head.manifest.name, head.raw, head.signature))
        return lambda _path, _file: None

    with TemporaryDirectory() as scratch:
        head = read_pack(found, Path(scratch), label=label, admit=admit, progress=progress)
    return head, standings[0]


def _noted(found: Iterator[Entry], places: dict[str, int]) -> Iterator[Entry]:
    """Notes where each file begins in the archive."""
    at = 0
    for entry in found:
        places[entry.name] = at + BLOCK
        at += BLOCK + entry.size + -entry.size % BLOCK
        yield entry


@contextmanager
def _whole(file: Path) -> Iterator[memoryview]:
    with file.open("rb") as stream:
        yield memoryview(mmap(stream.fileno(), 0, access=ACCESS_READ))
