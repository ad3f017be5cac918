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
    paired_only: bool = True
    """The box is for paired devices; False: whoever reaches it may draw."""

    def check(self, need: Need) -> None:
        """Raises TeacherOnly or NotPaired."""
        if need == "device" and self.who == "guest" and self.paired_only:
            raise NotPaired
        if need == "teacher" and not self.leads:
            raise TeacherOnly

    def may_look(self, owner: str) -> bool:
        """At a picture of `owner`. In an open box everybody who knows its 128 random bits may."""
        return not self.paired_only or self.may_remove(owner)

    def may_remove(self, owner: str) -> bool:
        return self.leads or owner == self.owner

    @property
    def patient(self) -> bool:
        """May have any number of pictures waiting: a programme asks for many people."""
        return self.leads or self.who == "programme"

    @property
    def leads(self) -> bool:
        """A teacher, or the admin."""
        return self.who in {"teacher", "admin"}
