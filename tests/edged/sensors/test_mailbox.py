from __future__ import annotations

from collections.abc import Callable

import pytest

from edged.machine.tree import Tree
from edged.sensors.mailbox import ANSWERED, MESSAGE, REQUEST, Mailbox

Put = Callable[[str, object], None]


class Firmware:
    """What is behind the node: it answers into the caller's buffer."""

    def __init__(self, bits: int, code: int = ANSWERED) -> None:
        self.bits, self.code = bits, code
        self.asked: list[tuple[int, ...]] = []

    def __call__(self, descriptor: int, request: int, buffer: bytearray) -> int:
        assert descriptor > 2
        assert request == REQUEST
        words = MESSAGE.unpack(buffer)
        self.asked.append(words)
        MESSAGE.pack_into(buffer, 0, words[0], self.code, *words[2:5], self.bits, 0)
        return 0


@pytest.mark.parametrize(
    ("bits", "reasons"),
    [
        (0x0, set()),
        (0x50000, set()),  # Since the start, not now.
        (0x1, {"undervoltage"}),
        (0x50005, {"undervoltage"}),
        (0x2, {"hardware"}),
        (0x4, {"hardware"}),
        (0x8, {"thermal"}),
        (0xE, {"hardware", "thermal"}),
    ],
)
def test_the_bits_of_this_moment_become_reasons(
    bits: int, reasons: set[str], tree: Tree, put: Put
) -> None:
    put("dev/vcio", "")
    firmware = Firmware(bits)
    mailbox = Mailbox(tree, firmware)
    mailbox.find()
    assert mailbox.read(0).throttled == reasons
    mailbox.close()
    assert firmware.asked == [(28, 0, 0x30046, 4, 0, 0, 0)]


def test_an_answer_that_is_none_says_nothing(tree: Tree, put: Put) -> None:
    put("dev/vcio", "")
    mailbox = Mailbox(tree, Firmware(0xF, code=0x80000001))
    mailbox.find()
    assert mailbox.read(0).throttled == set()
    mailbox.close()


def test_a_node_that_is_no_mailbox_says_nothing(tree: Tree, put: Put) -> None:
    """The real call is made here: a plain file refuses it."""
    put("dev/vcio", "")
    mailbox = Mailbox(tree)
    for _ in range(2):
        mailbox.find()
        assert mailbox.read(0).throttled == set()
    mailbox.close()


def test_without_a_node_there_is_nothing_to_ask(tree: Tree) -> None:
    mailbox = Mailbox(tree)
    mailbox.find()
    assert mailbox.read(0).throttled == set()
    mailbox.close()
