"""A class at work with a box that is maltreated, and the book in which it keeps what the box promised."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from PIL import Image

from edged.pictures import ENDED

ANIMALS = ("bear", "duck", "panda", "owl")
SETTLE_S = 240
Trouble = (ClientError, OSError, TimeoutError, ValueError)
"""What a tablet meets when the box is just being killed."""


class Promise(msgspec.Struct):
    """An acknowledged picture."""

    tablet: str
    state: str | None = None
    """As it was told to have ended."""
    etag: str = ""
    gone: bool = False
    """Its tablet asked for its end or removal; whether that was heard may be unknown."""


class Lesson:
    """`broken` must stay empty: promises that the box did not keep."""

    def __init__(self, url: str, tablets: int = 6, pause_s: float = 0.1) -> None:
        self.promises: dict[str, Promise] = {}
        self.broken: list[str] = []
        self.told: Counter[int] = Counter()
        """Status -> answers."""
        self.met: Counter[str] = Counter()
        """Troubles of tablets."""
        self._grown = asyncio.Event()
        self._url, self._pause_s = url, pause_s
        self._tablets = [f"tablet-{number:04}-{random.random()}" for number in range(tablets)]

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """The tablets ask for as long as the block lasts."""
        tasks = [asyncio.create_task(self._tablet(each)) for each in self._tablets]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for end in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(end, Exception):
                    raise end

    async def until_promised(self, count: int) -> None:
        """So that there is something to keep, however busy the machine."""
        deadline = time.monotonic() + SETTLE_S
        while len(self.promises) < count and time.monotonic() < deadline:
            self._grown.clear()
            await asyncio.wait_for(self._grown.wait(), SETTLE_S)

    async def ask(self, tablet: str = "tablet-alone-1234", steps: int | None = None) -> str | None:
        """One wish; its id if it was acknowledged."""
        async with self._session(tablet) as web:
            return await self._ask(web, tablet, steps)

    async def script(self) -> bool:
        """A short lesson, always the same: three wishes, one cancelled, one removed. False where the box ended it."""
        tablet = self._tablets[0]
        with suppress(*Trouble):
            async with self._session(tablet) as web:
                first = await self._ask(web, tablet)
                await self._end_of(web, first)
                second, third = await self._ask(web, tablet), await self._ask(web, tablet)
                for id in (third, first):
                    if id:
                        await self._cancel(web, id)
                await self._end_of(web, second)
                return second is not None
        return False

    async def settled(self) -> Counter[str]:
        """Waits until everything promised has ended; how often in which state."""
        deadline = time.monotonic() + SETTLE_S
        async with self._session(self._tablets[0]) as web:
            while missing := [id for id, each in self.promises.items() if each.state is None]:
                assert time.monotonic() < deadline, f"{len(missing)} never end: {missing[:3]}"
                for id in missing:
                    await self._look(web, id)
                await asyncio.sleep(0.1)
            for id in self.promises:
                await self._look(web, id)
            while not await self._is_idle(web):
                assert time.monotonic() < deadline, "something is never drawn"
                await asyncio.sleep(0.1)
        return Counter(each.state or "removed" for each in self.promises.values())

    async def _is_idle(self, web: ClientSession) -> bool:
        """Also of what was accepted without that its tablet heard of it."""
        async with web.get("/metrics") as answer:
            text = await answer.text()
        return "edged_queue_waiting 0.0" in text and "edged_queue_drawing 0.0" in text

    async def check_images(self) -> None:
        """What is told to be done is there, whole, and the very picture that was told of."""
        async with self._session(self._tablets[0]) as web:
            for id, each in self.promises.items():
                if each.state == "done" and not each.gone:
                    async with web.get(f"/v1/pictures/{id}/image") as answer:
                        data = await answer.read()
                        whole = answer.status == 200 and _is_whole(data)
                    if not whole or sha256(data).hexdigest()[:32] != each.etag:
                        self.broken.append(f"{id}: the image is not what was promised")

    def check_disk(self, state: Path) -> None:
        """Of a box that is stopped: every row has ended once, every file is whole and belongs to one."""
        with sqlite3.connect(state / "pictures.db") as database:
            rows = dict(database.execute("SELECT id, state FROM pictures"))
        database.close()
        files = {path.name for path in (state / "pictures").glob("*")}
        wanted = {f"{id}.png" for id, told in rows.items() if told == "done"}
        self.broken += [f"{id} is still {told}" for id, told in rows.items() if told not in ENDED]
        self.broken += [f"{name} belongs to nobody" for name in sorted(files - wanted)]
        self.broken += [f"{name} is missing" for name in sorted(wanted - files)]
        for name in files:
            if not _is_whole((state / "pictures" / name).read_bytes()):
                self.broken.append(f"{name} is half a file")

    async def _tablet(self, name: str) -> None:
        while True:
            try:
                async with self._session(name) as web:
                    while True:
                        await self._act(web, name)
                        await asyncio.sleep(random.uniform(0, 2 * self._pause_s))
            except Trouble as trouble:
                self.met[type(trouble).__name__] += 1
            await asyncio.sleep(0.05)

    async def _act(self, web: ClientSession, name: str) -> None:
        own = [id for id, each in self.promises.items() if each.tablet == name]
        chance = random.random()
        if not own or chance < 0.6:
            await self._ask(web, name)
        elif chance < 0.9:
            await self._look(web, random.choice(own[-8:]))
        else:
            untouched = [id for id in own[-8:] if self._is_open(self.promises[id])]
            for id in untouched[:1]:
                await self._cancel(web, id)

    async def _ask(self, web: ClientSession, name: str, steps: int | None = None) -> str | None:
        wish = {"prompt": random.choice(ANIMALS), "seed": random.getrandbits(40)}
        if steps is not None:
            wish["steps"] = steps
        async with web.post("/v1/pictures", json=wish) as answer:
            self.told[answer.status] += 1
            if answer.status != 202:
                return None
            # The status line is the promise, whether its body arrives or not.
            id = answer.headers["Location"].rpartition("/")[2]
            self.promises[id] = Promise(name)
            self._grown.set()
            return id

    async def _look(self, web: ClientSession, id: str) -> None:
        promise = self.promises[id]
        async with web.get(f"/v1/pictures/{id}") as answer:
            status, told = answer.status, await answer.json()
        if status == 404 and promise.gone:
            promise.state = promise.state or "removed"
        elif status != 200:
            self.broken.append(f"{id}: {status} for a picture that was promised")
            promise.state = promise.state or "lost"
        elif told["state"] in ENDED:
            etag = await self._etag(web, id) if told["state"] == "done" else ""
            self._keep(id, promise, str(told["state"]), etag)
        elif promise.state and promise.state != "lost":
            self.broken.append(f"{id}: was {promise.state} and is {told['state']} again")

    async def _end_of(self, web: ClientSession, id: str | None) -> None:
        for _ in range(20 * SETTLE_S):
            if id is None or self.promises[id].state:
                return
            await self._look(web, id)
            await asyncio.sleep(0.05)

    async def _etag(self, web: ClientSession, id: str) -> str:
        async with web.head(f"/v1/pictures/{id}/image") as answer:
            return str(answer.headers.get("ETag", "")).strip('"')

    def _keep(self, id: str, promise: Promise, state: str, etag: str) -> None:
        """An image whose disk went away before it could be asked for has no ETag: the next one that is told counts."""
        before, known = (promise.state, promise.etag), etag or promise.etag
        changed = (promise.state, promise.etag or known) != (state, known)
        if promise.state and changed and not promise.gone:
            self.broken.append(f"{id}: ended {before}, and then {(state, etag)}")
        promise.state, promise.etag = state, known

    async def _cancel(self, web: ClientSession, id: str) -> None:
        promise = self.promises[id]
        promise.gone = True
        async with web.delete(f"/v1/pictures/{id}") as answer:
            told = await answer.json()
        if answer.status == 200 and told["state"] == "cancelled":
            promise.state, promise.gone = "cancelled", False

    def _is_open(self, promise: Promise) -> bool:
        return promise.state is None and not promise.gone

    def _session(self, name: str) -> ClientSession:
        return ClientSession(
            self._url,
            headers={"Authorization": f"Bearer {name}"},
            timeout=ClientTimeout(total=20),
            cookie_jar=DummyCookieJar(),
        )


def _is_whole(data: bytes) -> bool:
    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
    except (OSError, SyntaxError):
        return False
    return True


def facts(lesson: Lesson) -> dict[str, object]:
    """For a failing test's message."""
    return {
        "promised": len(lesson.promises),
        "answers": lesson.told,
        "met": lesson.met,
        "broken": lesson.broken,
    }
