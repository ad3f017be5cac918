"""What was found, as tables for docs/governor.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.governor.compare import SEEDS, Comparison, Lessons
from bench.governor.robust import Trial
from bench.table import Row

SHARE = 0.95
CHANGES = 4


def lesson_table(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield (
        "| | pictures | of the oracle's | hottest, °C (limit) | hardware throttled, a lesson | wait p50, s "
        "| wait p95, s | Wh a lesson |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for one in comparisons:
        yield f"| **{one.machine.name}** | | | | | | | |"
        yield from (_line(one, lessons) for lessons in one.rows())


def _line(comparison: Comparison, lessons: Lessons) -> str:
    share = lessons.pictures / comparison.oracle.pictures
    return (
        f"| {lessons.name} | {lessons.pictures / len(SEEDS):.0f} | {share:.1%} "
        f"| {lessons.hottest:.1f} ({comparison.machine.heat.limit_c:g}) | {_throttled(lessons)} "
        f"| {lessons.wait(0.5):.0f} | {lessons.wait(0.95):.0f} | {lessons.watt_hours:.1f} |"
    )


def _throttled(lessons: Lessons) -> str:
    if not lessons.throttles:
        return "never"
    return f"{lessons.throttles / len(SEEDS):.0f}×, {lessons.throttled_minutes:.1f} min"


def rung_table(
    comparisons: Sequence[Comparison], steady: Sequence[dict[float, int]]
) -> Iterator[str]:
    yield (
        "| | pictures per rung | rung changes in the three lessons | in a steady hour, most "
        "| all on the last rung |"
    )
    yield "|---|---|---|---|---|"
    for one, changes in zip(comparisons, steady, strict=True):
        ladder = one.machine.profile().ladder
        rungs = ", ".join(
            f"{rung.size} in {rung.steps} steps {one.ours.at_level(level):.1%}"
            for level, rung in enumerate(ladder)
            if one.ours.at_level(level)
        )
        inside = ", ".join(str(len(lesson.changes)) for lesson in one.ours.runs)
        yield (
            f"| {one.machine.name} | {rungs} | {inside} | {max(changes.values())} "
            f"| {one.smallest.pictures / len(SEEDS):.0f} |"
        )


def trial_table(trials: dict[str, list[Trial]]) -> Iterator[str]:
    yield (
        "| | machines | least of the oracle's pictures | nearest to the limit, K | throttled "
        "| most rung changes | least p95 gain |"
    )
    yield "|---|---|---|---|---|---|---|"
    for name, all_ in trials.items():
        least, near = min(all_, key=lambda one: one.share), max(all_, key=lambda one: one.over)
        gain = min(all_, key=lambda one: one.gain)
        yield (
            f"| {name} | {len(all_)} | {least.share:.1%} ({least.what}) "
            f"| {near.over:+.1f} ({near.what}) | {sum(one.throttles for one in all_)} "
            f"| {max(one.changes for one in all_)} | {gain.gain:.1f}× ({gain.what}) |"
        )


def promises(comparison: Comparison, steady: dict[float, int]) -> list[Row]:
    """Beside what was to be reached."""
    ours, name = comparison.ours, comparison.machine.name
    return [
        Row(f"{name}: hottest", ours.hottest, "°C", comparison.machine.heat.limit_c),
        Row("  hardware throttled", ours.throttles, "", 0),
        Row("  of the oracle's pictures", comparison.share, "", SHARE, at_least=True),
        Row("  rung changes, steady hour", max(steady.values()), "", CHANGES),
        Row("  p95 wait, beside none", ours.wait(0.95), "s", comparison.free.wait(0.95)),
    ]
