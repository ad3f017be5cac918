"""The plot: everything on it is inside, named, and where it belongs."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from forge.searching.chart import BEST, LIMIT, OTHERS, WIDE, Chart, Mark

POINTS = [(20.0, 0.9), (80.0, 0.4), (200.0, 0.1), (210.0, 0.5)]
NAME = "{http://www.w3.org/2000/svg}"


def chart(
    limit: float = 100.0,
    points: list[tuple[float, float]] = POINTS,
    marks: tuple[Mark, ...] = (),
) -> ET.Element:
    made = Chart(
        title="Time & error",
        across="milliseconds",
        up="error",
        points=points,
        points_name="one of many",
        front=points[:3],
        front_name="the best",
        numbered=points[:2],
        marks=marks,
        limit=limit,
        limit_name=f"{limit:g} ms",
        chosen=points[min(1, len(points) - 1)],
        chosen_name="chosen",
    )
    return ET.fromstring(made.svg())


def words(drawn: ET.Element) -> list[str]:
    return [text.text or "" for text in drawn.iter(f"{NAME}text")]


def front_of(drawn: ET.Element) -> list[tuple[float, float]]:
    """Where the best stand; the legend's sign, at 0, is left out."""
    dots = [c for c in drawn.iter(f"{NAME}circle") if c.get("fill") == BEST]
    places = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in dots]
    return [place for place in places if place != (0, 0)]


def test_axes_title_and_limit_are_named() -> None:
    assert {"Time & error", "milliseconds", "error", "100 ms", "0", "50", "0.2"} <= set(
        words(chart())
    )


def test_every_kind_of_point_stands_in_the_legend_and_the_best_are_numbered() -> None:
    told = words(chart(marks=(Mark("what ships", (60.0, 0.3)),)))
    assert {"one of many", "the best", "chosen", "what ships", "1", "2"} <= set(told)
    assert "3" not in told


def test_every_point_is_inside_and_better_ones_lie_lower() -> None:
    places, high = front_of(chart()), float((chart().get("viewBox") or "").split()[3])
    assert len(places) == 3
    assert all(0 < x < WIDE and 0 < y < high for x, y in places)
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert [y for _, y in places] == sorted(y for _, y in places)


def test_the_limit_stands_between_what_is_faster_and_what_is_slower() -> None:
    drawn = chart()
    line = next(one for one in drawn.iter(f"{NAME}line") if one.get("stroke") == LIMIT)
    dots = [x for x, _ in front_of(drawn)]
    assert dots[1] < float(line.get("x1", "")) < dots[2]


def test_a_limit_far_beyond_all_points_does_not_squeeze_them() -> None:
    drawn = chart(limit=5000.0)
    assert not [one for one in drawn.iter(f"{NAME}line") if one.get("stroke") == LIMIT]
    assert max(float(c.get("cx", "")) for c in drawn.iter(f"{NAME}circle")) > WIDE / 2


def test_marks_far_below_the_points_leave_room_for_both() -> None:
    """Errors of a hundredth and of nearly one: an axis in powers, and nobody at its very edge."""
    drawn = chart(marks=(Mark("one", (50.0, 0.03)), Mark("two", (150.0, 0.01))))
    squares = [r for r in drawn.iter(f"{NAME}rect") if r.get("fill") in OTHERS]
    lows = [float(r.get("y", "")) for r in squares][:2]
    places = front_of(drawn)
    assert lows[0] < lows[1]
    assert min(lows) > max(y for _, y in places)
    assert places[2][1] - places[0][1] > 100
    assert {"0.01", "0.1", "0.5"} <= set(words(drawn))


def test_an_error_of_nothing_lies_at_the_bottom() -> None:
    drawn = chart(points=[(20.0, 0.9), (80.0, 0.01), (200.0, 0.0)])
    assert not re.search(r"nan|inf", ET.tostring(drawn, encoding="unicode"))
    assert [y for _, y in front_of(drawn)] == sorted(y for _, y in front_of(drawn))


def test_an_axis_leaves_out_what_is_empty_between_nothing_and_the_first_point() -> None:
    drawn = chart(limit=100.0, points=[(60.0, 0.9), (80.0, 0.4), (140.0, 0.1)])
    assert front_of(drawn)[0][0] < WIDE / 4
    assert "0" in words(chart())
    told = words(chart(limit=50.0, points=[(60.0, 0.9), (80.0, 0.4), (140.0, 0.1)]))
    assert "50 ms" in told


def test_a_single_point_makes_a_chart_too() -> None:
    drawn = chart(points=[(50.0, 0.3)])
    assert not re.search(r"nan|inf", ET.tostring(drawn, encoding="unicode"))
