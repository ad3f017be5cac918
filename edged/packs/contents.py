"""What lies in a pack's files: nothing that runs, nothing that reaches outside, nothing that is cut short."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from edged.packs.names import is_external
from edged.packs.refusals import ContentsWrong, PackFileRefused, PickleRefused, ProgramRefused
from edged.packs.tensors import check_tensors
from runtime.onnx_file import DOMAINS, beside, wants_of

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""PyTorch's own files are such archives, with a pickle inside."""
PROGRAM = (b"\x7fELF", b"MZ", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
OPCODES = b"\x95\x8a\x8c\x94}](cNKMJIXUVq"
"""What a pickle goes on with after its first two bytes; a tensor's bytes rarely look like that."""
MAX_TEXT = 64 * 1024 * 1024
"""Bytes of a JSON file: tokenizers take some ten million."""


def check_contents(sizes: Mapping[str, int], data_of: Callable[[str], memoryview]) -> None:
    """Of the files (path -> bytes), each of which `data_of` gives. Raises ContentsWrong, PackFileRefused."""
    named: set[str] = set()
    for path in sizes:
        named |= check_file(path, data_of(path), sizes)
    for path in sizes:
        if is_external(path) and path not in named:
            raise PackFileRefused(file=path)  # nobody reads it


def check_file(path: str, data: memoryview, sizes: Mapping[str, int]) -> set[str]:
    """The other files of the pack that it reads."""
    try:
        if path.endswith(".safetensors"):
            check_tensors(data)
            return set()
    except ValueError as error:
        check_beginning(path, bytes(data[:8]))
        en, zh = error.args
        raise ContentsWrong(file=path, problem=en, problem_zh=zh) from error
    check_beginning(path, bytes(data[:8]))
    if path.endswith(".json"):
        _check_json(path, data)
    return _check_graph(path, data, sizes) if path.endswith(".onnx") else set()


def check_beginning(path: str, begin: bytes) -> None:
    """Whatever its name, it is no pickle and no program. Raises PackFileRefused."""
    pickled = len(begin) > 2 and begin[0] == 0x80 and 2 <= begin[1] <= 5 and begin[2] in OPCODES
    if pickled or begin.startswith(ZIP):
        raise PickleRefused(file=path)
    if begin.startswith(PROGRAM) and not is_external(path):  # plain numbers may begin like that
        raise ProgramRefused(file=path)


def _check_json(path: str, data: memoryview) -> None:
    try:
        if len(data) > MAX_TEXT:
            raise ValueError("too long")
        msgspec.json.decode(data)
    except (ValueError, RecursionError) as error:
        raise ContentsWrong(
            file=path, problem="there is something else than JSON", problem_zh="不是 JSON"
        ) from error


def _check_graph(path: str, data: memoryview, sizes: Mapping[str, int]) -> set[str]:
    try:
        wants = wants_of(data)
    except ValueError as error:
        raise ContentsWrong(
            file=path, problem="there is no whole ONNX model", problem_zh="没有完整的 ONNX 模型"
        ) from error
    strange = sorted(wants.domains - DOMAINS)
    if strange:
        raise ContentsWrong(
            file=path,
            problem=f"there are operators of {strange[0][:80]!r}, which only a program of somebody's has",
            problem_zh=f"有 {strange[0][:80]!r} 的算子，需要别人的程序",
        )
    return {_external(path, each.location, each.end, sizes) for each in wants.external}


def _external(path: str, location: str, end: int, sizes: Mapping[str, int]) -> str:
    file = beside(path, location)
    if file is None or file not in sizes or not is_external(file):
        raise ContentsWrong(
            file=path,
            problem=f"weights are asked for that lie outside the pack, in {location[:80]!r}",
            problem_zh=f"引用了模型包之外的权重 {location[:80]!r}",
        )
    if end > sizes[file]:
        raise ContentsWrong(
            file=path,
            problem=f"weights are asked for beyond the end of {file}",
            problem_zh=f"引用的权重超出了 {file} 的末尾",
        )
    return file
