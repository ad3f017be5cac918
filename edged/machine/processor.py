"""The processor and the memory, from procfs and sysfs."""

from __future__ import annotations

import platform
import re

from edged.machine.tree import Tree

CPUINFO_LIMIT = 1024 * 1024
"""Bytes: a server's 256 threads take half of this."""


def architecture(tree: Tree) -> str | None:
    """As `uname -m` says it on that machine."""
    if tree.own:
        return platform.machine()
    if said := re.fullmatch(r"[\w-]{2,32}", tree.text("proc/sys/kernel/arch")):
        return said[0]
    return _from_features(tree)


def processor_name(tree: Tree) -> str | None:
    """As `Intel(R) Core(TM) i5-8400 CPU @ 2.80GHz`; ARM's kernels give none."""
    return _values(tree).get("model name")


def cores(tree: Tree) -> int | None:
    """Physical ones."""
    folder = "sys/devices/system/cpu"
    places = [name for name in tree.names(folder) if re.fullmatch(r"cpu\d+", name)]
    found = {
        tuple(
            tree.text(f"{folder}/{place}/topology/{part}")
            for part in ("physical_package_id", "core_id")
        )
        for place in places
    }
    found.discard(("", ""))
    lines = tree.text("proc/cpuinfo", CPUINFO_LIMIT).splitlines()
    return len(found) or sum(bool(re.match(r"processor\s*:", line)) for line in lines) or None


def memory_mb(tree: Tree) -> int | None:
    """Of the whole machine."""
    found = re.search(r"^MemTotal:\s+(\d{1,15}) kB", tree.text("proc/meminfo"), re.MULTILINE)
    return int(found[1]) // 1024 if found else None


def _from_features(tree: Tree) -> str | None:
    """Kernels before 6.1 do not say their architecture: the processor's features do."""
    values = _values(tree)
    if "flags" in values:
        return "x86_64" if "lm" in values["flags"].split() else "i686"
    return {"8": "aarch64", "7": "armv7l"}.get(values.get("CPU architecture", ""))


def _values(tree: Tree) -> dict[str, str]:
    """What /proc/cpuinfo says of the first processor."""
    values: dict[str, str] = {}
    for line in tree.text("proc/cpuinfo", CPUINFO_LIMIT).splitlines():
        key, _, value = line.partition(":")
        if value.strip():
            values.setdefault(key.strip(), value.strip()[:4096])
    return values
