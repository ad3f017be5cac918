from __future__ import annotations

import pytest

import runtime.errors
from edged.errors import NotAnnounced, StoreFull
from edged.health import Health
from edged.refusals import QueueFull
from runtime.errors import EdgedError
from tests.edged.faults import every_error


def test_a_box_warms_up_and_is_ready() -> None:
    health = Health()
    changes: list[str] = []
    health.on_change = lambda: changes.append(health.state)
    health.set_warm(True)
    health.set_warm(False)
    assert changes == ["ready", "warming"]


def test_grave_issues_degrade_the_box_and_light_ones_do_not() -> None:
    health = Health()
    health.set_warm(True)
    health.note(NotAnnounced(detail="no network"))
    states: list[str] = [health.state]
    health.note(StoreFull(folder="/x"))
    states.append(health.state)
    assert isinstance(health.grave, StoreFull)
    health.clear("store_full")
    states.append(health.state)
    assert states == ["ready", "degraded", "ready"]


def test_issues_say_what_to_do_in_both_languages() -> None:
    health = Health()
    health.note(StoreFull(folder="/x"))
    (chinese,), (english,) = health.issues("zh"), health.issues("en")
    assert "/x" in (chinese.fix or "")
    assert "/x" in (english.fix or "")
    assert chinese.text != english.text


@pytest.mark.parametrize("error", every_error(), ids=lambda error: error.code)
def test_every_error_has_a_code_and_both_languages(error: type[EdgedError]) -> None:
    assert error.code == error.code.lower() != "error"
    assert error.en != runtime.errors.EdgedError.en
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error.zh) or "{" in error.zh
    assert (error.fix_en is None) == (error.fix_zh is None)


def test_codes_are_unique() -> None:
    codes = [error.code for error in every_error()]
    assert len(codes) == len(set(codes)) > 30
    assert QueueFull.code in codes
