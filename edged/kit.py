"""The kit: what a tablet needs to draw by itself when the box cannot. Gathered once for each pack, when it is asked for."""

from __future__ import annotations

import asyncio
import gzip
import sys
from asyncio.subprocess import DEVNULL, PIPE
from hashlib import file_digest, sha256
from pathlib import Path

from msgspec import Struct

from edged import __version__
from edged.box import Box
from edged.lesson import Lesson
from edged.refusals import NoKit, TabletsOff
from edged.worker import child_environment
from runtime.marks import style_line
from runtime.pack import LatentShape, Manifest, Pack, Steps

COMMAND = (sys.executable, "-m", "runtime.tablet")
DEADLINE_S = 60.0
"""Seconds that the words may take."""
LIBRARY = Path(__file__).resolve().parent / "web" / "lib"
"""What runs graphs in a browser; `make web` puts it there."""
RUNTIME = "ort.wasm"
FAMILY = "slot-flow"
PARTS = ("encoder", "denoiser", "decoder", "preview")
LARGEST = 40_000_000
"""Bytes of graphs that a tablet is asked to keep."""
LEVEL = 9
"""Of gzip."""


class KitFile(Struct, frozen=True, kw_only=True):
    name: str
    """What it is for: a part of the model, `words` or `runtime`."""
    url: str
    size: int
    """Bytes, unpacked."""
    sha256: str


class KitMarks(Struct, frozen=True, kw_only=True):
    """What each picture's file says."""

    software: str
    producer: str
    pack: str
    style: str


class Kit(Struct, frozen=True, kw_only=True):
    digest: str
    """Of the pack; another one, other pictures."""
    label: bool
    """Pictures bear the visible mark."""
    steps: Steps
    latent: LatentShape
    marks: KitMarks
    files: tuple[KitFile, ...]


class Source(Struct, frozen=True):
    """Where a file's bytes are."""

    path: Path | None = None
    packed: bytes = b""
    """With gzip, where there is no path."""


class Kits:
    def __init__(self, box: Box, lesson: Lesson, library: Path = LIBRARY) -> None:
        self._box, self._lesson, self._library = box, lesson, library
        self._one_at_a_time = asyncio.Lock()
        self._digest = ""
        self._files: tuple[KitFile, ...] = ()
        self._sources: dict[tuple[str, str], Source] = {}

    @property
    def offered(self) -> bool:
        """Tablets may draw by themselves now, and could."""
        pack = self._box.pack
        return self._lesson.tablets and pack is not None and self._suits(pack.manifest)

    async def kit(self) -> Kit:
        """Raises TabletsOff, NoKit, PackBroken."""
        pack = self._box.setup.usable()
        if not self._lesson.tablets:
            raise TabletsOff
        if not self._suits(pack.manifest):
            raise NoKit
        async with self._one_at_a_time:
            if self._digest != pack.digest:
                self._files = await self._gather(pack)
                self._digest = pack.digest
        manifest = pack.manifest
        return Kit(
            digest=pack.digest,
            label=self._lesson.label,
            steps=manifest.steps,
            latent=manifest.latent,
            marks=KitMarks(
                software=f"edged {__version__}",
                producer=self._box.producer,
                pack=f"{manifest.name} {manifest.version}",
                style=style_line(next(iter(manifest.styles), "")),
            ),
            files=self._files,
        )

    def source(self, digest: str, name: str) -> Source | None:
        """The file that the kit of that pack names so; None where it is another pack's, or nobody's."""
        return self._sources.get((digest, name))

    def _suits(self, manifest: Manifest) -> bool:
        sizes = {file.path: file.size for file in manifest.files}
        graphs = [sizes[manifest.components[part]] for part in PARTS if part in manifest.components]
        return (
            manifest.family == FAMILY
            and manifest.guidance == 1
            and len(graphs) == len(PARTS)
            and sum(graphs) <= LARGEST
            and (self._library / RUNTIME).is_file()
        )

    async def _gather(self, pack: Pack) -> tuple[KitFile, ...]:
        words, runtime = await self._words(pack), self._library / RUNTIME
        size, digest = await asyncio.to_thread(_measured, runtime)
        known = {file.path: file for file in pack.manifest.files}
        found = [
            KitFile(
                name="words",
                url=_url(pack, f"words-{__version__}.json"),
                size=len(words),
                sha256=sha256(words).hexdigest(),
            ),
            KitFile(name="runtime", url=_url(pack, RUNTIME), size=size, sha256=digest),
        ]
        sources = {
            found[0].url: Source(packed=await asyncio.to_thread(gzip.compress, words, LEVEL)),
            found[1].url: Source(runtime),
        }
        for part in PARTS:
            file = known[pack.manifest.components[part]]
            found.append(
                KitFile(
                    name=part, url=_url(pack, f"{part}.onnx"), size=file.size, sha256=file.sha256
                )
            )
            sources[found[-1].url] = Source(pack.folder / file.path)
        self._sources = {(pack.digest, url.rpartition("/")[2]): it for url, it in sources.items()}
        return tuple(found)

    async def _words(self, pack: Pack) -> bytes:
        """Raises NoKit where the child cannot tell them."""
        child = await asyncio.create_subprocess_exec(
            *COMMAND,
            str(pack.folder),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=DEVNULL,
            env=child_environment(),
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(DEADLINE_S):
                words, _ = await child.communicate()
        except TimeoutError as error:
            raise NoKit from error
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode:
            raise NoKit
        return words


def _measured(path: Path) -> tuple[int, str]:
    """(bytes, SHA-256) of a file. Blocks."""
    with path.open("rb") as file:
        return path.stat().st_size, file_digest(file, "sha256").hexdigest()


def _url(pack: Pack, file: str) -> str:
    return f"/v1/kit/{pack.digest}/{file}"
