from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edged.access.refusals import CodeSpent, CodeWrong, PairingClosed, SecretUsed, TooManyTries
from edged.access.register import Register
from edged.access.tries import Tries
from edged.access.window import MISSES, OPEN_S, Window
from runtime.errors import EdgedError


class House:
    """A window, with a clock that the test turns."""

    def __init__(self, register: Register) -> None:
        self.now, self.register = 0.0, register
        self.window = Window(register, Tries(lambda: self.now), lambda: self.now)

    async def guess(self, code: str, address: str = "10.0.0.1") -> str:
        """`in`, or the code of the error."""
        try:
            await self.window.enter_by_code(code, address, None)
        except EdgedError as error:
            return error.code
        return "in"

    def wrong(self) -> str:
        assert self.window.invitation
        return f"{(int(self.window.invitation.code or '0') + 1) % 10**6:06}"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with Register(tmp_path / "devices.db") as register:
        yield House(register)


async def test_a_code_lets_one_device_in_once(house: House) -> None:
    code = house.window.open("pupil").code
    arrival = await house.window.enter_by_code(code, "10.0.0.1", None)
    assert house.register.known(arrival.token) == arrival.device
    assert arrival.device.role == "pupil"
    assert house.window.came == [arrival.device]
    with pytest.raises(CodeWrong):
        await house.window.enter_by_code(code, "10.0.0.1", None)


async def test_a_secret_lets_one_device_in_once_and_has_128_bits(house: House) -> None:
    secret = house.window.open("pupil").secret
    assert len(secret) == 22
    await house.window.enter_by_secret(secret, None)
    with pytest.raises(SecretUsed):
        await house.window.enter_by_secret(secret, None)


async def test_of_many_who_come_with_one_code_at_the_same_time_one_gets_in(house: House) -> None:
    code = house.window.open("pupil").code
    told = await asyncio.gather(*(house.guess(code, f"10.0.0.{n}") for n in range(40)))
    assert Counter(told)["in"] == 1
    secret = house.window.open("pupil").secret
    tries = (house.window.enter_by_secret(secret, None) for _ in range(40))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(each, BaseException) for each in results) == 1


async def test_each_arrival_brings_a_new_code_and_a_new_secret(house: House) -> None:
    first = house.window.open("pupil")
    await house.window.enter_by_secret(first.secret, None)
    second = house.window.invitation
    assert second is not None
    assert second.secret != first.secret
    assert second.until == first.until, "the window does not grow"
    await house.window.enter_by_code(second.code, "10.0.0.1", None)


async def test_the_window_is_open_for_two_minutes(house: House) -> None:
    made = house.window.open("pupil")
    house.now = OPEN_S - 0.1
    assert house.window.left_s == pytest.approx(0.1)
    await house.window.enter_by_secret(made.secret, None)
    house.now = OPEN_S
    assert house.window.invitation is None
    assert await house.guess(made.code) == PairingClosed.code
    with pytest.raises(PairingClosed):
        await house.window.enter_by_secret(made.secret, None)


async def test_before_it_is_opened_and_after_it_is_closed_nobody_gets_in(house: House) -> None:
    assert await house.guess("000000") == PairingClosed.code
    code = house.window.open("pupil").code
    house.window.close()
    assert await house.guess(code) == PairingClosed.code


async def test_five_misses_kill_the_code_whoever_made_them_but_not_the_qr_code(
    house: House,
) -> None:
    made = house.window.open("pupil")
    for number in range(MISSES):
        assert await house.guess(house.wrong(), f"10.0.0.{number}") == CodeWrong.code
    assert await house.guess(made.code, "10.0.0.200") == CodeSpent.code
    await house.window.enter_by_secret(made.secret, None)
    assert house.window.invitation
    assert house.window.invitation.code == "", "an arrival does not bring the numbers back"
    assert await house.guess(house.window.open("pupil").code, "10.0.0.201") == "in"


async def test_arrivals_do_not_give_guessers_more_tries(house: House) -> None:
    house.window.open("pupil")
    told = []
    for number in range(20):
        found = house.window.invitation
        assert found
        await house.window.enter_by_secret(found.secret, None)
        told.append(await house.guess(house.wrong(), f"10.0.1.{number}"))
    assert Counter(told) == {CodeWrong.code: MISSES, CodeSpent.code: 20 - MISSES}


async def test_a_secret_that_is_guessed_wrong_costs_the_class_nothing(house: House) -> None:
    made = house.window.open("pupil")
    for _ in range(100):
        with pytest.raises(SecretUsed):
            await house.window.enter_by_secret("x" * 22, None)
    assert await house.guess(made.code) == "in"


async def test_a_teachers_window_closes_behind_the_first(house: House) -> None:
    made = house.window.open("teacher")
    arrival = await house.window.enter_by_secret(made.secret, None)
    assert arrival.device.role == "teacher"
    assert house.window.invitation is None


async def test_a_device_that_comes_again_stays_the_same_device(house: House) -> None:
    first = await house.window.enter_by_secret(house.window.open("pupil").secret, None)
    again = await house.window.enter_by_secret(house.window.open("teacher").secret, first.device)
    assert again.device.id == first.device.id
    assert again.device.role == "teacher"
    assert house.register.known(first.token) is None


async def test_blanks_and_wide_digits_are_forgiven(house: House) -> None:
    code = house.window.open("pupil").code
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert await house.guess(f" {wide[:3]} - {wide[3:]}") == "in"


async def test_ten_thousand_tries_see_at_most_thirty_numbers_in_ten_minutes(house: House) -> None:
    """From 200 addresses, and a teacher opens a new window whenever one was killed."""
    told: Counter[str] = Counter()
    for number in range(10_000):
        if house.window.invitation is None or not house.window.invitation.code:
            house.window.open("pupil")
        told[await house.guess(f"{number:06}", f"10.0.{number % 2}.{number % 100}")] += 1
        house.now += 0.05
    assert told.total() == 10_000
    assert told["in"] + told[CodeWrong.code] <= 30
    assert told[TooManyTries.code] >= 9_970
