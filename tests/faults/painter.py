"""A worker whose engine fails as it is told: `python -m tests.faults.painter`.

The file that EDGED_TEST_ENGINE names says what goes wrong, and is read again before each call: nothing while it is
absent or empty; `denoise memory`, `decode memory`, `denoise lost`, each with a number of calls that go well first, as
often as it then fails, and the profile that is meant.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from runtime.engines.base import Conditioning, Engine, EngineFailed, OutOfMemory, Pixels, Tokens
from runtime.opening import open_engine
from runtime.pack import Pack
from runtime.profile import Profile, Provider
from runtime.prompt.caption import Caption
from runtime.schedulers import Course, Floats
from runtime.worker import main

PLAN = "EDGED_TEST_ENGINE"


class Plan(Struct, frozen=True):
    part: str
    """denoise or decode."""
    trouble: str
    """memory or lost."""
    after: int = 0
    """Calls of that part that go well first."""
    times: int = 1_000_000
    profile: str = "card"


class FailingEngine:
    """The profile's own engine, as long as nothing goes wrong."""

    def __init__(self, real: Engine, profile: str, file: Path) -> None:
        self._real, self._profile, self._file = real, profile, file
        self._calls = {"denoise": 0, "decode": 0}

    def spell(self, caption: Caption | None) -> Tokens:
        return self._real.spell(caption)

    def course(self, pixels: tuple[int, int], steps: int) -> Course:
        return self._real.course(pixels, steps)

    def guide(self, free: Floats, bound: Floats, guidance: float) -> Floats:
        return self._real.guide(free, bound, guidance)

    def encode(self, tokens: Tokens) -> Conditioning:
        return self._real.encode(tokens)

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        self._fail("denoise")
        return self._real.denoise(latents, levels, conditioning)

    def decode(self, latents: Floats) -> Pixels:
        self._fail("decode")
        return self._real.decode(latents)

    def preview(self, latents: Floats) -> Pixels:
        return self._real.preview(latents)

    @property
    def parallel(self) -> bool:
        return self._real.parallel

    def describe(self) -> str:
        return f"{self._real.describe()}, about to fail"

    def _fail(self, part: str) -> None:
        plan = self._plan()
        if plan is None or plan.part != part or plan.profile != self._profile:
            return
        self._calls[part] += 1
        if plan.after < self._calls[part] <= plan.after + plan.times:
            kind = OutOfMemory if plan.trouble == "memory" else EngineFailed
            raise kind(component=part, problem="so it was planned")

    def _plan(self) -> Plan | None:
        text = self._file.read_bytes() if self._file.exists() else b""
        return msgspec.json.decode(text, type=Plan) if text else None


def failing(pack: Pack, profile: Profile) -> Engine:
    """A card that nobody here has computes on the processor."""
    here = msgspec.structs.replace(profile, providers=(Provider(name="CPUExecutionProvider"),))
    return FailingEngine(open_engine(pack, here), profile.name, Path(os.environ[PLAN]))


if __name__ == "__main__":
    sys.exit(main(failing))
