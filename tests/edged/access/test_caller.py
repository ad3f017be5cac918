from __future__ import annotations

import pytest

from edged.access.caller import Caller, Need, Who
from edged.access.refusals import TeacherOnly
from edged.refusals import NotPaired
from runtime.errors import EdgedError


@pytest.mark.parametrize(
    ("who", "need", "error"),
    [
        ("guest", "anybody", None),
        ("guest", "device", NotPaired),
        ("guest", "teacher", TeacherOnly),
        ("pupil", "device", None),
        ("pupil", "teacher", TeacherOnly),
        ("programme", "device", None),
        ("programme", "teacher", TeacherOnly),
        ("teacher", "teacher", None),
        ("admin", "teacher", None),
    ],
)
def test_each_role_may_do_its_own(who: Who, need: Need, error: type[EdgedError] | None) -> None:
    caller = Caller(who=who, owner="device:1")
    if error is None:
        caller.check(need)
        return
    with pytest.raises(error):
        caller.check(need)


def test_in_an_open_box_guests_draw_and_nobody_becomes_a_teacher_by_that() -> None:
    guest = Caller(who="guest", owner="address:1", paired_only=False)
    guest.check("device")
    with pytest.raises(TeacherOnly):
        guest.check("teacher")
    assert guest.may_look("device:2")
    assert not guest.may_remove("device:2")


def test_in_a_paired_box_pictures_are_their_owners_and_the_teachers() -> None:
    pupil = Caller(who="pupil", owner="device:1")
    assert pupil.may_look("device:1")
    assert pupil.may_remove("device:1")
    assert not pupil.may_look("device:2")
    for who in ("teacher", "admin"):
        assert Caller(who=who, owner="x").may_remove("device:2")
