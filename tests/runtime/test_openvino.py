"""OpenVINO behind the engine's interface: the same pictures as ONNX Runtime, and errors that say what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from msgspec import structs

from runtime.engines.base import Engine, EngineFailed, Loading, PackUnusable
from runtime.engines.openvino import OpenvinoBackend
from runtime.families.slot_flow import COMPONENTS
from runtime.noise import gaussian
from runtime.opening import open_engine
from runtime.pack import Pack
from runtime.profile import Openvino, parse_profile
from tests.workerpipe import PROFILE

ONNX = parse_profile(PROFILE)
OPENVINO = structs.replace(ONNX, engine="openvino")
SIXTEEN = structs.replace(OPENVINO, openvino=Openvino(dtype="bfloat16"))


@pytest.fixture(scope="module")
def engines(pack: Pack) -> tuple[Engine, Engine]:
    return open_engine(pack, ONNX), open_engine(pack, OPENVINO)


def spoilt(pack: Pack, part: str, change: str) -> Pack:
    model = onnx.load_model_from_string(pack.contents[f"{part}.onnx"])
    if change == "name":
        model.graph.input[0].name = "others"
        for node in model.graph.node:
            node.input[:] = ["others" if one == "latents" else one for one in node.input]
        data = model.SerializeToString()
    else:
        data = b"no graph at all"
    return structs.replace(pack, contents={**pack.contents, f"{part}.onnx": data})


@pytest.mark.parametrize("count", [1, 3])
def test_every_component_computes_what_onnx_runtime_computes(
    pack: Pack, engines: tuple[Engine, Engine], count: int
) -> None:
    shape = engines[0].course((512, 512), 4).shape
    latents = np.stack([gaussian(seed, shape) for seed in range(count)])
    levels = np.linspace(1, 0.3, count, dtype=np.float32)
    tokens = np.ones((count, len(pack.vocabulary.slots), 2), np.int64)
    wishes = [engine.encode(tokens) for engine in engines]
    assert wishes[0].context == pytest.approx(wishes[1].context, abs=1e-4)
    velocities = [
        one.denoise(latents, levels, wish) for one, wish in zip(engines, wishes, strict=True)
    ]
    assert velocities[0] == pytest.approx(velocities[1], abs=1e-3)
    for draw in ("decode", "preview"):
        first, second = (getattr(engine, draw)(latents).astype(int) for engine in engines)
        assert first.shape == second.shape
        assert np.abs(first - second).max() <= 1  # of 255: rounding


def test_what_it_gave_is_not_written_over_by_the_next_picture(
    engines: tuple[Engine, Engine],
) -> None:
    engine = engines[1]
    shape = engine.course((512, 512), 4).shape
    first = engine.preview(gaussian(1, shape)[np.newaxis])
    kept = first.copy()
    engine.preview(gaussian(2, shape)[np.newaxis])
    assert (first == kept).all()


def test_it_says_where_it_runs(engines: tuple[Engine, Engine]) -> None:
    assert engines[1].describe().startswith("openvino: ")


def test_an_input_of_another_name_is_named(pack: Pack) -> None:
    with pytest.raises(PackUnusable, match="its inputs are"):
        open_engine(spoilt(pack, "preview", "name"), OPENVINO)


def test_a_graph_that_is_none_is_named(pack: Pack) -> None:
    with pytest.raises(PackUnusable, match="preview of the pack"):
        open_engine(spoilt(pack, "preview", "bytes"), OPENVINO)


def test_a_component_that_fails_is_named(pack: Pack) -> None:
    backend = OpenvinoBackend(pack, OPENVINO, COMPONENTS)
    with pytest.raises(EngineFailed, match="decoder"):
        backend.run("decoder", {"nothing": np.zeros((1, 3), np.float32)})


def test_the_part_of_the_library_that_tells_its_makers_is_not_loaded() -> None:
    loaded = "import sys, runtime.engines.openvino; print(sys.modules.get('openvino_telemetry'))"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "None"


def drawn(engine: Engine, seeds: list[int]) -> list[np.ndarray]:
    """Of these seeds together: velocities, and pixels."""
    shape = engine.course((512, 512), 4).shape
    latents = np.stack([gaussian(seed, shape) for seed in seeds])
    wish = engine.encode(np.stack([engine.spell(None)] * len(seeds)))
    levels = np.linspace(1, 0.3, 8, dtype=np.float32)[seeds]
    return [engine.denoise(latents, levels, wish), engine.decode(latents)]


@pytest.mark.parametrize("guidance", [1.0, 3.0])
def test_in_sixteen_bits_a_picture_is_the_same_alone_and_in_company(
    pack: Pack, guidance: float
) -> None:
    """With guidance two rows are computed at once, each by its share of the processors."""
    manifest = structs.replace(pack.manifest, guidance=guidance)
    two_threads = structs.replace(SIXTEEN, threads=2)
    engine = open_engine(structs.replace(pack, manifest=manifest), two_threads)
    together = drawn(engine, [0, 1, 2])
    for seed in range(3):
        for alone, among in zip(drawn(engine, [seed]), together, strict=True):
            assert (alone[0] == among[seed]).all()


def test_sixteen_bits_are_nearly_thirty_two(pack: Pack, engines: tuple[Engine, Engine]) -> None:
    velocity, pixels = drawn(open_engine(pack, SIXTEEN), [1])
    exact, shown = drawn(engines[1], [1])
    assert velocity == pytest.approx(exact, abs=float(0.05 * np.abs(exact).max()))
    assert np.abs(pixels.astype(int) - shown).mean() < 4  # of 255


def test_what_was_compiled_is_found_by_the_next_start(pack: Pack, tmp_path: Path) -> None:
    first = drawn(open_engine(pack, SIXTEEN, Loading(compiled=tmp_path)), [1])
    kept = sorted(tmp_path.rglob("*.blob"))
    assert {path.name.partition("-")[0] for path in kept} == {"encoder", "denoiser", "decoder"}
    written = [path.stat().st_ino for path in kept]
    again = drawn(open_engine(pack, SIXTEEN, Loading(compiled=tmp_path)), [1])
    assert [path.stat().st_ino for path in kept] == written
    assert all((a == b).all() for a, b in zip(first, again, strict=True))


@pytest.mark.parametrize("harm", ["cut", "one bit"])
def test_what_was_compiled_and_is_damaged_is_made_anew(
    pack: Pack, tmp_path: Path, harm: str
) -> None:
    first = drawn(open_engine(pack, SIXTEEN, Loading(compiled=tmp_path)), [1])
    damaged = {}
    for path in tmp_path.rglob("*.blob"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data if harm == "one bit" else data[:100])
        damaged[path] = path.stat().st_ino
    again = drawn(open_engine(pack, SIXTEEN, Loading(compiled=tmp_path)), [1])
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert damaged
    assert all(path.stat().st_ino != inode for path, inode in damaged.items())


def test_a_folder_that_takes_nothing_keeps_no_picture_from_being_drawn(
    pack: Pack, tmp_path: Path
) -> None:
    occupied = tmp_path / "compiled"
    occupied.write_text("no folder")
    assert len(drawn(open_engine(pack, SIXTEEN, Loading(compiled=occupied)), [1])) == 2
