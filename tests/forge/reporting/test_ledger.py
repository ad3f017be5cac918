"""The ledger of the stages: savings, shares and marks of known figures, and the page that shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forge.judging.diversity import Crowd
from forge.judging.scores import Share
from forge.reporting.fidelity import Likeness
from forge.reporting.ledger import (
    Ledger,
    Quality,
    Row,
    before,
    compared,
    kept,
    mean,
    saving,
    speed_up,
    worst,
)
from forge.reporting.page import article, costs, document, keeps
from forge.reporting.stages import DISTILLED, INT8, PRUNED, REFINED, TEACHER, Costs, Stage

MB = 10**6


def row(
    kind: str, memory: int, seconds: float, way: tuple[int, float] = (20, 3.0), **made: Any
) -> Row:
    return Row(Stage(kind, Path(kind), *way, **made), Costs(6 * MB, 24 * MB, memory * MB, seconds))


def quality(animal: int, held: int, faces: int, like: Likeness | None = None) -> Quality:
    """Right ones of a hundred."""
    shares = {"animal": Share(animal, 100), "held": Share(held, 100), "faces": Share(faces, 100)}
    return Quality(shares, like, Crowd(100, 3.0, 2.0, 1.0))


TEACH, PRUNE = row(TEACHER, 200, 1.0), row(PRUNED, 140, 0.8)
FOUR, TWO = row(DISTILLED, 130, 0.2, (4, 1.0)), row(DISTILLED, 130, 0.1, (2, 1.0))
PACK = row(INT8, 65, 0.1, (4, 1.0), source="distilled, 4 steps")
ROWS = (TEACH, PRUNE, FOUR, TWO, PACK)


def ledger(rows: tuple[Row, ...] = ROWS, missing: tuple[tuple[str, str], ...] = ()) -> Ledger:
    return Ledger(date="2026-01-01", machine="Measured here", rows=rows, missing=missing, eager=2.0)


def cells(table: str, name: str) -> list[str]:
    """Of the first row that begins with `name`."""
    line = next(line for line in table.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_each_stage_is_compared_with_the_teacher_and_with_what_it_was_made_from() -> None:
    assert before(ROWS, PRUNE) is TEACH
    assert before(ROWS, FOUR) is before(ROWS, TWO) is PRUNE
    assert before(ROWS, PACK) is FOUR
    whole = row(DISTILLED, 150, 0.3, (4, 1.0), whole=True)
    assert before((*ROWS, whole), whole) is TEACH
    refined = row(REFINED, 130, 0.2, (4, 1.0))
    assert before((*ROWS[:4], refined, PACK), refined) is FOUR
    assert before((TEACH, refined), refined) is TEACH
    assert before((TEACH, refined, row(DISTILLED, 130, 0.2)), refined) is TEACH
    assert compared(ROWS, PRUNE, saving) == pytest.approx([0.3, 0.3])
    assert compared(ROWS, PACK, saving) == pytest.approx([1 - 65 / 200, 0.5])
    assert compared(ROWS, PACK, speed_up) == pytest.approx([10.0, 2.0])
    assert compared(ROWS, TEACH, saving) == []


def test_without_a_student_of_as_many_steps_the_pack_follows_the_stage_before_it() -> None:
    rows = (TEACH, PRUNE, row(INT8, 65, 0.1, (8, 3.0)))
    assert before(rows, rows[2]) is PRUNE
    assert "INT8 is drawn in 8 steps and what stands before it, pruned, in 20" in article(rows)
    assert "not due to" not in article(ROWS)


def test_the_accuracy_is_the_mean_of_the_slots_without_faces_and_its_share_is_of_the_teachers() -> (
    None
):
    teacher, student = quality(90, 80, 50), quality(90, 73, 99)
    assert mean(teacher.shares) == pytest.approx(0.85)
    assert kept(student, teacher) == pytest.approx(0.815 / 0.85)
    assert worst(student, teacher) == "held -7.0"


def test_what_meets_the_articles_figure_is_marked_and_what_does_not_too() -> None:
    table = article(ROWS)
    pruned = cells(table, "pruned")
    assert pruned[1:4] == ["30%", "30% ✓", "30% ✓"]
    assert pruned[4:7] == ["1.4×", "1.25× ✗", "1.25× ✗"]
    student = cells(table, "distilled, 4 steps")
    assert student[1:4] == ["40%", "35% ✗", "7% ✗"]
    assert student[4:7] == ["1.8×", "5.00× ✓", "4.00× ✓"]
    assert cells(table, "distilled, 4 steps, INT8")[1:7] == [
        "50%",
        "68% ✓",
        "50% ✓",
        "2.1×",
        "10.00× ✓",
        "2.00× ✗",
    ]
    assert cells(table, "distilled, 4 steps, INT8")[7:] == ["0.96", "–"]
    assert "teacher |" not in table
    assert "refined" not in article((*ROWS, row(REFINED, 130, 0.2, (4, 1.0))))


def test_kept_quality_is_marked_where_it_was_judged() -> None:
    like = Likeness(0.9, 0.8, 25.0)
    good, bad = quality(90, 80, 97, like), quality(60, 60, 90, like)
    judged = [
        Row(one.stage, one.costs, found)
        for one, found in zip(ROWS[:3], (quality(90, 80, 98), good, bad), strict=True)
    ]
    assert cells(article(judged), "pruned")[8] == "1.000 ✓"
    assert cells(article(judged), "distilled, 4 steps")[8] == "0.706 ✗"
    table = keeps(ledger(tuple(judged)))
    assert cells(table, "teacher")[1:] == ["0.850", "–", "–", "0.98", "–", "–", "3.00"]
    assert cells(table, "pruned")[4:] == ["0.97", "0.900", "25.0", "3.00"]


def test_costs_tell_sizes_savings_and_plain_torch() -> None:
    table = costs(ledger())
    assert cells(table, "teacher")[1:] == ["20", "3", "6.00", "24.0", "200", "–", "1.000", "–"]
    assert cells(table, "distilled, 2 steps")[6:] == ["35% (7%)", "0.100", "10.00× (8.00×)"]
    assert cells(table, "distilled, 2 steps")[2] == "none"
    assert cells(table, "teacher in torch, eager")[-2:] == ["2.000", "0.50×"]


def test_a_missing_stage_is_said() -> None:
    page = document(ledger((TEACH,), ((PRUNED, "not given"), (INT8, "no pack in packs"))))
    assert "Missing: pruned (not given)." in page
    assert "Missing: INT8 (no pack in packs)." in page
    assert "No stage after the teacher is there yet." in page
    assert "What it keeps" not in page
    assert "not given" in page.partition("SD 1.5 with LoRA")[2]
