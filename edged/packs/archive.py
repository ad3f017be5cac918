"""One file that holds a pack: `NAME-VERSION.edgedpack`, a tar file of the plainest kind.

The manifest comes first and its signature second, so that whoever reads knows what must follow before it comes. Every
header is the same whoever writes it, so the same pack gives the same bytes. Only files are read: no links, no devices, no
folders, no extensions of the format.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, Protocol

from edged.packs.names import DOCUMENTS, check_name
from edged.packs.refusals import ArchiveCut, ArchiveInvalid
from runtime.folder import LinkRefused, NotAFile, names_under, open_inside
from runtime.pack import (
    MANIFEST,
    UNLISTED,
    ListedFile,
    Manifest,
    PackCorrupt,
    PackFileMissing,
    PackFileOutside,
    PackFileUnknown,
)
from runtime.signature import SIGNATURE

SUFFIX = ".edgedpack"
BLOCK = 512
PIECE = 1024 * 1024
"""Bytes that are read and written at once."""
END = bytes(2 * BLOCK)


class Source(Protocol):
    """Where bytes come from; fewer than asked for, but at least one, until there are none."""

    def read(self, size: int, /) -> bytes: ...


class Body:
    """One file's bytes, to be read to their end before the next one's."""

    def __init__(self, source: Source, name: str, size: int) -> None:
        self._source, self._name, self._size, self.left = source, name, size, size

    def read(self, size: int, /) -> bytes:
        """Empty at the end. Raises ArchiveCut where the source ends early."""
        piece = self._source.read(min(size, self.left)) if self.left else b""
        if self.left and not piece:
            got = self._size - self.left
            raise ArchiveCut(file=self._name, found=got, expected=self._size)
        self.left -= len(piece)
        return piece


class Entry(NamedTuple):
    name: str
    size: int
    """Bytes."""
    body: Body


class Member(NamedTuple):
    """A file of a folder that is to be sent."""

    name: str
    size: int
    sha256: str | None = None
    """As the manifest says it."""


def entries(source: Source) -> Iterator[Entry]:
    """The files of an archive, one after the other. Raises ArchiveInvalid, ArchiveCut."""
    while (header := _exactly(source, BLOCK)) != bytes(BLOCK):
        info = _info(header)
        body = Body(source, info.name, info.size)
        yield Entry(info.name, info.size, body)
        while body.read(PIECE):
            pass
        _exactly(source, -info.size % BLOCK)
    if _exactly(source, BLOCK) != bytes(BLOCK):
        raise ArchiveInvalid(problem="something follows its end", problem_zh="结尾之后还有内容")


def folder_entries(folder: Path, manifest: Manifest) -> Iterator[Entry]:
    """The files of a pack's folder in the order of an archive. Raises PackCorrupt."""
    for member in members(folder, manifest):
        with opened(folder, member.name) as file:
            yield Entry(member.name, member.size, Body(file, member.name, member.size))


def members(folder: Path, manifest: Manifest) -> list[Member]:
    """What belongs into an archive of this folder, in order. Raises PackCorrupt, PackFileRefused for anything else in it."""
    _refuse_strangers(folder, UNLISTED | {file.path for file in manifest.files})
    present = [
        name for name in (MANIFEST, SIGNATURE, *sorted(DOCUMENTS)) if (folder / name).exists()
    ]
    found = [Member(name, _size(folder, name)) for name in present]
    return found + [
        Member(file.path, file.size, file.sha256) for file in sorted(manifest.files, key=_path)
    ]


def length_of(members: list[Member]) -> int:
    """Bytes of the archive."""
    return sum(BLOCK + each.size + -each.size % BLOCK for each in members) + len(END)


def pieces(folder: Path, members: list[Member]) -> Iterator[bytes]:
    """The archive. Raises PackCorrupt where a file is not what it should be."""
    for member in members:
        yield _header(member)
        digest, left = sha256(), member.size
        with opened(folder, member.name) as file:
            while left and (piece := file.read(min(PIECE, left))):
                left -= len(piece)
                digest.update(piece)
                yield piece
        if left or member.sha256 not in {None, digest.hexdigest()}:
            raise PackCorrupt(folder=folder, file=member.name)
        yield bytes(-member.size % BLOCK)
    yield END


def opened(folder: Path, name: str) -> IO[bytes]:
    """A file of the folder, no link. Raises PackCorrupt."""
    try:
        return open_inside(folder, PurePosixPath(name))
    except (LinkRefused, NotAFile) as error:
        raise PackFileOutside(folder=folder, file=name) from error
    except FileNotFoundError as error:
        raise PackFileMissing(folder=folder, file=name) from error
    except OSError as error:
        raise PackCorrupt(folder=folder, file=name) from error


def _refuse_strangers(folder: Path, known: frozenset[str]) -> None:
    for path, is_link in names_under(folder):
        if is_link:
            raise PackFileOutside(folder=folder, file=path)
        if str(path) not in known:
            check_name(str(path))  # says more of what may never be in a pack
            raise PackFileUnknown(folder=folder, file=path)


def _path(file: ListedFile) -> str:
    return file.path


def _size(folder: Path, name: str) -> int:
    with opened(folder, name) as file:
        return file.seek(0, 2)


def _header(member: Member) -> bytes:
    info = tarfile.TarInfo(member.name)
    info.size, info.mode, info.mtime = member.size, 0o644, 0
    return info.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")


def _info(header: bytes) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(header, "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError) as error:
        raise ArchiveInvalid(
            problem="it has no header where one should be", problem_zh="缺少文件头"
        ) from error
    if info.type not in {tarfile.REGTYPE, tarfile.AREGTYPE} or info.size < 0:
        name = info.name[:100]
        raise ArchiveInvalid(
            problem=f"{name!r} is a link, a folder or something else that is no file",
            problem_zh=f"{name!r} 是链接、文件夹或其他非文件内容",
        )
    return info


def _exactly(source: Source, size: int) -> bytes:
    """Raises ArchiveInvalid where fewer are left."""
    found = b""
    while len(found) < size:
        piece = source.read(size - len(found))
        if not piece:
            raise ArchiveInvalid(
                problem="it ends before its end", problem_zh="文件不完整，提前结束"
            )
        found += piece
    return found
