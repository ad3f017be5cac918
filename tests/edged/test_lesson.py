from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from edged.lesson import FILE, Lesson
from edged.refusals import LessonPaused


async def begun(folder: Path, *, label: bool = True) -> Lesson:
    """As the daemon begins it."""
    return await asyncio.to_thread(Lesson, folder, label=label)


async def test_a_pause_is_there_again_after_a_restart(tmp_path: Path) -> None:
    lesson, changes = await begun(tmp_path), []
    lesson.on_change = lambda: changes.append(lesson.paused)
    lesson.check()
    await lesson.change(paused=True)
    await lesson.change(paused=True)
    assert changes == [True]
    again = await begun(tmp_path)
    with pytest.raises(LessonPaused):
        again.check()
    assert again.label is True


async def test_a_mark_decided_as_the_settings_say_follows_the_settings(tmp_path: Path) -> None:
    lesson = await begun(tmp_path)
    await lesson.change(label=False)
    assert (await begun(tmp_path)).label is False
    await lesson.change(label=True)
    assert (await begun(tmp_path, label=False)).label is False
    assert (await begun(tmp_path)).label is True


@pytest.mark.parametrize("found", [b"", b"{", b"[]", b'{"paused": 3}', b"\xff"])
def test_a_torn_file_counts_for_nothing(tmp_path: Path, found: bytes) -> None:
    (tmp_path / FILE).write_bytes(found)
    lesson = Lesson(tmp_path, label=True)
    assert (lesson.paused, lesson.label) == (False, True)


def test_what_a_newer_release_wrote_besides_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"paused": true, "music": "on"}')
    assert Lesson(tmp_path, label=True).paused
