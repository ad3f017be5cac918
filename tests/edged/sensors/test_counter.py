from __future__ import annotations

from edged.sensors.counter import Counter


def test_only_what_happens_between_two_looks_counts() -> None:
    counter = Counter()
    assert [counter.rise(value) for value in (17, 17, 20, None, 21, 2, 3)] == [0, 0, 3, 0, 1, 0, 1]
