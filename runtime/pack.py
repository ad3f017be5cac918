"""A pack: a folder with one model. What its manifest says, and whether its files are what the manifest says.

Pure Python, because the daemon reads packs too. Every file is checked before anything is loaded from it. What was
checked is what gets loaded: `Pack.open(folder, contents=True)` keeps the very bytes it hashed, of all files but the
largest and the weights, which libraries map from the folder themselves; on a box nobody but its own user may write there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from hashlib import file_digest, sha256
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Self, TypeVar

import msgspec
from msgspec import Meta, Struct

from runtime.errors import EdgedError
from runtime.folder import LinkRefused, NotAFile, names_under, open_inside
from runtime.locations import data_folder
from runtime.prompt.vocabulary import Vocabulary, decode_vocabulary
from runtime.stamps import Stamps

Settings = TypeVar("Settings", bound=Struct)

KNOWN_FORMAT = 1
KNOWN_FAMILIES = frozenset(
    {"slot-flow", "stable-diffusion", "stable-diffusion-xl", "sana-sprint", "z-image", "qwen-image"}
)
MANIFEST = "manifest.json"
UNLISTED = frozenset({MANIFEST, "manifest.sig", "README.md", "LICENSE"})
"""Files that a pack may hold without listing them: none of them is ever loaded into a model."""
MAX_MANIFEST = 1024 * 1024
"""Bytes."""
LARGE = 64 * 1024 * 1024
"""Bytes above which a file is not kept in memory but mapped from the disk by whoever needs it."""


class PackMissing(EdgedError):
    code, status = "pack_missing", HTTPStatus.CONFLICT
    en = "There is no pack in {folder}."
    zh = "{folder} 里没有模型包。"
    fix_en = "Copy the pack's whole folder there, or choose another pack."
    fix_zh = "请把整个模型包文件夹复制到那里，或者换一个模型包。"


class PackInvalid(EdgedError):
    code, status = "pack_invalid", HTTPStatus.CONFLICT
    en = "The manifest of the pack in {folder} cannot be used: {problem}."
    zh = "{folder} 里的模型包清单无法使用：{problem}。"
    fix_en = "Ask whoever made the pack for a corrected one."
    fix_zh = "请向制作者索取修正后的模型包。"


class PackUnknownFormat(EdgedError):
    code, status = "pack_unknown_format", HTTPStatus.CONFLICT
    en = "The pack in {folder} has format {found}; this box reads formats up to {known}."
    zh = "{folder} 里的模型包格式是 {found}，本机最高支持 {known}。"
    fix_en = "Update the box, or use an older release of the pack."
    fix_zh = "请升级本机软件，或使用旧版模型包。"


class PackUnknownFamily(EdgedError):
    code, status = "pack_unknown_family", HTTPStatus.CONFLICT
    en = "The pack in {folder} holds a model of the family {found!r}; this box runs: {known}."
    zh = "{folder} 里的模型属于 {found!r} 类，本机支持：{known}。"
    fix_en = "Update the box, or choose another pack."
    fix_zh = "请升级本机软件，或者换一个模型包。"


class PackCorrupt(EdgedError):
    """The folder is not what its manifest says."""

    code, status = "pack_corrupt", HTTPStatus.CONFLICT
    en = "The pack in {folder} is damaged: {file} is not the file that its manifest lists."
    zh = "{folder} 里的模型包已损坏：{file} 与清单不符。"
    fix_en = "Copy the pack again from its source; if it stays, check the disk."
    fix_zh = "请重新复制模型包；如果问题仍在，请检查磁盘。"


class PackFileMissing(PackCorrupt):
    en = "The pack in {folder} is incomplete: {file} is missing."
    zh = "{folder} 里的模型包不完整：缺少 {file}。"


class PackFileCut(PackCorrupt):
    en = "The pack in {folder} is damaged: {file} should have {expected} bytes."
    zh = "{folder} 里的模型包已损坏：{file} 应有 {expected} 字节。"


class PackFileUnknown(PackCorrupt):
    en = "The pack in {folder} holds {file}, which its manifest does not list."
    zh = "{folder} 里的模型包含有清单之外的 {file}。"
    fix_en = "Remove {file} from the pack's folder, or copy the pack again from its source."
    fix_zh = "请从模型包文件夹中删除 {file}，或重新复制模型包。"


class PackFileOutside(PackCorrupt):
    en = "The pack in {folder} points outside its own folder: {file} is a link or not a plain relative name."
    zh = "{folder} 里的模型包指向了文件夹之外：{file} 是链接，或不是普通的相对文件名。"


Size = Annotated[str, Meta(pattern=r"^[1-9]\d{1,3}x[1-9]\d{1,3}$")]
"""Width and height in pixels: `512x512`."""


Positive = Annotated[int, Meta(ge=1)]


class Steps(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many denoise steps a picture of this pack gets."""

    default: Positive
    min: Positive
    max: Positive
    by_parts: tuple[tuple[Positive, Positive], ...] = ()
    """Rows of (parts, steps): captions of up to so many parts need no more steps than these. Measured; both rise."""

    def __post_init__(self) -> None:
        if not self.min <= self.default <= self.max:
            raise ValueError("min <= default <= max must hold")
        for (parts, steps), (more, as_many) in pairwise(self.by_parts):
            if parts >= more or steps > as_many:
                raise ValueError("by_parts must rise from row to row")
        if not all(self.min <= steps <= self.default for _, steps in self.by_parts):
            raise ValueError("by_parts must stay between min and default")

    def needed(self, parts: int) -> int:
        """For a caption of `parts` parts; the default where the table does not reach so far, or is absent."""
        return next((steps for most, steps in self.by_parts if parts <= most), self.default)


