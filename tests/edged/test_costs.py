from __future__ import annotations

import pytest

from edged.costs import BESIDE, FINISHING_STEPS, STEPS_MEASURED, Costs


def test_nothing_is_said_before_anything_was_measured() -> None:
    costs = Costs()
    assert costs.step_s("512x512", 1) is None
    assert costs.finishing_s("512x512", 1) is None
    assert costs.picture_s("512x512", 8, 1) is None


def test_a_picture_costs_its_steps_and_its_finishing() -> None:
    costs = Costs()
    costs.stepped("512x512", 1, 0.2)
    costs.finished("512x512", 1, 0.5)
    assert costs.picture_s("512x512", 8, 1) == pytest.approx(2.1)
    assert costs.picture_s("512x512", 4, 1) == pytest.approx(1.3)


def test_company_is_measured_apart_and_the_likest_one_stands_in() -> None:
    costs = Costs()
    costs.stepped("512x512", 1, 0.4)
    costs.stepped("512x512", 4, 0.1)
    assert costs.step_s("512x512", 1) == pytest.approx(0.4)
    assert costs.step_s("512x512", 3) == pytest.approx(0.1)
    assert costs.step_s("256x256", 8) == pytest.approx(0.1)


def test_what_was_measured_long_ago_is_forgotten() -> None:
    costs = Costs()
    costs.stepped("512x512", 1, 1000.0)
    for _ in range(STEPS_MEASURED):
        costs.stepped("512x512", 1, 0.2)
    assert costs.step_s("512x512", 1) == pytest.approx(0.2)


def test_a_whole_picture_tells_until_its_pieces_are_known() -> None:
    costs = Costs()
    costs.drawn("512x512", 8, 2.4)
    assert costs.picture_s("512x512", 8, 2) == pytest.approx(2.4)
    assert costs.finishing_s("384x384", 1) == pytest.approx(2.4 * FINISHING_STEPS / 12)
    costs.stepped("512x512", 2, 0.3)
    assert costs.step_s("512x512", 2) == pytest.approx(0.3)


def test_finishing_in_company_costs_what_it_holds_up_and_until_then_what_it_may() -> None:
    costs = Costs()
    costs.finished("512x512", 1, 0.5)
    assert costs.finishing_s("512x512", 4) == 0.5
    costs.beside = True
    assert costs.finishing_s("512x512", 4) == 0.5 * BESIDE
    costs.finished("512x512", 4, 0.1)
    assert (costs.finishing_s("512x512", 1), costs.finishing_s("512x512", 2)) == (0.5, 0.1)
    assert costs.finishing_s("256x256", 3) == 0.1
