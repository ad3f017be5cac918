"""A bar for as long as the box takes another model or profile: how far its new worker is on the way to its first picture."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed

from edged.cli.desk import Desk
from edged.client import Box
from runtime.errors import EdgedError

LOOK_S = 0.2
"""Seconds between two questions."""


@contextmanager
def waking(at: Desk, box: Box) -> Iterator[None]:
    """Shown in a terminal only, and not with --json. What is being drawn is finished first: until then no share is known."""
    visible = at.err.is_terminal and not at.json
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), Elapsed())
    with Progress(*columns, console=at.err, transient=True, disable=not visible) as bar:
        task, done = bar.add_task(at.say("p_changing"), total=None), threading.Event()
        looking = threading.Thread(target=_follow, args=(bar, task, box, done), daemon=True)
        if visible:
            looking.start()
        try:
            yield
        finally:
            done.set()


def _follow(bar: Progress, task: TaskID, box: Box, done: threading.Event) -> None:
    while not done.wait(LOOK_S):
        try:
            percent = box.get("/admin/status")["worker"]["waking"]
        except EdgedError:  # Whoever waits for the change hears of it.
            return
        bar.update(task, total=None if percent is None else 100, completed=percent or 0)
