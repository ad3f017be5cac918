"""What the load benches reckon with."""

from __future__ import annotations

from math import isnan

import pytest

from bench.crowd.figures import within
from bench.crowd.notes import Asked, Notes, eta_errors, jain, middle, percentile
from bench.crowd.pages import curves
from bench.crowd.scene import Played
from bench.crowd.watch import Course, Spent, growth_mb
from bench.crowd.wishes import pieces, sentences
from bench.table import put_between


def test_a_percentile_is_one_of_the_values() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.2)] == [3.0, 5.0, 1.0]
    assert isnan(percentile([], 0.5))


def test_fairness_is_one_where_all_get_the_same_and_less_otherwise() -> None:
    assert jain([3.0, 3.0, 3.0]) == pytest.approx(1)
    assert jain([9.0, 0.0, 0.0]) == pytest.approx(1 / 3)
    assert isnan(jain([]))


def test_the_error_of_a_waiting_time_is_a_share_of_the_real_one() -> None:
    asked = Asked(tablet=0, at=0.0, told=[(0.0, 5.0), (6.0, 5.0)], ended=10.0)
    unfinished = Asked(tablet=1, at=0.0, told=[(0.0, 5.0)])
    assert eta_errors([asked, unfinished], first=True) == [pytest.approx(0.5)]
    assert eta_errors([asked, unfinished], first=False) == [pytest.approx(0.25)]
    assert isnan(middle([]))


def test_growth_leaves_out_the_beginning() -> None:
    assert growth_mb([10.0, 20.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0, 51.0, 51.0]) == 1.0
    assert growth_mb([1.0]) == 0.0


def test_what_stands_in_the_field_grows_word_by_word() -> None:
    assert pieces("a red fox") == ["a", "a red", "a red fox"]
    assert pieces("小熊跳") == ["小熊", "小熊跳"]
    assert len(sentences()) == len(set(sentences())) >= 40


def test_answers_in_time_are_counted_by_route() -> None:
    text = (
        'edged_http_seconds_bucket{le="0.05",method="GET",route="/a",status="200"} 3.0\n'
        'edged_http_seconds_bucket{le="+Inf",method="GET",route="/a",status="200"} 4.0\n'
        'edged_http_seconds_bucket{le="0.05",method="GET",route="/b",status="200"} 4.0\n'
        'edged_http_seconds_bucket{le="+Inf",method="GET",route="/b",status="200"} 4.0\n'
    )
    assert within(text) == {"GET /a": 0.75, "GET /b": 1.0, "all": 0.875}
    assert within("") == {}


def test_curves_are_drawn_even_of_nothing() -> None:
    played = Played("x", Notes(), Course(), Spent(0, 0), began=0, end=1, tablets=2)
    assert curves([played]).startswith("<svg")


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    page = "a <!-- class: begin --> old <!-- class: end --> b"
    assert (
        put_between(page, "class", "new")
        == "a <!-- class: begin -->\n\nnew\n\n<!-- class: end --> b"
    )
    with pytest.raises(ValueError, match="begin"):
        put_between("nothing", "class", "new")
