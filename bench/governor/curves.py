"""Which curves of a comparison are drawn."""

from __future__ import annotations

from bench.governor.chart import BLUE, GREEN, GREY, ORANGE, Curve, Panel, draw
from bench.governor.compare import Comparison, Lessons

COLOURS = {"no governor": GREY, "on and off": ORANGE, "governor": BLUE, "oracle": GREEN}


def curves(comparison: Comparison) -> str:
    """The first seed's lesson, as SVG."""
    machine, rows = comparison.machine, comparison.rows()
    hottest = max(one.hottest for one in rows)
    coldest = min(min(one.runs[0].temperatures) for one in rows)
    most = max(max(one.runs[0].waiting) for one in rows)
    ladder = machine.profile().ladder
    return draw(
        f"{machine.name}: a lesson while the room warms from 22 to 38 °C",
        [
            Panel(
                "die, °C",
                170,
                coldest - 1,
                hottest + 2,
                tuple(_curve(one, one.runs[0].temperatures) for one in rows),
                marks=(("limit", machine.heat.limit_c),),
            ),
            Panel(
                "duty",
                90,
                0.0,
                1.02,
                tuple(
                    _curve(one, one.runs[0].duties) for one in (comparison.ours, comparison.oracle)
                ),
            ),
            Panel(
                "rung (0: best)",
                46,
                0.0,
                len(ladder) - 1,
                (_curve(comparison.ours, comparison.ours.runs[0].rungs, stepped=True),),
            ),
            Panel(
                "pictures in the queue",
                100,
                0.0,
                most + 1,
                tuple(_curve(one, one.runs[0].waiting) for one in rows),
            ),
        ],
    )


def _curve(lessons: Lessons, values: list[float] | list[int], *, stepped: bool = False) -> Curve:
    return Curve(lessons.name, COLOURS[lessons.name], [float(value) for value in values], stepped)
