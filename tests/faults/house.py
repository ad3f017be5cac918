"""A daemon with the workers of tests/faults/painter.py: `python -m tests.faults.house --config …`, as `python -m edged`."""

from __future__ import annotations

import asyncio
import signal
import sys

from edged.__main__ import settings_of
from edged.daemon import serve

WORKER = (sys.executable, "-m", "tests.faults.painter")


async def _serve() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await serve(settings_of(None), stop, WORKER)


if __name__ == "__main__":
    asyncio.run(_serve())
