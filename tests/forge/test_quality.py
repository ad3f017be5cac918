"""The report says what was measured, also where it falls short."""

import numpy as np

from forge.quality import CELL, FONTS, Report, Sentence, document, judgement, sheet, table
from forge.scores import Share


def report(**shares: Share) -> Report:
    named = {slot.replace("_", " "): share for slot, share in shares.items()}
    return Report(
        date="2026-11-22",
        drawn_by="toy 0.1.0",
        training="Its generator was not trained.",
        steps=8,
        guidance=3.0,
        pictures={"kids50": 2},
        groups={"kids50": named, "all": named},
        ceilings={"drawn": named},
        weakest=(("flying", Share(1, 4)),),
        sentences=(Sentence("小熊", "bear", ("animal colour",)), Sentence("a pig", "pig", ())),
    )


def test_a_row_holds_figures_ceilings_and_aims() -> None:
    text = table(report(held=Share(3, 4), scene=Share(0, 0)))
    assert "| held thing | 0.75 | 0.75 | 0.75 | 0.75 | 0.55 |" in text
    assert "| place | – | – | – | – | – |" in text
    assert "species" not in text


def test_what_falls_short_is_named_with_its_figure() -> None:
    text = judgement(report(animal=Share(93, 100), held=Share(1, 2)))
    gpu, processor = text.splitlines()
    assert "species (0.93 against 0.95)" in gpu
    assert "held thing (0.50 against 0.75)" in gpu
    assert "species" not in processor
    assert "held thing (0.50 against 0.55)" in processor


def test_what_is_reached_is_said_too() -> None:
    assert judgement(report(animal=Share(1, 1))).count("All reach") == 2


def test_the_actions_in_which_animals_fail_are_named() -> None:
    assert "while it does this: flying (1 of 4)." in document(report(animal=Share(1, 4)))


def test_each_sentence_stands_with_what_was_not_found() -> None:
    text = document(report(animal=Share(1, 1)))
    assert "| 1 | 小熊 | bear | animal colour |" in text
    assert "| 2 | a pig | pig | – |" in text


def test_the_sheet_has_five_in_a_row_with_room_for_words_where_a_font_is_there() -> None:
    pictures = [np.zeros((CELL, CELL, 3), np.uint8)] * 6
    page = sheet(
        pictures, ["小熊"] * 5 + ["a very long sentence that cannot fit under its picture"]
    )
    words = 50 if any(font.exists() for font in FONTS) else 0
    assert page.size == (5 * CELL, 2 * (CELL + words))
