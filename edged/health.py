"""What is wrong with the box, so that a person can do something about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from runtime.errors import EdgedError, Language

BoxState = Literal["ready", "warming", "hot", "degraded"]
DISK_TROUBLES = ("store_full", "store_broken", "disk_failed")
"""Issues with which no end of a picture can be written, so that none is begun."""
GRAVE = frozenset({"pack_broken", "worker_cannot_load", *DISK_TROUBLES})
"""Issues that keep the box from drawing."""
LAME = frozenset({"profile_fallback", "pack_fallback"})
"""Issues with which it draws, but not as it should."""


class Issue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that is wrong."""

    code: str
    text: str
    fix: str | None = None


class Health:
    """The present Issues, at most one of each code."""

    def __init__(self) -> None:
        self.warm = False
        """A real picture has been drawn by the present worker."""
        self.waking: int | None = None
        """Percent of a worker's way to its first picture; None where none is on its way."""
        self.hot = False
        """It draws less than it could, to stay cool."""
        self.on_change: Callable[[], None] = lambda: None
        """Called when the state may have changed."""
        self._errors: dict[str, EdgedError] = {}

    @property
    def state(self) -> BoxState:
        if self.grave is not None or LAME & self._errors.keys():
            return "degraded"
        if not self.warm:
            return "warming"
        return "hot" if self.hot else "ready"

    @property
    def draws(self) -> bool:
        """Hot, or with less than it should have, too."""
        return self.warm and self.grave is None

    @property
    def grave(self) -> EdgedError | None:
        """What keeps the box from drawing, if anything does."""
        return next((error for code, error in self._errors.items() if code in GRAVE), None)

    def suffers(self, *codes: str) -> bool:
        """One of these is wrong now."""
        return not self._errors.keys().isdisjoint(codes)

    def set_warm(self, warm: bool) -> None:
        self.warm = warm
        self.on_change()

    def set_hot(self, hot: bool) -> None:
        if hot != self.hot:
            self.hot = hot
            self.on_change()

    def note(self, error: EdgedError) -> None:
        """This is wrong now."""
        self._errors[error.code] = error
        self.on_change()

    def clear(self, *codes: str) -> None:
        """This is well again."""
        for code in codes:
            self._errors.pop(code, None)
        self.on_change()

    def issues(self, language: Language) -> list[Issue]:
        return [
            Issue(code=error.code, text=error.message(language), fix=error.fix(language))
            for error in self._errors.values()
        ]
