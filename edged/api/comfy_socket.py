"""ComfyUI's WebSocket: what happens to the caller's graphs, one after the other, with previews."""

from __future__ import annotations

import asyncio
import struct
import uuid
from contextlib import aclosing
from typing import Any

from aiohttp import WSCloseCode, web

from edged.api.caller import caller_of
from edged.api.comfy_runs import Message, Run, Runs, cached, encoded, end, start
from edged.api.order import Orders
from edged.events import StepSeen
from edged.pictures import ENDED, Job
from runtime.errors import EdgedError

PREVIEW, JPEG = 1, 1
"""Kind of a binary message, and of its picture."""
PREVIEW_SIZE = "256x256"
MOST_HEARD = 4096
"""Bytes of a message from the other side; none of them matters."""
Key = tuple[str, str]
"""(owner, client id): nobody hears of another one's graphs by choosing the same id."""


class Sockets:
    def __init__(self, orders: Orders, runs: Runs, heartbeat_s: float) -> None:
        self._orders, self._runs, self._heartbeat_s = orders, runs, heartbeat_s
        self._boxes: dict[Key, asyncio.Queue[Run]] = {}
        """What each socket shall tell of."""

    def tell(self, run: Run) -> None:
        """Whoever asked for it hears of it."""
        if box := self._boxes.get((run.owner, run.client)):
            box.put_nowait(run)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(
            heartbeat=self._heartbeat_s, max_msg_size=MOST_HEARD, compress=False
        )
        await socket.prepare(request)
        owner = caller_of(request).owner
        client = request.query.get("clientId", "")[:100] or uuid.uuid4().hex
        inbox: asyncio.Queue[Run] = asyncio.Queue()
        self._boxes[owner, client] = inbox
        for run in await self._runs.of(owner):
            if run.client == client and run.state != "ended":
                inbox.put_nowait(run)
        teller = _Teller(socket, self._orders, self._runs, client)
        try:
            async with asyncio.TaskGroup() as group:
                telling = group.create_task(teller.run(inbox))
                ending = group.create_task(self._until_the_box_stops(socket, client))
                async for _ in socket:
                    pass
                telling.cancel()
                ending.cancel()
        finally:
            if self._boxes.get((owner, client)) is inbox:
                del self._boxes[owner, client]
        return socket

    async def _until_the_box_stops(self, socket: web.WebSocketResponse, client: str) -> None:
        with self._orders.events.listening(f"socket {client}") as feed:
            await feed.get()
        await socket.close(code=WSCloseCode.GOING_AWAY)


class _Teller:
    """Says it to one socket. A socket that is gone ends it: the reading side notices too."""

    def __init__(
        self, socket: web.WebSocketResponse, orders: Orders, runs: Runs, client: str
    ) -> None:
        self._socket, self._orders, self._runs, self._client = socket, orders, runs, client

    async def run(self, inbox: asyncio.Queue[Run]) -> None:
        try:
            await self._status()
            while True:
                await self._tell(await inbox.get())
        except (ConnectionError, EdgedError):
            await self._socket.close()

    async def _tell(self, run: Run) -> None:
        """From wherever it stands to its end."""
        await self._status()
        told = False
        for node in run.plan.generators:
            async with aclosing(self._orders.follow(run.jobs[node], self._gone)) as happenings:
                async for what in happenings:
                    if isinstance(what, Job) and what.state == "queued":
                        continue
                    if not told:
                        await self._say(start(run))
                        await self._say(cached(run))
                        told = True
                    if isinstance(what, StepSeen):
                        await self._step(run, node, what)
                    elif what.state == "drawing":
                        await self._executing(run, node)
                    else:
                        run.jobs[node] = what
            if run.jobs[node].state == "done":
                await self._executed(run, node)
        await self._ended(run)

    async def _executed(self, run: Run, generator: str) -> None:
        """This generator and whatever shows its picture."""
        for id in run.plan.outputs:
            if run.plan.sources[id] != generator:
                continue
            if id != generator:
                await self._executing(run, id)
            shown = {"node": id, "display_node": id, "output": run.output(id), "prompt_id": run.id}
            await self._say(("executed", shown))

    async def _ended(self, run: Run) -> None:
        for node, job in run.jobs.items():  # Of those that were cut short nobody has heard yet.
            run.jobs[node] = await self._orders.queue.get(job.id) or job.ended("cancelled")
        if all(job.state in ENDED for job in run.jobs.values()):
            await self._say(end(run))
        await self._say(("executing", {"node": None, "display_node": None, "prompt_id": run.id}))
        await self._status()

    async def _executing(self, run: Run, id: str) -> None:
        await self._say(("executing", {"node": id, "display_node": id, "prompt_id": run.id}))

    async def _step(self, run: Run, node: str, seen: StepSeen) -> None:
        about = {"value": seen.step, "max": seen.steps, "prompt_id": run.id, "node": node}
        await self._say(("progress", about))
        if preview := await self._orders.preview(seen, PREVIEW_SIZE, "jpeg"):
            await self._socket.send_bytes(struct.pack(">II", PREVIEW, JPEG) + preview)

    async def _status(self) -> None:
        status: dict[str, Any] = {"status": queue_info(self._orders), "sid": self._client}
        await self._say(("status", status))

    async def _say(self, message: Message) -> None:
        await self._socket.send_str(encoded(message))

    def _gone(self) -> bool:
        return self._socket.closed


def queue_info(orders: Orders) -> dict[str, Any]:
    """How many pictures everybody waits for."""
    remaining = orders.queue.waiting + orders.queue.drawing
    return {"exec_info": {"queue_remaining": remaining}}
