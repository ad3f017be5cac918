"""The graphics card that counts, through NVML: every call may be refused on its own, and the card may be lost and found."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Final

from edged.machine import board
from edged.machine.cards import driver_loaded, largest, read_card
from edged.machine.nvml import LOST, Nvml, NvmlCard, NvmlUnavailable, Threshold, opened
from edged.machine.tree import Tree
from edged.sensors.reading import Kind, Reading, Report
from edged.sensors.sample import Metric, Throttle

log = logging.getLogger(__name__)

LACKING = frozenset({"NOT_SUPPORTED", "FUNCTION_NOT_FOUND", "ARGUMENT_VERSION_MISMATCH"})
"""Refusals that only say that this card has no such sensor."""
BITS: Final[tuple[tuple[int, Throttle], ...]] = (
    (0x04, "power"),
    (0x08, "hardware"),
    (0x20, "thermal"),
    (0x40, "thermal"),
    (0x80, "power"),
)
"""Why a card's clock is lower than it could be. Idle, an application's wish and the like are no throttling."""
KNOWN_BITS = 0xFFFF
"""Any other bit set means that the mask is none."""
THRESHOLDS: tuple[Threshold, ...] = ("operating", "slowdown")
"""The lowest of these that can be believed is the limit. They change while the machine runs."""
CALLS: tuple[tuple[Metric, str, Callable[[NvmlCard], float | None]], ...] = (
    ("gpu_temperature", "temperature", NvmlCard.temperature),
    ("gpu_limit", "threshold_operating", lambda card: card.threshold("operating")),
    ("gpu_limit", "threshold_slowdown", lambda card: card.threshold("slowdown")),
    ("gpu_power", "power", NvmlCard.power),
    ("gpu_power_limit", "power_limit", NvmlCard.power_limit),
    ("gpu_utilisation", "utilisation", NvmlCard.utilisation),
    ("gpu_clock", "clock", NvmlCard.clock),
)
SHARED_LACKS: frozenset[Metric] = frozenset({"gpu_power", "gpu_power_limit"})
"""Where graphics share the processor's supply these are garbage or nothing."""


class CardSensor:
    def __init__(
        self, tree: Tree, library: str | None, wanted: Callable[[], str | None] = lambda: None
    ) -> None:
        """`wanted`: UUID of the card that the worker draws with; None: the one that counts is found here."""
        self._tree, self._library, self._wanted = tree, library, wanted
        self._held = ExitStack()
        self._card: NvmlCard | None = None
        self._uuid: str | None = None
        """Of the card that is read: another one is no replacement, for the worker draws with that one."""
        self._kind: Kind = "card"
        self._given: dict[Metric, str] = {}
        """What it has told, and by which call."""
        self._trouble = ""

    def find(self) -> None:
        """Opens the library, which may come up late, or anew after the card was lost or another one is wanted."""
        wanted = self._wanted() or self._uuid
        if self._card is not None:
            if wanted == self._uuid:
                return
            self.close()
            self._given = {}
        # This machine's library knows nothing of another's cards.
        if self._library is None and not (self._tree.own and driver_loaded(self._tree)):
            return
        shared = board.integrated_gpu(self._tree) or board.l4t(self._tree)
        self._kind = "shared_card" if shared else "card"
        try:
            nvml = self._held.enter_context(opened(self._library))
        except NvmlUnavailable as error:
            self._note(str(error))
            return
        self._card = self._choose(nvml, wanted)
        if self._card is None:
            self._held.close()
            every = [*nvml.refused.values(), *(r for c in nvml.cards for r in c.refused.values())]
            self._note(next((name for name in every if name not in LACKING), "GPU_NOT_FOUND"))

    def read(self, at: float) -> Report:
        card = self._card
        if card is None:
            return self._lost(self._trouble)
        readings = [
            reading
            for metric, call, ask in CALLS
            if (reading := self._reading(card, metric, call, ask(card)))
        ]
        if self._kind == "card":
            readings += self._memory(card)
        throttled = _throttled(card.slowed_by())
        if card.lost:
            self._note(next(name for name in card.refused.values() if name in LOST))
            self.close()
            return self._lost(self._trouble)
        self._given |= {r.metric: r.source for r in readings if r.value is not None}
        return Report(readings=readings, throttled=throttled)

    def close(self) -> None:
        self._card = None
        self._held.close()

    def _choose(self, nvml: Nvml, wanted: str | None) -> NvmlCard | None:
        """The wanted one, or else the only one that counts; later on the same again."""
        if wanted is not None:
            self._uuid = wanted
            return next((card for card in nvml.cards if card.uuid() == wanted), None)
        shared = self._kind == "shared_card"
        best = largest(tuple(read_card(card, shared=shared) for card in nvml.cards))
        if best is None or nvml.cards[best.index].lost:
            return None
        card = nvml.cards[best.index]
        self._uuid = card.uuid()
        return card

    def _reading(
        self, card: NvmlCard, metric: Metric, call: str, value: float | None
    ) -> Reading | None:
        refused = card.refused.get(call)
        lacks = refused in LACKING or (self._kind == "shared_card" and metric in SHARED_LACKS)
        return None if lacks else self._as_reading(card, metric, call, value, refused)

    def _memory(self, card: NvmlCard) -> list[Reading]:
        found = card.memory()
        if found is None:
            return []
        return [
            self._as_reading(card, "gpu_memory_total", "memory", float(found.total), None),
            self._as_reading(card, "gpu_memory_free", "memory", float(found.free), None),
        ]

    def _as_reading(
        self, card: NvmlCard, metric: Metric, call: str, value: float | None, refused: str | None
    ) -> Reading:
        return Reading(
            metric=metric,
            kind=self._kind,
            source=f"nvml:{card.index}:{call}",
            value=value,
            found=refused or f"{value:.12g}",
            why="unreadable" if refused else None,
        )

    def _lost(self, trouble: str) -> Report:
        """What it told before is missing now, and somebody should know."""
        return Report(
            readings=[
                Reading(
                    metric=metric,
                    kind=self._kind,
                    source=source,
                    value=None,
                    found=trouble,
                    why="unreadable",
                )
                for metric, source in self._given.items()
            ]
        )

    def _note(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("NVML does not answer: %s", trouble)
        self._trouble = trouble


def _throttled(bits: int | None) -> frozenset[Throttle]:
    if bits is None or bits & ~KNOWN_BITS:
        return frozenset()
    return frozenset(reason for bit, reason in BITS if bits & bit)
