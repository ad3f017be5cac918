"""This box: who it is, what it runs on, what it draws with. Gathered once, before anything is served."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from edged.errors import PackBroken, ProfileUnknown, StateUnwritable, Warming
from edged.identity import own_id
from edged.machine import AUTO, Choice, choose, look_around, own_profiles
from edged.packs.chosen import Chosen, Failed, remember_pack, remembered_pack
from edged.packs.fit import check_fit
from edged.packs.names import AUTO as ANY_PACK
from edged.packs.names import ref_of
from edged.packs.refusals import PackFallback, PackUnfit
from edged.packs.shelf import Shelf
from edged.packs.trust import Trust
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
    ref: str = ANY_PACK
    """The pack that the admin chose, `NAME@VERSION`; `auto`: the one that the profile names."""
    cause: EdgedError | None = None
    """Why a chosen pack cannot be used, in its own words."""
    chosen: Chosen = Chosen()
    """What is remembered of the admin's choice: `ref` may stand in for it."""
    fallback: PackFallback | None = None
    """Why it does."""

    def usable(self) -> Pack:
        """Its pack. Raises PackBroken, or for a chosen one the error that says what is wrong with it."""
        if self.pack is None:
            raise (self.cause if self.ref != ANY_PACK else None) or self.trouble or Warming()
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
    setup = configured(settings)
    if setup.chosen != remembered_pack(settings.state_folder):
        with suppress(OSError):  # The next start finds out again.
            remember_pack(settings.state_folder, setup.chosen)
    return Box(
        id=id,
        name=settings.name or own,
        setup=setup,
        producer=settings.producer or own,
    )


def configured(settings: Settings) -> Setup:
    """With the profile that is named, else the one that the admin chose once, else the best; and with a pack that can
    be read, where there is one.

    Blocks for file reads. Raises ProfileUnknown, ProfileBroken.
    """
    named = settings.profile != AUTO
    profile = settings.profile if named else remembered(settings.state_folder)
    try:
        return standing_in(settings, prepare(settings, profile))
    except ProfileUnknown:
        if named:
            raise
        # What the admin chose once is not there any more.
        return standing_in(settings, prepare(settings, AUTO))


def prepare(settings: Settings, profile: str) -> Setup:
    """What the box would draw with under this profile, or under the one that fits best for `auto`.

    Blocks for file reads. Raises ProfileUnknown, ProfileBroken.
    """
    profiles = Path(settings.profiles) if settings.profiles else profiles_folder()
    choice = choose(profiles, profile, look_around(), own_profiles())
    chosen = remembered_pack(settings.state_folder)
    setup = equipped(settings, choice, chosen.pack)
    fallback = None
    if chosen.failed and setup.pack:
        fallback = chosen.failed.issue(ref_of(setup.pack.manifest))
    return replace(setup, chosen=chosen, fallback=fallback)


def standing_in(settings: Settings, setup: Setup) -> Setup:
    """The same; where the chosen pack cannot be used, with the one before it, or else with the profile's own.

    What merely does not fit this profile stays chosen: the next profile may suit it.
    """
    chosen = setup.chosen
    if setup.pack is not None or setup.ref == ANY_PACK or setup.cause is None:
        return setup
    failed = Failed.of(setup.ref, setup.cause)
    for ref in dict.fromkeys((chosen.previous, ANY_PACK)):
        other = equipped(settings, setup.choice, ref)
        if other.pack is not None:
            gone = not isinstance(setup.cause, PackUnfit)
            return replace(
                other,
                chosen=Chosen(pack=ref, failed=failed) if gone else chosen,
                fallback=failed.issue(ref_of(other.pack.manifest)),
            )
    return setup


def equipped(settings: Settings, choice: Choice, ref: str) -> Setup:
    """With this pack under the chosen profile; `auto`: with the profile's own. Blocks for file reads."""
    shelf = shelf_of(settings)
    folder = shelf.default(choice.profile.pack)
    try:
        if ref != ANY_PACK:
            held = shelf.find(ref)
            folder, ref = held.folder, held.ref
            check_fit(held.manifest, choice.profile)
        pack = shelf.open(folder)
    except EdgedError as error:
        trouble = _broken(error)
        return Setup(choice=choice, folder=folder, pack=None, trouble=trouble, ref=ref, cause=error)
    return Setup(choice=choice, folder=folder, pack=pack, trouble=None, ref=ref)


def shelf_of(settings: Settings) -> Shelf:
    """Every pack that is here."""
    return Shelf(
        settings.state_folder / "packs",
        shipped=Path(settings.packs) if settings.packs else packs_folder(),
        trust=Trust(keys=Path(settings.keys), required=settings.require_signed),
        verified=settings.verified_file,
    )


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


def _broken(error: EdgedError) -> PackBroken:
    return PackBroken(
        message_en=error.message("en"),
        message_zh=error.message("zh"),
        hint_en=error.fix("en") or "",
        hint_zh=error.fix("zh") or "",
    )
