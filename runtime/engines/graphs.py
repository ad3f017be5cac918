"""A pack's graph, as a library loads it."""

from __future__ import annotations

import mmap

from runtime.onnx_file import wants_of
from runtime.pack import Pack


def graph_in(pack: Pack, component: str) -> bytes | str:
    """The bytes that were checked, or the path of a file that is too large to keep (`runtime.pack.LARGE`).

    Raises ValueError where it wants to read other files, or is none; OSError where it cannot be read.
    """
    path = pack.manifest.components[component]
    kept = pack.contents.get(path)
    if kept is not None:
        _refuse_external(memoryview(kept))
        return kept
    place = pack.folder / path
    with place.open("rb") as file:
        # Not closed: it goes with the last view of it.
        _refuse_external(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
    return str(place)


def _refuse_external(graph: memoryview) -> None:
    if wants_of(graph).external:
        raise ValueError("it wants to read files outside the pack")
