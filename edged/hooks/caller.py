"""The daemon's side: names an event and goes on. Whether anybody runs hooks for it makes no difference to the box."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec

from edged.errors import HookFailed
from edged.hooks.events import FACTS_BYTES, Event, Facts, Value
from edged.hooks.messages import Accepted, Answer, Denied, Ended, Result, Status, Tell
from runtime.errors import EdgedError

log = logging.getLogger(__name__)

SOCKET_VARIABLE = "EDGED_HOOKS"
"""Names the service's socket; the box's unit sets it. Where it is not set the box tells nobody."""
ACCEPT_S = 5.0
"""Within which the service must have taken an event."""
FAREWELL_S = 1.0
RESULT_S = 1800.0
"""A service that has not answered by then never will: two dozen events may wait before a hook's turn comes."""
LISTENED = 32
"""Events whose results are waited for at the same time."""
ANSWER_BYTES = 1024 * 1024
UNANSWERED = (OSError, ValueError, EOFError, msgspec.DecodeError)
HOW: dict[Status, tuple[str, str]] = {
    "failed": ("failed", "失败"),
    "timed_out": ("took too long", "超时"),
    "flooded": ("wrote too much", "输出过多"),
    "refused": ("is refused", "被拒绝运行"),
}
"""What makes an Issue."""


class Notes(Protocol):
    """Where what is wrong is noted: the box's Health."""

    def note(self, error: EdgedError) -> None: ...

    def clear(self, *codes: str) -> None: ...


class Hooks:
    """`tell` from anywhere in the event loop; `run` passes it on for as long as it is not cancelled."""

    def __init__(self, notes: Notes, path: Path | None = None) -> None:
        """`path`: the service's socket; None: the one that EDGED_HOOKS names, if any."""
        named = os.environ.get(SOCKET_VARIABLE)
        self._path = path or (Path(named) if named else None)
        self._notes = notes
        self._waiting: dict[Event, Tell] = {}
        self._stirred = asyncio.Event()
        self._silent = False
        """The service did not answer the last time; said once."""
        self._failing: dict[str, Result] = {}

    def tell(self, event: Event, **facts: Value | list[Value]) -> None:
        """Returns at once and never raises. A newer event of the same kind replaces one that waits to be passed on."""
        if self._path is None or (event, facts.get("code")) == ("issue", HookFailed.code):
            return  # A hook for issues that fails would otherwise be an issue, and be run again, for ever.
        self._waiting.pop(event, None)
        self._waiting[event] = Tell(event=event, facts=_bounded(event, facts))
        self._stirred.set()

    async def run(self) -> None:
        """Passes events on in their order."""
        async with asyncio.TaskGroup() as tasks:
            listening: set[asyncio.Task[None]] = set()
            while True:
                await self._stirred.wait()
                self._stirred.clear()
                while self._waiting:
                    accepted = await self._pass_on(self._next())
                    if accepted is None:
                        continue
                    if len(listening) >= LISTENED:
                        accepted.close()
                        continue
                    task = tasks.create_task(self._listen(accepted))
                    listening.add(task)
                    task.add_done_callback(listening.discard)

    async def farewell(self, **facts: Value | list[Value]) -> None:
        """Tells `shutdown` after what still waits; takes a second at most. For when `run` has been cancelled."""
        self.tell("shutdown", **facts)
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_S):
                while self._waiting:
                    accepted = await self._pass_on(self._next())
                    if accepted is not None:
                        accepted.close()

    def _next(self) -> Tell:
        return self._waiting.pop(next(iter(self._waiting)))

    async def _pass_on(self, told: Tell) -> _Connection | None:
        """The connection on which the results will come, once the service has taken the event."""
        assert self._path is not None  # noqa: S101 - otherwise nothing waits
        try:
            async with asyncio.timeout(ACCEPT_S):
                connection = await _Connection.telling(self._path, told)
        except UNANSWERED as error:
            log.log(logging.DEBUG if self._silent else logging.WARNING, "no hooks: %s", _why(error))
            self._silent = True
            return None
        self._silent = False
        return connection

    async def _listen(self, connection: _Connection) -> None:
        with suppress(*UNANSWERED):
            try:
                async with asyncio.timeout(RESULT_S):
                    answer = await connection.answer()
                if isinstance(answer, Ended):
                    self._weigh(answer.results)
            finally:
                connection.close()

    def _weigh(self, results: Iterable[Result]) -> None:
        """Notes an Issue for what went wrong, and takes it back once that hook has done well."""
        before = dict(self._failing)
        for result in results:
            if result.status == "ok":
                self._failing.pop(result.hook, None)
            elif result.status in HOW:
                self._failing[result.hook] = result
        if self._failing == before:
            return
        if self._failing:
            self._notes.note(hook_failed(list(self._failing.values())))
        else:
            self._notes.clear(HookFailed.code)


def hook_failed(results: Sequence[Result]) -> HookFailed:
    """One Issue for all of them."""
    what, what_zh = (
        "; ".join(f"{r.hook} ({r.event}) {HOW[r.status][which]}{_last_line(r)}" for r in results)
        for which in (0, 1)
    )
    return HookFailed(what=what, what_zh=what_zh, hook=results[0].hook, event=results[0].event)


def _last_line(result: Result) -> str:
    lines = result.output.splitlines()
    return f": {lines[-1][:200]}" if lines else ""


def _bounded(event: Event, facts: dict[str, Value | list[Value]]) -> Facts:
    """Facts that the service would not take are left out: the event matters more."""
    try:
        checked = msgspec.convert(facts, Facts)
        if len(msgspec.json.encode(checked)) <= FACTS_BYTES:
            return checked
        why = f"more than {FACTS_BYTES} bytes"
    except (msgspec.ValidationError, TypeError, UnicodeEncodeError) as error:
        why = str(error)
    log.error("facts of %s are left out: %s", event, why)
    return {}


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__


class _Connection:
    """One event's way to the service and back."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def telling(cls, path: Path, told: Tell) -> _Connection:
        """Once the service has taken it. Raises one of UNANSWERED."""
        connection = cls(*await asyncio.open_unix_connection(str(path), limit=ANSWER_BYTES))
        try:
            connection._writer.write(msgspec.json.encode(told) + b"\n")
            answer = await connection.answer()
            if not isinstance(answer, Accepted):
                raise EOFError(answer.why if isinstance(answer, Denied) else "a strange answer")
        except BaseException:
            connection.close()
            raise
        return connection

    async def answer(self) -> Answer:
        """Raises one of UNANSWERED."""
        line = await self._reader.readline()
        if not line.endswith(b"\n"):
            raise EOFError("the service closed the connection")
        answer: Answer = msgspec.json.decode(line, type=Answer)
        return answer

    def close(self) -> None:
        self._writer.close()
