"""Liveness, readiness and numbers, for programs that watch the box."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from aiohttp import web
from msgspec import Struct

from edged.access.device import Role
from edged.access.guests import Guests
from edged.access.register import Register
from edged.api.operation import Operation, reply
from edged.errors import PackBroken, StoreBroken, StoreFull, Warming, WorkerCannotLoad
from edged.health import BoxState, Health
from edged.metrics import CONTENT_TYPE, Metrics
from edged.queue import Queue


class Alive(Struct, frozen=True):
    ok: bool


class Readiness(Struct, frozen=True):
    ready: bool
    state: BoxState


class HealthFace:
    def __init__(
        self, *, health: Health, metrics: Metrics, queue: Queue, guests: Guests, register: Register
    ) -> None:
        self._health, self._metrics, self._queue = health, metrics, queue
        self._guests, self._register = guests, register

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/healthz",
                need="anybody",
                handler=self.alive,
                summary="The daemon lives",
                answers={200: Alive},
            ),
            Operation(
                method="GET",
                path="/readyz",
                need="anybody",
                handler=self.ready,
                summary="A real picture has been drawn",
                answers={200: Readiness},
                errors=(Warming, PackBroken, WorkerCannotLoad, StoreFull, StoreBroken),
            ),
            Operation(
                method="GET",
                path="/metrics",
                need="anybody",
                handler=self.metrics,
                summary="Numbers for Prometheus",
                answers={200: "text/plain"},
            ),
        ]

    async def alive(self, _: web.Request) -> web.Response:
        return reply(Alive(ok=True))

    async def ready(self, _: web.Request) -> web.Response:
        if not self._health.draws:
            raise self._health.grave or Warming()
        return reply(Readiness(ready=True, state=self._health.state))

    async def metrics(self, _: web.Request) -> web.Response:
        numbers = self._metrics
        numbers.waiting.set(self._queue.waiting)
        numbers.drawing.set(self._queue.drawing)
        numbers.ready.set(self._health.draws)
        numbers.connections.set(len(self._guests))
        numbers.turned_away.set(self._guests.refused)
        roles = Counter(device.role for device in self._register.devices)
        for role in get_args(Role):
            numbers.devices.labels(role).set(roles[role])
        return web.Response(body=self._metrics.text(), headers={"Content-Type": CONTENT_TYPE})
