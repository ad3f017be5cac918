"""What of earlier days lies in the cache's folders: entries of the present pack stay, everything else goes. Blocks."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from edged.cache import keepsake
from edged.cache.shelf import Entry
from runtime.pack import Pack
from runtime.sketch import WHYS, Sketch, Why, read_title

log = logging.getLogger(__name__)


class Scanned(Struct, kw_only=True):
    entries: list[Entry] = []
    """The oldest first."""
    corrupt: int = 0
    """Files that were none."""


def scan_pictures(root: Path, digest: str) -> Scanned:
    return _scan(root, digest, [root / digest], keepsake.entry_of)


def scan_latents(root: Path, pack: Pack) -> Scanned:
    folders = [root / pack.digest / why for why in WHYS]
    return _scan(root, pack.digest, folders, lambda file: _latents_in(file, pack))


def sketch_entry(sketch: Sketch, why: Why, caption: str, size: int) -> Entry:
    """`caption`: as text; `size`: bytes."""
    return Entry(
        name=f"{why}/{sketch.name}",
        caption=caption,
        seed=sketch.seed,
        make=(str(sketch.steps),),
        wish=sketch.caption,
        bytes=size,
    )


def _latents_in(file: Path, pack: Pack) -> Entry | None:
    title = read_title(file)
    if title is None or title.pack != pack.digest or title.sketch.name != file.name:
        return None
    try:
        caption = pack.vocabulary.text(title.sketch.caption)
    except KeyError:
        return None
    why: Why = "standard" if file.parent.name == "standard" else "asked"
    return sketch_entry(title.sketch, why, caption, file.stat().st_size)


def _scan(
    root: Path, digest: str, folders: list[Path], read: Callable[[Path], Entry | None]
) -> Scanned:
    """Removes other packs' folders, torn writes and what `read` does not take."""
    for other in root.iterdir() if root.is_dir() else ():
        if other.name != digest:
            log.info("%s belongs to another pack and is removed", other)
            shutil.rmtree(other, ignore_errors=True)
    found = Scanned()
    for file in sorted(_files(folders), key=_age):
        try:
            entry = read(file)
            if entry is not None:
                found.entries.append(entry)
                continue
            file.unlink(missing_ok=True)
        except OSError as error:  # The worker removes files too.
            log.warning("%s cannot be read: %s", file, error)
            continue
        log.warning("%s is damaged, foreign or unfinished; removed", file)
        found.corrupt += not file.name.startswith(keepsake.UNFINISHED)
    return found


def _files(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_dir():
            yield from folder.iterdir()


def _age(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
