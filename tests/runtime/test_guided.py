"""Guidance asks about the same noise twice; what stands before the wish is computed once, and nobody sees it in the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino as ov
import pytest
import torch
from msgspec import structs
from numpy.typing import NDArray
from openvino import opset13

from forge.building.graphs import write_graph
from runtime.engines.base import EngineFailed, Loading
from runtime.engines.common import cut
from runtime.engines.openvino import OpenvinoBackend
from runtime.families.base import Component
from runtime.families.stable_diffusion import StableDiffusion
from runtime.noise import gaussian
from runtime.pack import Pack
from runtime.profile import Openvino, parse_profile
from tests.toymodels import stable_diffusion
from tests.workerpipe import PROFILE

pytestmark = pytest.mark.filterwarnings(
    "ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning"
)
SIXTEEN = structs.replace(
    parse_profile(PROFILE), engine="openvino", openvino=Openvino(dtype="bfloat16"), threads=2
)
Numbers = NDArray[np.float32]


@pytest.fixture(scope="module")
def component(toy_pack: Path) -> Component:
    pack = Pack.open(toy_pack)
    settings = {"length": 64, "pad": 0}
    manifest = structs.replace(pack.manifest, family="stable-diffusion", settings=settings)
    return StableDiffusion.components(structs.replace(pack, manifest=manifest))["denoiser"]


@pytest.fixture(scope="module")
def guided(toy_pack: Path, component: Component, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A pack of which only the denoiser counts: Stable Diffusion's U-Net in miniature."""
    path = tmp_path_factory.mktemp("unet") / "denoiser.onnx"
    unet = stable_diffusion().unet
    examples = {
        "sample": torch.randn(2, 4, 16, 16),
        "timestep": torch.tensor([900.0, 1.0]),
        "context": torch.randn(2, 64, 32),
    }
    write_graph(unet, component, examples, path)
    pack = Pack.open(toy_pack, contents=True)
    name = pack.manifest.components["denoiser"]
    return structs.replace(
        pack,
        manifest=structs.replace(pack.manifest, guidance=7.5),
        contents={**pack.contents, name: path.read_bytes()},
    )


def backend(
    pack: Pack, component: Component, *, shared: bool, compiled: Path | None = None
) -> OpenvinoBackend:
    chosen = component if shared else structs.replace(component, wished=frozenset[str]())
    return OpenvinoBackend(pack, SIXTEEN, {"denoiser": chosen}, Loading(compiled=compiled))


def rows(*seeds: int) -> dict[str, Numbers]:
    """Both rows of the pictures with these seeds: first all without their wishes, then all with them, as a batch asks."""
    noise = np.stack([gaussian(seed, (4, 16, 16)) for seed in seeds])
    wishes = np.stack([gaussian(100 + seed, (64, 32)) for seed in seeds])
    nothing = np.repeat(gaussian(99, (64, 32))[None], len(seeds), 0)
    times = np.array([900.0 - 100 * seed for seed in seeds], np.float32)
    return {
        "sample": np.concatenate([noise, noise]),
        "timestep": np.concatenate([times, times]),
        "context": np.concatenate([nothing, wishes]),
    }


def denoised(engine: OpenvinoBackend, feeds: dict[str, Numbers]) -> Numbers:
    (found,) = engine.run("denoiser", feeds)
    return found


def test_both_rows_are_what_the_whole_graph_gives(guided: Pack, component: Component) -> None:
    feeds = rows(1, 2)
    once = denoised(backend(guided, component, shared=True), feeds)
    twice = denoised(backend(guided, component, shared=False), feeds)
    assert once.shape == (4, 4, 16, 16)
    assert once == pytest.approx(twice, abs=0.02 * float(np.abs(twice).max()))  # bfloat16
    assert np.abs(once[0] - once[2]).max() > 0  # the wish counts
    assert np.abs(once[2] - once[3]).max() > 0.1


def test_a_picture_is_the_same_alone_and_in_company(guided: Pack, component: Component) -> None:
    engine = backend(guided, component, shared=True)
    together = denoised(engine, rows(1, 2, 3))
    for place, seed in enumerate((1, 2, 3)):
        alone = denoised(engine, rows(seed))
        assert (alone[0] == together[place]).all()
        assert (alone[1] == together[3 + place]).all()


def test_a_row_without_a_second_one_is_answered_too(guided: Pack, component: Component) -> None:
    engine = backend(guided, component, shared=True)
    single = {name: value[:1] for name, value in rows(1).items()}
    assert (denoised(engine, single)[0] == denoised(engine, rows(1))[0]).all()


def test_the_next_start_finds_both_parts_compiled(
    guided: Pack, component: Component, tmp_path: Path
) -> None:
    first = denoised(backend(guided, component, shared=True, compiled=tmp_path), rows(1))
    kept = sorted(tmp_path.rglob("*.blob"))
    assert {path.name.partition("-")[0] for path in kept} == {"denoiser", "denoiser_common"}
    written = [path.stat().st_ino for path in kept]
    again = denoised(backend(guided, component, shared=True, compiled=tmp_path), rows(1))
    assert (first == again).all()
    assert [path.stat().st_ino for path in kept] == written


def test_another_size_is_compiled_when_it_is_asked_for(guided: Pack, component: Component) -> None:
    engine = backend(guided, component, shared=True)
    small = denoised(engine, rows(1))
    large = {**rows(1), "sample": np.repeat(gaussian(1, (4, 24, 16))[None], 2, 0)}
    assert denoised(engine, large).shape == (2, 4, 24, 16)
    assert (denoised(engine, rows(1)) == small).all()


def test_a_graph_that_begins_with_the_wish_cannot_be_cut(
    guided: Pack, component: Component
) -> None:
    everything = structs.replace(component, wished=frozenset(component.inputs))
    engine = OpenvinoBackend(guided, SIXTEEN, {"denoiser": everything}, Loading())
    with pytest.raises(EngineFailed, match="nothing comes before context, sample, timestep"):
        engine.run("denoiser", rows(1))


def test_what_is_cut_off_asks_for_no_wish_and_the_rest_for_no_noise() -> None:
    noise = opset13.parameter([1, 8], np.float32, name="noise")
    wish = opset13.parameter([1, 8], np.float32, name="wish")
    for one in noise, wish:
        one.output(0).set_names({one.get_friendly_name()})
    seen = opset13.relu(noise)
    # Sizes of what was computed, asked for at run time as exporters like to do.
    size = opset13.shape_of(seen)
    answer = opset13.add(opset13.reshape(wish, size, special_zero=False), seen)
    first, second = cut(ov.Model([answer], [noise, wish]), {"wish"})
    assert [one.any_name for one in first.inputs] == ["noise"]
    assert [one.any_name for one in second.inputs] == ["wish", "common_0"]
    core = ov.Core()
    given = {"noise": gaussian(1, (1, 8)), "wish": gaussian(2, (1, 8))}
    (common,) = core.compile_model(first, "CPU")({"noise": given["noise"]}).values()
    (found,) = core.compile_model(second, "CPU")(
        {"wish": given["wish"], "common_0": common}
    ).values()
    assert found == pytest.approx(given["wish"] + np.maximum(given["noise"], 0), abs=1e-6)
