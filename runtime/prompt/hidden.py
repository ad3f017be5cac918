"""Words that are recognised and cannot be read: each is kept as a number of 48 bits made of its tokens.

A sentence's own tokens are turned into numbers in the same way, so that a tablet can hold the words of the first gate
without showing them to a child who looks into its files. `edged/web/reader/hidden.js` says the same in JavaScript.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import reduce
from typing import Final

ROOT: Final = 0
BITS: Final = 48
"""Of 20,000 words one in ten milliards of unknown tokens is mistaken for a known one."""
_HALF: Final = 24
_LOW: Final = (1 << _HALF) - 1
_WORD: Final = 0xFFFFFFFF
_END: Final = 0xFFFF
_PRIMES: Final = (0x9E3779B1, 0x85EBCA6B)


def step(before: int, token: str) -> int:
    """The number of a word's tokens, from the number of those before the last one (`ROOT` before the first)."""
    high, low = before >> _HALF, before & _LOW
    raw = token.encode("utf-16-le", "surrogatepass")
    units = [raw[i] | raw[i + 1] << 8 for i in range(0, len(raw), 2)]
    for unit in (*units, _END):
        high, low = _mixed(high ^ unit, _PRIMES[0]), _mixed(low ^ unit, _PRIMES[1])
    return (high >> 8) << _HALF | low >> 8


def path(key: Iterable[str]) -> int:
    """The number of a whole word."""
    return reduce(step, key, ROOT)


def packed(numbers: Iterable[int]) -> str:
    """In ascending order, six bytes each, in base 64."""
    return b64encode(b"".join(n.to_bytes(BITS // 8, "big") for n in sorted(set(numbers)))).decode()


def _mixed(number: int, prime: int) -> int:
    number = number * prime & _WORD
    return number ^ number >> 15
