"""A pack is enough to go on from: a work folder is made of it, its encoder learned anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from forge import restore
from forge.animals import SUBJECT
from forge.dataset import build, open_dataset
from forge.errors import ForgeError, OtherRun, VocabularyDiffers, WorkIncomplete
from forge.latents import half
from forge.nets.autoencoder import load_autoencoder
from forge.nets.decoder import Painter
from forge.pack import make
from forge.restore import begin, main, painted, restored
from forge.sampling import BATCH, CheckpointSampler
from forge.train import load_generator, load_run
from runtime.pack import Pack
from tests.once import made_once, shared_folder
from tests.toynetworks import toy_networks, write_work
from tests.toypack import build_toy_pack

WHOLE = 72


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pack")
    make(write_work(root / "work"), root / "cute-animals", SUBJECT)
    return root / "cute-animals"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder with whole drawings and nothing else."""

    def draw(work: Path) -> None:
        build(work, SUBJECT, SUBJECT.vocabulary(), {"whole": WHOLE})

    return made_once(shared_folder(tmp_path_factory) / "whole-animals", draw)


@pytest.fixture
def work(drawn: Path, tmp_path: Path) -> Path:
    shutil.copytree(drawn, tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restore, "PAINTED", 16)
    monkeypatch.setattr(restore, "STRAIGHT", 8)


def run(pack: Path, work: Path, minutes: float = 0.02) -> None:
    main([str(pack), "--work", str(work), "--minutes", str(minutes), "--batch", "2"])


@pytest.mark.usefixtures("few")
def test_a_pack_becomes_a_work_folder_that_later_stages_go_on_from(pack: Path, work: Path) -> None:
    run(pack, work)
    build(work, SUBJECT, SUBJECT.vocabulary(), {"held": 256, "train": 256})
    assert np.isfinite(open_dataset(work, "train").latents).all()
    begun = load_run(work, "cpu")
    manifest = Pack.open(pack).manifest
    assert (begun.sampling.steps, begun.sampling.guidance) == (
        manifest.steps.default,
        manifest.guidance,
    )
    was = dict(toy_networks().generator.named_parameters())
    for name, values in load_generator(work).named_parameters():
        assert torch.allclose(values, was[name], atol=0.01 * was[name].abs().max().item()), name
    assert CheckpointSampler(work, SUBJECT.vocabulary()).generator


@pytest.mark.usefixtures("few")
def test_the_same_command_goes_on_and_leaves_the_packs_own_weights_alone(
    pack: Path, work: Path
) -> None:
    run(pack, work)
    first = load_autoencoder(work).state_dict()
    run(pack, work)
    second = load_autoencoder(work).state_dict()
    moved = {name for name, values in first.items() if not torch.equal(values, second[name])}
    assert any(name.startswith("encoder.") for name in moved)
    assert not any(name.startswith("decoder.") for name in moved)


def test_the_encoder_begins_by_finding_most_of_what_the_pack_painted(pack: Path) -> None:
    opened = Pack.open(pack, contents=True)
    latents = painted(opened, SUBJECT, 2 * BATCH)
    _, both = restored(opened)
    begin(both, latents[:BATCH])
    pictures = Painter(both.decoder)(torch.from_numpy(latents[BATCH:])).numpy()
    found = both.encoder.encode(half(pictures))
    assert np.square(found - latents[BATCH:]).mean() < 0.5 * latents[BATCH:].var()


@pytest.mark.usefixtures("few")
def test_what_another_pack_left_is_not_overwritten(pack: Path, work: Path, tmp_path: Path) -> None:
    run(pack, work)
    before = (work / "generator.pt").read_bytes()
    other = tmp_path / "other"
    shutil.copytree(pack, other)
    told = msgspec.json.decode((other / "manifest.json").read_bytes())
    (other / "manifest.json").write_bytes(msgspec.json.encode(told | {"version": "9.9.9"}))
    with pytest.raises(OtherRun, match="holds the generator of another run"):
        run(other, work)
    assert (work / "generator.pt").read_bytes() == before


def test_an_autoencoder_of_the_folders_own_is_not_overwritten(pack: Path, work: Path) -> None:
    (work / "autoencoder.pt").write_bytes(b"learned for an hour")
    with pytest.raises(OtherRun, match=r"has an autoencoder\.pt of its own"):
        run(pack, work)
    assert (work / "autoencoder.pt").read_bytes() == b"learned for an hour"


def test_without_drawings_it_says_what_comes_first(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkIncomplete, match="run `python -m forge draw` first"):
        run(pack, tmp_path / "empty")


def test_a_pack_of_other_words_is_refused(pack: Path, work: Path) -> None:
    argv = [str(pack), "--work", str(work), "--subject", "forge.examples.vehicles"]
    with pytest.raises(VocabularyDiffers, match="name its own --subject"):
        main(argv)
    assert not (work / "generator.pt").exists()


def test_a_pack_that_the_forge_did_not_train_is_refused(work: Path, tmp_path: Path) -> None:
    folder = build_toy_pack(tmp_path / "pack")
    told = msgspec.json.decode((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(msgspec.json.encode(told | {"family": "z-image"}))
    with pytest.raises(ForgeError, match="of the family z-image"):
        run(folder, work)


def test_graphs_of_a_stranger_are_refused_and_nothing_is_left(work: Path, tmp_path: Path) -> None:
    with pytest.raises(ForgeError, match="not exported from a network of this shape"):
        run(build_toy_pack(tmp_path / "pack"), work)
    assert not (work / "generator.pt").exists()
    assert not (work / "autoencoder.pt").exists()
