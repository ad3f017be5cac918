"""Facts about this hardware, and the profile that fits them best.

Everything is read below a root that can be given (`EDGED_SYSROOT`), so that another machine's tree can be looked at.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from edged.errors import ProfileBroken, ProfileUnknown
from runtime.errors import EdgedError
from runtime.profile import Match, Profile, find_profiles, parse_profile, profile_text

AUTO = "auto"


class Machine(Struct, frozen=True, kw_only=True):
    """What was found; None where nothing says it."""

    arch: str
    board: str | None
    """What the device tree or the firmware calls this computer."""
    cores: int | None
    """Physical ones."""
    memory_mb: int | None
    nvidia: bool
    """NVIDIA's driver is loaded."""
    gpu_memory_mb: int | None
    """Of the largest card."""


class Choice(Struct, frozen=True, kw_only=True):
    """Which profile is used, and why."""

    profile: Profile
    text: str
    """The profile's file, for the worker."""
    best: str
    scores: dict[str, int | None]
    """Conditions that match; None: one does not."""
    facts: Machine
    automatic: bool


def look_around(root: Path | None = None) -> Machine:
    """Blocks for some file reads."""
    named = os.environ.get("EDGED_SYSROOT")
    base = root or Path(named or "/")
    nvidia = (base / "proc/driver/nvidia/version").exists()
    elsewhere = base != Path("/") and "EDGED_NVML" not in os.environ
    return Machine(
        arch=platform.machine(),
        board=_board(base),
        cores=_cores(base),
        memory_mb=_memory_mb(base),
        nvidia=nvidia,
        gpu_memory_mb=_gpu_memory_mb() if nvidia and not elsewhere else None,
    )


def choose(folder: Path, name: str, facts: Machine) -> Choice:
    """The profile called `name`, or the best one for `auto`. Raises ProfileUnknown or ProfileBroken."""
    profiles = dict(_profiles(folder))
    if not profiles:
        raise ProfileBroken(
            detail=f"{folder}: no profile there", detail_zh=f"{folder} 里没有配置文件"
        )
    scores = {key: score(profile.match, facts) for key, (profile, _) in profiles.items()}
    best = _best(scores, {key: profile for key, (profile, _) in profiles.items()})
    used = best if name == AUTO else name
    if used not in profiles:
        raise ProfileUnknown(name=name, names=", ".join(profiles))
    profile, text = profiles[used]
    return Choice(
        profile=profile, text=text, best=best, scores=scores, facts=facts, automatic=name == AUTO
    )


def score(match: Match, facts: Machine) -> int | None:
    """How many conditions hold; None if one does not (or nobody knows)."""
    verdicts = [
        _at_least(match.min_cores, facts.cores),
        _at_least(match.min_memory_mb, facts.memory_mb),
        _at_most(match.max_memory_mb, facts.memory_mb),
        None if match.nvidia is None else match.nvidia == facts.nvidia,
        _at_least(match.min_gpu_memory_mb, facts.gpu_memory_mb),
    ]
    asked = [verdict for verdict in verdicts if verdict is not None]
    return len(asked) if all(asked) else None


def _at_least(wanted: int | None, present: int | None) -> bool | None:
    if wanted is None:
        return None
    return present is not None and present >= wanted


def _at_most(wanted: int | None, present: int | None) -> bool | None:
    if wanted is None:
        return None
    return present is not None and present <= wanted


def _best(scores: dict[str, int | None], profiles: dict[str, Profile]) -> str:
    """The highest score; where nothing matches, the profile that asks for the least memory."""
    matching = {key: value for key, value in scores.items() if value is not None}
    if matching:
        return max(sorted(matching), key=lambda key: matching[key])
    return min(sorted(profiles), key=lambda key: profiles[key].memory_limit_mb)


def _profiles(folder: Path) -> Iterator[tuple[str, tuple[Profile, str]]]:
    for path in find_profiles(folder):
        try:
            text = profile_text(path)
            profile = parse_profile(text, path.name)
        except EdgedError as error:
            raise ProfileBroken(
                detail=error.message("en"), detail_zh=error.message("zh")
            ) from error
        yield profile.name, (profile, text)


def _read(path: Path, limit: int = 65_536) -> str:
    """The file's beginning; empty where there is none. Such files may be odd: NULs, bad UTF-8, no end."""
    try:
        with path.open("rb") as file:
            return file.read(limit).replace(b"\0", b"\n").decode(errors="replace").strip()
    except OSError:
        return ""


def _board(base: Path) -> str | None:
    dmi = base / "sys/class/dmi/id"
    described = f"{_read(dmi / 'sys_vendor')} {_read(dmi / 'product_name')}".strip()
    return _read(base / "proc/device-tree/model") or described or None


def _cores(base: Path) -> int | None:
    places = (base / "sys/devices/system/cpu").glob("cpu[0-9]*/topology")
    cores = {(_read(place / "physical_package_id"), _read(place / "core_id")) for place in places}
    cores.discard(("", ""))
    lines = _read(base / "proc/cpuinfo", 1024 * 1024).splitlines()
    return len(cores) or sum(line.startswith("processor") for line in lines) or None


def _memory_mb(base: Path) -> int | None:
    for line in _read(base / "proc/meminfo").splitlines():
        if found := re.match(r"MemTotal:\s+(\d{1,15}) kB", line):
            return int(found[1]) // 1024
    return None


def _gpu_memory_mb() -> int | None:
    """Of the largest card that NVML knows."""
    import pynvml  # noqa: PLC0415 - only where there is a driver: it costs time and memory

    try:
        pynvml.nvmlInit()
        cards = [pynvml.nvmlDeviceGetHandleByIndex(i) for i in range(pynvml.nvmlDeviceGetCount())]
        return (
            max((pynvml.nvmlDeviceGetMemoryInfo(card).total for card in cards), default=0) // 2**20
        )
    except pynvml.NVMLError:
        return None
