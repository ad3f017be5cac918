"""The pack: whole, small, the same each time; and the committed one fits the vocabulary that captions are made with."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from onnx import numpy_helper

from forge.animals import SUBJECT
from forge.pack import LIMIT_MB, ROOT, PackTooBig, Training, make, write
from forge.vocabulary import load_vocabulary
from runtime.pack import Pack, PackCorrupt
from runtime.prompt.vocabulary import Vocabulary, decode_vocabulary
from tests.toynetworks import toy_graphs, toy_networks, toy_quantised, write_work

COMMITTED = ROOT / "packs" / "cute-animals"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack made from a work folder of miniature networks, over an older pack."""
    root = tmp_path_factory.mktemp("made")
    out = root / "packs" / "cute-animals"
    out.mkdir(parents=True)
    (out / "old.onnx").write_bytes(b"old")
    make(write_work(root / "work"), out, SUBJECT)
    return out


def test_a_made_pack_opens_and_says_what_it_is(made: Path) -> None:
    manifest = Pack.open(made).manifest
    assert (manifest.name, manifest.family, manifest.precision) == (
        "cute-animals",
        "slot-flow",
        "int8",
    )
    assert (manifest.steps.default, manifest.guidance) == (8, 3.0)
    assert manifest.sizes[0] == "512x512"


def test_a_made_pack_replaces_the_old_one_and_leaves_nothing_beside_it(made: Path) -> None:
    assert {path.name for path in made.iterdir()} == {
        *("manifest.json", "vocabulary.json", "LICENSE", "README.md"),
        *("encoder.onnx", "denoiser.onnx", "decoder.onnx", "preview.onnx"),
    }
    assert [path.name for path in made.parent.iterdir()] == ["cute-animals"]


def test_the_same_networks_give_the_same_bytes(made: Path) -> None:
    for part, graph in toy_quantised().graphs.items():
        assert (made / f"{part}.onnx").read_bytes() == graph.SerializeToString(deterministic=True)


def test_the_card_tells_how_the_weights_came_to_be(made: Path) -> None:
    card = (made / "README.md").read_text(encoding="utf-8")
    assert "1,234 steps in 1 minutes" in card
    assert "{" not in card
    assert "Apache License, Version 2.0" in (made / "LICENSE").read_text(encoding="utf-8")


def test_a_damaged_pack_is_refused(made: Path, tmp_path: Path) -> None:
    for path in made.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    data = bytearray((tmp_path / "denoiser.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "denoiser.onnx").write_bytes(data)
    with pytest.raises(PackCorrupt):
        Pack.open(tmp_path)


def test_a_pack_that_is_too_big_is_not_made(tmp_path: Path) -> None:
    graphs = toy_graphs()[0]
    with pytest.raises(PackTooBig):
        write(tmp_path / "pack", graphs, toy_networks(), Training(1, 1), SUBJECT, limit_mb=0.5)


def test_an_untrained_work_folder_leaves_the_old_pack_alone(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    with pytest.raises(FileNotFoundError):
        make(tmp_path / "work", tmp_path / "pack", SUBJECT)
    assert (tmp_path / "pack").is_dir()


def test_whatever_the_committed_pack_draws_the_forge_can_draw() -> None:
    """The drawings may be ahead of the pack, never behind it."""
    committed, ahead = _committed_vocabulary(), load_vocabulary()
    assert set(committed.concept_index) <= set(ahead.concept_index)
    assert set(committed.colour_index) <= set(ahead.colour_index)


def test_the_committed_encoder_has_a_row_for_every_token_of_its_vocabulary() -> None:
    vocabulary = _committed_vocabulary()
    graph = onnx.load(COMMITTED / "encoder.onnx").graph
    rows = {numpy_helper.to_array(c).shape[0] for c in graph.initializer if len(c.dims) == 2}
    assert len(vocabulary.concepts) + 1 in rows
    assert len(vocabulary.colours) + 1 in rows
    assert max(vocabulary.concept_index.values()) == len(vocabulary.concepts)
    shape = graph.input[0].type.tensor_type.shape.dim
    assert [d.dim_value for d in shape[1:]] == [len(vocabulary.slots), 2]


def test_the_committed_pack_is_whole_and_small() -> None:
    pack = Pack.open(COMMITTED)
    assert sum(file.size for file in pack.manifest.files) < LIMIT_MB * 1e6
    assert pack.manifest.precision == "int8"


def _committed_vocabulary() -> Vocabulary:
    return decode_vocabulary((COMMITTED / "vocabulary.json").read_bytes())
