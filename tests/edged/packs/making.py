"""Packs and archives for tests: whole ones, and such as somebody tampered with."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from edged.packs.archive import members, pieces
from edged.packs.shelf import Shelf
from edged.packs.trust import Trust
from runtime.pack import read_manifest
from tests.toypack import build_toy_pack

Changes = Mapping[str, Any]


def archive_of(folder: Path) -> bytes:
    return b"".join(pieces(folder, members(folder, read_manifest(folder))))


def toy_archive(folder: Path, version: str = "1.0", *, name: str = "toy", **more: Any) -> bytes:
    """Of a toy pack that is left in `folder`."""
    return archive_of(build_toy_pack(folder, name=name, version=version, **more))


def shelf_in(folder: Path, *, required: bool = False) -> Shelf:
    trust = Trust(keys=folder / "keys", required=required)
    return Shelf(folder / "shelf", shipped=folder / "shipped", trust=trust)


def rewritten(folder: Path, files: Mapping[str, bytes], changes: Changes | None = None) -> Path:
    """The pack in `folder` with these files besides or instead; its manifest lists them rightly."""
    manifest = json.loads((folder / "manifest.json").read_text())
    listed = {each["path"]: each for each in manifest["files"]}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        listed[path] = {"path": path, "size": len(data), "sha256": sha256(data).hexdigest()}
    manifest |= {"files": list(listed.values()), **(changes or {})}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def raw_archive(parts: list[tuple[str, bytes]], *, kind: bytes = tarfile.REGTYPE) -> bytes:
    """As somebody might make it who does not care for rules; the last member is of this kind."""
    out = io.BytesIO()
    for number, (name, data) in enumerate(parts):
        info = tarfile.TarInfo(name)
        info.size = len(data)
        info.type = kind if number == len(parts) - 1 else tarfile.REGTYPE
        out.write(info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512))
    return out.getvalue() + bytes(1024)


def parts_of(archive: bytes) -> list[tuple[str, bytes]]:
    """(name, bytes) of each file, in order."""
    found = []
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            file = tar.extractfile(member)
            assert file is not None
            found.append((member.name, file.read()))
    return found


def names_in(folder: Path) -> list[str]:
    """Everything below it, files and folders."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
