"""Words as numbers: the same in every process, and no two words of the lexicon alike."""

from __future__ import annotations

from base64 import b64decode

from runtime.prompt import Vocabulary
from runtime.prompt.hidden import BITS, ROOT, packed, path, step
from runtime.prompt.lexicon import lexicon


def test_no_two_beginnings_of_words_have_one_number(vocabulary: Vocabulary) -> None:
    keys = lexicon(vocabulary).planted()
    beginnings = {key[:end] for key in keys for end in range(1, len(key) + 1)}
    numbers = {path(beginning) for beginning in beginnings}
    assert len(numbers) == len(beginnings) > 10_000
    assert ROOT not in numbers
    assert max(numbers) < 2**BITS


def test_a_path_is_made_step_by_step() -> None:
    assert path(("bow", "tie")) == step(step(ROOT, "bow"), "tie")
    assert path(("bow", "tie")) != path(("bowtie",))
    assert path(("tie", "bow")) != path(("bow", "tie"))


def test_packed_numbers_are_sorted_and_once_each() -> None:
    raw = b64decode(packed([5, 2**47, 5, 1]))
    numbers = [int.from_bytes(raw[i : i + 6], "big") for i in range(0, len(raw), 6)]
    assert numbers == [1, 5, 2**47]
