"""The report says what was measured, also where it falls short."""

from pathlib import Path

import msgspec
from PIL import Image

from forge.judging.diversity import Crowd, Variety
from forge.judging.nearest import Copying
from forge.judging.quality import (
    BELOW,
    NEAR,
    REACHED,
    Report,
    Sentence,
    document,
    judgement,
    mark,
    table,
    write_report,
    write_section,
)
from forge.judging.scores import Share

CEILING = Share(99, 100)


def report(ceiling: Share = CEILING, **shares: Share) -> Report:
    named = {slot.replace("_", " "): share for slot, share in shares.items()}
    return Report(
        date="2026-11-22",
        drawn_by="toy 0.1.0",
        training="Its generator was not trained.",
        steps=8,
        guidance=3.0,
        pictures={"kids50": 2},
        groups={"kids50": named, "all": named},
        ceilings={"drawn": dict.fromkeys(named, ceiling)},
        weakest=(("flying", Share(1, 4)),),
        sentences=(Sentence("小熊", "bear", ("animal colour",)), Sentence("a pig", "pig", ())),
    )


def test_a_row_holds_figures_ceilings_aim_and_mark() -> None:
    text = table(report(held=Share(3, 4), scene=Share(0, 0), faces=Share(98, 100)))
    assert "| held thing | 0.75 | 0.75 | 0.99 | 0.90 | ✗ |" in text
    assert "| whole faces, as many as animals | 0.98 | 0.98 | 0.99 | 0.97 | ✓ |" in text
    assert "| place | – | – | 0.99 | – |  |" in text
    assert "species" not in text


def test_a_figure_below_its_aim_but_near_what_drawings_reach_has_its_own_mark() -> None:
    assert mark(report(animal=Share(98, 100)), "animal") == REACHED
    assert mark(report(Share(96, 100), animal=Share(95, 100)), "animal") == NEAR
    assert mark(report(Share(99, 100), animal=Share(95, 100)), "animal") == BELOW
    assert mark(report(sky=Share(1, 100)), "sky") == ""


def test_what_falls_short_is_named_with_its_figure() -> None:
    text = judgement(report(animal=Share(93, 100), held=Share(1, 2), worn=Share(1, 1)))
    assert text.startswith("Below the aim: species (0.93 against 0.98); held thing (0.50")
    assert "worn" not in text
    near = judgement(report(Share(96, 100), animal=Share(95, 100)))
    assert near == (
        "Below the aim, but within two points of what is found in drawings: species (0.95 against 0.98)."
    )


def test_what_is_reached_is_said_too() -> None:
    assert judgement(report(animal=Share(1, 1))) == "All aims are reached."


def test_the_actions_in_which_animals_fail_are_named() -> None:
    assert "while it does this: flying (1 of 4)." in document(report(animal=Share(1, 4)))


def test_each_sentence_stands_with_what_was_not_found() -> None:
    text = document(report(animal=Share(1, 1)))
    assert "| 1 | 小熊 | bear | animal colour |" in text
    assert "| 2 | a pig | pig | – |" in text


def test_what_many_pictures_show_stands_beside_its_aim_and_what_was_not_measured_is_left_out() -> (
    None
):
    plain = report(animal=Share(1, 1))
    for word in ("Fréchet distance of", "nearest of", "variety:", "faults noticed |"):
        assert word not in document(plain)
    whole = msgspec.structs.replace(
        plain,
        gap=(1.24, 0.5),
        variety=Variety(40, 6, made=4.0, drawn=5.0),
        crowd=Crowd(500, made=3.0, decoded=1.5, floor=1.0),
        copying=Copying(20, 5000, made=2.0, drawn=2.0),
        faults={"drawn": {"eye blurred": Share(9, 10), "mouth moved": Share(10, 10)}},
    )
    text = document(whole)
    assert "| new combinations worse than known ones | +1.2 ± 0.5 points | 3 |" in text
    assert "against as many drawings of it | 0.80 | 0.8 |" in text
    assert "nearest of 5,000 training drawings, against a new drawing's | 1.00 | about 1 |" in text
    assert "| 3.00 | other drawings 1.00, through the decoder 1.50 |" in text
    assert "| eye blurred | 0.90 |" in text
    assert "| all (aim 0.90) | 0.95 |" in text
    assert "](nearest.webp)" in text


def test_sheets_are_written_beside_the_report(tmp_path: Path) -> None:
    sheet = Image.new("RGB", (20, 10))
    write_report(report(animal=Share(1, 1)), {"kids50": sheet, "groups": sheet}, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "quality.md",
        "kids50.webp",
        "groups.webp",
    }


def test_a_new_report_keeps_the_sections_of_others_and_a_section_replaces_itself(
    tmp_path: Path,
) -> None:
    path = tmp_path / "quality.md"
    write_section("steps", "## Steps\n\nOld.\n", path)
    write_section("other", "## Other\n", path)
    write_report(report(animal=Share(1, 1)), {}, tmp_path)
    write_section("steps", "## Steps\n\nNew.\n", path)
    for _ in range(2):
        write_report(report(animal=Share(1, 1)), {}, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# How good the pictures are")
    assert (text.count("## Steps\n\nNew."), text.count("Old."), text.count("## Other")) == (1, 0, 1)
    assert text.count("<!-- /section -->") == 2
