"""Packs on USB sticks: the box says that they are there, and loads none of them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from msgspec import Meta, Struct

from edged.packs.archive import SUFFIX, entries
from edged.packs.names import is_version
from runtime.errors import EdgedError, Language
from runtime.pack import MANIFEST, MAX_MANIFEST, Manifest, read_manifest

MOST = 32
"""Packs of one stick that are told of."""
LOOKED_AT = 1000
"""Names on a stick that are looked at."""


class Offer(Struct, frozen=True, kw_only=True):
    """A pack that could be installed."""

    name: Annotated[str, Meta(max_length=64)]
    version: Annotated[str, Meta(max_length=32)]
    path: Annotated[str, Meta(max_length=400)]
    """Of its archive or its folder, on the box."""

    def says(self, language: Language) -> str:
        """For a teacher, who is not who installs it."""
        if language == "zh":
            return f"U 盘上有新模型 {self.name} {self.version}，管理员可以安装。"
        return f"On the USB stick: the model {self.name} {self.version}. Your admin can install it."


class Offers:
    """Of all sticks. They go with the stick, whether or not somebody says that it is gone."""

    def __init__(self) -> None:
        self._by_stick: dict[str, tuple[Offer, ...]] = {}

    def tell(self, stick: str, offers: tuple[Offer, ...]) -> None:
        """What lies on this stick; nothing: it is gone."""
        self._by_stick.pop(stick, None)
        if offers:
            self._by_stick[stick] = offers

    def present(self) -> list[Offer]:
        """Blocks."""
        offers = [offer for each in self._by_stick.values() for offer in each]
        return [offer for offer in offers if Path(offer.path).exists()]


def packs_on(stick: Path) -> tuple[Offer, ...]:
    """In the stick's own folder and in the folders below it; what cannot be read is left out. Blocks."""
    found = (offer for path in _paths(stick) if (offer := _offer(path)))
    return tuple(islice(found, MOST))


def _paths(stick: Path) -> Iterator[Path]:
    """No links are followed."""
    try:
        own = sorted(islice(stick.iterdir(), LOOKED_AT))
        folders = [path for path in own if path.is_dir() and not path.is_symlink()]
        yield from own
        for folder in folders:
            yield from sorted(islice(folder.iterdir(), LOOKED_AT))
    except OSError:
        return


def _offer(path: Path) -> Offer | None:
    try:
        if path.is_symlink() or not str(path).isprintable():
            return None
        manifest = _manifest(path)
    except (OSError, EdgedError):
        return None
    if manifest is None or not is_version(manifest.version):
        return None
    return Offer(name=manifest.name, version=manifest.version, path=str(path))


def _manifest(path: Path) -> Manifest | None:
    if path.is_dir():
        return read_manifest(path) if (path / MANIFEST).exists() else None
    if path.suffix != SUFFIX or not path.is_file():
        return None
    with path.open("rb") as file, TemporaryDirectory() as scratch:
        first = next(entries(file), None)
        if first is None or first.name != MANIFEST or first.size > MAX_MANIFEST:
            return None
        raw = b"".join(iter(lambda: first.body.read(MAX_MANIFEST), b""))
        Path(scratch, MANIFEST).write_bytes(raw)
        return read_manifest(Path(scratch))
