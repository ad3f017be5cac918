"""Graphics cards with their own memory: what NVML says of them, or at least the driver's files."""

from __future__ import annotations

import re

from msgspec import Struct

from edged.machine.errand import Errand, NoAnswer
from edged.machine.nvml import NvmlCard, NvmlUnavailable, opened
from edged.machine.tree import Tree

DRIVER = "proc/driver/nvidia/version"
PLAUSIBLE_MB = range(128, 4 * 1024 * 1024)
"""A card says how much memory it has; zeros and full words are no answer."""
PATIENCE_S = 3.0
"""Seconds that NVML may take: to wake a sleeping card takes one or two of them, a driver that hangs never comes back, and the
box must have started, or have stopped, within five. An answer that comes later is there for the next look."""
HUNG = "NO_ANSWER"
"""In the place of an error's name where NVML has not come back."""


class Card(Struct, frozen=True, kw_only=True):
    """None where nothing says it, or nothing that can be believed."""

    index: int
    name: str | None = None
    memory_mb: int | None = None
    compute: float | None = None
    """Compute capability."""
    uuid: str | None = None
    """As NVML and CUDA name it, whatever order each of them counts in."""


class Cards(Struct, frozen=True, kw_only=True):
    """All there are, and why there may be fewer than should be."""

    cards: tuple[Card, ...] = ()
    driver: str | None = None
    """NVIDIA's, as `580.95.05`."""
    nvml: str | None = None
    """Why NVML could not be asked, as `DRIVER_NOT_LOADED`; None where it answered or nobody asked."""


_errand: Errand[Cards] = Errand(PATIENCE_S)
"""One for the process, as the library is."""


def driver_loaded(tree: Tree) -> bool:
    return tree.exists(DRIVER) or tree.exists("sys/module/nvidia/version")


def find_cards(tree: Tree, library: str | None, *, ask: bool, shared: bool) -> Cards:
    """Blocks, for PATIENCE_S at most where NVML hangs. `ask`: NVML may be asked. `shared`: the graphics share the processor's memory, so NVML's word on it counts for nothing."""
    told = Cards(cards=_listed(tree), driver=_driver(tree))
    if not ask:
        return told
    try:
        asked = _errand.send(lambda: _ask(library, shared))
    except NvmlUnavailable as error:
        return Cards(cards=told.cards, driver=told.driver, nvml=str(error))
    except NoAnswer:
        return Cards(cards=told.cards, driver=told.driver, nvml=HUNG)
    return Cards(cards=asked.cards, driver=asked.driver or told.driver)


def largest(cards: tuple[Card, ...]) -> Card | None:
    """The one that counts: most memory, then the newest kind, then the first."""
    return max(cards, key=lambda card: (card.memory_mb or 0, card.compute or 0), default=None)


def read_card(card: NvmlCard, *, shared: bool) -> Card:
    """What of its answers can be believed."""
    memory = None if shared else card.memory()
    total = memory.total if memory and memory.total in PLAUSIBLE_MB else None
    compute = card.compute()
    return Card(
        index=card.index,
        name=_clean(card.name()),
        memory_mb=total,
        compute=compute if compute and 1 <= compute < 100 else None,
        uuid=_uuid(card.uuid()),
    )


def _ask(library: str | None, shared: bool) -> Cards:
    """Blocks, for ever where the driver hangs. Raises NvmlUnavailable."""
    with opened(library) as nvml:
        cards = tuple(read_card(card, shared=shared) for card in nvml.cards)
        return Cards(cards=cards, driver=nvml.driver())


def _uuid(text: str | None) -> str | None:
    """The driver's files show `GPU-????????-…` until somebody has used the card: CUDA would see no card at all by that name."""
    return text if text and re.fullmatch(r"GPU-[0-9A-Fa-f-]{1,60}", text) else None


def _clean(name: str | None) -> str | None:
    return name[:200] if name and name.isprintable() else None


def _driver(tree: Tree) -> str | None:
    """`NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95.05  …`"""
    found = re.search(r"\s(\d{3,4}\.\d{1,4}(?:\.\d{1,4})?)\s", tree.text(DRIVER) + " ")
    return found[1] if found else tree.text("sys/module/nvidia/version")[:32] or None


def _listed(tree: Tree) -> tuple[Card, ...]:
    """Names only: the driver's files say nothing of memory."""
    folder = "proc/driver/nvidia/gpus"
    texts = [tree.text(f"{folder}/{name}/information") for name in tree.names(folder)]
    return tuple(
        Card(index=index, name=_field("Model", text), uuid=_uuid(_field("GPU UUID", text)))
        for index, text in enumerate(texts)
    )


def _field(name: str, text: str) -> str | None:
    found = re.search(rf"^{name}:[ \t]*(\S.{{0,199}})$", text, re.MULTILINE)
    return _clean(found[1].strip()) if found else None
