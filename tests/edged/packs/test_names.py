"""Names in packs, and the order of versions."""

from __future__ import annotations

import pytest

from edged.packs.names import check_name, check_names, is_version, order_of
from edged.packs.refusals import (
    NameRefused,
    NameTwice,
    PackFileRefused,
    PickleRefused,
    ProgramRefused,
)

FINE = [
    "denoiser.onnx",
    "denoiser/model.onnx.data",
    "denoiser/model.onnx_data_1",
    "unet/diffusion_pytorch_model-00001-of-00002.safetensors",
    "tokenizer/merges.txt",
    "text_encoder/spiece.model",
    "model_index.json",
]


@pytest.mark.parametrize("name", FINE)
def test_what_models_are_made_of_may_be_there(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("unet/model.bin", PickleRefused),
        ("weights.PT", PickleRefused),
        ("v1-5.ckpt", PickleRefused),
        ("libcustom.so", ProgramRefused),
        ("libcustom.so.1.2", ProgramRefused),
        ("pipeline.py", ProgramRefused),
        ("custom.dll", ProgramRefused),
        ("model.gguf", PackFileRefused),
        ("noextension", PackFileRefused),
        ("/etc/passwd.json", NameRefused),
        ("../up.json", NameRefused),
        ("a/../../up.json", NameRefused),
        ("a//b.json", NameRefused),
        ("./a.json", NameRefused),
        ("a\\b.json", NameRefused),
        ("C:x.json", NameRefused),
        (".hidden.json", NameRefused),
        ("a b.json", NameRefused),
        ("a\n.json", NameRefused),
        ("a.json\n", NameRefused),
        ("ｍodel.json", NameRefused),
        ("x" * 96 + ".json", NameRefused),
        ("", NameRefused),
    ],
)
def test_what_may_not_be_there_is_refused_with_its_own_sentence(
    name: str, error: type[PackFileRefused]
) -> None:
    with pytest.raises(error) as refused:
        check_name(name)
    assert type(refused.value) is error
    assert refused.value.fix("en")
    assert refused.value.fix("zh")


@pytest.mark.parametrize("names", [["a.json", "A.json"], ["Manifest.JSON"], ["readme.md"]])
def test_names_that_differ_in_case_only_are_refused(names: list[str]) -> None:
    with pytest.raises((NameTwice, PackFileRefused)):
        check_names(names)


def test_versions_are_ordered_as_people_mean_them() -> None:
    wanted = [
        "0.1.0",
        "0.9.0",
        "0.10.0",
        "1.0-alpha",
        "1.0-rc1",
        "1.0-rc2",
        "1.0",
        "1.0.1",
        "2026.11",
    ]
    mixed = wanted[3:] + wanted[:3]
    assert sorted(mixed, key=order_of) == wanted


@pytest.mark.parametrize("text", ["../x", "", "a/b", "-1", "1 0", "1\n", "x" * 33, ".."])
def test_a_version_that_could_leave_its_folder_is_none(text: str) -> None:
    assert not is_version(text)
