"""What a server costs while it is at work: memory once a second, processor seconds, and joules where a card tells its watts."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

from edged.machine.tree import Tree
from edged.sensors.card import CardSensor
from edged.sensors.sensors import Sensors

EVERY_S = 1.0


@dataclass
class Course:
    """One number each second."""

    server_mb: list[float] = field(default_factory=list)
    worker_mb: list[float] = field(default_factory=list)
    """Of the largest child: 0 where the server draws by itself."""
    load: list[float] = field(default_factory=list)
    """Of the machine, as `uptime` tells it."""
    lag_ms: list[float] = field(default_factory=list)
    """That the tablets' own process was late: the same machine plays the class."""
    waiting: list[float] = field(default_factory=list)
    """Pictures that tablets wait for."""
    joules: float | None = None
    """Of the graphics card; None: it does not tell its watts, or there is none."""


class Watch:
    """`run` looks until it is cancelled."""

    def __init__(self, process: psutil.Process, waiting: Callable[[], int]) -> None:
        self.course = Course()
        self._process, self._waiting = process, waiting
        self._card = Sensors([CardSensor(Tree(), None)])

    async def run(self) -> None:
        before = due = time.monotonic()
        while True:
            due += EVERY_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            now = time.monotonic()
            self.course.lag_ms.append(max(0.0, now - due) * 1000)
            watts = await asyncio.to_thread(self._look)
            if watts is not None:
                self.course.joules = (self.course.joules or 0.0) + watts * (now - before)
            self.course.waiting.append(self._waiting())
            before = now

    def _look(self) -> float | None:
        """Watts of the card."""
        children = self._process.children(recursive=True)
        self.course.server_mb.append(_megabytes(self._process))
        self.course.worker_mb.append(max(map(_megabytes, children), default=0.0))
        self.course.load.append(os.getloadavg()[0])
        return self._card.sample().get("gpu_power")


@dataclass(frozen=True)
class Spent:
    """Processor seconds, since the server's start."""

    worker: float
    """Of the one that draws: the largest child, or the server itself."""
    all: float
    """Of the server and of everything it started."""

    def since(self, before: Spent) -> Spent:
        return Spent(self.worker - before.worker, self.all - before.all)


def spent(process: psutil.Process) -> Spent:
    children = process.children(recursive=True)
    worker = max(children, key=_megabytes, default=process)
    total = sum(map(_seconds, [process, *children]))
    with suppress(psutil.NoSuchProcess):
        ended = process.cpu_times()
        total += ended.children_user + ended.children_system
    return Spent(worker=_seconds(worker), all=total)


def growth_mb(course: list[float]) -> float:
    """Of the last fifth's median over the second fifth's: the first one is still warming up. 0 of too little."""
    fifth = len(course) // 5
    if fifth == 0:
        return 0.0
    late, early = sorted(course[-fifth:]), sorted(course[fifth : 2 * fifth])
    return late[fifth // 2] - early[fifth // 2]


def _megabytes(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
