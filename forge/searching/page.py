"""What a search found, for people: a page with its table, and the plot."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

import msgspec
import onnxruntime as ort
from msgspec import Struct

from forge.searching.chart import Chart, Mark
from forge.searching.space import Candidate
from forge.searching.stopwatch import TIMED, Times
from forge.searching.study import Found, Results, best, front

NEARER = 0.1
"""Share of its error that a row has less than the row before."""


class Landmark(Struct, frozen=True):
    """A whole generator that shows where the sub-networks stand."""

    name: str
    steps: int
    guided: bool
    milliseconds: float
    error: float
    parameters: int


class Outcome(Struct, frozen=True, kw_only=True):
    """Everything that the page tells."""

    results: Results
    """Costs in milliseconds."""
    sizes: dict[Candidate, int]
    """Of the front: parameters."""
    possible: int
    """Sub-networks there are."""
    limit: float
    """Milliseconds."""
    whole: Candidate
    """The teacher itself."""
    guided: bool
    """Whether its steps are."""
    beside: tuple[Landmark, ...]
    times: Times
    precision: str
    recovery: float
    """Minutes, shared by all."""


def told(candidate: Candidate) -> str:
    pairs = msgspec.structs.asdict(candidate).items()
    return ", ".join(f"{name} {number}" for name, number in pairs)


def chart(outcome: Outcome) -> str:
    """SVG"""
    chosen, _ = best(outcome.results, outcome.limit)
    return Chart(
        title="Sub-networks of the teacher: time and error",
        across="CPU time of a picture of 512², milliseconds on one thread",
        up="distance to the teacher's pictures, share of variance",
        points=[_point(Found(*pair)) for pair in outcome.results.items()],
        points_name=f"one of {len(outcome.results)} sub-networks",
        front=[_point(found) for found in front(outcome.results)],
        front_name="no other is both faster and nearer",
        numbered=[_point(found) for found in rows_of(outcome)],
        marks=[Mark(_named(one), (one.milliseconds, one.error)) for one in outcome.beside],
        limit=outcome.limit,
        limit_name=f"{outcome.limit:g} ms",
        chosen=_point(chosen),
        chosen_name=f"nearest within {outcome.limit:g} ms",
    ).svg()


def rows_of(outcome: Outcome) -> list[Found]:
    """Of the front those that are worth a row: the chosen one, the last, and what is a good deal nearer than the row before."""
    ranked, (chosen, _) = front(outcome.results), best(outcome.results, outcome.limit)
    rows: list[Found] = []
    for found in ranked:
        nearer = not rows or found.result.error < (1 - NEARER) * rows[-1].result.error
        if nearer or found in {chosen, ranked[-1]}:
            rows.append(found)
    return rows


def document(outcome: Outcome) -> str:
    """docs/search.md"""
    chosen, fits = best(outcome.results, outcome.limit)
    verdict = (
        f"Best within {outcome.limit:g} ms: {told(chosen.candidate)}."
        if fits
        else f"None of them is as fast as {outcome.limit:g} ms; the fastest is {told(chosen.candidate)}."
    )
    times = outcome.times
    return f"""\
# Searching for a shape

Made by `python -m forge search`; not written by hand. {len(outcome.results)} of {outcome.possible} sub-networks were
tried on {platform.machine()}, {os.cpu_count()} processors, ONNX Runtime {ort.__version__}, {outcome.precision}, one thread.

![Each grey dot one sub-network; the line joins those that no other is both faster and nearer than](search.svg)

**{verdict}**

{_front(outcome, chosen)}

The line has {len(front(outcome.results))} points; rows, and numbers in the plot, have those that come nearer by a tenth than the row before.

{_landmarks(outcome)}\
**ms** is CPU time of a whole picture of 512²: encoder, all steps, decoder. {_guidance(outcome)} Every graph ran in turns with a
step of the whole teacher, {TIMED} times, and the median of the ratios counts, so that whatever else the machine did slowed both:
its load was {_span(times.loads)} meanwhile, and that step took {_span(times.steps)} ms.
**error** is the mean squared distance of latents to those of the teacher's many steps from the same noise, as a share of their
variance. **heads**, **hidden** and **conv** are widths of every block that stays, **blocks** those of the transformer that stay, the
most worthy ones.

Sub-networks inherit the teacher's weights, as they are or after one recovery of {outcome.recovery:.2g} minutes that all of them
share, whichever brings them nearer: small ones need the recovery, the whole one would lose by it. This ranks shapes, and says
little of what one reaches after its own recovery and distillation. [forge.md](forge.md) tells how what was found becomes a
generator: `prune --shape`.
"""


def _front(outcome: Outcome, chosen: Found) -> str:
    fields = Candidate.__struct_fields__
    lines = [
        f"| | ms | error | {' | '.join(fields)} | parameters, M | |",
        "|---" * (len(fields) + 5) + "|",
    ]
    for number, found in enumerate(rows_of(outcome), 1):
        numbers = " | ".join(str(n) for n in msgspec.structs.astuple(found.candidate))
        size = outcome.sizes[found.candidate] / 1e6
        itself = msgspec.structs.replace(outcome.whole, steps=found.candidate.steps)
        marks = ("the teacher itself", found.candidate == itself), ("chosen", found == chosen)
        mark = ", ".join(name for name, is_so in marks if is_so)
        spent, error = msgspec.structs.astuple(found.result)
        lines.append(f"| {number} | {spent:.0f} | {error:.4f} | {numbers} | {size:.2f} | {mark} |")
    return "\n".join(lines)


def _landmarks(outcome: Outcome) -> str:
    """A table of its own, if there is anything in it."""
    if not outcome.beside:
        return ""
    lines = ["Generators with weights of their own, beside them:", ""]
    lines += ["| | ms | error | steps | guided | parameters, M |", "|---" * 6 + "|"]
    for one in outcome.beside:
        guided, size = "yes" if one.guided else "no", one.parameters / 1e6
        lines.append(
            f"| {one.name} | {one.milliseconds:.0f} | {one.error:.4f} | {one.steps} | {guided} | {size:.2f} |"
        )
    return "\n".join([*lines, "", ""])


def _guidance(outcome: Outcome) -> str:
    if outcome.guided:
        return "Steps of sub-networks are guided, as the teacher's: two forwards each."
    return "Steps of sub-networks are one forward each: the teacher needs no guidance any more."


def _named(one: Landmark) -> str:
    return f"{one.name}, {one.steps} step{'s' * (one.steps > 1)}"


def _span(values: Sequence[float]) -> str:
    low, high = (f"{value:.1f}" for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def _point(found: Found) -> tuple[float, float]:
    return found.result.cost, found.result.error
