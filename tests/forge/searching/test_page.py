"""The page of a search: what was found, in rows that are worth reading."""

from __future__ import annotations

from forge.searching.page import Landmark, Outcome, chart, document, rows_of
from forge.searching.space import Candidate
from forge.searching.stopwatch import Times
from forge.searching.study import Result, front

WHOLE = Candidate(4, 256, 32, 3, 1)
SHIPPED = Landmark("what ships", 4, False, 35.0, 0.05, 1_500_000)


def outcome(*beside: Landmark, guided: bool = True) -> Outcome:
    """Twenty sub-networks, each a millisecond slower and 3 % nearer than the one before, and the teacher behind them."""
    results = {Candidate(1, 64, 16, 1, n): Result(20.0 + n, 0.97**n) for n in range(2, 22)}
    results[Candidate(4, 256, 32, 3, 4)] = Result(60.0, 0.01)
    return Outcome(
        results=results,
        sizes=dict.fromkeys(results, 2_000_000),
        possible=100,
        limit=36.5,
        whole=WHOLE,
        guided=guided,
        beside=beside,
        times=Times({}, [5.0, 7.25], [1.0, 4.0]),
        precision="fp32",
        recovery=12.0,
    )


def test_rows_are_a_tenth_nearer_each_and_the_chosen_one_is_among_them() -> None:
    made = outcome()
    rows = rows_of(made)
    assert len(front(made.results)) == 21
    assert 5 <= len(rows) <= 9
    assert [one.result.cost for one in rows if one.candidate.steps == 16] == [36.0]
    assert rows[0] == front(made.results)[0]
    assert rows[-1] == front(made.results)[-1]
    page = document(made)
    assert page.count("| chosen |") == page.count("| the teacher itself |") == 1
    assert "The line has 21 points" in page


def test_the_load_of_the_machine_and_the_units_stand_in_the_page() -> None:
    page = document(outcome())
    assert "its load was 1.0 to 4.0 meanwhile, and that step took 5.0 to 7.2 ms" in page
    assert "two forwards each" in page
    assert "one forward each" in document(outcome(guided=False))


def test_what_is_made_already_stands_beside_in_page_and_plot() -> None:
    made = outcome(SHIPPED)
    assert "| what ships | 35 | 0.0500 | 4 | no | 1.50 |" in document(made)
    assert ">what ships, 4 steps<" in chart(made)
    assert "with weights of their own" not in document(outcome())
