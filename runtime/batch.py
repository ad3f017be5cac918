"""The running batch: the pictures being denoised right now, each at its own noise level.

A picture joins between two steps and takes part in the next one; a cancelled one leaves at once. Pictures whose latents
have the same shape share a forward, up to as many as the engine has been seen to manage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from runtime.engines.base import Conditioning, Denoiser, EngineFailed, PictureBroken, stack
from runtime.errors import EdgedError
from runtime.schedulers import Floats, Space


@dataclass(eq=False)
class Running:
    """One picture on its way from noise to clean."""

    id: str
    latents: Floats
    """[C, h, w] at `level`."""
    wish: Conditioning
    """Without the batch's axis: context [T, D], pooled [E]."""
    levels: tuple[float, ...]
    """steps + 1 of them, falling to 0."""
    step: int = 0
    """Steps done."""
    space: Space = Space.FLOW
    fresh: Callable[[int], Floats] | None = None
    """Number of a step -> new noise [C, h, w] for what follows it; None: the noise it began with stays."""
    clean: Floats = field(init=False)
    """[C, h, w]: what the last step took the finished picture to be."""

    def __post_init__(self) -> None:
        self.clean = self.latents

    @property
    def level(self) -> float:
        return self.levels[self.step]

    @property
    def steps(self) -> int:
        return len(self.levels) - 1

    @property
    def finished(self) -> bool:
        return self.step == self.steps

    def advance(self, velocity: Floats) -> None:
        """One step along `velocity`, or to the clean picture under new noise."""
        level, space = self.level, self.space
        self.step += 1
        self.clean = space.clean(self.latents, velocity, level)
        if self.finished:
            self.latents = self.clean
        elif self.fresh is not None:
            self.latents = space.noised(self.clean, self.fresh(self.step), self.level)
        else:
            self.latents = space.step(self.latents, velocity, level, self.level)


class RunningBatch:
    """Bounded by `capacity`; the caller looks at `room` before it lets a picture join."""

    def __init__(
        self, engine: Denoiser, *, capacity: int, guidance: float, nothing: Conditioning
    ) -> None:
        """`nothing`: the wish of a picture without any wish, one row. Guidance 1 leaves it out."""
        self._engine = engine
        self.capacity = capacity
        """Pictures at most; may change between two steps."""
        self._guidance = guidance
        self._nothing = nothing
        self._widest = capacity
        self._pictures: dict[str, Running] = {}

    def __len__(self) -> int:
        return len(self._pictures)

    @property
    def room(self) -> int:
        return self.capacity - len(self._pictures)

    def join(self, picture: Running) -> None:
        self._pictures[picture.id] = picture

    def leave(self, picture_id: str) -> bool:
        """Whether it was there."""
        return self._pictures.pop(picture_id, None) is not None

    def narrow(self) -> None:
        """Memory was too small: fewer share a forward from now on."""
        self._widest = max(1, min(self._widest, len(self._pictures)) // 2)

    def step(self) -> tuple[list[Running], list[tuple[Running, EdgedError]]]:
        """One denoise step for the pictures that have waited longest: (those that advanced, those that failed).

        Finished and failed pictures have left the batch. The batch must not be empty.
        """
        group = self._next_group()
        moved: list[Running] = []
        failed: list[tuple[Running, EdgedError]] = []
        for picture, velocity in self._velocities(group):
            del self._pictures[picture.id]
            if isinstance(velocity, EdgedError):
                failed.append((picture, velocity))
                continue
            picture.advance(velocity)
            moved.append(picture)
            if not picture.finished:
                self._pictures[picture.id] = picture  # behind those that wait for their step
        return moved, failed

    def _next_group(self) -> list[Running]:
        shape = next(iter(self._pictures.values())).latents.shape
        alike = [picture for picture in self._pictures.values() if picture.latents.shape == shape]
        return alike[: self._widest]

    def _velocities(self, group: list[Running]) -> list[tuple[Running, Floats | EdgedError]]:
        """One forward for all; if the engine cannot, one for each, so that only the culprit fails."""
        try:
            return [self._judged(pair) for pair in zip(group, self._forward(group), strict=True)]
        except EngineFailed as error:
            if len(group) == 1:
                return [(group[0], error)]
        self._widest = max(1, len(group) // 2)  # out of memory, most likely: stay below what failed
        return [pair for picture in group for pair in self._velocities([picture])]

    @staticmethod
    def _judged(pair: tuple[Running, Floats]) -> tuple[Running, Floats | EdgedError]:
        picture, velocity = pair
        return pair if np.isfinite(velocity).all() else (picture, PictureBroken())

    def _forward(self, group: list[Running]) -> Floats:
        """[B, C, h, w]: the velocity at each picture's own level, with guidance."""
        count = len(group)
        latents = np.stack([picture.latents for picture in group])
        levels = np.array([picture.level for picture in group], np.float32)
        wishes = [picture.wish for picture in group]
        if self._guidance == 1:
            return self._engine.denoise(latents, levels, stack(wishes))
        both = self._engine.denoise(
            np.concatenate([latents, latents]),
            np.concatenate([levels, levels]),
            stack([*self._nothing.rows * count, *wishes]),
        )
        return self._engine.guide(both[:count], both[count:], self._guidance)
