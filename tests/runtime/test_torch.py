"""PyTorch behind the backend's interface: numbers that must stay exact do, and what goes wrong has a name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from msgspec import structs

from runtime.engines.base import EngineFailed, OutOfMemory
from runtime.engines.torch import TorchBackend
from runtime.families.base import Component
from runtime.pack import Pack
from runtime.profile import Torch, parse_profile
from tests.toymodels import save_pack, stable_diffusion
from tests.workerpipe import PROFILE

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning",  # diffusers on numpy 2.4
    "ignore::FutureWarning",  # diffusers on its own older configurations
)
PARTS = {"decoder": "vae"}
ROUGH = structs.replace(parse_profile(PROFILE), torch=Torch(dtype="bfloat16"))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("pack")
    return Pack.open(save_pack(folder, stable_diffusion(), "stable-diffusion", PARTS))


def backend(pack: Pack, call: Any) -> TorchBackend:
    """Whose only component does what `call` does."""
    inputs: Any = dict.fromkeys(("sample", "timestep"), "float")
    component = Component(
        inputs=inputs, outputs=("first", "second"), model="diffusers.AutoencoderKL", call=call
    )
    return TorchBackend(pack, ROUGH, {"decoder": component})


def test_levels_keep_all_their_digits_where_everything_else_is_rounded(pack: Pack) -> None:
    seen: list[torch.dtype] = []

    def call(module: Any, sample: Any, timestep: Any) -> tuple[Any, ...]:
        seen.append(sample.dtype)
        return sample, timestep

    feeds = {name: np.array([999.0], np.float32) for name in ("sample", "timestep")}
    sample, timestep = backend(pack, call).run("decoder", feeds)
    assert seen == [torch.bfloat16]
    assert (sample[0], timestep[0]) == (1000, 999)
    assert sample.dtype == np.float32


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (torch.OutOfMemoryError("CUDA out of memory"), OutOfMemory),
        (MemoryError(), OutOfMemory),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied\nmore"), EngineFailed),
    ],
)
def test_what_goes_wrong_has_a_name(pack: Pack, error: Exception, kind: type[EngineFailed]) -> None:
    def call(module: Any, **_: Any) -> tuple[Any, ...]:
        raise error

    with pytest.raises(EngineFailed) as caught:
        backend(pack, call).run("decoder", {})
    assert type(caught.value) is kind


def test_it_says_what_it_computes_in(pack: Pack) -> None:
    assert backend(pack, None).describe() == "torch: cpu, bfloat16"
