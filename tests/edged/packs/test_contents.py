"""What may lie in a pack's files."""

from __future__ import annotations

import json
import pickle
import zipfile
from io import BytesIO

import numpy as np
import pytest
from onnx import ModelProto, TensorProto, helper, numpy_helper
from safetensors.numpy import save

from edged.packs.contents import check_contents
from edged.packs.refusals import ContentsWrong, PackFileRefused, PickleRefused, ProgramRefused

WEIGHT = np.arange(6, dtype=np.float32).reshape(2, 3)


def check(**files: bytes) -> None:
    """Names with `__` for a slash and `_` before the suffix for a dot."""
    named = {name.replace("__", "/").replace("_DOT_", "."): data for name, data in files.items()}
    sizes = {name: len(data) for name, data in named.items()}
    check_contents(sizes, lambda path: memoryview(named[path]))


def model(domain: str = "", location: str | None = None, **told: str) -> ModelProto:
    """y = w + x, with the weight in another file where `location` names one."""
    weight = numpy_helper.from_array(WEIGHT, "w")
    if location is not None:
        weight.ClearField("raw_data")
        weight.data_location = TensorProto.EXTERNAL
        for key, value in {"location": location, **told}.items():
            weight.external_data.add(key=key, value=value)
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [2, 3])
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, [2, 3])
    node = helper.make_node("Add", ["w", "x"], ["y"], domain=domain)
    return helper.make_model(helper.make_graph([node], "g", [value], [result], [weight]))


def in_a_branch(inner: ModelProto) -> ModelProto:
    """The graph as a branch of an If, where a walk that looks at the surface would miss it."""
    flag = helper.make_tensor_value_info("flag", TensorProto.BOOL, [])
    result = helper.make_tensor_value_info("z", TensorProto.FLOAT, None)
    branch = inner.graph
    del branch.input[:]
    node = helper.make_node("If", ["flag"], ["z"], then_branch=branch, else_branch=branch)
    return helper.make_model(helper.make_graph([node], "outer", [flag], [result]))


def head(tensors: dict[str, object], data: bytes = b"") -> bytes:
    text = json.dumps(tensors).encode()
    return len(text).to_bytes(8, "little") + text + data


def tensor(begin: int, end: int, shape: list[int], dtype: str = "F32") -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def test_what_real_libraries_write_is_fine() -> None:
    check(
        model_DOT_onnx=model("com.microsoft").SerializeToString(),
        unet__model_DOT_onnx=model(location="model.onnx.data").SerializeToString(),
        unet__model_DOT_onnx_DOT_data=WEIGHT.tobytes(),
        weights_DOT_safetensors=save({"a": WEIGHT, "b": WEIGHT.astype(np.float16)}, {"k": "v"}),
        config_DOT_json=b'{"a": 1}',
        merges_DOT_txt=b"#version: 0.2\na b\n",
    )


def test_a_head_of_any_length_is_no_pickle() -> None:
    """The length 640 begins like a pickle does."""
    for pad in range(300, 800):
        data = save({"a": WEIGHT}, {"k": "v" * pad})
        check(weights_DOT_safetensors=data)


@pytest.mark.parametrize(
    "name", ["weights_DOT_safetensors", "a_DOT_onnx", "config_DOT_json", "vocab_DOT_txt"]
)
@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_pickle_is_refused_whatever_its_name(name: str, protocol: int) -> None:
    with pytest.raises(PickleRefused, match="run programs"):
        check(**{name: pickle.dumps({"a": [1, 2.0, "x"]}, protocol)})


def test_an_archive_of_torch_is_refused_whatever_its_name() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.pkl", b"")
    for name in ("weights_DOT_safetensors", "a_DOT_onnx", "a_DOT_model"):
        with pytest.raises(PickleRefused):
            check(**{name: out.getvalue()})


@pytest.mark.parametrize("data", [b"\x7fELF" + bytes(60), b"MZ" + bytes(60), b"#!/bin/sh\n"])
def test_a_program_is_refused_whatever_its_name(data: bytes) -> None:
    with pytest.raises(ProgramRefused):
        check(tokenizer_DOT_model=data)


@pytest.mark.parametrize(
    "domain", ["custom", "ai.onnx.contrib", "com.microsoft.extensions", "trt.plugins"]
)
def test_operators_that_need_somebodys_program_are_refused_by_name(domain: str) -> None:
    for found in (model(domain), in_a_branch(model(domain))):
        with pytest.raises(ContentsWrong, match=domain):
            check(a_DOT_onnx=found.SerializeToString())


