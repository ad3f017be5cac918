"""What a kind of hardware gets: one TOML file each. Which one fits this machine is for others to find out."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from runtime.errors import EdgedError
from runtime.locations import data_folder
from runtime.pack import Manifest, Size, Steps, parse_size
from runtime.prompt.caption import Caption
from runtime.toml_lines import line_of

CUDA_PROVIDERS = frozenset(
    {"CUDAExecutionProvider", "TensorrtExecutionProvider", "NvTensorRTRTXExecutionProvider"}
)
"""Those that compute on one of NVIDIA's cards, by themselves on whichever CUDA counts first."""
TEXT_LIMIT = 16 * 1024
"""Bytes of a profile's file; the shipped ones take two thousand."""


class ProfileMissing(EdgedError):
    code, status = "profile_missing", HTTPStatus.NOT_FOUND
    en = "There is no profile {name!r} in {folder}."
    zh = "{folder} 里没有名为 {name!r} 的配置。"
    fix_en = "Choose one of: {known}."
    fix_zh = "请从这些配置中选择：{known}。"


class ProfileInvalid(EdgedError):
    code, status = "profile_invalid", HTTPStatus.UNPROCESSABLE_ENTITY
    en = "{file}, line {line}: {field}: {problem}."
    zh = "{file} 第 {line} 行的 {field} 有误：{problem_zh}。"
    fix_en = "Write, for example: {example}"
    fix_zh = "可以这样写：{example}"


