"""Execution providers get what their profile and their machine say, and a silent fallback is an error."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
from msgspec import structs

from runtime.engines.base import Loading, ProviderMissing
from runtime.engines.binding import Bound
from runtime.engines.compiled import KEPT, compiled_folder
from runtime.engines.onnx import OnnxBackend, _refuse_idle
from runtime.engines.providers import RECORD, device_of, runs_on, told
from runtime.families.slot_flow import COMPONENTS
from runtime.opening import open_engine
from runtime.pack import Pack
from runtime.profile import (
    CUDA_PROVIDERS,
    Profile,
    Provider,
    find_profiles,
    parse_profile,
    profiles_folder,
    read_profile,
)
from tests.workerpipe import PROFILE

CPU = parse_profile(PROFILE)
CARDS = [read_profile(path) for path in find_profiles(profiles_folder()) if "gpu" in path.stem]
TENSORRT = structs.replace(CPU, providers=(Provider("TensorrtExecutionProvider"), *CPU.providers))


def session(pack: Pack, part: str) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.add_session_config_entry(RECORD, "1")
    graph = pack.contents[pack.manifest.components[part]]
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("path", find_profiles(profiles_folder()), ids=lambda path: path.stem)
def test_a_shipped_profiles_options_reach_its_providers_as_they_are(
    path: Path, pack: Pack, tmp_path: Path
) -> None:
    profile = read_profile(path)
    wanted = [(one.name, one.options) for one in profile.providers]
    assert told(pack, profile, tmp_path) == wanted
    for name, options in wanted:
        if name in CUDA_PROVIDERS:
            assert options["arena_extend_strategy"] == "kSameAsRequested"
            assert options["cudnn_conv_algo_search"] == "HEURISTIC"
            limit = options.get("gpu_mem_limit", 0)
            assert isinstance(limit, int)
            assert limit < profile.memory_limit_mb * 2**20


def test_a_card_has_a_memory_of_its_own_and_a_processor_none() -> None:
    assert {device_of(profile) for profile in CARDS} == {"cuda"}
    assert device_of(TENSORRT) == "cuda"
    assert device_of(CPU) == "cpu"


@pytest.mark.parametrize(
    ("precision", "fp16", "int8"),
    [("fp32", False, False), ("fp16", True, False), ("int8", True, True)],
)
def test_tensorrt_computes_in_the_profiles_precision_and_keeps_its_engines(
    pack: Pack, tmp_path: Path, precision: str, fp16: bool, int8: bool
) -> None:
    profile = structs.replace(TENSORRT, precision=precision)
    (name, options), *_ = told(pack, profile, tmp_path)
    assert name == "TensorrtExecutionProvider"
    assert (options["trt_fp16_enable"], options["trt_int8_enable"]) == (fp16, int8)
    assert options["trt_engine_cache_enable"]
    assert Path(options["trt_engine_cache_path"]).parent == tmp_path
    assert Path(options["trt_timing_cache_path"]).is_dir()


def test_tensorrts_engines_are_for_one_pack_and_one_precision(pack: Pack, tmp_path: Path) -> None:
    def place(pack: Pack, profile: Profile) -> str:
        return str(told(pack, profile, tmp_path)[0][1]["trt_engine_cache_path"])

    usual = place(pack, TENSORRT)
    assert place(pack, TENSORRT) == usual
    assert place(structs.replace(pack, digest="0" * 64), TENSORRT) != usual
    assert place(pack, structs.replace(TENSORRT, precision="fp32")) != usual


def test_the_profiles_own_word_wins_over_what_follows_from_the_machine(
    pack: Pack, tmp_path: Path
) -> None:
    own = Provider("TensorrtExecutionProvider", {"trt_fp16_enable": False})
    profile = structs.replace(TENSORRT, providers=(own,), precision="fp16")
    assert told(pack, profile, tmp_path)[0][1]["trt_fp16_enable"] is False


def test_without_a_folder_nothing_is_kept(pack: Pack) -> None:
    assert "trt_engine_cache_enable" not in told(pack, TENSORRT, None)[0][1]


def test_another_version_device_or_driver_compiles_anew(pack: Pack, tmp_path: Path) -> None:
    first = compiled_folder(tmp_path, pack, "engine 1", "card, driver 580")
    assert first is not None
    assert compiled_folder(tmp_path, pack, "engine 1", "card, driver 580") == first
    assert compiled_folder(tmp_path, pack, "engine 2", "card, driver 580") != first
    assert compiled_folder(tmp_path, pack, "engine 1", "card, driver 590") != first


def test_what_was_compiled_long_ago_makes_room(pack: Pack, tmp_path: Path) -> None:
    folders = []
    for number in range(KEPT + 1):
        folder = compiled_folder(tmp_path, pack, str(number))
        assert folder is not None
        (folder / "engine").write_bytes(b"large")
        os.utime(folder, ns=(number, number))
        folders.append(folder)
    assert compiled_folder(tmp_path, pack, str(KEPT)) == folders[-1]
    assert set(tmp_path.iterdir()) == set(folders[1:])


def test_a_folder_that_cannot_be_made_means_that_nothing_is_kept(
    pack: Pack, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert compiled_folder(tmp_path / "file", pack, "engine") is None


def test_where_a_graph_really_runs_is_counted(pack: Pack) -> None:
    counted = runs_on(session(pack, "denoiser"))
    assert set(counted) == {"CPUExecutionProvider"}
    assert counted["CPUExecutionProvider"] > 5


def test_a_card_that_is_there_and_was_given_nothing_is_an_error() -> None:
    card = structs.replace(CPU, providers=(Provider("CUDAExecutionProvider"), *CPU.providers))
    with pytest.raises(ProviderMissing, match="asks for CUDAExecutionProvider, but only CPU"):
        _refuse_idle(card, {"CPUExecutionProvider": 320})
    _refuse_idle(card, {"CUDAExecutionProvider": 300, "CPUExecutionProvider": 20})
    _refuse_idle(CPU, {"CPUExecutionProvider": 320})
    _refuse_idle(card, {})  # a version that does not tell


def test_bound_memory_computes_the_same_for_every_batch(pack: Pack) -> None:
    loaded = session(pack, "encoder")
    outputs = COMPONENTS["encoder"].outputs
    bound = Bound(loaded, outputs, "cpu")
    plain = Bound(loaded, outputs, "cpu", moved=False)
    chance = np.random.default_rng(0)
    for count in (1, 3, 2):
        slots = len(pack.vocabulary.slots)
        tokens = chance.integers(0, 3, (count, slots, 2))[:, ::-1]  # not in one piece
        found, wanted = (one.run({"tokens": tokens}) for one in (bound, plain))
        for one, other in zip(found, wanted, strict=True):
            np.testing.assert_array_equal(one, other)


def test_loading_tells_how_far_it_is(pack: Pack) -> None:
    heard: list[float] = []
    OnnxBackend(pack, CPU, COMPONENTS, Loading(progress=heard.append))
    sizes = {file.path: file.size for file in pack.manifest.files}
    parts = [sizes[pack.manifest.components[name]] for name in COMPONENTS]
    assert heard == pytest.approx([sum(parts[: n + 1]) / sum(parts) for n in range(4)])


def test_openvino_keeps_what_it_compiled_and_computes_the_same_with_it(
    pack: Pack, tmp_path: Path
) -> None:
    profile = structs.replace(CPU, engine="openvino")
    engines = [open_engine(pack, profile, Loading(compiled=tmp_path)) for _ in range(2)]
    (folder,) = tmp_path.iterdir()
    assert any(folder.iterdir())
    latents = np.random.default_rng(1).normal(size=(1, *engines[0].course((512, 512), 4).shape))
    first, second = (engine.decode(latents.astype(np.float32)) for engine in engines)
    np.testing.assert_array_equal(first, second)