def test_a_function_of_a_strange_domain_is_refused() -> None:
    found = model()
    node = helper.make_node("Add", ["a", "a"], ["b"])
    opset = [helper.make_opsetid("", 18)]
    found.functions.append(helper.make_function("custom", "Twice", ["a"], ["b"], [node], opset))
    with pytest.raises(ContentsWrong, match="custom"):
        check(a_DOT_onnx=found.SerializeToString())


@pytest.mark.parametrize(
    "location",
    [
        "/etc/shadow",
        "../other.onnx.data",
        "a/../../x.onnx.data",
        "./model.onnx.data",
        "",
        "a//model.onnx.data",
        "..\\x.onnx.data",
        "*/_ORT_MEM_ADDR_/*",
        "unlisted.onnx.data",
        "config.json",
        "c:model.onnx.data",
    ],
)
def test_weights_outside_the_pack_are_refused(location: str) -> None:
    for found in (model(location=location), in_a_branch(model(location=location))):
        with pytest.raises(ContentsWrong, match="outside the pack"):
            check(
                unet__a_DOT_onnx=found.SerializeToString(),
                config_DOT_json=b"{}",
                unet__config_DOT_json=b"{}",
            )


@pytest.mark.parametrize(
    ("told", "fine"),
    [
        ({"offset": "0", "length": "24"}, True),
        ({"offset": "4", "length": "24"}, False),
        ({"offset": "-4"}, False),
        ({"length": "many"}, False),
    ],
)
def test_weights_beyond_the_end_of_their_file_are_refused(told: dict[str, str], fine: bool) -> None:
    files = {
        "a_DOT_onnx": model(location="a.onnx.data", **told).SerializeToString(),
        "a_DOT_onnx_DOT_data": WEIGHT.tobytes(),
    }
    if fine:
        check(**files)
        return
    with pytest.raises(ContentsWrong):
        check(**files)


def test_weights_that_no_graph_asks_for_are_refused() -> None:
    with pytest.raises(PackFileRefused, match=r"b\.onnx\.data"):
        check(a_DOT_onnx=model().SerializeToString(), b_DOT_onnx_DOT_data=b"1234")


def test_every_cut_of_a_graph_and_every_nonsense_is_noticed() -> None:
    found = model()
    data, graph = found.SerializeToString(), found.graph.SerializeToString()
    cuts = [data[:at] for at in range(data.index(graph) + len(graph))]
    for cut in (*cuts, b"\x00" * 40, b"\xff" * 40, b"not a model at all"):
        with pytest.raises(ContentsWrong):
            check(a_DOT_onnx=cut)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 7,
        (2**63).to_bytes(8, "little"),
        (100).to_bytes(8, "little") + b"{}",
        head({})[:-1],
        b"\x02" + bytes(7) + b"[]",
        b"\x03" + bytes(7) + b"{x}",
        head({"a": tensor(0, 8, [2])}, bytes(4)),
        head({"a": tensor(0, 8, [2])}, bytes(12)),
        head({"a": tensor(0, 8, [3])}, bytes(8)),
        head({"a": tensor(4, 8, [1])}, bytes(8)),
        head({"a": tensor(0, 8, [2]), "b": tensor(4, 12, [2])}, bytes(12)),
        head({"a": tensor(8, 0, [2])}, bytes(8)),
        head({"a": tensor(-8, 0, [2])}),
        head({"a": tensor(0, 4, [-1])}, bytes(4)),
        head({"a": {"dtype": "F32"}}),
        head({"a": tensor(0, 4, [2**62, 2**62])}, bytes(4)),
    ],
)
def test_a_wrong_head_of_safetensors_is_noticed(data: bytes) -> None:
    with pytest.raises(ContentsWrong) as wrong:
        check(a_DOT_safetensors=data)
    assert wrong.value.message("zh")


def test_every_cut_of_safetensors_is_noticed() -> None:
    data = save({"a": WEIGHT, "b": WEIGHT})
    for at in range(len(data)):
        with pytest.raises(ContentsWrong):
            check(a_DOT_safetensors=data[:at])


def test_a_kind_of_number_that_nobody_knows_is_left_to_who_loads_it() -> None:
    check(a_DOT_safetensors=head({"a": tensor(0, 3, [5], "I5")}, bytes(3)))


@pytest.mark.parametrize("data", [b"", b"{", b"\xff{}", b"[" * 100_000])
def test_json_that_is_none_is_noticed(data: bytes) -> None:
    with pytest.raises(ContentsWrong, match="JSON"):
        check(config_DOT_json=data)
