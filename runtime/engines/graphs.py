"""A pack's graph, as a library loads it."""

from __future__ import annotations

import mmap

from runtime.onnx_file import beside, wants_of
from runtime.pack import Pack


def graph_in(pack: Pack, component: str) -> bytes | str:
    """The bytes that were checked; the path of a file that is too large to keep (`runtime.pack.LARGE`), or of one whose
    weights lie beside it in other files of the pack: libraries look for those where the graph is.

    Raises ValueError where it wants to read anything else, or is no graph; OSError where it cannot be read.
    """
    path = pack.manifest.components[component]
    place = pack.folder / path
    kept = pack.contents.get(path)
    if kept is not None:
        return str(place) if _checked(pack, path, memoryview(kept)) else kept
    with place.open("rb") as file:
        # Not closed: it goes with the last view of it.
        _checked(pack, path, memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
    return str(place)


def _checked(pack: Pack, path: str, graph: memoryview) -> bool:
    """Whether it reads other files of the pack."""
    sizes = {file.path: file.size for file in pack.manifest.files}
    external = wants_of(graph).external
    for each in external:
        file = beside(path, each.location)
        if file is None or each.end > sizes.get(file, -1):
            raise ValueError("it wants to read files outside the pack")
    return bool(external)
