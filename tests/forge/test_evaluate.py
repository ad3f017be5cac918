"""An evaluation from the wishes to the report, with a pack in miniature."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from forge.animals import SUBJECT
from forge.damage import FAULTS
from forge.dataset import captions
from forge.drawings import Softener
from forge.evaluate import main
from forge.judging.faces import MEASURES, FaceCheck, Limits, save_faces
from forge.judging.judge import Judge, load_judge
from forge.judging.keypoints import Keypoints
from forge.judging.painting import Painting
from forge.judging.portrait import Portrait
from forge.judging.probe import Probe, save_probe
from forge.judging.wishes import UNSEEN, Wish
from forge.judging.yardsticks import copying_of, crowd_of, faults, reference, variety_of
from forge.latents import Bytes, Floats
from forge.nets.autoencoder import FILE, load_autoencoder
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption
from tests.toypack import build_toy_pack

NO_YARDSTICKS = ["--drawings", "0", "--varied", "0", "--nearest", "0"]
VOCABULARY = load_vocabulary()


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, toy_work: Path) -> Path:
    """Judges that have learnt nothing: what they say does not matter here, only that it is counted."""
    folder = tmp_path_factory.mktemp("evaluate")
    (folder / FILE).write_bytes((toy_work / FILE).read_bytes())
    torch.manual_seed(0)
    save_probe(Probe(VOCABULARY), folder / "probe.pt")
    anything = np.full(len(MEASURES), np.inf, np.float32)
    check = FaceCheck(Keypoints(), Portrait(), Limits(-anything, anything))
    save_faces(check, folder / "faces.pt")
    return folder


class Copyist:
    """Draws nothing itself: grey latents, painted by the toy autoencoder."""

    name = "copyist"

    def __init__(self, work: Path) -> None:
        self.softener = Softener(work)
        self.channels = load_autoencoder(work).sizes.channels

    def latents(
        self, captions: Sequence[Caption], seeds: Sequence[int], steps: int, guidance: float
    ) -> Floats:
        noise = [np.random.default_rng(s).normal(size=(self.channels, 16, 16)) for s in seeds]
        return np.stack(noise).astype(np.float32)

    def paint(self, latents: Floats) -> Bytes:
        return self.softener.paint(latents)


@pytest.fixture(scope="module")
def painting(work: Path) -> Painting:
    return Painting(Copyist(work), load_autoencoder(work).encoder, SUBJECT, 4, 3.0)


@pytest.fixture(scope="module")
def judge(work: Path) -> Judge:
    return load_judge(work, SUBJECT, VOCABULARY, 0)


def test_a_pack_is_measured_and_its_report_written(work: Path, tmp_path: Path) -> None:
    pack = build_toy_pack(tmp_path / "pack")
    (pack / "README.md").write_text("# Toy\n\n<!-- figures -->\nNone.\n<!-- /figures -->\n\nEnd.\n")
    arguments = ["--count", "8", "--trained", "20", "--steps", "4", *NO_YARDSTICKS]
    main(["--work", str(work), "--pack", str(pack), "--out", str(tmp_path / "docs"), *arguments])
    text = (tmp_path / "docs" / "quality.md").read_text(encoding="utf-8")
    assert re.search(r"^\| species \| \d\.\d\d \| \d\.\d\d \| \d\.\d\d \|", text, re.MULTILINE)
    assert "| 3 | 黄色的小鸭子戴着红色帽子 | duck: yellow; wears hat: red |" in text
    assert "unseen 2, known combinations 2, new combinations 2, several together 2" in text
    assert (tmp_path / "docs" / "groups.webp").exists()
    with Image.open(tmp_path / "docs" / "kids50.webp") as sheet:
        assert sheet.width == 5 * 256
    card = (pack / "README.md").read_text(encoding="utf-8")
    assert "| species |" in card
    assert card.endswith("<!-- /figures -->\n\nEnd.\n")


def test_a_sweep_tells_each_setting_and_a_dry_run_writes_nothing(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack, out = build_toy_pack(tmp_path / "pack"), tmp_path / "docs"
    prompts = tmp_path / "prompts.tsv"
    prompts.write_text("prompt\n小熊\na pig in a bathtub\n", encoding="utf-8")
    sweep = ["--guidance", "2", "3", "--steps", "4", "5", "--dry", "--prompts", str(prompts)]
    small = ["--count", "4", "--trained", "2", *NO_YARDSTICKS]
    main(["--work", str(work), "--pack", str(pack), "--out", str(out), *small, *sweep])
    told = capsys.readouterr().out
    assert [told.count(f"steps {s}, guidance {g}") for s in (4, 5) for g in (2, 3)] == [1] * 4
    assert not out.exists()


def test_sentences_of_ones_own_are_called_as_their_file_is(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack, out, prompts = build_toy_pack(tmp_path / "pack"), tmp_path / "docs", tmp_path / "own.tsv"
    prompts.write_text("prompt\n小熊\na pig in a bathtub\n", encoding="utf-8")
    small = ["--count", "4", "--trained", "2", "--prompts", str(prompts), *NO_YARDSTICKS]
    main(["--work", str(work), "--pack", str(pack), "--out", str(out), *small])
    page = (out / "quality.md").read_text(encoding="utf-8")
    assert "| | own | unseen |" in page
    assert "**own** are the sentences below, through the box's own reader." in page
    assert "## The sentences of own\n\n![All 2, in the table's order](own.webp)" in page
    assert (out / "own.webp").exists()
    assert "kids50" not in page + capsys.readouterr().out
    assert "children" not in page


def test_ceilings_are_measured_on_fresh_drawings_of_the_same_captions(
    judge: Judge, painting: Painting
) -> None:
    found = reference(judge, painting, wishes(3), 2)
    for shares in found.shares.values():
        assert shares["animal"].of == shares["faces"].of == shares["number of animals"].of == 6
    assert list(found.shares) == ["drawn", "through the decoder"]
    (first, soft), (second, _) = found.features
    assert first.shape == (3, 16, 128)
    assert not np.allclose(first, second)
    assert not np.allclose(first, soft)
    assert crowd_of(first, found.features) is not None
    assert crowd_of(first, found.features[:1]) is None


def test_without_drawings_there_are_no_ceilings(judge: Judge, painting: Painting) -> None:
    assert reference(judge, painting, wishes(2), 0).shares == {}


def test_faults_are_counted_as_drawn_and_through_the_decoder(
    judge: Judge, painting: Painting
) -> None:
    found = faults(judge, painting, wishes(8))
    assert list(found) == ["drawn", "through the decoder"]
    assert all(set(shares) == set(FAULTS) for shares in found.values())


def test_variety_and_copying_are_measured_or_left_out(judge: Judge, painting: Painting) -> None:
    varied = variety_of(judge, painting, 2)
    assert varied is not None
    assert (varied.captions, varied.pictures) == (2, 6)
    assert varied.made > 0
    copied = copying_of(judge, painting, 4, 6)
    assert copied is not None
    assert (copied[0].pictures, copied[0].compared) == (4, 6)
    assert copied[1].size == (8 * 128, 128)
    assert variety_of(judge, painting, 0) is None
    assert copying_of(judge, painting, 0, 6) is None


def wishes(count: int) -> list[Wish]:
    return [Wish(UNSEEN, captions("x", i, SUBJECT, VOCABULARY)[0], i) for i in range(count)]
