"""The plot: everything on it is inside, named, and where it belongs."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from forge.searching.chart import BEST, HIGH, LIMIT, WIDE, Chart

POINTS = [(20.0, 0.9), (80.0, 0.4), (200.0, 0.1), (210.0, 0.5)]
NAME = "{http://www.w3.org/2000/svg}"


def chart(limit: float = 100.0, points: list[tuple[float, float]] = POINTS) -> ET.Element:
    made = Chart(
        title="Time & error",
        across="milliseconds",
        up="error",
        points=points,
        front=points[:3],
        limit=limit,
        limit_name=f"{limit:g} ms",
        chosen=points[min(1, len(points) - 1)],
    )
    return ET.fromstring(made.svg())


def words(drawn: ET.Element) -> list[str]:
    return [text.text or "" for text in drawn.iter(f"{NAME}text")]


def test_axes_title_and_limit_are_named() -> None:
    assert {"Time & error", "milliseconds", "error", "100 ms", "0", "50", "0.2"} <= set(
        words(chart())
    )


def test_every_point_is_inside_and_better_ones_lie_lower() -> None:
    dots = [c for c in chart().iter(f"{NAME}circle") if c.get("fill") == BEST]
    places = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in dots]
    assert len(places) == 3
    assert all(0 < x < WIDE and 0 < y < HIGH for x, y in places)
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert [y for _, y in places] == sorted(y for _, y in places)


def test_the_limit_stands_between_what_is_faster_and_what_is_slower() -> None:
    drawn = chart()
    line = next(one for one in drawn.iter(f"{NAME}line") if one.get("stroke") == LIMIT)
    dots = [float(c.get("cx", "")) for c in drawn.iter(f"{NAME}circle") if c.get("fill") == BEST]
    assert dots[1] < float(line.get("x1", "")) < dots[2]


def test_a_limit_far_beyond_all_points_does_not_squeeze_them() -> None:
    drawn = chart(limit=5000.0)
    assert not [one for one in drawn.iter(f"{NAME}line") if one.get("stroke") == LIMIT]
    assert max(float(c.get("cx", "")) for c in drawn.iter(f"{NAME}circle")) > WIDE / 2


def test_a_single_point_makes_a_chart_too() -> None:
    drawn = chart(points=[(50.0, 0.3)])
    assert not re.search(r"nan|inf", ET.tostring(drawn, encoding="unicode"))
