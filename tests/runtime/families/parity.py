"""One picture drawn by the runtime's own batch, to be compared with what the published pipeline draws."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from msgspec import structs
from numpy.typing import NDArray

from runtime.batch import Running, RunningBatch
from runtime.families.prose import Prose
from runtime.noise import gaussian
from runtime.opening import open_engine
from runtime.pack import Pack
from runtime.profile import Torch, parse_profile
from runtime.prompt.caption import Caption, Part
from runtime.schedulers import Floats
from tests.workerpipe import PROFILE

DUCK = Caption((Part("animal", "duck", "yellow"), Part("worn", "hat", "red")))
CAT = Caption((Part("animal", "cat"),))
"""A shorter wish."""
SEED = 7
Precision = Literal["float32", "bfloat16", "float16"]
CLOSE = 1e-3
"""Largest difference of colours in 0..1 that is none."""

IGNORED = (
    "ignore:__array__ implementation:DeprecationWarning",  # diffusers on numpy 2.4
    "ignore::FutureWarning",  # diffusers on its own older configurations
)


class Drawn:
    def __init__(self, folder: Path, dtype: Precision = "float32", **options: Any) -> None:
        """`options`: of the profile's `torch`."""
        self.pack = Pack.open(folder, contents=True)
        told = Torch(device="cpu", dtype=dtype, **options)
        profile = structs.replace(parse_profile(PROFILE), torch=told)
        self.engine = open_engine(self.pack, profile)

    def noise(self, pixels: tuple[int, int], steps: int, stream: int = 0) -> torch.Tensor:
        """[1, C, h, w], as the runtime begins with."""
        shape = self.engine.course(pixels, steps).shape
        return torch.from_numpy(gaussian(SEED, shape, stream)[np.newaxis])

    def picture(
        self,
        *,
        caption: Caption = DUCK,
        pixels: tuple[int, int] = (128, 128),
        steps: int = 4,
        guidance: float = 1.0,
        beside: int = 0,
    ) -> NDArray[Any]:
        """[H, W, 3], uint8. `beside`: others that are drawn in the same batch, a step behind each other."""
        engine = self.engine
        nothing = engine.encode(engine.spell(None)[np.newaxis])
        batch = RunningBatch(engine, capacity=8, guidance=guidance, nothing=nothing)
        first = self._running("0", caption, pixels, steps, SEED)
        batch.join(first)
        for number in range(beside):
            if len(batch):
                batch.step()
            other = DUCK if caption == CAT else CAT
            batch.join(self._running(str(number + 1), other, pixels, steps + 1, SEED + 1 + number))
        while not first.finished:
            for _, error in batch.step()[1]:
                raise error
        assert batch._widest == batch.capacity, (
            "no forward of several failed and was done one by one"
        )
        image: NDArray[Any] = engine.decode(first.clean[np.newaxis])[0]
        return image

    def _running(
        self, name: str, caption: Caption, pixels: tuple[int, int], steps: int, seed: int
    ) -> Running:
        engine = self.engine
        course = engine.course(pixels, steps)
        fresh: Callable[[int], Floats] = lambda step: gaussian(seed, course.shape, step)  # noqa: E731
        return Running(
            id=name,
            latents=np.float32(course.first) * gaussian(seed, course.shape),
            wish=engine.encode(engine.spell(caption)[np.newaxis]).rows[0],
            levels=course.levels,
            space=course.space,
            fresh=fresh if course.fresh else None,
        )


def published(
    pipeline: Any, drawn: Drawn, steps: int, pixels: tuple[int, int] = (128, 96), **more: Any
) -> Any:
    """What diffusers' own pipeline draws of the duck from the same noise: [1, H, W, 3] in 0..1."""
    width, height = pixels
    told = {
        "width": width,
        "height": height,
        "num_inference_steps": steps,
        "latents": drawn.noise(pixels, steps),
        "output_type": "np",
    }
    return pipeline(Prose(drawn.pack.vocabulary).sentence(DUCK), **(told | more)).images


def difference(image: NDArray[Any], images: Any) -> float:
    """Largest difference of colours in 0..1, of the pipeline's `images` ([1, H, W, 3] in 0..1) before rounding."""
    return float(np.abs(image / 255 - np.asarray(images)[0]).max()) - 0.5 / 255
