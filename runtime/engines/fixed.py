"""A graph that OpenVINO compiled for one row of one size, and keeps in a file that the next start maps.

One size at a time: its kernels need a tenth less time than those for any size, and hold each weight once.
"""

from __future__ import annotations

import mmap
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import openvino as ov
from isal import isal_zlib
from numpy.typing import NDArray

from runtime.engines.mapped import giving_back, page_out

DEVICE = "CPU"
CHECK = 4
"""Bytes at the end of a file: CRC-32 of what stands before, which finds damage in a quarter of the time that SHA-256 takes; nobody else
writes there. OpenVINO takes any bytes for its own, and dies of others."""
KEPT, MAKING = ".blob", ".making-"
HEAD = b"<?xml"
Feeds = Mapping[str, NDArray[Any]]
Shapes = Mapping[str, Sequence[int]]
"""Of one row's inputs, by name."""
PIECE = 2**20
"""Bytes that are read at once."""


class FixedGraph:
    """Not to be shared between threads."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that it is made with
        self,
        core: ov.Core,
        name: str,
        read: Callable[[Shapes], ov.Model],
        options: Mapping[str, Any],
        folder: Path | None,
        source: Path,
        *,
        at_once: int = 1,
    ) -> None:
        """`read`: the graph for rows of these sizes, whose files lie in `source`. `folder`: where what was compiled is kept; None: nowhere. `at_once`: rows, each
        on its share of the processors: two on one each take a tenth less time than one after the other on both."""
        self._core, self._name, self._read, self._source = core, name, read, source
        self._options, self._folder = {**options, "NUM_STREAMS": str(at_once)}, folder
        self._at_once = at_once
        self._sizes = ""
        """Of what the requests are for."""
        self._mapped: ov.Tensor | None = None
        """Read by the requests for as long as they live, and not held by them."""
        self._file: mmap.mmap | None = None
        self._made: ov.CompiledModel | None = None
        self._requests: list[ov.InferRequest] = []
        self._inputs: list[str] = []
        self._outputs: list[str] = []

    @property
    def kept(self) -> list[Path]:
        """What was compiled before, for whichever sizes."""
        return list(self._folder.glob(f"{self._name}-*{KEPT}")) if self._folder else []

    def recall(self) -> None:
        """Loads what was used last, before anybody asks for it. May be called from another thread, as long as nobody else is here."""
        newest = max(self.kept, key=lambda path: path.stat().st_mtime_ns, default=None)
        if newest and _whole(newest):
            self._open(self._load(newest))
            self._sizes = newest.name.removeprefix(f"{self._name}-").removesuffix(KEPT)

    def run(self, feeds: Feeds, outputs: Sequence[str]) -> list[NDArray[Any]]:
        """Each row by itself. Compiles where the size is another one than before."""
        rows = rows_of(feeds)
        self.prepare(shapes_of(rows[0]))
        answers: list[list[NDArray[Any]]] = []
        for first in range(0, len(rows), self._at_once):
            answered = self.answer(rows[first : first + self._at_once])
            # Copies: the request's own memory is written over by the next one.
            answers += [[np.array(one[name]) for name in outputs] for one in answered]
        return [np.concatenate(each) for each in zip(*answers, strict=True)]

    def answer(self, rows: Sequence[Feeds]) -> list[Feeds]:
        """All outputs of each row, which are good until the next ones are asked for; as many rows as are computed at once, of the sizes
        that were prepared. Inputs that the graph does not have are left out."""
        running = list(zip(self._requests, rows, strict=False))
        for request, row in running:
            fed = {name: row[name] for name in self._inputs}
            request.start_async(fed, share_inputs=True)
        for request, _ in running:
            request.wait()
        return [{name: one.get_tensor(name).data for name in self._outputs} for one, _ in running]

    def rest(self) -> None:
        """Gives back what it computed in and what it read of its file; the next row takes them again."""
        if self._made is not None:
            self._made.release_memory()
        if self._file is not None:
            self._file.madvise(mmap.MADV_DONTNEED)

    def prepare(self, shapes: Shapes) -> None:
        """For rows of these sizes, which need not name all inputs as long as the graph is the same for the same ones."""
        sizes = "-".join("x".join(map(str, one)) for one in shapes.values())
        if self._made is None or sizes != self._sizes:
            self._requests, self._made = [], None  # the next ones need room
            self._mapped = self._file = None
            self._open(self._compiled(shapes, sizes))
            self._sizes = sizes

    def _open(self, made: ov.CompiledModel) -> None:
        self._made = made
        self._inputs = [one.any_name for one in made.inputs]
        self._outputs = [one.any_name for one in made.outputs]
        self._requests = [made.create_infer_request() for _ in range(self._at_once)]

    def _compiled(self, shapes: Shapes, sizes: str) -> ov.CompiledModel:
        if self._folder is None:
            return self._compile(shapes)
        place = self._folder / f"{self._name}-{sizes}{KEPT}"
        if _whole(place):
            return self._load(place)
        for left in self._folder.glob(f"{MAKING}*"):  # by a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        with TemporaryDirectory(prefix=MAKING, dir=self._folder) as making:
            made = self._compile(shapes, {"CACHE_DIR": making})
            try:
                _keep(Path(making), place)
            except (OSError, ValueError):  # there is no room for it
                return made
            del made
        return self._load(place)

    def _compile(self, shapes: Shapes, more: Mapping[str, Any] | None = None) -> ov.CompiledModel:
        options = self._options | dict(more or {})
        with giving_back(partial(page_out, self._source)):
            return self._core.compile_model(self._read(shapes), DEVICE, options)

    def _load(self, place: Path) -> ov.CompiledModel:
        with place.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)  # never written to
        with suppress(OSError):
            os.utime(place)
        exported = np.frombuffer(mapped, np.uint8)[:-CHECK]
        self._mapped, self._file = ov.Tensor(exported, shared_memory=True), mapped
        # Its weights are copied in the order that the kernels want, and would otherwise be there twice.
        with giving_back(partial(mapped.madvise, mmap.MADV_DONTNEED)):
            return self._core.import_model(self._mapped, DEVICE, self._options)


def rows_of(feeds: Feeds) -> list[Feeds]:
    count = min(len(value) for value in feeds.values())
    return [{name: value[i : i + 1] for name, value in feeds.items()} for i in range(count)]


def shapes_of(row: Feeds) -> Shapes:
    return {name: value.shape for name, value in row.items()}


def _whole(place: Path) -> bool:
    """Whether it is there, and is what was written."""
    check = 0
    try:
        with place.open("rb") as file:
            left = os.fstat(file.fileno()).st_size - CHECK
            while left > 0 and (piece := file.read(min(left, PIECE))):
                check = isal_zlib.crc32(piece, check)
                left -= len(piece)
            return left == 0 and file.read() == check.to_bytes(CHECK)
    except OSError:
        return False


def _keep(making: Path, place: Path) -> None:
    """What OpenVINO wrote into its cache, less the line with which that begins; whole or not at all. Its `export_model` writes the
    same, by way of three copies in memory. Raises OSError, or ValueError where there is no such file."""
    (cached,) = making.glob("*.blob")
    check, made = 0, making / "made"
    with cached.open("rb") as source, made.open("wb") as file:
        if not source.readline(PIECE).startswith(HEAD):
            raise ValueError("it begins in another way")
        while piece := source.read(PIECE):
            check = isal_zlib.crc32(piece, check)
            file.write(piece)
        file.write(check.to_bytes(CHECK))
        os.fsync(file.fileno())
    made.rename(place)
