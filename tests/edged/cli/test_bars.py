from __future__ import annotations

import pytest

from edged.cli.bars import bar, sparkline


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "────"), (0.5, "━━──"), (1.0, "━━━━"), (7.0, "━━━━"), (-1.0, "────"), (None, "")],
)
def test_a_bar_is_as_long_as_its_share(share: float | None, text: str) -> None:
    assert bar(share, 4, "green").plain == text


def test_a_line_of_the_past_has_its_newest_value_at_the_right() -> None:
    assert sparkline([0, 1], 6, 0, 1).plain == "    ▁█"
    assert sparkline([0, None, 1], 3, 0, 1).plain == "▁ █"


def test_a_long_past_is_gathered_into_the_columns_there_are() -> None:
    line = sparkline([0.0] * 30 + [1.0] * 30, 20, 0, 1).plain
    assert line == "▁" * 10 + "█" * 10


@pytest.mark.parametrize("values", [[], [None, None]])
def test_nothing_measured_is_no_line(values: list[float | None]) -> None:
    assert sparkline(values, 10, 0, 1).plain == ""


def test_values_outside_the_scale_stay_on_the_line() -> None:
    assert sparkline([-5, 5], 2, 0, 1).plain == "▁█"
    assert sparkline([1, 2], 2, 1, 1).plain == ""
    assert sparkline([1, 2], 0, 0, 1).plain == ""
