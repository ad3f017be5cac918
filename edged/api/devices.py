"""The paired devices, for the admin; pupils' tablets for the teacher too."""

from __future__ import annotations

from typing import Annotated, Literal

from aiohttp import web
from msgspec import Meta, Struct

from edged.access.device import Device
from edged.access.refusals import DevicesFull, DeviceUnknown, PupilsOnly
from edged.access.register import Register
from edged.api.body import body_of
from edged.api.caller import caller_of
from edged.api.operation import Operation, reply
from edged.api.pairing import DeviceView, Paired, device_view
from edged.errors import StoreBroken, StoreFull
from edged.settings import HttpSettings

Label = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]
"""One line that people can read."""


class DeviceList(Struct, frozen=True):
    devices: list[DeviceView]
    """In the order in which they were paired."""


class ProgrammeWanted(Struct, frozen=True, forbid_unknown_fields=True):
    name: Label
    role: Literal["programme"] = "programme"


class NameWanted(Struct, frozen=True, forbid_unknown_fields=True):
    name: Label


class DevicesFace:
    def __init__(self, register: Register, settings: HttpSettings) -> None:
        self._register, self._settings = register, settings

    def teacher_operations(self) -> list[Operation]:
        one, disk = "/v1/devices/{id}", (StoreFull, StoreBroken)
        return [
            Operation(
                method="PATCH",
                path=one,
                need="teacher",
                handler=self.rename_pupil,
                summary="Call a pupil's tablet, or the own device, something else",
                body=NameWanted,
                answers={200: DeviceView},
                errors=(DeviceUnknown, PupilsOnly, *disk),
            ),
            Operation(
                method="DELETE",
                path=one,
                need="teacher",
                handler=self.send_away,
                summary="Let a pupil's tablet in no more",
                answers={200: DeviceView},
                errors=(DeviceUnknown, PupilsOnly, *disk),
            ),
        ]

    def operations(self) -> list[Operation]:
        one, disk = "/admin/devices/{id}", (StoreFull, StoreBroken)
        return [
            Operation(
                method="GET",
                path="/admin/devices",
                handler=self.list,
                summary="The paired devices",
                answers={200: DeviceList},
            ),
            Operation(
                method="POST",
                path="/admin/devices",
                handler=self.add,
                summary="A key for a programme",
                body=ProgrammeWanted,
                answers={201: Paired},
                errors=(DevicesFull, *disk),
            ),
            Operation(
                method="PATCH",
                path=one,
                handler=self.rename,
                summary="Call a device something else",
                body=NameWanted,
                answers={200: DeviceView},
                errors=(DeviceUnknown, *disk),
            ),
            Operation(
                method="DELETE",
                path=one,
                handler=self.revoke,
                summary="Let a device in no more",
                answers={200: DeviceView},
                errors=(DeviceUnknown, *disk),
            ),
        ]

    async def rename_pupil(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, NameWanted, self._settings)
        device, own = self._register.get(request.match_info["id"]), caller_of(request).device
        if own is None or device.id != own.id:
            _check_pupil(device)
        return reply(device_view(await self._register.rename(device.id, wanted.name)))

    async def send_away(self, request: web.Request) -> web.Response:
        device = self._register.get(request.match_info["id"])
        _check_pupil(device)
        await self._register.revoke(device.id)
        return reply(device_view(device))

    async def list(self, _: web.Request) -> web.Response:
        return reply(DeviceList([device_view(device) for device in self._register.devices]))

    async def add(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, ProgrammeWanted, self._settings)
        device, token = await self._register.add(wanted.role, wanted.name)
        return reply(Paired(token=token, device=device_view(device)), 201)

    async def rename(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, NameWanted, self._settings)
        device = await self._register.rename(request.match_info["id"], wanted.name)
        return reply(device_view(device))

    async def revoke(self, request: web.Request) -> web.Response:
        device = self._register.get(request.match_info["id"])
        await self._register.revoke(device.id)
        return reply(device_view(device))


def _check_pupil(device: Device) -> None:
    """Raises PupilsOnly."""
    if device.role != "pupil":
        raise PupilsOnly(name=device.name.en, name_zh=device.name.zh)
