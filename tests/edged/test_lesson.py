from __future__ import annotations

from pathlib import Path

import pytest

from edged.lesson import FILE, Lesson
from edged.refusals import LessonPaused


async def test_a_pause_is_there_again_after_a_restart(tmp_path: Path) -> None:
    lesson, changes = Lesson(tmp_path, label=True), []
    lesson.on_change = lambda: changes.append(lesson.paused)
    lesson.check()
    await lesson.change(paused=True)
    await lesson.change(paused=True)
    assert changes == [True]
    again = Lesson(tmp_path, label=True)
    with pytest.raises(LessonPaused):
        again.check()
    assert again.label is True


async def test_a_mark_decided_as_the_settings_say_follows_the_settings(tmp_path: Path) -> None:
    lesson = Lesson(tmp_path, label=True)
    await lesson.change(label=False)
    assert Lesson(tmp_path, label=True).label is False
    await lesson.change(label=True)
    assert Lesson(tmp_path, label=False).label is False
    assert Lesson(tmp_path, label=True).label is True


@pytest.mark.parametrize("found", [b"", b"{", b"[]", b'{"paused": 3}', b"\xff"])
def test_a_torn_file_counts_for_nothing(tmp_path: Path, found: bytes) -> None:
    (tmp_path / FILE).write_bytes(found)
    lesson = Lesson(tmp_path, label=True)
    assert (lesson.paused, lesson.label) == (False, True)


def test_what_a_newer_release_wrote_besides_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"paused": true, "music": "on"}')
    assert Lesson(tmp_path, label=True).paused
