"""INT8: pictures stay what they were, whoever is drawn beside them, and layers that suffer stay in float."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto

from forge import progress
from forge.animals import SUBJECT
from forge.export import open_session
from forge.quantise import (
    BUDGETS,
    LIKENESS,
    Layer,
    LikenessLost,
    Sensitivity,
    halved,
    judge,
    layers_of,
    observe,
    probe,
    quantise,
    quantised,
    sensitivities,
    tolerant,
)
from forge.reporting.fidelity import Sessions, imagine, wishes
from forge.rounding import STEPS_OF_WEIGHTS
from tests.toynetworks import LATENT, toy_graphs, toy_quantised


def test_int8_pictures_are_like_those_of_the_float_graphs() -> None:
    found = toy_quantised()
    assert found.likeness.ssim >= LIKENESS
    assert found.megabytes[1] < 0.6 * found.megabytes[0]


def test_a_picture_does_not_depend_on_who_is_drawn_beside_it() -> None:
    wanted = wishes("company", 4, SUBJECT)
    engine = Sessions(toy_quantised().graphs)
    together = imagine(engine, wanted, LATENT)
    alone = np.concatenate([imagine(engine, [wish], LATENT) for wish in wanted])
    np.testing.assert_allclose(together, alone, atol=0.02)
    side_by_side = engine.decode(together)
    one_by_one = np.concatenate([engine.decode(one[np.newaxis]) for one in alone])
    assert np.abs(side_by_side.astype(int) - one_by_one).max() <= 2


def test_no_range_is_taken_from_the_batch_at_hand() -> None:
    kinds = {node.op_type for g in toy_quantised().graphs.values() for node in g.graph.node}
    assert "QuantizeLinear" in kinds
    assert not kinds & {"DynamicQuantizeLinear", "MatMulInteger", "ConvInteger"}


def test_the_denoiser_stores_bytes_and_rounds_nothing_on_its_way() -> None:
    graph = toy_quantised().graphs["denoiser"].graph
    kinds = {node.op_type for node in graph.node}
    assert not kinds & {"QuantizeLinear", "DequantizeLinear"}
    weights = [c for c in graph.initializer if c.name.endswith("_bytes")]
    assert weights
    assert {weight.data_type for weight in weights} == {TensorProto.INT8}


def test_multiplied_bytes_overflow_on_no_processor() -> None:
    graph = toy_quantised().graphs["decoder"].graph
    weights = [c for c in graph.initializer if c.name.endswith("_bytes") and len(c.dims) > 1]
    assert weights
    for weight in weights:
        values = np.frombuffer(weight.raw_data, np.int8)
        assert weight.data_type == TensorProto.INT8
        assert np.abs(values.astype(int)).max() == STEPS_OF_WEIGHTS


def test_every_layer_is_measured_and_the_sensitive_ones_stay_in_float() -> None:
    found = toy_quantised()
    for part in BUDGETS:
        measured = {one.layer.name for one in found.sensitivities[part]}
        assert measured == {layer.name for layer in layers_of(toy_graphs()[0][part])}
        kept = [one.error for one in found.sensitivities[part] if one.layer in found.floats[part]]
        gone = [
            one.error for one in found.sensitivities[part] if one.layer not in found.floats[part]
        ]
        assert min(kept, default=1) >= max(gone)


def test_the_worst_layers_are_left_out_until_the_rest_fits_the_budget() -> None:
    layers = [Layer(name, "MatMul", name) for name in "abc"]
    found = [
        Sensitivity(layer, error) for layer, error in zip(layers, (0.3, 0.03, 0.04), strict=True)
    ]
    assert tolerant(found, 0.05) == [layers[1], layers[2]]
    assert tolerant(found, 0.04) == [layers[1]]
    assert tolerant(found, 0.5) == [layers[1], layers[2], layers[0]]


def test_attention_between_activations_is_no_layer() -> None:
    graph = toy_graphs()[0]["denoiser"]
    products = [node for node in graph.graph.node if node.op_type == "MatMul"]
    assert len([layer for layer in layers_of(graph) if layer.kind == "MatMul"]) < len(products)


def test_a_layer_without_the_values_it_saw_is_rounded_to_what_it_saw() -> None:
    graph = toy_graphs()[0]["decoder"]
    small = {"latents": np.full((1, *LATENT), 0.01, np.float32)}
    large = {"latents": np.full((1, *LATENT), 3, np.float32)}
    layers = layers_of(graph)
    narrow, wide = observe(graph, [small]), observe(graph, [small, large])
    assert all(
        wide[name][1] >= high and wide[name][0] <= low for name, (low, high) in narrow.items()
    )
    right = open_session(graph).run(None, large)[0].astype(float)
    errors = [
        np.abs(open_session(quantised(graph, ranges, layers)).run(None, large)[0] - right).mean()
        for ranges in (narrow, wide)
    ]
    assert errors[0] > errors[1]


def test_halved_weights_change_next_to_nothing() -> None:
    graph = toy_graphs()[0]["denoiser"]
    half = halved(graph)
    assert half.ByteSize() < 0.75 * graph.ByteSize()
    engine = Sessions(toy_graphs()[0])
    imagine(engine, wishes("calibration", 1, SUBJECT), LATENT)
    feed = probe(engine.seen)
    before, after = (open_session(g).run(None, feed)[0] for g in (graph, half))
    assert np.abs(after - before).max() < 0.01 * np.abs(before).max()


def test_pictures_that_lost_their_likeness_make_no_pack() -> None:
    with pytest.raises(LikenessLost):
        quantise(toy_graphs()[0], SUBJECT, LATENT, judged=1, needed=1.01)


def test_whoever_waits_is_told_which_layer_and_which_picture_is_at_hand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "TELL_S", -1.0)
    graphs = toy_graphs()[0]
    latents = np.random.default_rng(0).standard_normal((2, *LATENT), np.float32)
    graph, feed = graphs["decoder"], {"latents": latents}
    sensitivities(graph, observe(graph, [feed]), feed, "image", what="layers of the decoder")
    judge(graphs, graphs, wishes("told", 2, SUBJECT), LATENT)
    told = capsys.readouterr().out.splitlines()
    first = layers_of(graph)[0].weight
    assert f"layers of the decoder: 0% {first}" in told
    assert "compare: 50% pictures before and after" in told
