"""Each hook has a lane: what it is told runs one after the other, and a newer event takes an older one's place."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from msgspec import Struct

from edged.hooks.events import Event
from edged.hooks.found import MOST, Hook, find
from edged.hooks.messages import Result, Shown, Tell
from edged.hooks.running import Outcome, Terms, run

log = logging.getLogger(__name__)

LINE = 400
"""Characters of one line of a hook's output in the log."""


class House(Struct, frozen=True, kw_only=True):
    """Where hooks lie and how they are run."""

    folders: tuple[Path, ...]
    owner: int
    """User who must own folders and hooks."""
    terms: Terms


class _Job(Struct, frozen=True):
    hook: Hook
    event: Event
    facts: bytes
    done: asyncio.Future[Result]


class Lanes:
    """Inside `async with`; at its end what waits is left out and what runs is ended."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._threads = ThreadPoolExecutor(MOST, thread_name_prefix="hook")
        self._halt = threading.Event()
        self._waiting: dict[str, dict[tuple[Event, bool], _Job]] = {}
        """Hook -> its jobs in order; one for each event and its test, so never more than there are events twice."""
        self._running: dict[str, asyncio.Task[None]] = {}
        self._last: dict[str, Result] = {}

    async def tell(self, told: Tell) -> list[asyncio.Future[Result]]:
        """The results to come, in the order of the hooks' names."""
        hooks = await asyncio.to_thread(find, self._house.folders, self._house.owner)
        facts = msgspec.json.encode(told.facts | ({"test": True} if told.test else {}))
        return [
            self._queue(hook, told, facts)
            for hook in hooks
            if hook.state == "refused" or told.event in hook.events
        ]

    async def shown(self) -> tuple[Shown, ...]:
        hooks = await asyncio.to_thread(find, self._house.folders, self._house.owner)
        return tuple(
            Shown(
                name=hook.name,
                path=str(hook.path),
                events=hook.events,
                state=hook.state,
                why=hook.why,
                last=self._last.get(hook.name),
            )
            for hook in hooks
        )

    async def drain(self, seconds: float) -> None:
        """Waits until every lane is empty, at most so long; then ends what still runs."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=seconds)
        self._halt.set()
        for jobs in self._waiting.values():
            for job in jobs.values():
                job.done.cancel()
            jobs.clear()
        if self._running:
            await asyncio.wait(self._running.values())
        self._threads.shutdown(wait=False)

    def _queue(self, hook: Hook, told: Tell, facts: bytes) -> asyncio.Future[Result]:
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        if hook.state == "refused":
            log.warning("%s is not run: %s", hook.path, hook.why)
            done.set_result(
                Result(hook=hook.name, event=told.event, status="refused", output=hook.why)
            )
            return done
        lane = self._waiting.setdefault(hook.name, {})
        older = lane.pop((told.event, told.test), None)
        if older:
            _settle(older, Result(hook=hook.name, event=told.event, status="replaced"))
        # At the end, not in the older one's place: after hot, cool, hot the last word is hot.
        lane[told.event, told.test] = _Job(hook, told.event, facts, done)
        if hook.name not in self._running:
            self._running[hook.name] = asyncio.create_task(self._work(hook.name))
        return done

    async def _work(self, name: str) -> None:
        """Until the lane is empty."""
        lane = self._waiting[name]
        try:
            while lane:
                job = lane.pop(next(iter(lane)))
                result = await self._run(job)
                self._last[name] = result
                _settle(job, result)
        finally:
            del self._running[name]

    async def _run(self, job: _Job) -> Result:
        outcome = await asyncio.get_running_loop().run_in_executor(
            self._threads, self._once, job.hook.path, job.event, job.facts
        )
        _report(job, outcome)
        return Result(
            hook=job.hook.name,
            event=job.event,
            status=outcome.status,
            exit=outcome.exit,
            seconds=outcome.seconds,
            output=outcome.output,
        )

    def _once(self, path: Path, event: Event, facts: bytes) -> Outcome:
        return run(path, event, facts, self._house.terms, self._halt)


def _settle(job: _Job, result: Result) -> None:
    if not job.done.done():
        job.done.set_result(result)


def _report(job: _Job, outcome: Outcome) -> None:
    level = logging.INFO if outcome.status == "ok" else logging.WARNING
    for line in _lines(outcome.output.splitlines()):
        log.log(level, "%s %s: %s", job.hook.name, job.event, line)
    if outcome.status != "ok":
        facts = (job.hook.path, job.event, outcome.status, outcome.seconds, outcome.exit)
        log.warning("%s %s: %s after %.1f s, exit status %s", *facts)


def _lines(lines: Sequence[str]) -> list[str]:
    """Printable and short."""
    return ["".join(c if c.isprintable() else "?" for c in line[:LINE]) for line in lines]
