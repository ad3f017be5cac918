"""The pairing window: for two minutes whoever shows the code or the QR code's secret becomes one of the box's devices.

Code and secret let one device in each time; then there are new ones, or after a teacher's device the window closes. Nothing of it is ever on disk.
"""

from __future__ import annotations

import secrets
import time
import unicodedata
from collections.abc import Callable

from msgspec import Struct

from edged.access.device import Device, Role
from edged.access.refusals import CodeSpent, CodeWrong, PairingClosed, SecretUsed
from edged.access.register import Register
from edged.access.tries import Tries

OPEN_S = 120.0
MISSES = 5
"""Wrong codes after which the window takes no code any more, whoever sent them; its QR code goes on."""
DIGITS = 6
SECRET_BYTES = 16


class Invitation(Struct, frozen=True, kw_only=True):
    """What a window lets in at the moment."""

    role: Role
    until: float
    """By the window's clock, in seconds."""
    code: str
    """6 digits; empty after too many misses."""
    secret: str
    """128 bits, 22 characters."""


class Arrival(Struct, frozen=True, kw_only=True):
    """Who came in."""

    device: Device
    token: str


class Window:
    """Open or not. Everything runs on the event loop's thread; a code is spent before anything is awaited."""

    def __init__(
        self, register: Register, tries: Tries, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.came: list[Device] = []
        """Since it was opened for the last time, the first at the front."""
        self._register, self._tries, self._clock = register, tries, clock
        self._invitation: Invitation | None = None
        self._misses = 0

    @property
    def invitation(self) -> Invitation | None:
        """None: it is closed."""
        found = self._invitation
        if found is not None and self._clock() >= found.until:
            found = self._invitation = None
        return found

    @property
    def left_s(self) -> float:
        """Seconds until it closes by itself; 0: it is closed."""
        found = self.invitation
        return found.until - self._clock() if found else 0.0

    def open(self, role: Role) -> Invitation:
        """For two minutes from now. One that was open closes, and what it showed counts no more."""
        self.came, self._misses = [], 0
        self._invitation = _invitation(role, self._clock() + OPEN_S, with_code=True)
        return self._invitation

    def close(self) -> None:
        self._invitation = None

    async def enter_by_code(self, code: str, address: str, present: Device | None) -> Arrival:
        """`present`: the device that it is already. Raises TooManyTries, PairingClosed, CodeSpent, CodeWrong."""
        self._tries.check(address)
        found = self._wanted()
        if not found.code:
            raise CodeSpent
        if not secrets.compare_digest(_digits(code).encode(), found.code.encode()):
            self._miss(found, address)
            raise CodeWrong
        return await self._enter(found, present)

    async def enter_by_secret(self, secret: str, present: Device | None) -> Arrival:
        """As `enter_by_code`. A wrong one spends nothing: nobody guesses 128 bits. Raises PairingClosed, SecretUsed."""
        found = self._wanted()
        if not secrets.compare_digest(secret.encode(), found.secret.encode()):
            raise SecretUsed
        return await self._enter(found, present)

    def _wanted(self) -> Invitation:
        found = self.invitation
        if found is None:
            raise PairingClosed
        return found

    def _miss(self, found: Invitation, address: str) -> None:
        self._tries.miss(address)
        self._misses += 1
        if self._misses >= MISSES:
            self._invitation = Invitation(
                role=found.role, until=found.until, code="", secret=found.secret
            )

    async def _enter(self, found: Invitation, present: Device | None) -> Arrival:
        # Spent first: of two who come with the same one at the same time only one gets in. One teacher is
        # enough: nobody who looks on becomes another.
        once, came = found.role == "teacher", self.came
        with_code = bool(found.code)
        following = None if once else _invitation(found.role, found.until, with_code=with_code)
        self._invitation = following
        if present is not None:
            device, token = await self._register.renew(present.id, found.role)
        else:
            device, token = await self._register.add(found.role)
        came.append(device)
        return Arrival(device=device, token=token)


def _invitation(role: Role, until: float, *, with_code: bool) -> Invitation:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" if with_code else ""
    return Invitation(role=role, until=until, code=code, secret=secrets.token_urlsafe(SECRET_BYTES))


def _digits(text: str) -> str:
    """What was typed, without blanks, and with the wide digits of a Chinese keyboard made narrow."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(each for each in narrow if each not in " -\t")