class Summary(Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence for people."""

    en: str
    zh: str


Words = tuple[Annotated[str, Meta(min_length=2, max_length=100)], ...]
"""Pieces of a name, any of which may stand in it; upper and lower case are the same."""
Count = Annotated[int, Meta(ge=1)]


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Facts that a machine must have, all of them; what is not said does not matter. The profile that says most and fits wins."""

    board: Words = ()
    """In the board's model, in its device tree's `compatible`, or in the firmware's vendor and product."""
    gpu: Words = ()
    """In the name of the largest graphics card."""
    processor: Words = ()
    """In the processor's name."""
    arch: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{2,32}$")] | None = None
    """As `uname -m` says it."""
    nvidia: bool | None = None
    """Whether NVIDIA's driver is loaded."""
    min_cores: Count | None = None
    """Physical cores."""
    max_cores: Count | None = None
    min_memory_mb: Count | None = None
    """Main memory, megabytes (1024²). The system sees less than was bought: 8 GB read as 7486 on some boards."""
    max_memory_mb: Count | None = None
    min_gpu_memory_mb: Count | None = None
    """Of the largest card, megabytes. Drivers keep some: 6 GB read as 5994."""
    max_gpu_memory_mb: Count | None = None
    min_compute: Annotated[float, Meta(ge=1, lt=100)] | None = None
    """Compute capability of the largest card, as 7.5. A card that does not say its own passes: its first picture decides."""
    by_hand: bool = False
    """Never taken by itself, only where somebody names it: no machine says of itself what it is for."""


class Provider(Struct, frozen=True, forbid_unknown_fields=True):
    """One of ONNX Runtime's execution providers."""

    name: Annotated[str, Meta(pattern="^[A-Za-z]+ExecutionProvider$")]
    options: dict[str, str | int | float | bool] = {}


class Heat(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the governor holds, degrees Celsius of the part that draws."""

    part: Literal["cpu", "gpu"]
    target_c: Annotated[float, Meta(ge=40, le=100)]
    """Held by pausing between steps, then by rungs."""
    limit_c: Annotated[float, Meta(ge=45, le=110)]
    """Never above. Where the hardware names a lower one, a little below that counts."""

    def __post_init__(self) -> None:
        if self.target_c >= self.limit_c:
            raise ValueError(f"target_c {self.target_c:g} is not below limit_c {self.limit_c:g}")


class Power(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the box draws from its supply, and what it does without one."""

    gpu_limit_w: Annotated[float, Meta(gt=0)] | None = None
    """Watts that the power hook asks the card to keep to."""
    modes: tuple[str, ...] = ()
    """Names of the board's power modes, the preferred one first; the hook takes the first that is there."""
    battery_duty: Annotated[float, Meta(gt=0, le=1)] = 0.5
    """Share of the time in which the box draws while on battery or on a weak supply."""
    battery_low: Annotated[float, Meta(ge=0, le=1)] = 0.15
    """Share of the battery below which nothing new is accepted."""


class Rung(Struct, frozen=True, forbid_unknown_fields=True):
    """What a picture gets when the box is this hot or busy."""

    size: Size
    steps: Annotated[int, Meta(ge=1, le=100)]
    """Denoise steps of a picture; where the pack's table is used, at most so many."""
    effort: Literal["full", "wish"] | Annotated[float, Meta(ge=0, le=1)] = "wish"
    """`wish`: as many steps as the pack's table gives to captions as crowded as this one. `full`: the pack's default
    number for each. A number: that share of the way from the pack's fewest steps (0) to the table's (1).
    A pack without a table draws every wish with `steps`, whatever stands here."""
    batch: Annotated[int, Meta(ge=1, le=64)] | None = None
    """Most pictures drawn at the same time; None: the profile's `batch`."""

    @property
    def pixels(self) -> tuple[int, int]:
        """Width, height."""
        return parse_size(self.size)

    def size_for(self, sizes: Sequence[str]) -> str:
        """Of a wish that says nothing of its size, drawn with a pack of these, the natural one first."""
        return self.size if self.size in sizes else sizes[0]

    def steps_for(self, caption: Caption, pack: Steps) -> int:
        """Of a wish that says nothing of steps, drawn with a pack that takes these."""
        if not pack.by_parts:
            return min(max(self.steps, pack.min), pack.max)
        most = max(pack.min, min(self.steps, pack.default))
        if self.effort == "full":
            return most
        wanted = min(most, pack.needed(len(caption.parts)))
        if self.effort == "wish":
            return wanted
        return pack.min + math.floor(self.effort * (wanted - pack.min) + 0.5)


class Torch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How packs of weights are loaded, for which PyTorch is needed."""

    device: Literal["cpu", "cuda"] = "cpu"
    dtype: Literal["float32", "bfloat16", "float16"] = "bfloat16"
    """What is computed in."""
    quantise: Literal["none", "int8", "int8-torchao", "nf4"] = "none"
    """What large weights are rounded to while they are loaded, all but the decoder's. `int8`: by bitsandbytes on a card, by
    torchao on a processor; `int8-torchao`: by torchao on both; `nf4`: four bits, by bitsandbytes on a card."""
    offload: bool = False
    """Weights wait in main memory, and one block of them at a time is on the card: any size runs, at the speed of the bus."""
    text_in_turn: bool = False
    """What reads wishes is loaded for that alone and released before the first step: less memory, seconds more a wish."""
    tiled: Annotated[int, Meta(ge=0, le=2048)] = 0
    """Pixels: side of the pieces in which pictures are decoded, to save memory; 0: whole."""

    def __post_init__(self) -> None:
        if self.quantise == "nf4" and self.device != "cuda":
            raise ValueError('quantise "nf4" needs device "cuda"')
        if self.offload and self.device == "cuda" and self.quantise in {"int8", "nf4"}:
            raise ValueError(
                f'offload goes with quantise "int8-torchao", not with "{self.quantise}"'
            )
        if 0 < self.tiled < 128:
            raise ValueError(f"tiled is 0 or at least 128, not {self.tiled}")

    @property
    def loaded(self) -> str:
        """The precision that memory is counted for, as packs name it."""
        if self.quantise != "none":
            return "nf4" if self.quantise == "nf4" else "int8"
        return "fp32" if self.dtype == "float32" else "fp16"

    @property
    def names(self) -> tuple[str, ...]:
        """Under which packs tell the memory of what is loaded, the exact one first. On a processor nothing waits elsewhere."""
        if self.device == "cuda" and self.offload:
            return f"{self.loaded}-offload", self.loaded
        if self.device == "cuda" and self.text_in_turn:
            return f"{self.loaded}-in-turn", self.loaded
        return (self.loaded,)


class Openvino(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How OpenVINO runs graphs."""

    dtype: Literal["float32", "bfloat16"] = "float32"
    """What is computed in where a graph does not say bytes. `bfloat16`: several times as fast for large models on processors that
    have it (AMX, AVX512-BF16). Each row of a step is then computed by itself, so that a picture is the same alone and in company."""


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See docs/profiles.md; every field is explained where it stands."""

    name: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]*$", max_length=64)]
    summary: Summary
    match: Match = Match()
    engine: Literal["onnx", "openvino"]
    providers: Annotated[tuple[Provider, ...], Meta(min_length=1)]
    """In order of preference; each must be there, or the pack is not loaded."""
    threads: Annotated[int, Meta(ge=0, le=256)] = 0
    """Of one inference; 0: as many as there are physical cores."""
    pack: str
    """Folder below the packs' folder."""
    memory_limit_mb: Annotated[int, Meta(ge=64)]
    """A pack that needs more is not loaded."""
    batch: Annotated[int, Meta(ge=1, le=64)]
    """Most pictures drawn at the same time."""
    ladder: Annotated[tuple[Rung, ...], Meta(min_length=1)]
    """From what a cool, idle box serves down to what a hot or busy one does."""
    heat: Heat = Heat(part="cpu", target_c=80, limit_c=90)
    power: Power = Power()
    precision: Literal["int8", "fp16", "fp32"] = "int8"
    """Which of the pack's graphs are loaded."""
    torch: Torch = Torch()
    openvino: Openvino = Openvino()
    extras: tuple[Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]*$")], ...] = ()
    """What the installer adds to the base: `edged[cuda]` is "cuda"."""

    def memory_of(self, manifest: Manifest) -> int:
        """Megabytes that a worker with this pack needs at most. Graphs are as they are; weights are loaded as told here."""
        if manifest.holds_graphs:
            return manifest.memory_mb
        known = manifest.memory_by_precision
        return next((known[name] for name in self.torch.names if name in known), manifest.memory_mb)

    def guesses_memory_of(self, manifest: Manifest) -> bool:
        """Whether that is an estimate: whoever made the pack told what each way to load it takes, and measured others."""
        known = manifest.memory_by_precision
        names = (manifest.precision,) if manifest.holds_graphs else self.torch.names
        name = next((name for name in names if name in known), manifest.precision)
        return bool(known) and name not in manifest.memory_measured

    def beginning_at(self, index: int) -> Profile:
        """The same without its first rungs; the last one always stays."""
        return msgspec.structs.replace(self, ladder=self.ladder[index:] or self.ladder[-1:])


EXAMPLES = {
    "name": 'name = "cpu"',
    "summary": 'summary = { en = "Any computer", zh = "任何电脑" }',
    "match": 'match = { arch = "x86_64", min_cores = 2, min_memory_mb = 2000 }',
    "engine": 'engine = "onnx"',
    "providers": 'providers = [{ name = "CPUExecutionProvider" }]',
    "threads": "threads = 0   # all physical cores",
    "pack": 'pack = "cute-animals"',
    "memory_limit_mb": "memory_limit_mb = 1000",
    "batch": "batch = 4",
    "ladder": 'ladder = [{ size = "512x512", steps = 8, effort = "wish" }]',
    "heat": 'heat = { part = "cpu", target_c = 80, limit_c = 90 }',
    "power": "power = { battery_duty = 0.5, battery_low = 0.15 }",
    "precision": 'precision = "int8"',
    "torch": 'torch = { device = "cpu", dtype = "bfloat16", tiled = 256 }',
    "openvino": 'openvino = { dtype = "bfloat16" }',
    "extras": 'extras = ["cuda"]',
}
"""Per field of a profile: a line that is right."""


def parse_profile(text: str, file: str = "profile") -> Profile:
    """Raises ProfileInvalid, which names `file`, the line, the field and what to write instead."""
    try:
        return msgspec.convert(tomllib.loads(text), Profile)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        number = int(line[1]) if line else len(text.splitlines())
        problem = re.sub(r" \(at .*\)$", "", str(error))
        raise _wrong(file, "TOML", problem, line=number) from error
    except RecursionError as error:
        raise _wrong(file, "TOML", "brackets within brackets without end") from error
    except msgspec.ValidationError as error:
        raise _invalid(file, text, str(error)) from error


def read_profile(path: Path) -> Profile:
    """Raises ProfileMissing or ProfileInvalid."""
    return parse_profile(profile_text(path), path.name)


def profile_text(path: Path) -> str:
    """The file's text. Raises ProfileMissing, or ProfileInvalid where it is not text."""
    try:
        with path.open("rb") as file:
            raw = file.read(TEXT_LIMIT + 1)
        if len(raw) > TEXT_LIMIT:
            raise _wrong(path.name, "text", f"larger than {TEXT_LIMIT // 1024} KiB")
        return raw.decode()
    except FileNotFoundError as error:
        known = ", ".join(other.stem for other in find_profiles(path.parent)) or "-"
        raise ProfileMissing(name=path.stem, folder=path.parent, known=known) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _wrong(path.name, "text", "not UTF-8", line=line) from error
    except OSError as error:
        raise _wrong(path.name, "text", error.strerror or str(error)) from error


def profiles_folder() -> Path:
    """Where this installation keeps its profiles."""
    return data_folder("profiles")


def find_profiles(root: Path) -> tuple[Path, ...]:
    """The profiles' files, by name."""
    return tuple(sorted(root.glob("*.toml")))


_AT = re.compile(r"^(?P<problem>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?$", re.DOTALL)
_CHINESE = {
    r"Object contains unknown field (.+)": "没有名为 {0} 的字段",
    r"Object missing required field (.+)": "缺少字段 {0}",
    r"Expected (.+), got (.+)": "应为 {0}，而不是 {1}",
    r"Expected (.+)": "应为 {0}",
    r"Invalid enum value (.+)": "不能是 {0}",
    r"it is not of the right form": "格式不对",
    r"not UTF-8": "不是 UTF-8 文本",
    r"larger than (.+)": "超过 {0}",
    r"brackets within brackets without end": "括号嵌套太深",
}
_FIELD = re.compile(r"(?:unknown|required) field `(?P<name>[^`]+)`")


def _invalid(file: str, text: str, complaint: str) -> ProfileInvalid:
    """msgspec says `Expected `int`, got `str` - at `$.threads``: the field first, then what is wrong with it."""
    found = _AT.match(complaint)
    problem, path = (found["problem"], found["path"] or "") if found else (complaint, "")
    about = _FIELD.search(problem)
    field = ".".join(filter(None, [path, about["name"] if about else ""]))
    if "matching regex" in problem:
        problem = "it is not of the right form"
    return _wrong(file, field or "profile", problem.replace("`", ""), line=line_of(text, field))


def _wrong(file: str, field: str, problem: str, *, line: int = 1) -> ProfileInvalid:
    """With a right line for the field, or for the one that was probably meant."""
    top = {"TOML": "threads", "text": "name"}.get(field, re.split(r"[.\[]", field)[0])
    nearest = difflib.get_close_matches(top, EXAMPLES, n=1, cutoff=0.0)
    return ProfileInvalid(
        file=file,
        line=line,
        field=field,
        problem=problem,
        problem_zh=_in_chinese(problem),
        example=EXAMPLES[nearest[0]],
    )


def _in_chinese(problem: str) -> str:
    """The library's sentences that people meet; anything else stays as it is."""
    for pattern, chinese in _CHINESE.items():
        if found := re.fullmatch(pattern, problem, re.DOTALL):
            return chinese.format(*found.groups())
    return problem
