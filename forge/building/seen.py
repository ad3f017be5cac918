"""What each part of a pack is asked while it draws what children wish for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from forge.building.kids import kids_wishes
from forge.building.shrinking import Feeds, Seen
from runtime.engines.base import Backend, Engine
from runtime.engines.onnx import OnnxBackend
from runtime.families import family_of
from runtime.loading import open_pipeline
from runtime.messages import Done, Draw
from runtime.pack import Pack, parse_size
from runtime.profile import Profile, profile_text, profiles_folder

CALIBRATION, JUDGED = 4, 2
"""Pictures that ranges are taken from, and others that errors are measured on."""
MOST_STEPS = 4
KEPT = 8
"""Of what a part was asked, spread over all pictures and steps: more of it would fill the memory."""


class Listening:
    """A backend that remembers what it was asked."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.asked: list[tuple[str, Feeds]] = []

    def run(self, component: str, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        self.asked.append((component, dict(feeds)))
        return self._backend.run(component, feeds)

    @property
    def parallel(self) -> bool:
        return self._backend.parallel

    def describe(self) -> str:
        return self._backend.describe()


def seen_while_drawing(folder: Path) -> dict[str, Seen]:
    """By component. One picture at a time, at the size in the middle of those that the pack draws."""
    ears: list[Listening] = []

    def opener(pack: Pack, profile: Profile) -> Engine:
        family = family_of(pack)
        ears.append(Listening(OnnxBackend(pack, profile, family.components(pack))))
        return family(pack, ears[0])

    loaded = open_pipeline(folder, profile_text(profiles_folder() / "cpu.toml"), opener=opener)
    manifest = loaded.manifest
    parts: list[list[tuple[str, Feeds]]] = [[], []]
    for number, wish in enumerate(kids_wishes(loaded.vocabulary, manifest, CALIBRATION + JUDGED)):
        ears[0].asked.clear()
        draw = Draw(
            id=str(number),
            caption=wish,
            seed=number,
            pixels=parse_size(manifest.sizes[len(manifest.sizes) // 2]),
            steps=max(manifest.steps.min, min(manifest.steps.default, MOST_STEPS)),
            previews=False,
        )
        events = loaded.pipeline.accept(draw)
        while loaded.pipeline.busy:
            events = loaded.pipeline.advance()
        if not isinstance(events[-1][0], Done):
            raise RuntimeError(f"the picture to measure with failed: {events[-1][0]}")
        parts[number >= CALIBRATION] += ears[0].asked
    names = family_of(Pack.open(folder)).components(Pack.open(folder))
    return {name: Seen(_some(parts[0], name), _some(parts[1], name)) for name in names}


def _some(asked: list[tuple[str, Feeds]], component: str) -> list[Feeds]:
    found = [feeds for name, feeds in asked if name == component]
    every = max(1, -(-len(found) // KEPT))
    return found[::every]
