"""Machines that nobody here has, written into a folder as that machine's own files would lie there.

Each stands in a TOML file beside this one:

- `[folder]`: a folder's path -> its files. A value that ends in NUL stays as it is, any other gets a line end.
- `[links]`: a link -> its target, as the machine writes it. `[modes]`: a file -> its mode. `[large]`: a file -> bytes of "7".
- `[bytes]`: a file -> hexadecimal digits. `folders`: paths of folders, for places where a file should be.
- `[processor]`, `[memory]`, `[device_tree]`, `[dmi]`: what the kernel says of these, in its own words.
- `nvml`: what NVIDIA's library says (nvml.c explains the words).
- `[later]`: the same once more, for what changes while the machine runs, and `gone`: paths that vanish.

The links of /sys/class follow from the devices' paths, as the kernel makes them.
"""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

from msgspec import Struct

HERE = Path(__file__).parent
CLASSES = ("thermal", "hwmon", "devfreq", "power_supply", "powercap", "leds", "dmi", "iio")
"""Of /sys/class, whose links are made here."""


class Built(Struct, frozen=True):
    """One machine's files."""

    name: str
    root: Path
    """For `EDGED_SYSROOT`."""
    scenario: Path | None
    """For `NVML_SCENARIO`; None: this machine has no NVML."""

    def later(self) -> None:
        """What changes while it runs has happened."""
        later = _read(self.name).get("later", {})
        for path in later.get("gone", ()):
            place = self.root / path
            if place.is_symlink() or place.is_file():
                place.unlink()
            else:
                shutil.rmtree(place)
        _write(self.root, later)
        if self.scenario and "nvml" in later:
            self.tell(later["nvml"])

    def tell(self, nvml: str) -> None:
        """NVIDIA's library says this from now on. At once: one that looks meanwhile must not find half of it."""
        assert self.scenario
        new = self.scenario.with_suffix(".new")
        new.write_text(nvml)
        new.replace(self.scenario)

    def change(self, path: str, value: object) -> None:
        """One file says something else now."""
        (self.root / path).write_bytes(_content(value))


def machines() -> list[str]:
    """The names of all."""
    return sorted(path.stem for path in HERE.glob("*.toml"))


def build(name: str, folder: Path) -> Built:
    """The machine called `name` below `folder`, which need not be there yet."""
    told = _read(name)
    root = folder / "root"
    root.mkdir(parents=True)
    _write(root, told)
    scenario = folder / "nvml.txt" if "nvml" in told else None
    if scenario:
        scenario.write_text(told["nvml"])
    return Built(name, root, scenario)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


def _write(root: Path, told: dict[str, Any]) -> None:
    files = {
        **_processor(told.get("processor")),
        **_memory(told.get("memory")),
        **_device_tree(told.get("device_tree")),
        **_dmi(told.get("dmi")),
    }
    for folder, inside in told.get("folder", {}).items():
        files |= {f"{folder}/{name}": _content(value) for name, value in inside.items()}
    files |= {path: bytes.fromhex(digits) for path, digits in told.get("bytes", {}).items()}
    files |= {path: b"7" * size for path, size in told.get("large", {}).items()}
    for path in told.get("folders", ()):
        (root / path).mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    _link(root, {**_class_links(files), **told.get("links", {})})
    if "device_tree" in told:
        _link(root, {"proc/device-tree": "/sys/firmware/devicetree/base"})
    for path, mode in told.get("modes", {}).items():
        (root / path).chmod(int(mode, 8))


def _link(root: Path, links: dict[str, str]) -> None:
    for path, target in links.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.is_symlink():
            place.symlink_to(target)


def _content(value: object) -> bytes:
    text = str(value)
    return text.encode() if text.endswith("\0") else f"{text}\n".encode()


def _class_links(files: dict[str, bytes]) -> dict[str, str]:
    """/sys/class/<class>/<device> -> the device, and the device's own link to what it belongs to."""
    links: dict[str, str] = {}
    kinds = "|".join(CLASSES)
    for path in files:
        found = re.match(rf"(sys/(devices/.+?)/({kinds})/(?:.+/)?([^/]+))/[^/]+$", path)
        if found is None:
            continue
        device, parent, kind, name = found.groups()
        links[f"sys/class/{kind}/{name}"] = f"../../{device.removeprefix('sys/')}"
        if not parent.startswith("devices/virtual"):
            links[f"{device}/device"] = f"../../../{parent.rsplit('/', 1)[1]}"
    return links


