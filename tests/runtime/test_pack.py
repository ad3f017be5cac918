"""Packs: whole ones open, damaged ones say which file and what to do."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime.errors import EdgedError
from runtime.pack import (
    Pack,
    PackCorrupt,
    PackFileCut,
    PackFileMissing,
    PackFileOutside,
    PackFileUnknown,
    PackInvalid,
    PackMissing,
    PackUnknownFamily,
    PackUnknownFormat,
    find_packs,
    parse_size,
    read_manifest,
)


@pytest.fixture
def pack(toy_pack: Path, tmp_path: Path) -> Path:
    """A copy that may be damaged."""
    return Path(shutil.copytree(toy_pack, tmp_path / "pack"))


def edit(pack: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Changes the manifest in place."""
    path = pack / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def test_a_whole_pack_opens_with_its_vocabulary_and_digest(toy_pack: Path) -> None:
    pack = Pack.open(toy_pack)
    assert pack.manifest.name == "cute-animals"
    assert pack.digest == sha256((toy_pack / "manifest.json").read_bytes()).hexdigest()
    assert pack.vocabulary.slots[0] == "animal"
    assert not pack.contents


def test_the_table_of_steps_reaches_as_far_as_its_rows_and_then_the_default_counts(
    pack: Path,
) -> None:
    edit(pack, lambda manifest: manifest["steps"].update(by_parts=[[1, 4], [3, 5]]))
    steps = Pack.open(pack).manifest.steps
    assert [steps.needed(parts) for parts in (0, 1, 2, 3, 4, 99)] == [4, 4, 5, 5, 8, 8]


def test_a_manifest_without_a_table_gives_every_caption_the_default_and_gets_none_when_written(
    pack: Path,
) -> None:
    steps = Pack.open(pack).manifest.steps
    assert steps.needed(1) == steps.needed(9) == 8
    assert json.loads(msgspec.json.encode(steps)) == {"default": 8, "min": 4, "max": 20}


@pytest.mark.parametrize(
    "table", [[[2, 4], [2, 5]], [[1, 6], [2, 5]], [[1, 3]], [[1, 9]], [[0, 4]], [[1]], 4]
)
def test_a_table_of_steps_that_does_not_rise_or_leaves_the_bounds_is_refused(
    pack: Path, table: object
) -> None:
    edit(pack, lambda manifest: manifest["steps"].update(by_parts=table))
    with pytest.raises(PackInvalid):
        Pack.open(pack)


def test_the_kept_contents_are_the_bytes_that_were_hashed(toy_pack: Path) -> None:
    pack = Pack.open(toy_pack, contents=True)
    for file in pack.manifest.files:
        assert sha256(pack.contents[file.path]).hexdigest() == file.sha256


@pytest.mark.parametrize("name", ["encoder.onnx", "decoder.onnx", "vocabulary.json"])
def test_one_flipped_bit_anywhere_is_found_and_the_file_named(pack: Path, name: str) -> None:
    path = pack / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(PackCorrupt, match=name) as caught:
        Pack.open(pack)
    assert "Copy the pack again" in (caught.value.fix("en") or "")


def test_a_file_that_was_cut_or_has_grown_is_refused(pack: Path) -> None:
    path = pack / "decoder.onnx"
    whole = path.read_bytes()
    for damaged in (whole[:-1], b"", whole + b"\0"):
        path.write_bytes(damaged)
        with pytest.raises(PackFileCut, match=f"decoder.onnx should have {len(whole)} bytes"):
            Pack.open(pack)


def test_a_missing_file_is_named(pack: Path) -> None:
    (pack / "preview.onnx").unlink()
    with pytest.raises(PackFileMissing, match=r"preview\.onnx is missing"):
        Pack.open(pack)


@pytest.mark.parametrize("name", ["extra.bin", ".hidden", "deep/inside.py"])
def test_a_file_outside_the_manifest_is_refused(pack: Path, name: str) -> None:
    (pack / name).parent.mkdir(exist_ok=True)
    (pack / name).write_text("x")
    with pytest.raises(PackFileUnknown, match=name):
        Pack.open(pack)


def test_readme_licence_and_signature_need_not_be_listed(pack: Path) -> None:
    for name in ("README.md", "LICENSE", "manifest.sig"):
        (pack / name).write_text("x")
    assert Pack.open(pack)


def test_a_link_is_refused_even_to_the_right_bytes(pack: Path, tmp_path: Path) -> None:
    moved = (pack / "encoder.onnx").rename(tmp_path / "elsewhere.onnx")
    (pack / "encoder.onnx").symlink_to(moved)
    with pytest.raises(PackFileOutside, match=r"encoder\.onnx"):
        Pack.open(pack)


def test_a_linked_folder_inside_the_pack_is_refused(pack: Path, tmp_path: Path) -> None:
    graphs = tmp_path / "graphs"
    graphs.mkdir()
    (pack / "encoder.onnx").rename(graphs / "encoder.onnx")
    (pack / "graphs").symlink_to(graphs)
    edit(pack, _rename_encoder("graphs/encoder.onnx"))
    with pytest.raises(PackFileOutside, match="graphs"):
        Pack.open(pack)


