"""Measuring this machine, for the admin: begun by one request, watched by others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from edged.api.operation import Operation, reply
from edged.lesson import Lesson
from edged.refusals import LessonPaused, TuneCannotMeasure, TuneInProgress, TuneNeedsQuiet
from edged.tuning import Progress, Tuning
from runtime.errors import EdgedError

log = logging.getLogger(__name__)


class TuneFace:
    def __init__(self, tuning: Tuning, lesson: Lesson) -> None:
        self._tuning, self._lesson = tuning, lesson
        self._running: asyncio.Task[None] | None = None

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/admin/tune",
                handler=self.show,
                summary="What was measured on this machine, and how far a measurement is",
                answers={200: Progress},
            ),
            Operation(
                method="POST",
                path="/admin/tune",
                handler=self.begin,
                summary="Measure every rung with real pictures",
                answers={202: Progress},
                errors=(LessonPaused, TuneInProgress, TuneNeedsQuiet, TuneCannotMeasure),
            ),
            Operation(
                method="POST",
                path="/admin/tune/engines",
                handler=self.compare,
                summary="Compare the engines that can run the pack, with real pictures",
                answers={202: Progress},
                errors=(LessonPaused, TuneInProgress, TuneNeedsQuiet, TuneCannotMeasure),
            ),
        ]

    async def show(self, _: web.Request) -> web.Response:
        return reply(self._tuning.progress)

    async def begin(self, _: web.Request) -> web.Response:
        return await self._begin(self._tuning.run)

    async def compare(self, _: web.Request) -> web.Response:
        return await self._begin(self._tuning.compare)

    async def _begin(self, measure: Callable[[], Awaitable[object]]) -> web.Response:
        self._lesson.check()
        self._tuning.check()
        self._running = asyncio.create_task(self._run(measure))
        await asyncio.sleep(0)  # so that the answer says that it runs
        return reply(self._tuning.progress, 202)

    async def _run(self, measure: Callable[[], Awaitable[object]]) -> None:
        try:
            await measure()
        except EdgedError as error:
            log.warning("not measured: %s", error)  # whoever watches is told by the progress
