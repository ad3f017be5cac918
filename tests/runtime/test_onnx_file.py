"""What an ONNX file wants besides itself."""

from __future__ import annotations

import onnx
import pytest
from onnx import ModelProto, TensorProto, helper

from runtime.onnx_file import External, beside, wants_of


def external(model: ModelProto) -> frozenset[External]:
    return wants_of(memoryview(model.SerializeToString())).external


def test_tensors_are_looked_at_wherever_a_graph_can_hide_them() -> None:
    outside = TensorProto(name="x", data_location=TensorProto.EXTERNAL, data_type=TensorProto.FLOAT)
    hiding = helper.make_node("Constant", [], ["x"])
    attribute = hiding.attribute.add(name="value", type=onnx.AttributeProto.TENSOR)
    attribute.t.CopyFrom(outside)
    body = helper.make_graph([hiding], "body", [], [])
    branch = helper.make_node("If", ["c"], ["y"], then_branch=body, else_branch=body)
    plain = helper.make_model(helper.make_graph([], "main", [], []))
    assert not external(plain)
    for graph in (
        helper.make_graph([hiding], "main", [], []),
        helper.make_graph([branch], "main", [], []),
        helper.make_graph([], "main", [], [], initializer=[outside]),
    ):
        assert external(helper.make_model(graph))
    function = helper.make_function("own", "F", [], ["x"], [hiding], [helper.make_opsetid("", 18)])
    assert external(helper.make_model(plain.graph, functions=[function]))


def test_operators_of_others_are_named_wherever_they_stand() -> None:
    strange = helper.make_node("Run", [], ["x"], domain="com.example")
    body = helper.make_graph([strange], "body", [], [])
    branch = helper.make_node("If", ["c"], ["y"], then_branch=body, else_branch=body)
    model = helper.make_model(helper.make_graph([branch], "main", [], []))
    assert "com.example" in wants_of(memoryview(model.SerializeToString())).domains


@pytest.mark.parametrize("data", [b"", b"no graph at all", b"\xff" * 40, b"\x3a\x7f\x00"])
def test_bytes_that_are_no_model_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each in its own words
        wants_of(memoryview(data))


@pytest.mark.parametrize(
    ("location", "file"),
    [
        ("weights.data", "unet/weights.data"),
        ("deep/weights.data", "unet/deep/weights.data"),
        ("../weights.data", None),
        ("/etc/passwd", None),
        ("a//b", None),
        ("c:\\b", None),
    ],
)
def test_only_plain_names_beside_the_graph_are_files_of_the_pack(
    location: str, file: str | None
) -> None:
    assert beside("unet/model.onnx", location) == file