def test_a_linked_manifest_is_refused(pack: Path, tmp_path: Path) -> None:
    moved = (pack / "manifest.json").rename(tmp_path / "manifest.json")
    (pack / "manifest.json").symlink_to(moved)
    with pytest.raises(PackFileOutside, match=r"manifest\.json"):
        Pack.open(pack)


def test_files_in_real_folders_of_the_pack_are_fine(pack: Path) -> None:
    (pack / "graphs").mkdir()
    (pack / "encoder.onnx").rename(pack / "graphs" / "encoder.onnx")
    edit(pack, _rename_encoder("graphs/encoder.onnx"))
    assert "graphs/encoder.onnx" in Pack.open(pack, contents=True).contents


@pytest.mark.parametrize(
    "path",
    [
        "../pack/encoder.onnx",
        "/etc/passwd",
        "a/../encoder.onnx",
        "./encoder.onnx",
        "a//b",
        "..",
        "c:\\x",
        "a\0b",
    ],
)
def test_a_path_that_is_no_plain_relative_name_is_refused(pack: Path, path: str) -> None:
    edit(pack, _rename_encoder(path))
    with pytest.raises(PackFileOutside):
        Pack.open(pack)


def test_a_pipe_in_place_of_a_file_is_refused_without_waiting_for_a_writer(pack: Path) -> None:
    (pack / "encoder.onnx").unlink()
    os.mkfifo(pack / "encoder.onnx")
    with pytest.raises(PackFileOutside, match=r"encoder\.onnx"):
        Pack.open(pack)


def test_an_empty_or_absent_folder_is_a_missing_pack(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(PackMissing, match=str(folder)):
            Pack.open(folder)


def test_a_newer_format_asks_for_an_update_before_anything_else_is_judged(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"format": 2, "all": "different"}')
    with pytest.raises(PackUnknownFormat) as caught:
        Pack.open(tmp_path)
    assert "Update the box" in (caught.value.fix("en") or "")
    assert "升级" in (caught.value.fix("zh") or "")


def test_an_unknown_family_is_named(pack: Path) -> None:
    edit(pack, lambda manifest: manifest.update(family="big-diffusion"))
    with pytest.raises(PackUnknownFamily, match="big-diffusion"):
        Pack.open(pack)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda m: m["steps"].update(min=9), "min <= default <= max"),
        (lambda m: m.update(sizes=["big"]), "sizes"),
        (lambda m: m.update(guidance="much"), "guidance"),
        (lambda m: m["components"].update(encoder="other.onnx"), "does not list other.onnx"),
        (lambda m: m["files"].append(m["files"][0]), "twice"),
        (lambda m: m["files"][0].update(sha256="short"), "sha256"),
        (lambda m: m["files"][0].update(size=-1), "size"),
        (lambda m: m.pop("latent"), "latent"),
        (lambda m: m.update(name="../../x"), "name"),
    ],
)
def test_a_wrong_manifest_says_what_is_wrong_with_it(
    pack: Path, change: Callable[[dict[str, Any]], object], complaint: str
) -> None:
    edit(pack, change)
    with pytest.raises(PackInvalid, match=complaint):
        Pack.open(pack)


def test_a_vocabulary_that_does_not_decode_is_a_wrong_pack(pack: Path) -> None:
    (pack / "vocabulary.json").write_text("[]")
    edit(pack, lambda m: _list_again(pack, m, "vocabulary.json"))
    with pytest.raises(PackInvalid, match="vocabulary"):
        Pack.open(pack)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.one_of(st.binary(max_size=200), st.just(b"{" * 2000), st.just(b'{"format": 1}')))
def test_no_manifest_however_broken_raises_anything_but_our_errors(
    tmp_path: Path, raw: bytes
) -> None:
    (tmp_path / "manifest.json").write_bytes(raw)
    with pytest.raises(EdgedError):
        Pack.open(tmp_path)


def test_a_manifest_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "manifest.json").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(PackInvalid, match="longer than"):
        Pack.open(tmp_path)


def test_packs_are_found_by_their_manifest(toy_pack: Path, tmp_path: Path) -> None:
    assert find_packs(toy_pack.parent) == (toy_pack,)
    assert find_packs(tmp_path / "absent") == ()
    assert read_manifest(toy_pack).version == "0.1.0"


def test_a_size_is_width_then_height() -> None:
    assert parse_size("512x384") == (512, 384)


def _rename_encoder(path: str) -> Callable[[dict[str, Any]], None]:
    def change(manifest: dict[str, Any]) -> None:
        manifest["components"]["encoder"] = path
        next(f for f in manifest["files"] if f["path"] == "encoder.onnx")["path"] = path

    return change


def _list_again(pack: Path, manifest: dict[str, Any], name: str) -> None:
    data = (pack / name).read_bytes()
    entry = next(f for f in manifest["files"] if f["path"] == name)
    entry.update(size=len(data), sha256=sha256(data).hexdigest())
