"""Fetches the two libraries that the tablet's own drawing needs, and puts them beside the pages: edged/web/lib.

    python3 scripts/web.py

Needs nothing but Python and npm. The libraries come from npm by name, version and SHA-512, and are part of the wheel and of what install.sh copies, but not of the
repository. Without them the box serves everything else, and says to tablets that it has nothing for them to draw with.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

LIBRARY = Path(__file__).resolve().parents[1] / "edged" / "web" / "lib"
GZIP_LEVEL = 9


class Package(NamedTuple):
    """One of npm's, and what is taken from it."""

    name: str
    version: str
    sha512: str
    """Of the archive, base64, as npm writes it."""
    files: dict[str, str]
    """Path in the archive -> name in edged/web/lib."""


PACKAGES = (
    Package(
        name="onnxruntime-web",
        version="1.30.0",
        sha512="q0y+JrrtukXSzsBWEMccVfqX25LRmosXHF+CaRJmg8pZClzcV7svNc4rKY3jL02Vb7QmRMDs1SigqR4CXAfKYQ==",
        files={
            "package/dist/ort.wasm.bundle.min.mjs": "ort.mjs",
            "package/dist/ort-wasm-simd-threaded.wasm": "ort.wasm",
            "package/README.md": "ort.txt",
        },
    ),
    Package(
        name="@noble/hashes",
        version="2.4.0",
        sha512="X5XaVWZIBCT7HHZGm5I7ZQXDwLG+bGXuSrMQAW+7Zvl87h1kmc1ZB1VSRJcpUfoUrGQp4Fkoxm5kZ+Ms+aW+eA==",
        files={
            "package/sha2.js": "sha2.js",
            "package/_md.js": "_md.js",
            "package/_u64.js": "_u64.js",
            "package/utils.js": "utils.js",
            "package/LICENSE": "sha2.txt",
        },
    ),
)


class Unusable(Exception):
    """What went wrong, and what to do."""


def main() -> int:
    try:
        build(LIBRARY)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def build(folder: Path) -> None:
    """Whole or not at all. Raises Unusable."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".lib-") as made:
        for package in PACKAGES:
            print(f"{package.name} {package.version}")
            for name, data in unpacked(package, archive_of(package)).items():
                (Path(made) / name).write_bytes(data)
        wasm = Path(made) / "ort.wasm"
        # Made here once: the box would pack 14 MB anew for each tablet of a class.
        wasm.with_name("ort.wasm.gz").write_bytes(
            gzip.compress(wasm.read_bytes(), GZIP_LEVEL, mtime=0)
        )
        Path(made).chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        Path(made).rename(folder)
        Path(made).mkdir()  # what the context manager takes away
    print(f"{folder}: {sum(path.stat().st_size for path in folder.iterdir()) / 1e6:.1f} MB")


def archive_of(package: Package) -> bytes:
    """The archive as npm has it, checked. Raises Unusable."""
    npm = shutil.which("npm")
    if npm is None:
        raise Unusable("npm is missing; on Debian and Ubuntu: apt install npm")
    named = f"{package.name}@{package.version}"
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", named, "--silent", "--ignore-scripts", "--pack-destination", folder]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        found = list(Path(folder).glob("*.tgz"))
        if ended.returncode or len(found) != 1:
            raise Unusable(f"npm cannot fetch {named}: {ended.stderr.strip() or 'no archive came'}")
        data = found[0].read_bytes()
    if base64.b64encode(hashlib.sha512(data).digest()).decode() != package.sha512:
        raise Unusable(
            f"{named} is not the archive that this project was tried with; nothing was changed"
        )
    return data


def unpacked(package: Package, archive: bytes) -> dict[str, bytes]:
    """Name -> content. Raises Unusable where a file is absent."""
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for path, name in package.files.items():
            try:
                member = members.extractfile(path)
            except KeyError:
                member = None
            if member is None:
                raise Unusable(f"{package.name} {package.version} has no {path}")
            found[name] = member.read()
    return found


if __name__ == "__main__":
    sys.exit(main())
