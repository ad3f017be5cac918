"""INT8: as far as each part stands it, and the same alone and in company."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from onnx import save as save_onnx
from torch import nn

from forge.build import main
from forge.building.rounding import ALL_STEPS, Graph
from forge.building.shrinking import Seen, observe, shrink
from forge.export import open_session
from runtime.pack import Pack
from tests.runtime.families.parity import Drawn
from tests.toymodels import stable_diffusion

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning",
    "ignore::FutureWarning",
    "ignore::DeprecationWarning",
    "ignore::UserWarning",
)
MEASURED = (
    r"took (\d+) MB one by one and (\d+) MB with 4 at once; the pack's manifest asks for (\d+) MB"
)


def build(source: Path, out: Path, *options: str) -> None:
    asked = [str(source), "--out", str(out), "--licence", "CC0-1.0", "--graphs", *options]
    main([*asked, "--work", str(out.parent / "work")])


def test_a_pack_in_int8_draws_nearly_what_the_floats_draw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source"
    stable_diffusion(timestep_spacing="trailing").save_pretrained(source)
    whole, small = tmp_path / "whole", tmp_path / "small"
    build(source, small, "--precision", "int8")
    said = capsys.readouterr().out
    assert said.count("layers multiply bytes") == 3
    main([str(source), "--out", str(whole), "--licence", "CC0-1.0"])
    pictures = [Drawn(folder).picture(steps=2).astype(float) for folder in (small, whole)]
    assert np.sqrt(((pictures[0] - pictures[1]) ** 2).mean()) < 0.1 * pictures[1].std()
    manifest = Pack.open(small).manifest
    assert manifest.precision == "int8"
    assert manifest.memory_by_precision == {"int8": manifest.memory_mb}
    assert manifest.memory_measured == ("int8",)
    measured = re.search(MEASURED, said)
    assert measured
    alone, at_once, wanted = map(int, measured.groups())
    assert 50 < alone <= at_once < wanted == manifest.memory_mb
    sizes = {file.path: file.size for file in manifest.files}
    unet = (source / "unet/diffusion_pytorch_model.safetensors").stat().st_size
    assert sizes["denoiser.onnx"] < 0.5 * unet


Numbers = NDArray[np.float32]


class Graphs:
    """A product and a convolution, whose inputs a test chooses."""

    def __init__(self, folder: Path, weight: Numbers) -> None:
        self.path, self.out = folder / "part.onnx", folder / "out" / "part.onnx"
        self.out.parent.mkdir()
        kinds = [helper.make_tensor_value_info(name, 1, ["b", 8, None]) for name in "xy"]
        constants = [numpy_helper.from_array(weight, "weight")]
        node = helper.make_node("MatMul", ["x", "weight"], ["y"], name="product")
        graph = helper.make_graph([node], "part", kinds[:1], kinds[1:], constants)
        opset = [helper.make_opsetid("", 23)]
        save_onnx(helper.make_model(graph, opset_imports=opset, ir_version=10), self.path)


def numbers(*shape: int, seed: int = 0) -> Numbers:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def asked(scale: float = 1.0) -> Seen:
    feeds = [{"x": numbers(2, 8, 64, seed=seed) * np.float32(scale)} for seed in range(4)]
    return Seen(feeds[:2], feeds[2:])


def test_a_part_that_stands_bytes_multiplies_them(tmp_path: Path) -> None:
    graphs = Graphs(tmp_path, numbers(64, 64) / np.float32(8))
    found = shrink("part", graphs.path, graphs.out, asked())
    assert (found.kept, found.whole, found.stored) == ("int8", 1, 0)
    assert 0 < found.error < found.limit


def test_a_layer_whose_input_has_outliers_stores_bytes_and_multiplies_rows(tmp_path: Path) -> None:
    """A fixed range leaves the small numbers a few steps; by rows a picture does not feel its neighbours."""
    graphs = Graphs(tmp_path, numbers(64, 64) / np.float32(8))
    seen = asked()
    seen.calibration[0]["x"][1, :, 0] = 5000
    found = shrink("part", graphs.path, graphs.out, seen)
    assert (found.kept, found.whole, found.stored) == ("int8", 0, 1)
    session, both = open_session(graphs.out), seen.judged[0]["x"]
    both[1] *= 1000
    together, alone = (session.run(None, {"x": x})[0] for x in (both, both[:1]))
    assert (together[:1] == alone).all()


def test_weights_of_all_eight_bits_change_less(tmp_path: Path) -> None:
    graphs = Graphs(tmp_path, numbers(64, 64) / np.float32(8))
    seven = shrink("part", graphs.path, graphs.out, asked())
    eight = shrink("part", graphs.path, graphs.out, asked(), steps=ALL_STEPS)
    assert 0 < eight.error < seven.error


def test_what_a_product_is_given_has_as_many_steps_below_zero_as_above(tmp_path: Path) -> None:
    graph = Graph(Graphs(tmp_path, numbers(64, 64)).path)
    feeds = [{"x": np.abs(numbers(2, 8, 64))}]
    ranges = observe(graph, graph.layers(), feeds)
    assert ranges["x"][1] == pytest.approx(feeds[0]["x"].max())
    assert ranges["x"][0] / ranges["x"][1] == pytest.approx(-128 / 127)
    assert abs(ranges["y"][0]) != pytest.approx(ranges["y"][1], rel=0.02)


def test_a_gemm_stores_bytes(tmp_path: Path) -> None:
    """It turns its weights, of which each row has a step of its own."""
    path, out = tmp_path / "part.onnx", tmp_path / "out.onnx"
    kinds = [helper.make_tensor_value_info(name, 1, ["b", 64]) for name in "xy"]
    constants = [
        numpy_helper.from_array(numbers(64, 64), "weight"),
        numpy_helper.from_array(numbers(64), "bias"),
    ]
    node = helper.make_node("Gemm", ["x", "weight", "bias"], ["y"], name="gemm", transB=1)
    graph = helper.make_graph([node], "part", kinds[:1], kinds[1:], constants)
    opset = [helper.make_opsetid("", 23)]
    save_onnx(helper.make_model(graph, opset_imports=opset, ir_version=10), path)
    feeds = [{"x": numbers(2, 64, seed=seed)} for seed in range(4)]
    found = shrink("part", path, out, Seen(feeds[:2], feeds[2:]))
    assert (found.kept, found.whole, found.stored) == ("int8", 0, 1)
    assert out.stat().st_size < 0.5 * path.stat().st_size


def test_a_part_that_stands_no_bytes_stays_as_it_is(tmp_path: Path) -> None:
    """Weights of one column that are a million times another's share a step with it."""
    weight = numbers(64, 64)
    weight[::2] *= 1e6
    graphs = Graphs(tmp_path, weight)
    seen = asked()
    for feeds in (*seen.calibration, *seen.judged):
        feeds["x"][..., ::2] = 0
    found = shrink("part", graphs.path, graphs.out, seen)
    assert found.kept == "fp32"
    assert found.error > found.limit
    assert not list(graphs.out.parent.iterdir())


def test_weights_that_the_exporter_turns_are_found(tmp_path: Path) -> None:
    path = tmp_path / "turned.onnx"
    module = nn.Linear(8, 4, bias=False)
    weight = module.weight.detach().numpy()
    nodes = [
        helper.make_node("Transpose", ["weight"], ["turned"], perm=[1, 0], name="turn"),
        helper.make_node("MatMul", ["x", "turned"], ["y"], name="product"),
    ]
    kinds = [helper.make_tensor_value_info(name, 1, None) for name in "xy"]
    constants = [numpy_helper.from_array(weight, "weight")]
    graph = helper.make_graph(nodes, "part", kinds[:1], kinds[1:], constants)
    save_onnx(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)]), path)
    found = Graph(path)
    (layer,) = found.layers()
    assert torch.equal(
        torch.from_numpy(found.values(layer.weight).copy()), module.weight.detach().T
    )
