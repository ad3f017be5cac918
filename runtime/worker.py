"""The child process that draws: frames in on stdin, frames out on stdout, everything else on stderr.

    python -m runtime.worker

The main thread draws, and between two pieces of work it looks at its inbox and rests as long as the daemon's `Pace` asks
for; a second thread only reads frames, and a third one finishes pictures where the engine can do both at once. Leaves with
status 0 at `Stop` or at the end of stdin, 1 where the pack could not be loaded, 2 where a frame made no sense.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, BinaryIO

from runtime.errors import EdgedError
from runtime.messages import Cancel, Draw, Load, Pace, Ready, Stop, ToWorker, Waking
from runtime.wire import GarbledFrame, read_frame, write_frame

if TYPE_CHECKING:
    from runtime.loading import Opener
    from runtime.pipeline import Event, Pipeline

Inbox = SimpleQueue[ToWorker | GarbledFrame | None]
"""None: the stream has ended."""

NICENESS = 5
"""Drawing takes all that is left, and lets whoever answers a tablet go first."""
AUTOGROUP = Path("/proc/self/autogroup")
"""Where each session's programmes share the processors as one (`man 7 sched`), a nice value counts among them only, and this one
against the daemon: forty wishes at once were answered within 100 ms without it, within 40 with it."""

ROOM = 1024 * 1024
"""Bytes of the pipe to the daemon: a picture is in it while the next one is drawn, however busy the daemon is."""

log = logging.getLogger("runtime.worker")


def main(opener: Opener | None = None) -> int:
    """Serves until told to leave; returns the exit status. `opener`: makes the engine; None: as the profile says."""
    stream_in, stream_out = _private_pipes()
    give_way()
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C is for the daemon, which then closes the pipe
    logging.basicConfig(level=logging.INFO, format="worker: %(message)s")
    inbox: Inbox = SimpleQueue()
    threading.Thread(target=_read_frames, args=(stream_in, inbox), daemon=True).start()
    try:
        return Worker(inbox, stream_out, opener).run()
    except GarbledFrame as error:
        log.error("cannot understand the daemon: %s", error)  # no traceback: last words
        return 2
    except BrokenPipeError:
        return 0


def give_way(autogroup: Path = AUTOGROUP) -> None:
    """This process comes after others, and so does its session where it has one of its own."""
    os.nice(NICENESS)
    if os.getsid(0) == os.getpid():
        with suppress(
            OSError
        ):  # No such groups here, or somebody has just set another's: then it is the process alone.
            autogroup.write_text(str(NICENESS))


class Worker:
    """From the first frame to the last."""

    def __init__(self, inbox: Inbox, out: BinaryIO, opener: Opener | None = None) -> None:
        self._inbox = inbox
        self._out = out
        self._opener = opener
        self._duty = 1.0
        self._worked = self._ended = 0.0
        """Of the last piece of work: seconds it took, monotonic seconds of its end."""

    def run(self) -> int:
        first = self._next()
        if first is None or isinstance(first, Stop):
            return 0
        if not isinstance(first, Load):
            raise GarbledFrame(f"the first frame must be load, not {type(first).__name__.lower()}")
        pipeline = self._load(first)
        if pipeline is None:
            return 1
        while self._listen(pipeline):
            began = time.monotonic()
            self._send(pipeline.advance())
            self._ended = time.monotonic()
            self._worked = self._ended - began
        return 0

    def _load(self, load: Load) -> Pipeline | None:
        """None, after telling why, where the pack cannot be used."""
        # Imported here: libraries may only chat once their stdout has been taken away.
        from runtime.engines.base import Loading  # noqa: PLC0415
        from runtime.loading import open_pipeline, resident_mb, warm_up  # noqa: PLC0415
        from runtime.pipeline import failure  # noqa: PLC0415

        started = time.monotonic()
        try:
            loaded = open_pipeline(
                Path(load.pack),
                load.profile,
                load.latents,
                self._opener,
                producer=load.producer,
                loading=Loading(compiled=_path(load.compiled), progress=self._tell),
                verified=_path(load.verified),
            )
            warm_up(loaded.pipeline, loaded.vocabulary, loaded.manifest)
        except EdgedError as error:
            self._send([(failure(None, error), b"")])
            return None
        ready = Ready(
            engine=loaded.engine.describe(),
            pack=loaded.manifest.name,
            pack_version=loaded.manifest.version,
            pack_digest=loaded.digest,
            memory_mb=resident_mb(),
            warmup_s=time.monotonic() - started,
            beside=not loaded.pipeline.in_turn,
        )
        self._send([(ready, b"")])
        return loaded.pipeline

    def _listen(self, pipeline: Pipeline) -> bool:
        """Takes what is in the inbox, until there is something to draw and the rest is over. False: time to leave."""
        while True:
            try:
                frame = self._next(self._rest() if pipeline.busy else None)
            except Empty:
                return True
            match frame:
                case Draw() as draw:
                    self._send(pipeline.accept(draw))
                case Cancel(id=picture_id):
                    self._send(pipeline.cancel(picture_id))
                case Pace(batch=batch, duty=duty):
                    pipeline.batch = batch
                    self._duty = duty
                    pipeline.resting = duty < 1
                case Load():
                    raise GarbledFrame("a second load")
                case Stop() | None:
                    return False

    def _rest(self) -> float | None:
        """Seconds to wait before the next piece of work; None: until a frame comes."""
        if self._duty <= 0:
            return None
        until = self._ended + self._worked * (1 / self._duty - 1)
        return max(0.0, until - time.monotonic())

    def _next(self, timeout: float | None = None) -> ToWorker | None:
        """The next frame, None at the end. Raises GarbledFrame, and Empty after `timeout` seconds."""
        frame = self._inbox.get(timeout=timeout)
        if isinstance(frame, GarbledFrame):
            raise frame
        return frame

    def _tell(self, share: float) -> None:
        write_frame(self._out, Waking(share=round(share, 3)))

    def _send(self, events: list[Event]) -> None:
        for frame, payload in events:
            write_frame(self._out, frame, payload)


def _path(told: str) -> Path | None:
    return Path(told) if told else None


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The frames' own descriptors. From here on fd 1 is stderr and fd 0 is empty, whatever a library does."""
    stream_in, stream_out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with suppress(OSError):  # not a pipe, or more than this user may have
        fcntl.fcntl(stream_out, fcntl.F_SETPIPE_SZ, ROOM)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return stream_in, stream_out


def _read_frames(stream: BinaryIO, inbox: Inbox) -> None:
    """Until the end or the first frame that makes no sense."""
    try:
        while (frame := read_frame(stream)) is not None:
            inbox.put(frame)
        inbox.put(None)
    except GarbledFrame as error:
        inbox.put(error)


if __name__ == "__main__":
    sys.exit(main())
