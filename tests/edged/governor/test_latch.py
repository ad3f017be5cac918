"""A switch that does not flap."""

from __future__ import annotations

from edged.governor.latch import Latch


def _until_off(latch: Latch) -> int:
    """Calm seconds until it goes off."""
    for second in range(1, 1000):
        if not latch.step(1, cause=False, calm=True):
            return second
    raise AssertionError("it never went off")


def test_it_goes_on_after_its_cause_has_lasted_and_off_after_the_calm_has() -> None:
    latch = Latch(rise_s=3, fall_s=5, longest_s=40)
    assert [latch.step(1, cause=True, calm=False) for _ in range(3)] == [False, False, True]
    assert _until_off(latch) == 5


def test_neither_cause_nor_calm_leaves_it_as_it_is() -> None:
    latch = Latch(rise_s=1, fall_s=5, longest_s=40)
    latch.step(1, cause=True, calm=False)
    assert all(latch.step(1, cause=False, calm=False) for _ in range(100))


def test_every_relapse_doubles_its_patience_up_to_the_longest() -> None:
    latch = Latch(rise_s=1, fall_s=5, longest_s=30)
    patience = []
    for _ in range(5):
        latch.step(1, cause=True, calm=False)
        patience.append(_until_off(latch))
    assert patience == [5, 10, 20, 30, 30]


def test_a_long_peace_makes_it_forget() -> None:
    latch = Latch(rise_s=1, fall_s=5, longest_s=30)
    for _ in range(3):
        latch.step(1, cause=True, calm=False)
        _until_off(latch)
    for _ in range(40):
        latch.step(1, cause=False, calm=True)
    latch.step(1, cause=True, calm=False)
    assert _until_off(latch) == 5
