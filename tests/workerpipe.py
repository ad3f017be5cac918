"""A real worker process, spoken to over its pipes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from runtime.messages import (
    Cancelled,
    Done,
    Draw,
    Failed,
    FromWorker,
    Load,
    Ready,
    Step,
    ToWorker,
    Waking,
)
from runtime.prompt.caption import Caption, Part

ROOT = Path(__file__).resolve().parents[1]
PROFILE = """
name = "test"
engine = "onnx"
providers = [{ name = "CPUExecutionProvider" }]
threads = 1
pack = "cute-animals"
memory_limit_mb = 1000
batch = 4
ladder = [{ size = "512x512", steps = 8 }]
[summary]
en = "For tests."
zh = "测试用。"
"""
COMMAND = (sys.executable, "-m", "runtime.worker")

Event = tuple[FromWorker, bytes]


def caption(*parts: str) -> Caption:
    """`caption("animal duck yellow", "worn hat")`."""
    return Caption(tuple(Part(*part.split(" ")) for part in parts))


def draw(picture_id: str, *parts: str, **fields: Any) -> Draw:
    """A small yellow duck unless parts are given; seed 1."""
    wish = caption(*(parts or ("animal duck yellow",)))
    known: dict[str, Any] = {"caption": wish, "seed": 1}
    return Draw(id=picture_id, **(known | fields))


class WorkerPipe:
    """Started on entering; on leaving its stdin is closed, and it must go by itself."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        self._command = command

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self.process.stdin
        return self.process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self.process.stdout
        return self.process.stdout

    def send(self, *frames: ToWorker) -> None:
        self.send_raw(b"".join(msgspec.json.encode(frame) + b"\n" for frame in frames))

    def send_raw(self, data: bytes) -> None:
        self._stdin.write(data)
        self._stdin.flush()

    def load(self, pack: Path, profile: str = PROFILE) -> Ready:
        self.send(Load(pack=str(pack), profile=profile))
        ready, _ = self.awake()
        assert isinstance(ready, Ready), ready
        return ready

    def awake(self) -> Event:
        """Its first answer, after it told how far it is."""
        while isinstance((event := self.receive())[0], Waking):
            pass
        return event

    def receive(self) -> Event:
        line = self._stdout.readline()
        assert line, "the worker has gone"
        frame: FromWorker = msgspec.json.decode(line, type=FromWorker)
        payload = self._stdout.read(frame.size)
        assert len(payload) == frame.size
        return frame, payload

    def receive_until_ended(self, *ids: str) -> list[Event]:
        """All events until each of the pictures is done, failed or cancelled."""
        open_ids, events = set(ids), []
        while open_ids:
            events.append(self.receive())
            frame = events[-1][0]
            if isinstance(frame, Done | Failed | Cancelled) and frame.id:
                open_ids.remove(frame.id)
        return events

    def leave(self) -> tuple[int, str, bytes]:
        """Closes stdin: (exit status, stderr, what was left on stdout)."""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, err.decode(), out


def pictures(events: list[Event]) -> dict[str, bytes]:
    """Id -> file of each picture that was done."""
    return {frame.id: payload for frame, payload in events if isinstance(frame, Done)}


def steps(events: list[Event]) -> list[str]:
    """Whose steps were done, in order."""
    return [frame.id for frame, _ in events if isinstance(frame, Step)]
