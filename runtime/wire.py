"""Frames on a pipe, read and written by blocking calls: one JSON line, then the payload it announces."""

from __future__ import annotations

from typing import BinaryIO

import msgspec
from msgspec import structs

from runtime.messages import MAX_HEADER, MAX_PAYLOAD, FromWorker, ToWorker

_decoder = msgspec.json.Decoder(ToWorker)
_encoder = msgspec.json.Encoder()


class GarbledFrame(Exception):
    """The other side does not speak frames; nothing after this can be trusted."""


def read_frame(stream: BinaryIO) -> ToWorker | None:
    """The next frame for the worker, its payload skipped; None at the end of the stream. Raises GarbledFrame."""
    line = stream.readline(MAX_HEADER + 1)
    if not line:
        return None
    if not line.endswith(b"\n"):
        ending = "is too long" if len(line) > MAX_HEADER else "ends in the middle"
        raise GarbledFrame(f"a frame's line {ending}: {line[:80]!r}")
    try:
        frame: ToWorker = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise GarbledFrame(f"{error}: {line[:80]!r}") from error
    if not 0 <= frame.size <= MAX_PAYLOAD or len(stream.read(frame.size)) < frame.size:
        raise GarbledFrame(f"a payload of {frame.size} bytes did not come")
    return frame


def write_frame(stream: BinaryIO, frame: FromWorker, payload: bytes = b"") -> None:
    """In one write, `size` filled in. Raises BrokenPipeError when nobody listens any more."""
    line = _encoder.encode(structs.replace(frame, size=len(payload)))
    stream.write(b"".join((line, b"\n", payload)))
    stream.flush()
