"""A request's body that is larger than memory, read piece by piece in a thread."""

from __future__ import annotations

import asyncio

from aiohttp import ClientPayloadError, StreamReader

from edged.refusals import BodyTooSlow


class Upload:
    """To be made on the event loop, and read in a thread that it does not wait for."""

    def __init__(self, content: StreamReader, silence_s: float) -> None:
        """`silence_s`: seconds without a byte after which nobody waits any longer."""
        self._content, self._silence_s = content, silence_s
        self._loop = asyncio.get_running_loop()

    def read(self, size: int, /) -> bytes:
        """Fewer bytes only at the end; empty there, and where the sender is gone. Raises BodyTooSlow. Blocks."""
        return asyncio.run_coroutine_threadsafe(self._read(size), self._loop).result()

    async def _read(self, size: int) -> bytes:
        data = bytearray()
        try:
            while len(data) < size:
                async with asyncio.timeout(self._silence_s):
                    piece = await self._content.read(size - len(data))
                if not piece:
                    break
                data += piece
        except TimeoutError as error:
            raise BodyTooSlow(seconds=self._silence_s) from error
        except (ClientPayloadError, ConnectionError):
            return b""
        return bytes(data)
