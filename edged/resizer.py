"""Makes finished pictures smaller in a child process, which comes when it is needed and leaves when it is idle."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import Self

import msgspec

from edged.pictures import Format
from edged.refusals import ResizeFailed
from edged.worker import child_environment
from runtime.messages import MAX_PAYLOAD, Resize, Resized

COMMAND = (sys.executable, "-m", "runtime.resize")
DEADLINE_S = 10.0
"""Seconds for one picture, the child's start included."""
IDLE_S = 30.0
"""Seconds without work after which the child leaves: it keeps some 20 MB."""


class Resizer:
    """One picture at a time: the processor is needed for drawing."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._leaving: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._leaving:
            self._leaving.cancel()
        async with self._turn:
            await self._dismiss()

    async def smaller(self, data: bytes, pixels: tuple[int, int], format: Format) -> bytes:
        """The encoded picture at `pixels` (width, height). Raises ResizeFailed."""
        async with self._turn:
            if self._leaving:
                self._leaving.cancel()
            try:
                async with asyncio.timeout(DEADLINE_S):
                    answer = await self._ask(data, pixels, format)
            except BaseException as error:
                await self._dismiss()  # An unfinished answer must not become the next one's.
                if isinstance(error, (OSError, EOFError, msgspec.DecodeError)):
                    raise ResizeFailed from error
                raise
            loop = asyncio.get_running_loop()
            self._leaving = loop.call_later(IDLE_S, self._close)
            return answer

    async def _ask(self, data: bytes, pixels: tuple[int, int], format: Format) -> bytes:
        process = self._process = await self._present()
        if process.stdin is None or process.stdout is None:
            raise ResizeFailed
        frame = Resize(size=len(data), pixels=pixels, format=format)
        process.stdin.write(msgspec.json.encode(frame) + b"\n" + data)
        await process.stdin.drain()
        head = msgspec.json.decode(await process.stdout.readuntil(b"\n"), type=Resized)
        return await process.stdout.readexactly(min(head.size, MAX_PAYLOAD))

    async def _present(self) -> Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        return await asyncio.create_subprocess_exec(
            *COMMAND,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=child_environment(),
            start_new_session=True,
        )

    def _close(self) -> None:
        """The child leaves when its stdin ends."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()

    async def _dismiss(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
