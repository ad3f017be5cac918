"""This box: who it is, what it runs on, what it draws with. Gathered once, before anything is served."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edged.errors import PackBroken, StateUnwritable
from edged.identity import own_id
from edged.machine import Choice, choose, look_around
from edged.settings import Settings
from runtime.errors import EdgedError
from runtime.pack import Pack, packs_folder
from runtime.profile import profiles_folder


class Box(Struct, frozen=True, kw_only=True):
    id: str
    """8 hex digits."""
    name: str
    """What people see."""
    choice: Choice
    folder: Path
    """Where its pack should be."""
    pack: Pack | None
    """None: it cannot be used, and `trouble` says why."""
    trouble: PackBroken | None

    @property
    def host(self) -> str:
        """Its name on the LAN, without `.local`."""
        return f"edged-{self.id}"


def gather(settings: Settings) -> Box:
    """Blocks for file reads. Raises StateUnwritable, ProfileUnknown, ProfileBroken."""
    try:
        id = own_id(settings.state_folder)
    except OSError as error:
        raise StateUnwritable(folder=settings.state_folder, detail=error.strerror) from error
    profiles = Path(settings.profiles) if settings.profiles else profiles_folder()
    choice = choose(profiles, settings.profile, look_around())
    packs = Path(settings.packs) if settings.packs else packs_folder()
    folder = packs / choice.profile.pack
    pack, trouble = _pack(folder)
    name = settings.name or f"edged-{id}"
    return Box(id=id, name=name, choice=choice, folder=folder, pack=pack, trouble=trouble)


def _pack(folder: Path) -> tuple[Pack | None, PackBroken | None]:
    try:
        return Pack.open(folder), None
    except EdgedError as error:
        return None, PackBroken(
            message_en=error.message("en"),
            message_zh=error.message("zh"),
            hint_en=error.fix("en") or "",
            hint_zh=error.fix("zh") or "",
        )
