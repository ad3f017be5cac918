"""Which names the files of a pack may have, and what a pack is called."""

from __future__ import annotations

import re
from collections.abc import Iterable

from edged.packs.refusals import (
    NameRefused,
    NameTwice,
    PackFileRefused,
    PickleRefused,
    ProgramRefused,
)
from runtime.pack import MANIFEST, UNLISTED, VERSION, Manifest
from runtime.signature import SIGNATURE

AUTO = "auto"
"""In the place of a pack: the one that the profile names."""
LONGEST = 100
"""Characters of a name: what the header of an archive holds."""
SUFFIXES = (".safetensors", ".onnx", ".json", ".txt", ".model")
PICKLES = (".pt", ".pth", ".bin", ".ckpt", ".pkl", ".pickle", ".npy", ".npz", ".joblib", ".zip")
PROGRAMS = (".so", ".dll", ".dylib", ".pyd", ".py", ".pyc", ".exe", ".sh", ".js", ".jar", ".whl")
DOCUMENTS = UNLISTED - {MANIFEST, SIGNATURE}
"""For people; small."""
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]*")
_LIBRARY = re.compile(r"\.so(\.\d+)+$")
_EXTERNAL = re.compile(r"\.onnx[._]data(_\d+)?$")

Order = tuple[tuple[int, int, str], ...]


def check_names(paths: Iterable[str]) -> None:
    """Of all files that a manifest lists. Raises PackFileRefused."""
    seen = {name.lower() for name in UNLISTED}
    for path in paths:
        check_name(path)
        if path.lower() in seen:
            raise NameTwice(file=path)
        seen.add(path.lower())


def check_name(path: str) -> None:
    """Raises PackFileRefused with the sentence that fits."""
    low = path.lower()
    if len(path) > LONGEST or not all(map(_PART.fullmatch, path.split("/"))):
        raise NameRefused(file=path[:LONGEST])
    if low.endswith(PICKLES):
        raise PickleRefused(file=path)
    if low.endswith(PROGRAMS) or _LIBRARY.search(low):
        raise ProgramRefused(file=path)
    if not path.endswith(SUFFIXES) and not is_external(path):
        raise PackFileRefused(file=path)


def is_external(path: str) -> bool:
    """It holds weights of an ONNX file beside it: `model.onnx.data`, `model.onnx_data`."""
    return _EXTERNAL.search(path) is not None


def is_version(text: str) -> bool:
    """One that can be part of a file's name."""
    return VERSION.fullmatch(text) is not None


def order_of(version: str) -> Order:
    """For sorting: 0.9 < 0.10, 1.0-rc1 < 1.0 < 1.0.1."""
    parts = re.findall(r"\d+|[A-Za-z]+", version)
    return (*((2, int(p), "") if p.isdigit() else (0, 0, p.lower()) for p in parts), (1, 0, ""))


def ref_of(manifest: Manifest) -> str:
    """`cute-animals@0.2.0`."""
    return f"{manifest.name}@{manifest.version}"
