"""Which profile the box draws with: chosen at its start, changed by the admin, given up where it cannot draw."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from edged.box import Box, Setup, equipped, prepare, remember, standing_in
from edged.errors import (
    PackBroken,
    ProfileBroken,
    ProfileFallback,
    StateUnwritable,
    WorkerCannotLoad,
)
from edged.health import Health
from edged.machine import AUTO, TROUBLES, Choice
from edged.machine.engines import on_engine
from edged.packs.chosen import Chosen, Failed, remember_pack
from edged.packs.names import AUTO as ANY_PACK
from edged.packs.names import ref_of
from edged.packs.refusals import PackFallback
from edged.settings import Settings
from edged.studio import Studio
from edged.task import Task
from runtime.errors import EdgedError
from runtime.messages import Load
from runtime.profile import CUDA_PROVIDERS, Profile, parse_profile

log = logging.getLogger(__name__)
T = TypeVar("T")

PROCESSOR = "CPUExecutionProvider"

LOST_AFTER = 3
"""Engines in a row that failed in the middle of work, and drew nothing, after which their card is lost."""
LOOK_S = 1.0
"""Seconds between two looks at how the worker does."""


class Fitting:
    """`run` draws with the box's setup, and with whatever takes its place."""

    def __init__(
        self,
        *,
        box: Box,
        studio: Studio,
        health: Health,
        settings: Settings,
        on_change: Callable[[], None],
    ) -> None:
        self._box, self._studio, self._health, self._settings = box, studio, health, settings
        self._on_change = on_change
        self._looked = time.monotonic()
        """Monotonic seconds of the last look at the machine."""
        self._adopting: Path | None = None
        """The pack that is just being tried."""
        self._hopeless: str | None = None
        """A pack that cannot draw, and no other one could in its place."""
        self._at_rest = asyncio.Event()
        """Set while it tries nothing by itself: an admin who wants something else meanwhile waits, and is not refused."""
        self._at_rest.set()
        self._usable = asyncio.Event()
        if box.pack is not None:
            self._usable.set()

    @property
    def folders(self) -> set[Path | None]:
        """Of the pack that it draws with, and of the one that is just being tried."""
        return {self._box.setup.folder, self._adopting}

    async def run(self) -> None:
        """Until it is cancelled."""
        self._note_troubles()
        await self._usable.wait()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._studio.run(self._task(self._box.setup)))
            while True:
                await asyncio.sleep(LOOK_S)
                if self._pack_in_vain():
                    await self._return_pack()
                elif self._in_vain():
                    await self._fall_back()
                elif self._may_find_more():
                    await self._look_again()

    async def use(self, name: str) -> Choice:
        """Draws with this profile from now on, or with the one that fits best for `auto`; after a restart too.

        The picture that shows whether it can has been drawn when it returns. Raises ProfileUnknown, ProfileBroken,
        PackBroken, PackUnfit, WorkerCannotLoad, WorkerDied, ChangeInProgress or StateUnwritable, and then all is as
        before.
        """
        setup = await asyncio.to_thread(prepare, self._settings, name)
        await self._at_rest.wait()
        await self._adopt(setup)
        self._health.clear(ProfileFallback.code)
        await self._keep(remember, name)
        return setup.choice

    async def use_pack(self, ref: str) -> Setup:
        """Draws with this pack from now on, whatever the profile, or with the profile's own for `auto`; after a restart too.

        As `use`; raises PackUnknown, PackUnsigned and SignatureWrong besides.
        """
        await self._at_rest.wait()
        before = self._box.setup
        setup = await asyncio.to_thread(equipped, self._settings, before.choice, ref)
        again = setup.ref == before.ref
        chosen = Chosen(pack=setup.ref, previous=before.chosen.previous if again else before.ref)
        await self._adopt(replace(setup, chosen=chosen))
        await self._keep(remember_pack, chosen)
        return setup

    @asynccontextmanager
    async def trying(self, engine: str) -> AsyncIterator[None]:
        """Draws on this engine meanwhile; the profile's own comes back after that, unless somebody chose anew.

        Raises WorkerCannotLoad, WorkerDied or ChangeInProgress, and then all is as before; ProfileBroken for a file whose engine
        cannot be changed.
        """
        await self._at_rest.wait()
        before = self._box.setup
        if before.choice.profile.engine == engine:
            yield
            return
        try:
            text = on_engine(before.choice.text, engine)
        except ValueError as error:
            raise ProfileBroken(detail=str(error), detail_zh=str(error)) from error
        choice = replace(before.choice, text=text, profile=parse_profile(text))
        trial = replace(before, choice=choice)
        await self._adopt(trial)
        try:
            yield
        finally:
            leaving = asyncio.current_task()
            if self._box.setup is trial and not (leaving and leaving.cancelling()):
                await self._adopt(before)

    async def _keep(self, write: Callable[[Path, T], None], what: T) -> None:
        folder = self._settings.state_folder
        try:
            await asyncio.to_thread(write, folder, what)
        except OSError as error:
            raise StateUnwritable(folder=folder, detail=error.strerror) from error

    async def _try(self, setup: Setup) -> None:
        """Adopts it of its own accord."""
        self._at_rest.clear()
        try:
            await self._adopt(setup)
        finally:
            self._at_rest.set()

    async def _adopt(self, setup: Setup) -> None:
        pack = setup.usable()
        self._adopting = setup.folder
        try:
            if self._usable.is_set():
                await self._studio.change(self._task(setup), partial(self._take, setup))
            else:
                self._take(setup)
        finally:
            self._adopting = None
        log.info("profile %s, pack %s", setup.choice.profile.name, ref_of(pack.manifest))

    def _take(self, setup: Setup) -> None:
        self._box.setup, self._hopeless = setup, None
        self._usable.set()
        self._health.clear(PackBroken.code)
        self._note_troubles()
        self._on_change()

    def _prepared(self, name: str) -> Setup:
        """Under this profile, with another pack where the chosen one does not fit it."""
        return standing_in(self._settings, prepare(self._settings, name))

    def _note_troubles(self) -> None:
        """Profiles that are none are left out, a card may not answer, and somebody should know."""
        self._health.clear(*(kind.code for kind in TROUBLES), PackFallback.code)
        for error in (*self._box.choice.troubles, self._box.setup.fallback):
            if error is not None:
                self._health.note(error)

    def _task(self, setup: Setup) -> Task:
        profile = setup.choice.profile
        latents = self._settings.latents_folder
        load = Load(
            pack=str(setup.folder),
            profile=setup.choice.text,
            latents=latents,
            compiled=str(self._settings.compiled_folder),
            verified=str(self._settings.verified_file),
            producer=self._box.producer,
        )
        most = max(rung.batch or profile.batch for rung in profile.ladder)
        seen = _environment(setup.choice)
        return Task(load=load, room=most, label=self._settings.label, environment=seen)

    def _in_vain(self) -> bool:
        """A card's driver may come up late; after this long it is not coming. One that fails in the middle of work
        again and again is lost."""
        since = self._studio.failing_since
        patience = self._settings.worker.fallback_after_s
        lost = self._studio.engine_failures >= LOST_AFTER
        if not lost and (since is None or time.monotonic() - since < patience):
            return False
        return not _on_processor(self._box.choice.profile)

    def _pack_in_vain(self) -> bool:
        """The admin's pack cannot draw. A processor's own word is final; a card's driver may come up late."""
        setup, studio = self._box.setup, self._studio
        if setup.ref in {ANY_PACK, self._hopeless}:
            return False
        settled = _on_processor(setup.choice.profile)
        if studio.failing_since is None:
            return settled and studio.engine_failures >= LOST_AFTER
        said = settled and isinstance(studio.trouble, WorkerCannotLoad)
        patience = 0.0 if said else self._settings.worker.fallback_after_s
        return time.monotonic() - studio.failing_since >= patience

    async def _return_pack(self) -> None:
        """To the pack before, or to the profile's own, with an Issue that says so; the next start begins there too."""
        before, trouble = self._box.setup, self._studio.trouble or self._health.grave
        failed = Failed.of(before.ref, trouble) if trouble else None
        for ref in dict.fromkeys((before.chosen.previous, ANY_PACK)):
            setup = await asyncio.to_thread(equipped, self._settings, before.choice, ref)
            if setup.pack is None or setup.folder == before.folder or failed is None:
                continue
            setup = replace(
                setup,
                chosen=Chosen(pack=ref, failed=failed),
                fallback=failed.issue(ref_of(setup.pack.manifest)),
            )
            try:
                await self._try(setup)
                await self._keep(remember_pack, setup.chosen)
            except EdgedError as error:
                log.warning("pack %s in the place of %s: %s", ref, before.ref, error)
                continue
            return
        self._hopeless = before.ref

    def _may_find_more(self) -> bool:
        """There is a card that does not answer: its driver may be on its way."""
        choice, now = self._box.choice, time.monotonic()
        due = now - self._looked >= self._settings.worker.look_again_s
        return due and choice.facts.silent

    async def _look_again(self) -> None:
        """Takes the profile that fits now, or gives a named one the card that is there now, where it can draw that way."""
        self._looked = time.monotonic()
        choice = self._box.choice
        name = AUTO if choice.automatic else choice.profile.name
        try:
            setup = await asyncio.to_thread(self._prepared, name)
            if self._task(setup) != self._task(self._box.setup):
                await self._try(setup)
                return
        except EdgedError as error:
            log.warning("profile %s cannot draw yet: %s", name, error)
            return
        self._box.setup = setup
        self._note_troubles()

    async def _fall_back(self) -> None:
        """To the profile for processors alone that fits best, with an Issue that says so."""
        before, trouble = self._box.choice, self._health.grave or self._studio.trouble
        name = _for_processor(before)
        if name is None:
            return
        try:
            await self._try(await asyncio.to_thread(self._prepared, name))
        except EdgedError as error:
            log.warning("profile %s cannot draw either: %s", name, error)
            await asyncio.sleep(self._settings.worker.fallback_after_s)
            return
        self._health.note(_fallback(before.profile.name, name, trouble))


def _environment(choice: Choice) -> dict[str, str]:
    """An engine that computes on CUDA sees the chosen card only, and so computes on the one that the sensors read."""
    names = {provider.name for provider in choice.profile.providers}
    return {"CUDA_VISIBLE_DEVICES": choice.card} if choice.card and names & CUDA_PROVIDERS else {}


def _on_processor(profile: Profile) -> bool:
    return {provider.name for provider in profile.providers} == {PROCESSOR}


def _for_processor(choice: Choice) -> str | None:
    """Of the profiles that need nothing but a processor the one that fits best; None where there is none."""
    able = {n: choice.scores[n] for n, o in choice.offers.items() if _on_processor(o.profile)}
    return max(sorted(able), key=lambda name: able[name] or -1, default=None)


def _fallback(name: str, used: str, trouble: EdgedError | None) -> ProfileFallback:
    return ProfileFallback(
        name=name,
        used=used,
        message_en=trouble.message("en") if trouble else "its worker died again and again.",
        message_zh=trouble.message("zh") if trouble else "它的画师一再停止工作。",
        hint_en=(trouble and trouble.fix("en")) or "See the journal of edged.",
        hint_zh=(trouble and trouble.fix("zh")) or "请查看 edged 的日志。",
    )
