"""What the box answers: everybody's door, and the admin's, made of the house's parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from edged.access.hosts import Hosts
from edged.api.admin import AdminFace
from edged.api.application import build_application
from edged.api.box import BoxFace
from edged.api.cache import CacheFace
from edged.api.devices import DevicesFace
from edged.api.gate import BackGate, FrontGate
from edged.api.health import HealthFace
from edged.api.kit import KitFace
from edged.api.lesson import LessonFace
from edged.api.lesson_view import Teller
from edged.api.operation import Operation
from edged.api.order import Orders
from edged.api.packs import PacksFace
from edged.api.pairing import PairingFace, as_reached
from edged.api.pictures import PictureFace
from edged.api.programmes import Face, programme_faces
from edged.api.read import ReadFace
from edged.api.telemetry import TelemetryFace
from edged.api.tiles import TileFace
from edged.api.tune import TuneFace
from edged.api.wipe import WipeFace
from edged.discovery import own_addresses

if TYPE_CHECKING:
    from edged.daemon import House


def public(house: House) -> web.Application:
    """The application for everybody."""
    gate = FrontGate(
        hosts=Hosts((house.box.host, *house.settings.hosts), own_addresses),
        register=house.register,
        guests=house.guests,
        lines=house.lines,
        paired_only=_paired_only(house),
    )
    return build_application(_shared(house), house.settings, house.metrics, gate)


def private(house: House) -> web.Application:
    """The application for the Unix socket."""
    admin = AdminFace(
        box=house.box,
        health=house.health,
        queue=house.queue,
        studio=house.studio,
        fitting=house.fitting,
        store=house.store,
        lesson=house.lesson,
        settings=house.settings,
        presence=house.presence,
        offers=house.offers,
        stop=house.stop,
    )
    tune = TuneFace(house.tuning, house.lesson)
    told = TelemetryFace(house.telemetry)
    devices = DevicesFace(house.register, house.settings.http)
    cache = CacheFace(house.cache, house.dreaming, house.tiling)
    packs = PacksFace(
        box=house.box,
        keeping=house.keeping,
        fitting=house.fitting,
        offers=house.offers,
        settings=house.settings.http,
    )
    faces = (admin, tune, told, devices, cache, packs)
    operations = [*_shared(house), *(each for face in faces for each in face.operations())]
    operations += [*_pairing(house).admin_operations(), *_wipe(house).admin_operations()]
    gate = BackGate(socket=house.settings.socket_path, paired_only=_paired_only(house))
    return build_application(operations, house.settings, house.metrics, gate)


def _shared(house: House) -> list[Operation]:
    pictures = PictureFace(
        intake=house.intake,
        queue=house.queue,
        store=house.store,
        studio=house.studio,
        events=house.events,
        copies=house.copies,
        settings=house.settings.http,
    )
    faces: tuple[Face, ...] = (
        pictures,
        ReadFace(house.intake, house.settings.http),
        BoxFace(house.box, house.health, house.lesson, house.kits),
        KitFace(house.kits),
        _teacher(house),
        HealthFace(
            health=house.health,
            metrics=house.metrics,
            queue=house.queue,
            guests=house.guests,
            register=house.register,
        ),
        _pairing(house),
        _wipe(house),
        house.pages,
        TileFace(house.tiling),
        *programme_faces(_orders(house), house.box, house.settings.http),
    )
    devices = DevicesFace(house.register, house.settings.http).teacher_operations()
    return [*devices, *(operation for face in faces for operation in face.operations())]


def _teacher(house: House) -> LessonFace:
    teller = Teller(
        box=house.box,
        lesson=house.lesson,
        load=house.load,
        queue=house.queue,
        register=house.register,
        health=house.health,
        pacing=house.pacing,
        telemetry=house.telemetry,
        offers=house.offers,
    )
    return LessonFace(
        teller=teller,
        lesson=house.lesson,
        queue=house.queue,
        events=house.events,
        addresses=lambda request: as_reached(house.presence.addresses(), request),
        settings=house.settings.http,
    )


def _orders(house: House) -> Orders:
    return Orders(
        intake=house.intake,
        queue=house.queue,
        store=house.store,
        studio=house.studio,
        events=house.events,
        resizer=house.resizer,
    )


def _paired_only(house: House) -> bool:
    return house.settings.access == "paired"


def _pairing(house: House) -> PairingFace:
    return PairingFace(
        house.window, house.presence.addresses, house.metrics.pairings, house.settings.http
    )


def _wipe(house: House) -> WipeFace:
    return WipeFace(house.wiping, house.settings.http)
