"""Liveness, readiness and numbers, for programs that watch the box."""

from __future__ import annotations

from aiohttp import web
from msgspec import Struct

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
    def __init__(self, health: Health, metrics: Metrics, queue: Queue) -> None:
        self._health, self._metrics, self._queue = health, metrics, queue

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
        self._metrics.waiting.set(self._queue.waiting)
        self._metrics.drawing.set(self._queue.drawing)
        self._metrics.ready.set(self._health.draws)
        return web.Response(body=self._metrics.text(), headers={"Content-Type": CONTENT_TYPE})
