"""What a kind of hardware gets: one TOML file each. Which one fits this machine is for others to find out."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from runtime.errors import EdgedError
from runtime.locations import data_folder
from runtime.pack import Size, Steps, parse_size
from runtime.prompt.caption import Caption


class ProfileMissing(EdgedError):
    code, status = "profile_missing", HTTPStatus.NOT_FOUND
    en = "There is no profile {name!r} in {folder}."
    zh = "{folder} 里没有名为 {name!r} 的配置。"
    fix_en = "Choose one of: {known}."
    fix_zh = "请从这些配置中选择：{known}。"


class ProfileInvalid(EdgedError):
    code, status = "profile_invalid", HTTPStatus.UNPROCESSABLE_ENTITY
    en = "{file}: {field}: {problem}."
    zh = "{file} 中的 {field} 有误：{problem}。"
    fix_en = "Write, for example: {example}"
    fix_zh = "可以这样写：{example}"


class Summary(Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence for people."""

    en: str
    zh: str


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Facts that a machine must have; what is not said does not matter. The profile that says most and fits wins."""

    min_cores: Annotated[int, Meta(ge=1)] | None = None
    """Physical cores."""
    min_memory_mb: Annotated[int, Meta(ge=1)] | None = None
    """Main memory."""
    max_memory_mb: Annotated[int, Meta(ge=1)] | None = None
    nvidia: bool | None = None
    """Whether a graphics card with NVIDIA's driver is there."""
    min_gpu_memory_mb: Annotated[int, Meta(ge=1)] | None = None


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


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See docs/profiles.md; every field is explained where it stands."""

    name: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]*$", max_length=64)]
    summary: Summary
    match: Match = Match()
    engine: Literal["onnx"]
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
    extras: tuple[Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]*$")], ...] = ()
    """What the installer adds to the base: `edged[cuda]` is "cuda"."""


EXAMPLES = {
    "name": 'name = "cpu"',
    "summary": 'summary = { en = "Any computer", zh = "任何电脑" }',
    "match": "match = { min_cores = 2, min_memory_mb = 2000 }",
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
    "extras": 'extras = ["cuda"]',
}
"""Per field of a profile: a line that is right."""


def parse_profile(text: str, file: str = "profile") -> Profile:
    """Raises ProfileInvalid, which names `file`, the field and what to write instead."""
    try:
        return msgspec.convert(tomllib.loads(text), Profile)
    except tomllib.TOMLDecodeError as error:
        example = EXAMPLES["threads"]
        raise ProfileInvalid(file=file, field="TOML", problem=error, example=example) from error
    except msgspec.ValidationError as error:
        raise _invalid(file, str(error)) from error


def read_profile(path: Path) -> Profile:
    """Raises ProfileMissing or ProfileInvalid."""
    return parse_profile(profile_text(path), path.name)


def profile_text(path: Path) -> str:
    """The file's text. Raises ProfileMissing, or ProfileInvalid where it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        known = ", ".join(other.stem for other in find_profiles(path.parent)) or "-"
        raise ProfileMissing(name=path.stem, folder=path.parent, known=known) from error
    except UnicodeDecodeError as error:
        example = EXAMPLES["name"]
        raise ProfileInvalid(
            file=path.name, field="text", problem="not UTF-8", example=example
        ) from error


def profiles_folder() -> Path:
    """Where this installation keeps its profiles."""
    return data_folder("profiles")


def find_profiles(root: Path) -> tuple[Path, ...]:
    """The profiles' files, by name."""
    return tuple(sorted(root.glob("*.toml")))


_AT = re.compile(r"^(?P<problem>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?$", re.DOTALL)
_FIELD = re.compile(r"(?:unknown|required) field `(?P<name>[^`]+)`")


def _invalid(file: str, complaint: str) -> ProfileInvalid:
    """msgspec says `Expected `int`, got `str` - at `$.threads``: the field first, then what is wrong with it."""
    found = _AT.match(complaint)
    problem, path = (found["problem"], found["path"] or "") if found else (complaint, "")
    about = _FIELD.search(problem)
    field = ".".join(filter(None, [path, about["name"] if about else ""]))
    if "matching regex" in problem:
        problem = "it is not of the right form"
    top = re.split(r"[.\[]", field)[0]
    nearest = difflib.get_close_matches(top, EXAMPLES, n=1, cutoff=0.0)
    return ProfileInvalid(
        file=file,
        field=field or "profile",
        problem=problem.replace("`", ""),
        example=EXAMPLES[nearest[0]],
    )
