"""The same box for programmes that live in an event loop: each question waits in a thread of its own."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Self

from edged.client.box import SEARCH_S, Box, OnProgress
from edged.client.picture import Drawn, Progress
from edged.pictures import Format, Picture, Wish
from runtime.errors import EdgedError, Language


class AsyncBox:
    """`box` is the one that blocks, for whatever else there is to ask. Methods raise what its methods raise."""

    def __init__(
        self, where: str | Path, language: Language = "en", token: str | None = None
    ) -> None:
        self.box = Box(where, language, token)

    @classmethod
    async def discover(
        cls, seconds: float = SEARCH_S, *, language: Language = "en", token: str | None = None
    ) -> Self:
        """The first box that is heard in this network. Raises NoBox, NoNetwork."""
        found = await asyncio.to_thread(Box.discover, seconds, language=language, token=token)
        return cls(found.where, language, token)

    async def draw(  # noqa: PLR0913 - what can be wished for
        self,
        prompt: str,
        *,
        seed: int | None = None,
        size: str | None = None,
        style: str | None = None,
        steps: int | None = None,
        format: Format = "png",
        on_progress: OnProgress | None = None,
    ) -> Drawn:
        """The finished picture. `on_progress` is called in the event loop; who is cancelled cancels it at the box."""
        wish = Wish(prompt=prompt, seed=seed, size=size, style=style, steps=steps, format=format)
        asking = asyncio.create_task(asyncio.to_thread(self.box.ask, wish))
        loop = asyncio.get_running_loop()

        def tell(progress: Progress) -> None:
            if on_progress is not None and not loop.is_closed():
                loop.call_soon_threadsafe(on_progress, progress)

        try:
            asked = await asyncio.shield(asking)
            return await asyncio.to_thread(self.box.finish, asked, tell)
        except asyncio.CancelledError:
            await asyncio.shield(self._give_up(asking))
            raise

    async def pair(self, code: str) -> str:
        return await asyncio.to_thread(self.box.pair, code)

    async def picture(self, id: str) -> Picture:
        return await asyncio.to_thread(self.box.picture, id)

    async def cancel(self, id: str) -> None:
        await asyncio.to_thread(self.box.cancel, id)

    async def _give_up(self, asking: asyncio.Task[Picture]) -> None:
        """The thread that follows it then hears its end. The box may just be hearing the wish."""
        with suppress(EdgedError):
            await self.cancel((await asking).id)
