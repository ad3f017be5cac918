"""What a profile's conditions are worth, and which of them holds."""

from __future__ import annotations

import pytest

from edged.machine import Machine
from edged.machine.cards import Card
from edged.machine.score import BOARD, GPU, OTHER, PROCESSOR, conditions, score
from runtime.profile import Match

PC = Machine(
    arch="x86_64",
    board="Acme Tower 5",
    compatible=("acme,tower-5", "acme,m42-0003", "acme,chip9"),
    vendor="Acme",
    product="Tower 5",
    processor="Acme Thinker X4 @ 2.00GHz",
    cores=4,
    memory_mb=8000,
    nvidia=True,
    cards=(Card(index=0, name="Acme Painter 3000 Laptop GPU", memory_mb=5994, compute=8.6),),
    gpu_memory_mb=5994,
)


@pytest.mark.parametrize(
    ("match", "points"),
    [
        (Match(), 0),
        (Match(min_cores=4, max_cores=4), 2 * OTHER),
        (Match(min_memory_mb=8000, max_memory_mb=8000), 2 * OTHER),
        (Match(min_gpu_memory_mb=5800, max_gpu_memory_mb=6144), 2 * OTHER),
        (Match(arch="x86_64", nvidia=True, min_compute=7.5), 3 * OTHER),
        (Match(processor=("thinker x4",)), PROCESSOR + 10),
        (Match(gpu=("Painter 2000", "Painter 3000")), GPU + 12),
        (Match(board=("m42-0003",)), BOARD + 8),
        (Match(board=("chip9", "m42-0003")), BOARD + 8),
        (Match(board=("TOWER",)), BOARD + 5),
    ],
)
def test_each_condition_has_its_points(match: Match, points: int) -> None:
    assert score(match, PC) == points


@pytest.mark.parametrize(
    "match",
    [
        Match(min_cores=5),
        Match(max_cores=3),
        Match(min_memory_mb=8001),
        Match(max_memory_mb=7999),
        Match(min_gpu_memory_mb=6144),
        Match(max_gpu_memory_mb=5993),
        Match(min_compute=8.9),
        Match(arch="aarch64"),
        Match(nvidia=False),
        Match(board=("m42-0004",)),
        Match(gpu=("Painter 3000 Ti",)),
        Match(processor=("Doer",)),
        Match(board=("Tower",), min_cores=5),
    ],
)
def test_one_condition_that_does_not_hold_rules_a_profile_out(match: Match) -> None:
    assert score(match, PC) is None


def test_what_nobody_knows_does_not_hold() -> None:
    unknown = Machine()
    for match in (
        Match(min_cores=1),
        Match(max_memory_mb=10**6),
        Match(min_gpu_memory_mb=1),
        Match(min_compute=1.0),
        Match(arch="x86_64"),
        Match(board=("a board",)),
        Match(gpu=("a card",)),
    ):
        assert score(match, unknown) is None


def test_a_card_that_does_not_say_what_it_can_do_may_try() -> None:
    silent = Machine(nvidia=True, cards=(Card(index=0, memory_mb=8000),), gpu_memory_mb=8000)
    assert score(Match(min_compute=7.5), silent) == 0


def test_names_count_more_than_all_numbers_and_boards_more_than_all_names() -> None:
    long = "x" * 60
    named = Machine(
        board=f"a {long}",
        processor=long,
        arch="x86_64",
        nvidia=True,
        cores=4,
        memory_mb=4000,
        gpu_memory_mb=4000,
        cards=(Card(index=0, name=long, compute=8.0),),
    )
    numbers = Match(
        arch="x86_64",
        nvidia=True,
        min_cores=1,
        max_cores=8,
        min_memory_mb=1,
        max_memory_mb=8000,
        min_gpu_memory_mb=1,
        max_gpu_memory_mb=8000,
        min_compute=1.0,
    )
    least = [
        score(numbers, named),
        score(Match(processor=("xx",)), named),
        score(Match(gpu=("xx",)), named),
        score(Match(board=("a ",)), named),
    ]
    most = [least[0], score(Match(processor=(long,)), named), score(Match(gpu=(long,)), named)]
    for lower, higher in zip(most, least[1:], strict=True):
        assert lower is not None
        assert higher is not None
        assert higher > lower + len(conditions(numbers, named))


def test_the_longer_of_two_names_says_more() -> None:
    exact, family = Match(board=("m42-0003",)), Match(board=("chip9",))
    assert (score(exact, PC) or 0) > (score(family, PC) or 0)


def test_only_the_largest_card_counts() -> None:
    two = Machine(
        nvidia=True,
        cards=(
            Card(index=0, name="Small", memory_mb=4096, compute=7.5),
            Card(index=1, name="Large", memory_mb=12282, compute=8.9),
        ),
        gpu_memory_mb=12282,
    )
    assert score(Match(gpu=("small",)), two) is None
    assert score(Match(max_gpu_memory_mb=6000), two) is None
    assert score(Match(gpu=("large",), min_compute=8.9), two) is not None


def test_a_score_is_explained_condition_by_condition() -> None:
    match = Match(board=("m42-0003",), nvidia=True, min_gpu_memory_mb=11300)
    found = {each.name: (each.wanted, each.found, each.points) for each in conditions(match, PC)}
    assert found == {
        "board": (
            ("m42-0003",),
            ("Acme Tower 5", "acme,tower-5", "acme,m42-0003", "acme,chip9", "Acme", "Tower 5"),
            BOARD + 8,
        ),
        "nvidia": (True, True, OTHER),
        "min_gpu_memory_mb": (11300, 5994, None),
    }
