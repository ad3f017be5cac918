"""The packs that are here: those that came with the box, and those that its owner installed.

    <state>/packs/installed/NAME@VERSION/…    a whole pack, its files hard links to
    <state>/packs/blobs/<sha256>              each file once, read-only
    <state>/packs/staging/…                   what is just being written; emptied at every start

A pack is installed by one rename of a folder whose files are all on disk, so there is never half a pack.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import mkdtemp

from msgspec import Struct

from edged.packs.names import Order, order_of, ref_of
from edged.packs.refusals import PackShipped, PackUnknown
from edged.packs.trust import Trust
from runtime.errors import EdgedError
from runtime.pack import MANIFEST, ListedFile, Manifest, Pack, find_packs, read_manifest
from runtime.signature import SIGNATURE
from runtime.stamps import Stamps

INSTALLED, BLOBS, STAGING = "installed", "blobs", "staging"


class Held(Struct, frozen=True, kw_only=True):
    """A pack that is here, its files unchecked."""

    folder: Path
    manifest: Manifest
    digest: str
    """SHA-256 over the manifest's bytes, hex."""
    shipped: bool
    """It came with the box."""

    @property
    def ref(self) -> str:
        return ref_of(self.manifest)

    @property
    def order(self) -> Order:
        return order_of(self.manifest.version)


class Shelf:
    """Every method blocks for file reads."""

    def __init__(
        self, root: Path, *, shipped: Path, trust: Trust, verified: Path | None = None
    ) -> None:
        """`root`: the folder of installed packs, which need not exist. `shipped`: of those that came with the box.
        `verified`: file of what was checked before (`runtime.stamps`); None: everything is read each time."""
        self.root, self._shipped, self.trust = root, shipped, trust
        self._verified = verified

    def packs(self) -> tuple[Held, ...]:
        """By name, the newest version first. Those whose manifest cannot be read are left out: see `broken`."""
        found = [held for held, _ in self._looked_at() if held is not None]
        found.sort(key=lambda held: held.order, reverse=True)
        return tuple(sorted(found, key=lambda held: held.manifest.name))

    def broken(self) -> tuple[EdgedError, ...]:
        return tuple(error for _, error in self._looked_at() if error is not None)

    def find(self, ref: str) -> Held:
        """`NAME@VERSION`, or the newest version of `NAME`. Raises PackUnknown."""
        packs = self.packs()
        for held in packs:
            if ref in {held.ref, held.manifest.name}:
                return held
        raise PackUnknown(name=ref, names=", ".join(held.ref for held in packs) or "–")

    def default(self, name: str) -> Path:
        """The folder of the pack that a profile names: the one that came with the box, else the newest installed one."""
        shipped = self._shipped / name
        if not (shipped / MANIFEST).exists():
            with suppress(PackUnknown):
                return self.find(name).folder
        return shipped

    def open(self, folder: Path) -> Pack:
        """With every file checked, large ones again only if they changed. Raises as `Pack.open` does, and SignatureWrong, PackUnsigned or KeyUnusable."""
        if folder.is_relative_to(self.root):
            self.trust.check_folder(folder.name, folder)
        return Pack.open(folder, stamps=Stamps(self._verified) if self._verified else None)

    def blob(self, file: ListedFile) -> Path | None:
        """The stored file with these bytes; one that was damaged meanwhile is thrown away."""
        path = self.root / BLOBS / file.sha256
        try:
            with path.open("rb") as stream:
                sound = file_digest(stream, "sha256").hexdigest() == file.sha256
        except FileNotFoundError:
            return None
        if not sound:
            path.unlink()
            return None
        return path

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """An empty folder on the same disk, gone afterwards unless it was put in its place. Raises OSError."""
        base = self.root / STAGING
        base.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(dir=base))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, folder: Path, manifest: Manifest) -> Path:
        """A checked folder from `staging` becomes an installed pack; its folder then. Raises OSError."""
        blobs, installed = self.root / BLOBS, self.root / INSTALLED
        for place in (blobs, installed):
            place.mkdir(exist_ok=True)
        for file in manifest.files:
            self._share(folder / file.path, blobs / file.sha256)
        folder.chmod(0o750)
        _sync_tree(folder)
        _sync(blobs)
        place = installed / ref_of(manifest)
        folder.rename(place)
        _sync(installed)
        return place

    def seal(self, held: Held, signature: Path) -> None:
        """This file from `staging` becomes an installed pack's signature. Raises OSError."""
        _sync(signature)
        signature.rename(held.folder / SIGNATURE)
        _sync(held.folder)

    def remove(self, held: Held) -> None:
        """Raises PackShipped, OSError."""
        if held.shipped:
            raise PackShipped(ref=held.ref)
        with self.staging() as folder:
            held.folder.rename(folder / "removed")
            _sync(self.root / INSTALLED)
        self._drop_blobs()

    def sweep(self) -> None:
        """Takes away what an interrupted installation left. Only at the start, or while nothing is installed."""
        shutil.rmtree(self.root / STAGING, ignore_errors=True)
        self._drop_blobs()

    def _drop_blobs(self) -> None:
        """Those that no pack holds any more."""
        blobs = self.root / BLOBS
        for path in blobs.iterdir() if blobs.is_dir() else ():
            if path.stat().st_nlink == 1:
                path.unlink()

    @staticmethod
    def _share(file: Path, blob: Path) -> None:
        """Both are one file afterwards."""
        try:
            os.link(file, blob)
        except FileExistsError:
            if not file.samefile(blob):
                file.unlink()
                os.link(blob, file)
        blob.chmod(0o440)

    def _looked_at(self) -> Iterator[tuple[Held | None, EdgedError | None]]:
        for root, shipped in ((self._shipped, True), (self.root / INSTALLED, False)):
            for folder in find_packs(root):
                try:
                    manifest = read_manifest(folder)
                    digest = sha256((folder / MANIFEST).read_bytes()).hexdigest()
                except EdgedError as error:
                    yield None, error
                    continue
                held = Held(folder=folder, manifest=manifest, digest=digest, shipped=shipped)
                yield held, None


def _sync_tree(folder: Path) -> None:
    for parent, _, files in os.walk(folder):
        for name in files:
            _sync(Path(parent, name))
        _sync(Path(parent))


def _sync(path: Path) -> None:
    """On disk afterwards: a file's bytes, or a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
