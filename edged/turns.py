"""Whose turn it is: fair between those who ask, however many pictures each of them asks for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heapreplace
from itertools import count

from edged.pictures import Job

REMEMBERED = 256
"""Askers whose last turn is known: several classes of tablets."""


class Turns:
    """Those who wait, in the order in which they are served.

    First what was begun and lost its worker, then a teacher's, then the picture of whoever was served least recently; one
    who was never served comes before all who were. Among equals, and for one asker, as they came.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        """Of turns."""
        self._came: dict[str, Job] = {}
        """In the order in which they came."""
        self._again: list[str] = []
        """Begun before: the next one last."""
        self._served: dict[str, int] = {}
        """Asker -> number of its last turn, the oldest first."""
        self._order: tuple[str, ...] | None = ()

    def __len__(self) -> int:
        return len(self._came)

    def of(self, owner: str) -> int:
        """How many of this asker wait."""
        return sum(job.owner == owner for job in self._came.values())

    def __contains__(self, id: str) -> bool:
        return id in self._came

    def add(self, job: Job) -> None:
        self._came[job.id] = job
        self._order = None

    def add_again(self, job: Job) -> None:
        """One that had its turn already, and comes next. Twice is the same as once."""
        self.add(job)
        if job.id not in self._again:
            self._again.append(job.id)

    def remove(self, id: str) -> None:
        """Does nothing where it does not wait."""
        if self._came.pop(id, None) is not None:
            self._order = None
        if id in self._again:
            self._again.remove(id)

    def serve(self, id: str) -> None:
        """Its turn has come: it waits no more."""
        job = self._came[id]
        again = id in self._again
        self.remove(id)
        if not again:
            self.remember((job.owner,))

    def remember(self, owners: Iterable[str]) -> None:
        """Who was served before, the latest last."""
        for owner in owners:
            self._served.pop(owner, None)
            self._served[owner] = next(self._numbers)
        while len(self._served) > REMEMBERED:
            del self._served[next(iter(self._served))]
        self._order = None

    def order(self) -> tuple[str, ...]:
        """Ids, the next one first, as it will be if nobody else comes."""
        if self._order is None:
            self._order = tuple(self._ordered())
        return self._order

    def _ordered(self) -> Iterator[str]:
        yield from reversed(self._again)
        served = dict(self._served)
        lines: dict[str, deque[tuple[int, str]]] = {}
        for place, job in enumerate(self._came.values()):
            if job.id in self._again:
                continue
            if job.urgent:
                yield job.id
                served[job.owner] = next(self._numbers)
            else:
                lines.setdefault(job.owner, deque()).append((place, job.id))
        heads = [(served.get(owner, 0), line[0], owner) for owner, line in lines.items()]
        heapify(heads)
        while heads:
            _, (_, id), owner = heads[0]
            yield id
            lines[owner].popleft()
            if lines[owner]:
                heapreplace(heads, (next(self._numbers), lines[owner][0], owner))
            else:
                heappop(heads)