class LatentShape(Struct, frozen=True, kw_only=True):
    channels: Annotated[int, Meta(ge=1)]
    height: Annotated[int, Meta(ge=1)]
    width: Annotated[int, Meta(ge=1)]


class ListedFile(Struct, frozen=True, kw_only=True):
    path: Annotated[str, Meta(min_length=1)]
    """Relative to the pack's folder, with forward slashes."""
    size: Annotated[int, Meta(ge=0)]
    """Bytes."""
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,31}")
"""Of packs that are installed: it is part of a folder's name."""


class Manifest(Struct, frozen=True, kw_only=True):
    """`manifest.json`, format 1."""

    format: int
    name: Name
    version: Annotated[str, Meta(min_length=1, max_length=32)]
    licence: str
    family: str
    """Which code runs the graphs."""
    languages: tuple[str, ...]
    sizes: Annotated[tuple[Size, ...], Meta(min_length=1)]
    """What can be asked for, the natural size first."""
    steps: Steps
    guidance: Annotated[float, Meta(ge=1, le=30)]
    """1: none, and one forward a step instead of two."""
    latent: LatentShape
    precision: str
    memory_mb: Annotated[int, Meta(ge=0)]
    """What a worker with this pack needs at most."""
    memory_by_precision: dict[str, Annotated[int, Meta(ge=0)]] = {}
    """The same for weights by what they are loaded in: fp32, fp16, int8, nf4, and each with `-offload` or `-in-turn` behind it."""
    memory_measured: tuple[str, ...] = ()
    """Which of these were measured while it drew; the others are estimates."""
    styles: tuple[str, ...]
    components: dict[str, Annotated[str, Meta(min_length=1)]]
    """Part of the model -> its graph (`.onnx`), or the folder of its weights and their configuration."""
    settings: dict[str, Any] = {}
    """What the family's code must know of this model; see docs/families.md."""
    vocabulary: str
    files: Annotated[tuple[ListedFile, ...], Meta(min_length=1)]

    def __post_init__(self) -> None:
        paths = [file.path for file in self.files]
        if len(set(paths)) < len(paths):
            raise ValueError("files lists a path twice")
        folders = {str(parent) for path in paths for parent in PurePosixPath(path).parents}
        for path in (*self.components.values(), self.vocabulary):
            if path not in paths and path not in folders - {"."}:
                raise ValueError(f"files does not list {path}")

    @property
    def holds_graphs(self) -> bool:
        """Else weights, for which classes of PyTorch's libraries are needed."""
        return any(path.endswith(".onnx") for path in self.components.values())


class Pack(Struct, frozen=True, kw_only=True):
    """A pack whose files have all been checked."""

    folder: Path
    manifest: Manifest
    digest: str
    """SHA-256 over the manifest's bytes, hex: it names the pack's whole content."""
    vocabulary: Vocabulary
    contents: Mapping[str, bytes]
    """Path -> the bytes that were hashed, of files up to `LARGE`; empty unless asked for."""

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        contents: bool = False,
        stamps: Stamps | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> Self:
        """Reads and checks everything; with `contents`, keeps the files' bytes for loading.

        `stamps`: what was checked before; files that did not change since are not read again. `progress`: told how much is
        checked, 0 to 1.

        Raises PackMissing, PackInvalid, PackUnknownFormat, PackUnknownFamily or PackCorrupt.
        """
        raw = _manifest_bytes(folder)
        manifest = _decode_manifest(folder, raw)
        kept: dict[str, bytes] = {}
        _refuse_unlisted(folder, manifest)
        done, total = 0, sum(file.size for file in manifest.files) or 1
        for file in manifest.files:
            keep = file.path == manifest.vocabulary or (contents and file.size <= LARGE)
            data = _checked(folder, file, keep=keep, stamps=stamps)
            if keep:
                kept[file.path] = data
            done += file.size
            if progress:
                progress(done / total)
        if stamps:
            stamps.save()
        return cls(
            folder=folder,
            manifest=manifest,
            digest=sha256(raw).hexdigest(),
            vocabulary=_vocabulary(folder, kept[manifest.vocabulary]),
            contents=kept if contents else {},
        )

    def settings(self, kind: type[Settings]) -> Settings:
        """The manifest's settings as its family knows them. Raises PackInvalid."""
        try:
            return msgspec.convert(self.manifest.settings, kind)
        except msgspec.ValidationError as error:
            raise PackInvalid(folder=self.folder, problem=f"settings: {error}") from error


