"""An evaluation from the wishes to the report, with a pack in miniature."""

import re
from pathlib import Path

import pytest
import torch
from PIL import Image

from forge.animals import SUBJECT
from forge.dataset import build, captions
from forge.evaluate import KIDS, NEW, PROMPTS, UNSEEN, Judge, Wish, ceilings, main, wishes_for
from forge.latents import Bytes, Floats, load_encoder
from forge.probe import Probe, save_probe
from forge.scores import Look, Share, natural_colours
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption, Part
from tests.toypack import build_toy_pack

VOCABULARY = load_vocabulary()


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder and a probe that has learnt nothing: what it says does not matter here, only that it is counted."""
    folder = tmp_path_factory.mktemp("evaluate")
    build(folder, SUBJECT, VOCABULARY, {}, fit=16)
    torch.manual_seed(0)
    save_probe(Probe(VOCABULARY), folder / "probe.pt")
    return folder


class Linear:
    """Paints by the linear way alone."""

    name = "linear"

    def __init__(self, work: Path) -> None:
        self.encoder = load_encoder(work / "encoder.npz")

    def latents(self, captions: object, seeds: object, steps: int, guidance: float) -> Floats:
        raise NotImplementedError

    def paint(self, latents: Floats) -> Bytes:
        return self.encoder.decode(latents)


def test_a_pack_is_measured_and_its_report_written(work: Path, tmp_path: Path) -> None:
    pack = build_toy_pack(tmp_path / "pack")
    (pack / "README.md").write_text("# Toy\n\n<!-- figures -->\nNone.\n<!-- /figures -->\n\nEnd.\n")
    arguments = ["--count", "6", "--drawings", "0", "--trained", "20", "--steps", "4"]
    main(["--work", str(work), "--pack", str(pack), "--out", str(tmp_path / "docs"), *arguments])
    text = (tmp_path / "docs" / "quality.md").read_text(encoding="utf-8")
    assert re.search(r"^\| species \| \d\.\d\d \| \d\.\d\d \| \d\.\d\d \|", text, re.MULTILINE)
    assert "| 3 | 黄色的小鸭子戴着红色帽子 | duck: yellow; wears hat: red |" in text
    assert "kids50 50, unseen 3, new combinations 3" in text
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
    small = ["--count", "2", "--drawings", "0", "--trained", "2"]
    main(["--work", str(work), "--pack", str(pack), "--out", str(out), *small, *sweep])
    told = capsys.readouterr().out
    assert [told.count(f"steps {s}, guidance {g}") for s in (4, 5) for g in (2, 3)] == [1] * 4
    assert not out.exists()


def test_wishes_are_sentences_unseen_captions_and_held_out_combinations() -> None:
    wishes = wishes_for(SUBJECT, VOCABULARY, 40, PROMPTS, trained=500)
    of: dict[str, list[Caption]] = {}
    for wish in wishes:
        of.setdefault(wish.group, []).append(wish.caption)
    assert {group: len(some) for group, some in of.items()} == {KIDS: 50, UNSEEN: 20, NEW: 20}
    trained = {captions("train", index, SUBJECT, VOCABULARY)[0] for index in range(500)}
    assert not trained & {*of[UNSEEN], *of[NEW]}
    assert all(map(SUBJECT.holds_out, of[NEW]))
    assert not any(map(SUBJECT.holds_out, of[UNSEEN]))
    assert len({wish.seed for wish in wishes}) == len(wishes)
    assert all(caption.parts for caption in of[KIDS])


def test_the_actions_with_the_most_mistaken_animals_come_first() -> None:
    judge = Judge(Probe(VOCABULARY).eval(), VOCABULARY, natural_colours())
    seen = Look(dict.fromkeys(("animal", "held", "action", "scene", "sky"), "bear"), {}, {})
    captions_of = [
        Caption((Part("animal", animal), Part("action", action)))
        for animal, action in (
            ("bear", "flying"),
            ("cat", "flying"),
            ("cat", "running"),
            ("bear", "eating"),
        )
    ]
    some = [Wish(UNSEEN, caption, 0) for caption in captions_of]
    assert judge.weakest([seen] * 4, some) == (("running", Share(0, 1)), ("flying", Share(1, 2)))


def test_ceilings_are_measured_on_fresh_drawings_of_the_same_captions(work: Path) -> None:
    judge = Judge(Probe(VOCABULARY).eval(), VOCABULARY, natural_colours())
    some = [Wish(UNSEEN, captions("x", i, SUBJECT, VOCABULARY)[0], i) for i in range(3)]
    found = ceilings(judge, Linear(work), some, SUBJECT, work)
    assert {name: shares["animal"].of for name, shares in found.items()} == {
        "drawn": 3,
        "through the decoder": 3,
    }
