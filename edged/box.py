"""This box: who it is, what it runs on, what it draws with. Gathered once, before anything is served."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edged.errors import PackBroken, ProfileUnknown, StateUnwritable, Warming
from edged.identity import own_id
from edged.machine import AUTO, Choice, choose, look_around, own_profiles
from edged.settings import Settings
from runtime.errors import EdgedError
from runtime.pack import Pack, packs_folder
from runtime.profile import profiles_folder

CHOSEN = "profile"
"""File in the state folder: the profile that the admin chose at run time."""


class Setup(Struct, frozen=True, kw_only=True):
    """What it draws with."""

    choice: Choice
    folder: Path
    """Where its pack should be."""
    pack: Pack | None
    """None: it cannot be used, and `trouble` says why."""
    trouble: PackBroken | None

    def usable(self) -> Pack:
        """Its pack. Raises PackBroken."""
        if self.pack is None:
            raise self.trouble or Warming()
        return self.pack


class Box(Struct, kw_only=True):
    id: str
    """8 hex digits."""
    name: str
    """What people see."""
    setup: Setup
    """Replaced as a whole when the profile changes."""
    producer: str = ""
    """Who answers for its pictures, for their metadata."""

    @property
    def host(self) -> str:
        """Its name on the LAN, without `.local`."""
        return f"edged-{self.id}"

    @property
    def choice(self) -> Choice:
        return self.setup.choice

    @property
    def pack(self) -> Pack | None:
        return self.setup.pack


def gather(settings: Settings) -> Box:
    """Blocks for file reads. Raises StateUnwritable, ProfileUnknown, ProfileBroken."""
    try:
        id = own_id(settings.state_folder)
    except OSError as error:
        raise StateUnwritable(folder=settings.state_folder, detail=error.strerror) from error
    own = f"edged-{id}"
    return Box(
        id=id,
        name=settings.name or own,
        setup=configured(settings),
        producer=settings.producer or own,
    )


def configured(settings: Settings) -> Setup:
    """With the profile that is named, else the one that the admin chose once, else the best.

    Blocks for file reads. Raises ProfileUnknown, ProfileBroken.
    """
    named = settings.profile != AUTO
    profile = settings.profile if named else remembered(settings.state_folder)
    try:
        return prepare(settings, profile)
    except ProfileUnknown:
        if named:
            raise
        return prepare(settings, AUTO)  # what the admin chose once is not there any more


def prepare(settings: Settings, profile: str) -> Setup:
    """What the box would draw with under this profile, or under the one that fits best for `auto`.

    Blocks for file reads. Raises ProfileUnknown, ProfileBroken.
    """
    profiles = Path(settings.profiles) if settings.profiles else profiles_folder()
    choice = choose(profiles, profile, look_around(), own_profiles())
    packs = Path(settings.packs) if settings.packs else packs_folder()
    folder = packs / choice.profile.pack
    pack, trouble = _pack(folder)
    return Setup(choice=choice, folder=folder, pack=pack, trouble=trouble)


def remembered(state: Path) -> str:
    """The admin's choice of a profile; `auto` where there was none."""
    try:
        return (state / CHOSEN).read_text(encoding="utf-8").strip() or AUTO
    except (OSError, UnicodeDecodeError):
        return AUTO


def remember(state: Path, profile: str) -> None:
    """Raises OSError."""
    new = state / f"{CHOSEN}.new"
    new.write_text(f"{profile}\n", encoding="utf-8")
    new.replace(state / CHOSEN)


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