def packs_folder() -> Path:
    """Where this installation keeps its packs."""
    return data_folder("packs")


def find_packs(root: Path) -> tuple[Path, ...]:
    """The folders under `root` that hold a manifest, by name; nothing in them is checked yet."""
    if not root.is_dir():
        return ()
    return tuple(sorted(path.parent for path in root.glob(f"*/{MANIFEST}")))


def read_manifest(folder: Path) -> Manifest:
    """What the pack says of itself, its files unchecked. Raises as `Pack.open` does for manifests."""
    return _decode_manifest(folder, _manifest_bytes(folder))


def parse_size(size: str) -> tuple[int, int]:
    """`512x384` -> (512, 384): width, height in pixels. Raises ValueError for anything else."""
    width, height = size.split("x")
    return int(width), int(height)


def _manifest_bytes(folder: Path) -> bytes:
    try:
        with open_inside(folder, PurePosixPath(MANIFEST)) as file:
            raw = file.read(MAX_MANIFEST + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PackMissing(folder=folder) from error
    except (LinkRefused, NotAFile) as error:
        raise PackFileOutside(folder=folder, file=MANIFEST) from error
    except OSError as error:
        raise PackCorrupt(folder=folder, file=MANIFEST) from error
    if len(raw) > MAX_MANIFEST:
        raise PackInvalid(folder=folder, problem=f"it is longer than {MAX_MANIFEST} bytes")
    return raw


class _Head(Struct):
    """The part of a manifest that every format has."""

    format: int


def _decode_manifest(folder: Path, raw: bytes) -> Manifest:
    try:
        found = msgspec.json.decode(raw, type=_Head).format
        if not 1 <= found <= KNOWN_FORMAT:
            raise PackUnknownFormat(folder=folder, found=found, known=KNOWN_FORMAT)
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PackInvalid(folder=folder, problem=error) from error
    if manifest.family not in KNOWN_FAMILIES:
        known = ", ".join(sorted(KNOWN_FAMILIES))
        raise PackUnknownFamily(folder=folder, found=manifest.family, known=known)
    for file in manifest.files:
        if not _is_plain(file.path):
            raise PackFileOutside(folder=folder, file=file.path)
    return manifest


def _is_plain(path: str) -> bool:
    """`a/b.onnx`, but not `/a`, `../a`, `a//b`, `./a`, `a\\b` or anything with a NUL."""
    return not set(path) & {"\\", "\0", ":"} and all(
        part not in {"", ".", ".."} for part in path.split("/")
    )


def _refuse_unlisted(folder: Path, manifest: Manifest) -> None:
    listed = {file.path for file in manifest.files} | UNLISTED
    for path, is_link in names_under(folder):
        if is_link:
            raise PackFileOutside(folder=folder, file=path)
        if str(path) not in listed:
            raise PackFileUnknown(folder=folder, file=path)


def _checked(folder: Path, file: ListedFile, *, keep: bool, stamps: Stamps | None) -> bytes:
    """The bytes that were hashed, or none: large files of a pack need not fit into the daemon's memory."""
    place = folder.absolute() / file.path
    try:
        with open_inside(folder, PurePosixPath(file.path)) as stream:
            before = os.fstat(stream.fileno())
            if before.st_size != file.size:
                raise PackFileCut(folder=folder, file=file.path, expected=file.size)
            if not keep and stamps and stamps.vouch(place, before, file.sha256):
                return b""
            data = stream.read(file.size) if keep else b""
            found = sha256(data) if keep else file_digest(stream, "sha256")
            after = os.fstat(stream.fileno())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PackFileMissing(folder=folder, file=file.path) from error
    except (LinkRefused, NotAFile) as error:
        raise PackFileOutside(folder=folder, file=file.path) from error
    except OSError as error:
        raise PackCorrupt(folder=folder, file=file.path) from error
    if found.hexdigest() != file.sha256:
        raise PackCorrupt(folder=folder, file=file.path)
    if stamps and not keep:
        stamps.add(place, before, after, file.sha256)
    return data


def _vocabulary(folder: Path, raw: bytes) -> Vocabulary:
    try:
        return decode_vocabulary(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PackInvalid(
            folder=folder, problem=f"its vocabulary does not decode: {error}"
        ) from error
