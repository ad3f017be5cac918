"""What the device tree, the firmware and the vendor's release files call this computer."""

from __future__ import annotations

import re

from edged.machine.tree import Tree

TREES = ("proc/device-tree", "sys/firmware/devicetree/base")
DPKG_LIMIT = 16 * 1024 * 1024
JETPACKS = {
    "39.2.0": "7.2",
    "38.4": "7.1",
    "36.5": "6.2.2",
    "36.4.7": "6.2.1",
    "36.4.3": "6.2",
    "35.6.4": "5.1.6",
    "32.7.6": "4.6.6",
}
"""L4T's release -> JetPack's, as jetson_stats lists them."""
GENERATIONS = {"39": "7", "38": "7", "36": "6", "35": "5", "32": "4"}
"""L4T's first number -> JetPack's, for releases that are not in the list."""
INTEGRATED = frozenset({"gv11b", "gp10b", "ga10b", "gb10b", "gpu"})
"""Names of the device tree's nodes for graphics that share the processor's memory."""


def model(tree: Tree) -> str | None:
    return next(filter(None, (_line(tree, f"{base}/model") for base in TREES)), None)


def compatible(tree: Tree) -> tuple[str, ...]:
    """What the board is compatible with, the most exact name first."""
    found = (tree.strings(f"{base}/compatible") for base in TREES)
    return next(filter(None, found), ())


def vendor(tree: Tree) -> str | None:
    return _line(tree, "sys/class/dmi/id/sys_vendor")


def product(tree: Tree) -> str | None:
    return _line(tree, "sys/class/dmi/id/product_name")


def integrated_gpu(tree: Tree) -> str | None:
    """The node's name. It may appear a while after the machine's start."""
    folder = "sys/class/devfreq"
    places = (f"{folder}/{name}/device/of_node/name" for name in tree.names(folder))
    return next((name for name in map(tree.text, places) if name in INTEGRATED), None)


def l4t(tree: Tree) -> str | None:
    """The release of NVIDIA's system for boards, as `36.4.7`."""
    text = tree.text("etc/nv_tegra_release")
    found = re.search(r"R(\d{1,4})\s*\(release\),\s*REVISION:\s*(\d[\d.]{0,15})", text)
    if found:
        return f"{found[1]}.{found[2]}"
    return _installed_l4t(tree) if integrated_gpu(tree) else None


def jetpack(release: str | None) -> str | None:
    """The JetPack that an L4T release belongs to; only its generation where the release is not known."""
    if release is None:
        return None
    exact = JETPACKS.get(release) or JETPACKS.get(release.removesuffix(".0"))
    return exact or GENERATIONS.get(release.partition(".")[0])


def _installed_l4t(tree: Tree) -> str | None:
    """From the package's own words, where the release file was taken away."""
    _, _, rest = tree.text("var/lib/dpkg/status", DPKG_LIMIT).partition(
        "Package: nvidia-l4t-core\n"
    )
    found = re.search(r"^Version: (\d[\d.]{0,15})", rest.partition("\n\n")[0], re.MULTILINE)
    return found[1] if found else None


def _line(tree: Tree, path: str) -> str | None:
    """Names are short: of a file that is no name the first 200 letters of its first line."""
    lines = tree.text(path).splitlines()
    return lines[0].strip()[:200] or None if lines else None
