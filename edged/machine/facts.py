"""Facts about this hardware, or about another machine whose files somebody sent.

Everything is read below a root that can be given (`EDGED_SYSROOT`), cards through a library that can be given
(`EDGED_NVML`).
"""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from edged.machine import board, processor
from edged.machine.cards import HUNG, Card, driver_loaded, find_cards, largest
from edged.machine.tree import Tree

CUDA_NODES = ("dev/nvidia-uvm", "dev/nvmap")
"""Device nodes without which nothing computes, for cards and for boards. The first may come up long after the driver."""


class Machine(Struct, frozen=True, kw_only=True):
    """What was found; None where nothing says it."""

    arch: str | None = None
    """As `uname -m`."""
    board: str | None = None
    """What the device tree or the firmware calls this computer."""
    compatible: tuple[str, ...] = ()
    """The device tree's names for the board, the most exact one first."""
    vendor: str | None = None
    """The firmware's word for who made it."""
    product: str | None = None
    processor: str | None = None
    """Its name, as `Intel(R) Core(TM) i5-8400 CPU @ 2.80GHz`."""
    cores: int | None = None
    """Physical ones."""
    memory_mb: int | None = None
    """Main memory, megabytes (1024²)."""
    nvidia: bool = False
    """NVIDIA's driver is loaded."""
    driver: str | None = None
    """That driver's version."""
    cards: tuple[Card, ...] = ()
    gpu_memory_mb: int | None = None
    """Of the largest card. None where the graphics share the processor's memory."""
    nvml: str | None = None
    """Why the cards could not be asked, as NVML's error is called; `NO_ANSWER`: it hangs."""
    cuda_node: bool = False
    """The device node that computing needs is there."""
    integrated_gpu: str | None = None
    """The device tree's name for graphics that share the processor's memory."""
    l4t: str | None = None
    """Release of NVIDIA's system for boards."""
    jetpack: str | None = None

    @property
    def card(self) -> Card | None:
        """The largest one: the only one that counts."""
        return largest(self.cards)

    @property
    def unknown(self) -> bool:
        """Nothing says what machine it is."""
        told = (self.board, self.compatible, self.processor, self.cores, self.memory_mb)
        return not any(told)

    @property
    def silent(self) -> bool:
        """There is a card of its own memory, and its library does not answer."""
        return self.nvml is not None and self.nvidia and not (self.integrated_gpu or self.l4t)

    @property
    def hung(self) -> bool:
        """The card is silent because its driver hangs."""
        return self.silent and self.nvml == HUNG


def sysroot() -> Path:
    """Where this machine's files begin, or another's."""
    return Path(os.environ.get("EDGED_SYSROOT") or "/")


def look_around(root: Path | None = None, library: str | None = None) -> Machine:
    """Blocks for some file reads, and for NVML where there is a driver; not for long where that hangs. Given nothing, the environment's root and library count."""
    tree = Tree(root or sysroot())
    library = library or os.environ.get("EDGED_NVML") or None
    model, vendor, product = board.model(tree), board.vendor(tree), board.product(tree)
    integrated, release = board.integrated_gpu(tree), board.l4t(tree)
    loaded = driver_loaded(tree)
    # This machine's library knows nothing of another's cards.
    ask = library is not None or (loaded and tree.own)
    found = find_cards(tree, library, ask=ask, shared=bool(integrated or release))
    card = largest(found.cards)
    return Machine(
        arch=processor.architecture(tree),
        board=model or " ".join(filter(None, (vendor, product))) or None,
        compatible=board.compatible(tree),
        vendor=vendor,
        product=product,
        processor=processor.processor_name(tree),
        cores=processor.cores(tree),
        memory_mb=processor.memory_mb(tree),
        nvidia=loaded or bool(found.cards),
        driver=found.driver,
        cards=found.cards,
        gpu_memory_mb=card.memory_mb if card else None,
        nvml=found.nvml,
        cuda_node=any(map(tree.exists, CUDA_NODES)),
        integrated_gpu=integrated,
        l4t=release,
        jetpack=board.jetpack(release),
    )
