"""ONNX Runtime behind the engine's interface: the right providers, the right graphs, errors that say what to do."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import pytest
from msgspec import structs
from onnx import external_data_helper, helper

from runtime.engines.base import EngineFailed, PackTooLarge, PackUnusable, ProviderMissing
from runtime.opening import open_engine
from runtime.pack import Pack
from runtime.profile import Provider, parse_profile
from tests.workerpipe import PROFILE

CPU = parse_profile(PROFILE)


def with_graph(pack: Pack, part: str, model: onnx.ModelProto) -> Pack:
    contents = {**pack.contents, f"{part}.onnx": model.SerializeToString()}
    return structs.replace(pack, contents=contents)


def graph_of(pack: Pack, part: str) -> onnx.ModelProto:
    return onnx.load_model_from_string(pack.contents[f"{part}.onnx"])


def test_the_four_graphs_speak_in_the_shapes_of_the_interface(pack: Pack) -> None:
    engine = open_engine(pack, CPU)
    slots, shape = len(pack.vocabulary.slots), pack.manifest.latent
    wish = engine.encode(np.zeros((3, slots, 2), np.int64))
    assert wish.context.shape[:2] == (3, slots)
    latents = np.zeros((3, shape.channels, shape.height, shape.width), np.float32)
    velocity = engine.denoise(latents, np.ones(3, np.float32), wish)
    assert velocity.shape == latents.shape
    assert engine.decode(latents).shape == (3, 512, 512, 3)
    assert engine.preview(latents).shape == (3, 128, 128, 3)
    assert engine.describe() == "onnx: CPUExecutionProvider"


def test_a_provider_that_is_not_there_is_an_error_and_no_silent_fallback(pack: Pack) -> None:
    profile = structs.replace(CPU, providers=(Provider("CUDAExecutionProvider"), *CPU.providers))
    with pytest.raises(ProviderMissing, match="asks for CUDAExecutionProvider"):
        open_engine(pack, profile)


def test_a_pack_that_needs_more_memory_than_allowed_is_not_loaded(pack: Pack) -> None:
    with pytest.raises(PackTooLarge, match="needs 150 MB"):
        open_engine(pack, structs.replace(CPU, memory_limit_mb=100))


def test_a_graph_with_another_interface_is_named(pack: Pack) -> None:
    swapped = with_graph(pack, "denoiser", graph_of(pack, "decoder"))
    with pytest.raises(PackUnusable, match="denoiser of the pack cute-animals"):
        open_engine(swapped, CPU)


def test_bytes_that_are_no_graph_are_named(pack: Pack) -> None:
    for junk in (b"", b"junk" * 100, b"\xff" * 64):
        broken = structs.replace(pack, contents={**pack.contents, "preview.onnx": junk})
        with pytest.raises(PackUnusable, match="preview"):
            open_engine(broken, CPU)


def test_an_operator_library_that_nobody_brought_is_refused(pack: Pack) -> None:
    model = graph_of(pack, "preview")
    model.graph.node[0].domain = "somebody.else"
    model.opset_import.append(helper.make_opsetid("somebody.else", 1))
    with pytest.raises(PackUnusable, match="preview"):
        open_engine(with_graph(pack, "preview", model), CPU)


def test_a_graph_that_reads_other_files_is_refused(pack: Pack, tmp_path: Path) -> None:
    model = graph_of(pack, "denoiser")
    big = next(tensor for tensor in model.graph.initializer if tensor.name == "to_picture")
    external_data_helper.set_external_data(big, location="../../etc/passwd")
    big.ClearField("raw_data")
    with pytest.raises(PackUnusable, match="outside the pack"):
        open_engine(with_graph(pack, "denoiser", model), CPU)


def test_a_forward_that_fails_says_which_graph(pack: Pack) -> None:
    engine = open_engine(pack, CPU)
    with pytest.raises(EngineFailed, match="decoder"):
        engine.decode(np.zeros((1, 1), np.float32))


def test_loading_needs_no_file_any_more(toy_pack: Path, tmp_path: Path) -> None:
    """What was checked is what is loaded: nothing is read a second time."""
    folder = Path(shutil.copytree(toy_pack, tmp_path / "pack"))
    pack = Pack.open(folder, contents=True)
    shutil.rmtree(folder)
    assert open_engine(pack, CPU).describe()


def beside_its_weights(toy_pack: Path, folder: Path, location: str = "encoder.onnx.data") -> Path:
    """The toy pack; the encoder's numbers lie in a file of their own."""
    shutil.copytree(toy_pack, folder)
    path = folder / "encoder.onnx"
    onnx.save(
        onnx.load(path),
        path,
        save_as_external_data=True,
        location=location,
        size_threshold=256,
    )
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"] = [
        {
            "path": file.name,
            "size": file.stat().st_size,
            "sha256": sha256(file.read_bytes()).hexdigest(),
        }
        for file in sorted(folder.iterdir())
        if file.name != "manifest.json"
    ]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_weights_beside_a_graph_are_read_from_the_pack(toy_pack: Path, tmp_path: Path) -> None:
    """An ONNX file ends at 2 GB."""
    folder = beside_its_weights(toy_pack, tmp_path / "pack")
    whole = open_engine(Pack.open(toy_pack, contents=True), CPU)
    apart = open_engine(Pack.open(folder, contents=True), CPU)
    tokens = np.ones((2, len(Pack.open(toy_pack).vocabulary.slots), 2), np.int64)
    assert (apart.encode(tokens).context == whole.encode(tokens).context).all()


def test_weights_beyond_the_end_of_the_file_beside_a_graph_are_refused(
    toy_pack: Path, tmp_path: Path
) -> None:
    folder = beside_its_weights(toy_pack, tmp_path / "pack")
    data = folder / "encoder.onnx.data"
    data.write_bytes(data.read_bytes()[:-4])
    manifest = json.loads((folder / "manifest.json").read_text())
    for file in manifest["files"]:
        if file["path"] == data.name:
            file |= {"size": data.stat().st_size, "sha256": sha256(data.read_bytes()).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(PackUnusable, match="outside the pack"):
        open_engine(Pack.open(folder, contents=True), CPU)
