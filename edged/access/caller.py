"""Whoever asks: what they may do, and under which name their pictures are kept."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from edged.access.device import Device, Role
from edged.access.refusals import TeacherOnly
from edged.refusals import NotPaired

Who = Literal["guest", "admin"] | Role
Need = Literal["anybody", "device", "teacher"]
"""Of a route: `device` means a paired one, where the box is not open to everybody."""
ADMIN_OWNER = "admin"


class Caller(Struct, frozen=True, kw_only=True):
    who: Who
    owner: str
    """Under which pictures are kept: `admin`, `device:<id>`, or a hash of what an open box knows of a guest."""
    device: Device | None = None

    @property
    def sees_all(self) -> bool:
        """Everybody's pictures."""
        return self.who in {"teacher", "admin"}

    def check(self, need: Need, *, paired_only: bool) -> None:
        """Raises TeacherOnly or NotPaired."""
        if need == "anybody":
            return
        if self.who == "guest" and paired_only:
            raise NotPaired
        if need == "teacher" and not self.sees_all:
            raise TeacherOnly
