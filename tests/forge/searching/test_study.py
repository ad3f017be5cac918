"""The search itself, on spaces so small that the best is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge.searching.space import Candidate, Space
from forge.searching.study import Result, best, front, opened

SPACE = Space(heads=(1, 2, 3), hidden=(64, 128), conv=(16,), blocks=(1, 2), steps=(2, 3, 8))
HUGE = Space(heads=tuple(range(1, 9)), hidden=tuple(range(16, 272, 16)), conv=(16, 32, 64), blocks=(1, 2, 3, 4), steps=(2, 3, 4, 5, 6, 8))  # fmt: skip


def made_up(candidate: Candidate) -> Result:
    """Wider is slower and better, but more than two heads only cost."""
    size = candidate.heads * candidate.hidden * candidate.blocks
    lost = 1 / (min(candidate.heads, 2) * candidate.hidden * candidate.blocks * candidate.steps)
    return Result(size * candidate.steps / 100, lost)


def test_the_known_best_of_a_tiny_space_is_found(tmp_path: Path) -> None:
    with opened(tmp_path / "trials.db", "tiny", SPACE) as study:
        assert study.search(made_up, 600) == len(SPACE)
        every = {candidate: made_up(candidate) for candidate in SPACE}
        assert study.results == every
        found, fits = best(study.results, 10.0)
    within = [c for c in SPACE if every[c].cost <= 10]
    assert fits
    assert found.result.error == min(every[c].error for c in within)


def test_a_search_goes_on_where_it_stopped_and_tries_nothing_twice(tmp_path: Path) -> None:
    tried: list[Candidate] = []

    def measure(candidate: Candidate) -> Result:
        tried.append(candidate)
        return made_up(candidate)

    for most in (5, 4):
        with opened(tmp_path / "trials.db", "again", SPACE) as study:
            assert study.search(measure, 600, most) == most
    assert len(tried) == len(set(tried)) == 9
    assert set(SPACE.ends()) <= set(tried)
    with opened(tmp_path / "trials.db", "again", SPACE) as study:
        assert study.results == {candidate: made_up(candidate) for candidate in tried}
    with opened(tmp_path / "trials.db", "another", SPACE) as study:
        assert not study.results


def test_an_interrupted_trial_is_tried_again_later(tmp_path: Path) -> None:
    def broken(candidate: Candidate) -> Result:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), opened(tmp_path / "trials.db", "cut", SPACE) as study:
        study.search(broken, 600)
    with opened(tmp_path / "trials.db", "cut", SPACE) as study:
        assert not study.results
        assert study.search(made_up, 600) == len(SPACE)


def test_one_candidate_is_known_even_when_there_is_no_time(tmp_path: Path) -> None:
    with opened(tmp_path / "trials.db", "late", SPACE) as study:
        assert study.search(made_up, 0) == 1
        assert study.search(made_up, 0) == 0


def test_a_part_of_a_large_space_ends_near_its_best(tmp_path: Path) -> None:
    with opened(tmp_path / "trials.db", "large", HUGE) as study:
        assert study.search(made_up, 600, 60) == 60
        found, fits = best(study.results, 30.0)
    limit = [made_up(c).error for c in HUGE if made_up(c).cost <= 30]
    assert fits
    assert found.result.error < 4 * min(limit)


def test_nothing_above_the_latency_is_chosen_while_something_below_it_exists() -> None:
    results = {candidate: made_up(candidate) for candidate in SPACE}
    fastest = min(result.cost for result in results.values())
    for limit in (fastest, 3.0, 7.5, 20.0, 1000.0):
        found, fits = best(results, limit)
        assert fits
        assert found.result.cost <= limit


def test_where_nothing_is_fast_enough_the_fastest_is_chosen_and_it_is_said() -> None:
    results = {candidate: made_up(candidate) for candidate in SPACE}
    found, fits = best(results, 0.5)
    assert not fits
    assert found.result.cost == min(r.cost for r in results.values())


def test_the_front_falls_and_nothing_beats_it() -> None:
    results = {candidate: made_up(candidate) for candidate in SPACE}
    found = [one.result for one in front(results)]
    assert [r.cost for r in found] == sorted({r.cost for r in found})
    assert [r.error for r in found] == sorted({r.error for r in found}, reverse=True)
    for other in results.values():
        assert not any(other.cost < r.cost and other.error < r.error for r in found)