def _device_tree(told: dict[str, Any] | None) -> dict[str, bytes]:
    if told is None:
        return {}
    base = "sys/firmware/devicetree/base"
    names = "".join(f"{name}\0" for name in told["compatible"])
    return {f"{base}/model": f"{told['model']}\0".encode(), f"{base}/compatible": names.encode()}


def _dmi(told: dict[str, str] | None) -> dict[str, bytes]:
    folder = "sys/devices/virtual/dmi/id"
    return {f"{folder}/{name}": _content(value) for name, value in (told or {}).items()}


def _memory(told: dict[str, Any] | None) -> dict[str, bytes]:
    if told is None:
        return {}
    kib = {name: value * 1024 for name, value in told.items() if name.endswith("_mb")}
    lines = (
        f"MemTotal:       {kib['total_mb']:>8} kB",
        f"MemFree:        {kib['available_mb'] // 2:>8} kB",
        f"MemAvailable:   {kib['available_mb']:>8} kB",
        "Buffers:           81920 kB",
        f"SwapTotal:      {kib.get('swap_mb', 0):>8} kB",
        f"SwapFree:       {kib.get('swap_mb', 0):>8} kB",
    )
    files = {"proc/meminfo": "\n".join(lines).encode() + b"\n"}
    if "pressure" in told:
        some = f"some avg10={told['pressure']:.2f} avg60=0.00 avg300=0.00 total=123456\n"
        files["proc/pressure/memory"] = f"{some}{some.replace('some', 'full')}".encode()
    return files


def _processor(told: dict[str, Any] | None) -> dict[str, bytes]:
    """`arch`, `cores`, `threads` of each, `name`, `mhz`, `mhz_most`, `part` (ARM's), `says_arch` (kernel 6.1 and later)."""
    if told is None:
        return {}
    count = told["cores"] * told.get("threads", 1)
    blocks = [_block(told, cpu) for cpu in range(count)]
    files = {"proc/cpuinfo": "\n".join(blocks).encode(), "proc/stat": _stat(count)}
    if told.get("says_arch", True):
        files["proc/sys/kernel/arch"] = _content(told["arch"])
    for cpu in range(count):
        base = f"sys/devices/system/cpu/cpu{cpu}"
        files[f"{base}/topology/core_id"] = _content(cpu // told.get("threads", 1))
        files[f"{base}/topology/physical_package_id"] = _content(0)
        if "mhz" in told:
            files[f"{base}/cpufreq/scaling_cur_freq"] = _content(told["mhz"] * 1000)
            files[f"{base}/cpufreq/scaling_max_freq"] = _content(told["mhz_most"] * 1000)
            files[f"{base}/cpufreq/cpuinfo_max_freq"] = _content(told["mhz_most"] * 1000)
    return files


def _block(told: dict[str, Any], cpu: int) -> str:
    if told["arch"] == "x86_64":
        lines = [
            f"processor\t: {cpu}",
            "vendor_id\t: GenuineIntel",
            f"model name\t: {told['name']}",
            f"core id\t\t: {cpu // told.get('threads', 1)}",
            f"cpu cores\t: {told['cores']}",
            "flags\t\t: fpu vme de pse tsc msr pae cx8 apic sep lm avx2",
        ]
    else:
        lines = [
            f"processor\t: {cpu}",
            "BogoMIPS\t: 62.50",
            "Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32",
            "CPU implementer\t: 0x41",
            "CPU architecture: 8",
            f"CPU part\t: {told.get('part', '0xd42')}",
        ]
    return "\n".join(lines) + "\n"


def _stat(count: int) -> bytes:
    """User, nice, system, idle, iowait, irq, softirq in hundredths of a second since the start."""
    each = "120000 300 24000 660000 900 0 400 0 0 0"
    total = " ".join(str(int(part) * count) for part in each.split())
    lines = [f"cpu  {total}", *(f"cpu{cpu} {each}" for cpu in range(count))]
    return "\n".join([*lines, "ctxt 123456789", "btime 1763800000"]).encode() + b"\n"


def environment(built: Built, library: Path | None) -> dict[str, str]:
    """For a program that shall believe it runs there."""
    found = {"EDGED_SYSROOT": os.fspath(built.root)}
    if built.scenario and library:
        found |= {"EDGED_NVML": os.fspath(library), "NVML_SCENARIO": os.fspath(built.scenario)}
    return found
