"""NVIDIA's management library: which cards are there, and how they are.

Every call may be refused on its own (a laptop knows no power limit, a module with shared memory knows almost nothing),
so each answers None then and leaves its error's name in `refused`. Numbers are passed on as the library says them, in
this project's units; whether they can be believed is for others to judge.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal, TypeVar

from msgspec import Struct

T = TypeVar("T")

USUAL = "libnvidia-ml.so.1"
MB = 1024 * 1024
CARDS_LIMIT = 64
"""Cards asked at most, whatever number the library says."""
LOST = frozenset({"UNINITIALIZED", "GPU_IS_LOST", "DRIVER_NOT_LOADED", "RESET_REQUIRED"})
"""Refusals after which the library must be opened anew."""

Threshold = Literal["shutdown", "slowdown", "memory", "operating"]
THRESHOLDS: dict[Threshold, int] = {"shutdown": 0, "slowdown": 1, "memory": 2, "operating": 3}
"""As NVML numbers them."""


class NvmlUnavailable(Exception):
    """The library cannot be opened; the argument is the reason's name, as `DRIVER_NOT_LOADED`."""


class Memory(Struct, frozen=True):
    """Megabytes (1024²). `used` includes what the driver keeps for itself."""

    total: int
    used: int
    free: int


class NvmlCard:
    """One card. Valid while the library is open."""

    def __init__(self, nvml: Any, index: int) -> None:
        self.index = index
        self.refused: dict[str, str] = {}
        """Call -> error's name, of the calls whose last answer was an error."""
        self._nvml = nvml
        self._handle = self._ask("handle", lambda: nvml.nvmlDeviceGetHandleByIndex(index))

    @property
    def lost(self) -> bool:
        """It fell off the bus, or the driver went away."""
        return not LOST.isdisjoint(self.refused.values())

    def name(self) -> str | None:
        return self._text("name", self._nvml.nvmlDeviceGetName)

    def uuid(self) -> str | None:
        return self._text("uuid", self._nvml.nvmlDeviceGetUUID)

    def memory(self) -> Memory | None:
        found = self._tell("memory", self._nvml.nvmlDeviceGetMemoryInfo)
        if found is None:
            return None
        return Memory(found.total // MB, found.used // MB, found.free // MB)

    def compute(self) -> float | None:
        """The compute capability, as 8.6."""
        found = self._tell("compute", self._nvml.nvmlDeviceGetCudaComputeCapability)
        return None if found is None else float(found[0] + found[1] / 10)

    def temperature(self) -> float | None:
        """Degrees Celsius of the chip."""
        return self._number("temperature", self._nvml.nvmlDeviceGetTemperature, 0)

    def threshold(self, which: Threshold) -> float | None:
        """Degrees Celsius. Not a constant: laptops change theirs while they run."""
        ask = self._nvml.nvmlDeviceGetTemperatureThreshold
        return self._number(f"threshold_{which}", ask, THRESHOLDS[which])

    def utilisation(self) -> float | None:
        """0 to 1."""
        found = self._tell("utilisation", self._nvml.nvmlDeviceGetUtilizationRates)
        return None if found is None else float(found.gpu / 100)

    def power(self) -> float | None:
        """Watts."""
        return self._number("power", self._nvml.nvmlDeviceGetPowerUsage, scale=1000)

    def power_limit(self) -> float | None:
        """Watts that the card keeps to at present."""
        enforced = self._nvml.nvmlDeviceGetEnforcedPowerLimit
        return self._number("power_limit", enforced, scale=1000)

    def clock(self) -> float | None:
        """Megahertz of the shaders."""
        return self._number("clock", self._nvml.nvmlDeviceGetClockInfo, 0)

    def slowed_by(self) -> int | None:
        """Bits that say why the clock is lower than it could be; drivers before 535 know them by their older name."""
        now = self._tell("slowed_by", self._nvml.nvmlDeviceGetCurrentClocksEventReasons)
        if now is None and self.refused.get("slowed_by") == "FUNCTION_NOT_FOUND":
            now = self._tell("slowed_by", self._nvml.nvmlDeviceGetCurrentClocksThrottleReasons)
        return None if now is None else int(now)

    def _text(self, call: str, ask: Callable[..., Any]) -> str | None:
        found = self._tell(call, ask)
        return None if found is None else str(found)

    def _number(
        self, call: str, ask: Callable[..., Any], *more: Any, scale: int = 1
    ) -> float | None:
        found = self._tell(call, ask, *more)
        return None if found is None else float(found / scale)

    def _tell(self, call: str, ask: Callable[..., Any], *more: Any) -> Any:
        """What `ask` says of this card; None where it is refused."""
        handle = self._handle
        if handle is None:
            handle = self._handle = self._ask(
                "handle", lambda: self._nvml.nvmlDeviceGetHandleByIndex(self.index)
            )
        if handle is None:
            return None
        return self._ask(call, lambda: ask(handle, *more))

    def _ask(self, call: str, ask: Callable[[], T]) -> T | None:
        try:
            answer = ask()
        except (self._nvml.NVMLError, UnicodeDecodeError) as error:
            self.refused[call] = error_name(error)
            return None
        self.refused.pop(call, None)
        return answer


class Nvml:
    """The open library."""

    def __init__(self, nvml: Any) -> None:
        self._nvml = nvml
        self.refused: dict[str, str] = {}
        """As a card's."""
        self.cards = tuple(NvmlCard(nvml, index) for index in range(self._count()))

    def driver(self) -> str | None:
        """The driver's version, as `580.95.05`."""
        return self._ask("driver", self._nvml.nvmlSystemGetDriverVersion)

    def _count(self) -> int:
        return min(self._ask("count", self._nvml.nvmlDeviceGetCount) or 0, CARDS_LIMIT)

    def _ask(self, call: str, ask: Callable[[], T]) -> T | None:
        try:
            return ask()
        except (self._nvml.NVMLError, UnicodeDecodeError) as error:
            self.refused[call] = error_name(error)
            return None


@contextmanager
def opened(library: str | None = None) -> Iterator[Nvml]:
    """The library, named or the usual one; closed again afterwards. Blocks. Raises NvmlUnavailable."""
    import pynvml  # noqa: PLC0415 - costs time and memory, and most machines have no card

    _load(pynvml, library or USUAL)
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        raise NvmlUnavailable(error_name(error)) from error
    try:
        yield Nvml(pynvml)
    finally:
        with suppress(pynvml.NVMLError):
            pynvml.nvmlShutdown()


def error_name(error: Exception) -> str:
    """As NVML's header writes it, without its prefix: `NOT_SUPPORTED`."""
    import pynvml  # noqa: PLC0415 - loaded already: the error came from there

    code = getattr(error, "value", None)
    names = (name for name in vars(pynvml) if name.startswith("NVML_ERROR_") and code is not None)
    found = next((name for name in names if getattr(pynvml, name) == code), None)
    return found.removeprefix("NVML_ERROR_") if found else "UNREADABLE"


def _load(pynvml: Any, name: str) -> None:
    """pynvml opens the usual library only, unless one is open already: then it takes that.

    A process stays with the library that it opened first, because pynvml keeps pointers into it.
    """
    if pynvml.nvmlLib is None:
        try:
            pynvml.nvmlLib = ctypes.CDLL(name)
        except OSError as error:
            raise NvmlUnavailable("LIBRARY_NOT_FOUND") from error
    elif pynvml.nvmlLib._name != name:
        raise NvmlUnavailable("IN_USE")
