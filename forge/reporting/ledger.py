"""What each stage saves and what it keeps, and what the article behind this project claims of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from forge.judging.diversity import Crowd
from forge.judging.quality import TARGETS
from forge.judging.scores import Share
from forge.reporting.fidelity import Likeness
from forge.reporting.stages import DISTILLED, FEW, INT8, PRUNED, REFINED, Costs, Stage

FACES = "faces"
ATTRIBUTES = tuple(slot for slot in TARGETS if slot != FACES)
"""Slots whose mean is the attribute accuracy; faces are counted apart."""


class Claim(Struct, frozen=True):
    """What the article says of a stage."""

    saved: float
    """Share of the memory."""
    faster: float
    kept: float = 0.96
    """Share of the original's quality; said of all stages together."""


ARTICLE = {PRUNED: Claim(0.30, 1.4), DISTILLED: Claim(0.40, 1.8), INT8: Claim(0.50, 2.1)}


class Quality(Struct, frozen=True):
    """Of a stage's pictures."""

    shares: dict[str, Share]
    """Slot → how often it was right."""
    likeness: Likeness | None
    """To the teacher's pictures from the same noise; None: these are the teacher's."""
    crowd: Crowd | None
    """Distance to drawings, None where too few were drawn."""


class Row(Struct, frozen=True):
    stage: Stage
    costs: Costs
    quality: Quality | None = None


class Ledger(Struct, frozen=True, kw_only=True):
    date: str
    machine: str
    rows: tuple[Row, ...]
    """The teacher first."""
    missing: tuple[tuple[str, str], ...] = ()
    """(kind of stage, why it is not there)"""
    eager: float | None = None
    """CPU seconds of the teacher's picture by torch."""
    rounds: int = 0
    """Pictures that each stage was timed with."""
    pictures: int = 0
    """That each stage was judged by."""
    compared: int = 0
    """Of them compared with the teacher's, pixel by pixel."""
    ceilings: dict[str, dict[str, Share]] = {}
    """Drawings of the same captions: `drawn` and `through the decoder` → slot → share."""
    captions: tuple[str, ...] = ()
    """Rows of the contact sheet."""


def before(rows: Sequence[Row], row: Row) -> Row:
    """The stage that `row` was made from."""
    if row.stage.kind == INT8:
        return next((r for r in rows if r.stage.name == row.stage.source), _last_float(rows))
    if row.stage.whole:
        return rows[0]
    if row.stage.kind == REFINED:
        return _refined_from(rows, row)
    earlier = [r for r in rows[: rows.index(row)] if r.stage.kind not in FEW]
    return earlier[-1]


def saving(row: Row, other: Row) -> float:
    """Share of the other's memory that is saved."""
    return 1 - row.costs.memory / other.costs.memory


def speed_up(row: Row, other: Row) -> float:
    return other.costs.seconds / row.costs.seconds


def compared(rows: Sequence[Row], row: Row, compare: Callable[[Row, Row], float]) -> list[float]:
    """With the teacher and with the stage before; nothing for the teacher itself."""
    if row is rows[0]:
        return []
    return [compare(row, rows[0]), compare(row, before(rows, row))]


def mean(shares: dict[str, Share]) -> float:
    """Attribute accuracy: of the slots that have an aim and occur; NaN without any."""
    found = [shares[slot].value for slot in ATTRIBUTES if slot in shares and shares[slot].of]
    return sum(found) / len(found) if found else float("nan")


def kept(quality: Quality, teacher: Quality) -> float:
    """Share of the teacher's attribute accuracy."""
    return mean(quality.shares) / mean(teacher.shares)


def worst(quality: Quality, teacher: Quality) -> str:
    """The slot that lost most against the teacher, with its points."""
    both = [s for s in TARGETS if s in quality.shares and teacher.shares.get(s, Share()).of]
    lost = {s: 100 * (quality.shares[s].value - teacher.shares[s].value) for s in both}
    if not lost:
        return "–"
    slot = min(lost, key=lambda one: lost[one])
    return f"{slot} {lost[slot]:+.1f}"


def _refined_from(rows: Sequence[Row], row: Row) -> Row:
    """The distilled student most like it in steps and size; the teacher, if there is none."""
    students = [r for r in rows if r.stage.kind == DISTILLED and r.stage.steps == row.stage.steps]
    away = [abs(r.costs.parameters - row.costs.parameters) for r in students]
    return students[away.index(min(away))] if students else rows[0]


def _last_float(rows: Sequence[Row]) -> Row:
    return [row for row in rows if row.stage.kind != INT8][-1]
