"""The daemon, wired: read this first. Start order is reading order, stop is its reverse."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from edged.access.guests import Guests, Room
from edged.access.lines import Lines
from edged.access.register import Register
from edged.access.tries import Tries
from edged.access.window import Window
from edged.announcing import announcement
from edged.api.admin import Presence
from edged.api.pages import PageFace, read_pages
from edged.box import Box, gather, shelf_of
from edged.cache.cache import Cache
from edged.copies import Copies
from edged.discovery import Announcement, Announcer, own_addresses
from edged.disk import Disk
from edged.doors import private, public
from edged.dreaming import Dreaming
from edged.errors import DevicesLost, QueueLost
from edged.events import Events
from edged.fitting import Fitting
from edged.health import Health
from edged.herald import Herald
from edged.hooks.caller import Hooks
from edged.idleness import Idleness
from edged.intake import Intake
from edged.kit import Kits
from edged.ledger import Ledger
from edged.lesson import Lesson
from edged.listening import Listening, open_sockets, urls
from edged.load import Load
from edged.mending import mend
from edged.metrics import Metrics
from edged.pacing import Pacing
from edged.packs.keeping import Keeping
from edged.packs.offers import Offers
from edged.queue import Queue
from edged.rereading import Rereading
from edged.resizer import Resizer
from edged.retention import keep_tidy
from edged.sensors.sensors import own_sensors
from edged.settings import Settings
from edged.state import claimed
from edged.store import Store
from edged.studio import Studio
from edged.systemd import Notifier, feed_watchdog
from edged.telemetry import Telemetry
from edged.threads import in_thread
from edged.tiles.album import Album
from edged.tiles.tiling import Tiling
from edged.tuning import Tuning
from edged.wiping import Wiping
from edged.worker import COMMAND

log = logging.getLogger(__name__)


async def serve(settings: Settings, stop: asyncio.Event, worker: tuple[str, ...] = COMMAND) -> None:
    """Runs the box until `stop` is set. Raises StartError where it cannot begin, DiskFailed where it had to stop.

    `worker`: the command that draws.
    """
    disk = Disk(settings.state_folder)
    async with (
        in_thread(claimed(settings.state_folder)) as folder,
        in_thread(open_sockets(settings.listen)) as sockets,
        Register(folder / "devices.db", disk=disk) as register,
        Ledger(folder / "pictures.db", disk) as ledger,
        Queue(ledger, settings.queue) as queue,
        Resizer() as resizer,
    ):
        house = House(
            settings=settings,
            stop=stop,
            box=await asyncio.to_thread(gather, settings),
            pages=PageFace(await asyncio.to_thread(read_pages)),
            sockets=sockets,
            register=register,
            queue=queue,
            store=Store(folder / "pictures", disk),
            lesson=await asyncio.to_thread(Lesson, folder, label=settings.label, disk=disk),
            disk=disk,
            resizer=resizer,
            worker=worker,
        )
        if ledger.kept:
            house.health.note(QueueLost(kept=ledger.kept))
        if register.kept:
            house.health.note(DevicesLost(kept=register.kept))
        await asyncio.to_thread(house.keeping.shelf.sweep)
        ended = await queue.ended()
        house.cache.remember(ended)
        # One that was cancelled while its file was written owns none, whatever a power cut left of it.
        owners = {job.id for job in ended if job.state == "done"}
        await house.store.sweep(await house.store.settled(), owners)
        async with (
            Listening(public(house), settings.http, tcp=sockets, guests=house.guests),
            Listening(private(house), settings.http, unix=settings.socket_path),
            asyncio.TaskGroup() as tasks,
        ):
            log.info("listening on %s", " ".join(urls(sockets, own_addresses())))
            running = [tasks.create_task(duty) for duty in house.duties()]
            await stop.wait()
            house.notifier.stopping()
            house.events.close()
            for task in running:
                task.cancel()
            await house.hooks.farewell()
        disk.check()


class House:
    """The parts that last as long as the daemon, each given what it needs."""

    def __init__(  # noqa: PLR0913 - wiring is its only purpose
        self,
        *,
        settings: Settings,
        stop: asyncio.Event,
        box: Box,
        pages: PageFace,
        sockets: list[socket.socket],
        register: Register,
        queue: Queue,
        store: Store,
        lesson: Lesson,
        disk: Disk,
        resizer: Resizer,
        worker: tuple[str, ...] = COMMAND,
    ) -> None:
        self.settings, self.stop, self.box, self.pages = settings, stop, box, pages
        self.disk, self.lesson, self.load = disk, lesson, Load()
        disk.on_failure = partial(_hurry, asyncio.get_running_loop(), self._give_up)
        self.sockets, self.queue, self.store, self.resizer = sockets, queue, store, resizer
        self.copies = Copies(queue=queue, store=store, resizer=resizer)
        self.register, self.guests, self.lines = register, Guests(_room(settings)), Lines()
        register.on_revoke = self.lines.cut
        self.window = Window(register, Tries())
        self.events, self.health, self.metrics, self.notifier = (
            Events(),
            Health(),
            Metrics(),
            Notifier(),
        )
        self.presence = Presence(addresses=lambda: urls(sockets, own_addresses()))
        self.announcer = Announcer(
            self._announcement, self.health, self._announced, settings.discovery.poll_s
        )
        self.cache = Cache.of(settings, producer=box.producer)
        self.cache.use(box.pack)
        self.metrics.cache.shelves = self.cache.shelves
        self.studio = Studio(
            queue=queue,
            store=store,
            cache=self.cache,
            events=self.events,
            health=self.health,
            metrics=self.metrics,
            settings=settings.worker,
            command=worker,
        )
        self.kits = Kits(box, lesson)
        lesson.on_change = self._decided
        self._decided()
        queue.on_ended += [self.load.ended, lambda _: self.events.stir()]
        self.wiping = Wiping(
            queue=queue,
            store=store,
            studio=self.studio,
            events=self.events,
            register=register,
            cache=self.cache,
        )
        self._ready = False
        self.health.on_change = self._changed
        self.fitting = Fitting(
            box=box,
            studio=self.studio,
            health=self.health,
            settings=settings,
            on_change=self._changed,
        )
        self.tuning = Tuning(
            box=box,
            queue=queue,
            events=self.events,
            store=store,
            health=self.health,
            budget=lambda: self.pacing.budget,
            trying=self.fitting.trying,
            state=settings.state_folder,
        )
        self.tuning.expect()
        self.pacing = Pacing(
            box=box,
            queue=queue,
            studio=self.studio,
            health=self.health,
            tuning=self.tuning,
        )
        self.studio.fit_with(self.pacing.fit, self.pacing.tighten)
        self.studio.reread_with(Rereading(box))
        self.intake = Intake(
            box=box,
            queue=queue,
            store=store,
            cache=self.cache,
            health=self.health,
            metrics=self.metrics,
            pacing=self.pacing,
            lesson=lesson,
        )
        idleness = Idleness(
            queue=queue,
            studio=self.studio,
            pacing=self.pacing,
            health=self.health,
            asked=self.cache.asked,
        )
        self.tiling = Tiling(
            album=Album(settings.tiles_folder),
            box=box,
            idleness=idleness,
            resizer=resizer,
            wanted=settings.cache.tiles,
        )
        self.dreaming = Dreaming(
            box=box,
            cache=self.cache,
            pacing=self.pacing,
            idleness=idleness,
            tiling=self.tiling,
            settings=settings.cache,
        )
        self.keeping, self.offers = Keeping(shelf_of(settings), self.fitting), Offers()
        self.telemetry = Telemetry(
            own_sensors(lambda: box.choice.card),
            heat=lambda: box.choice.profile.heat,
            health=self.health,
            metrics=self.metrics,
        )
        self.telemetry.on_sample.append(self.pacing.sampled)
        self.hooks = Hooks(self.health)
        self.herald = Herald(
            hooks=self.hooks,
            box=box,
            health=self.health,
            queue=queue,
            pacing=self.pacing,
        )
        for error in (box.setup.trouble, box.setup.fallback):
            if error:
                self.health.note(error)

    def duties(self) -> list[Coroutine[Any, Any, None]]:
        """What goes on beside answering; each lasts until it is cancelled."""
        duties = [
            keep_tidy(self.queue, self.store, self.settings.store),
            mend(self.disk, self.health, self.queue),
            feed_watchdog(self.notifier, lambda: self.studio.alive),
            self.fitting.run(),
            self.pacing.run(),
            self.hooks.run(),
            self.herald.run(),
            self.telemetry.run(),
            self.register.run(),
            self.cache.run(),
            self.copies.run(),
            self.dreaming.run(),
        ]
        if self.box.pack is not None:
            self.notifier.extend_timeout(self.settings.worker.load_deadline_s)
            duties.append(asyncio.to_thread(self._learn_words))
        if self.settings.announce and self.sockets:
            duties.append(self.announcer.run())
        return duties

    def _give_up(self) -> None:
        """The disk failed: nothing more is promised, and the box leaves."""
        if self.disk.failed:
            self.health.note(self.disk.failed)
        self.stop.set()

    def _learn_words(self) -> None:
        """The first sentence takes a quarter of a second, because the reader sorts its words then. Blocks."""
        self.intake.read("bear")
        # These words stay; looking for garbage among them would hold up an answer by 16 ms every now and then.
        gc.collect()
        gc.freeze()

    def _announced(self, host: str | None) -> None:
        self.presence.announced = host

    def _announcement(self) -> Announcement:
        return announcement(self.box, self.health, self.sockets[0])

    def _decided(self) -> None:
        """What the teacher decided takes effect."""
        self.cache.label = self.studio.label = self.lesson.label
        self.studio.hold(self.lesson.paused)

    def _changed(self) -> None:
        """systemd and the LAN hear how the box is; READY comes when it draws, or when it is clear that it cannot."""
        self.cache.use(self.box.pack)
        state = self.health.state
        if state != "warming" and not self._ready:
            self._ready = True
            self.notifier.ready(state)
        self.notifier.status(str(self.health.grave or state))
        self.announcer.stir()


def _hurry(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Has it called on the loop's own thread."""
    loop.call_soon_threadsafe(call)


def _room(settings: Settings) -> Room:
    http = settings.http
    kept = http.connections_kept if settings.access == "paired" else 0
    most = http.max_connections
    return Room(most=most, each=http.max_connections_each, kept=min(kept, most - 1))
