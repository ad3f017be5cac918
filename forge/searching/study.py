"""Tries candidates one after the other, remembers each on disk, and says which are best."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import msgspec
import optuna
from msgspec import Struct
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    IntDistribution,
)
from optuna.samplers import TPESampler
from optuna.study import StudyDirection
from optuna.trial import TrialState

from forge.searching.space import Candidate, Space

STARTS = 10
"""Candidates tried by chance before any is chosen by what the others showed."""
REPEATS = 3
"""So often in a row a known candidate may be proposed before one is taken by chance."""


class Result(Struct, frozen=True):
    cost: float
    """Of a picture, in whatever unit the limit is told in."""
    error: float


Results = dict[Candidate, Result]


class Found(Struct, frozen=True):
    candidate: Candidate
    result: Result


class Study:
    """One table of results in an SQLite file; a study of the same name goes on where it stopped."""

    def __init__(self, storage: optuna.storages.BaseStorage, name: str, space: Space) -> None:
        both = [StudyDirection.MINIMIZE] * 2
        self._kept = optuna.create_study(
            storage=storage, study_name=name, directions=both, load_if_exists=True
        )
        # Proposals are made in memory: what is asked for again, or interrupted, leaves no trace on disk.
        sampler = TPESampler(n_startup_trials=STARTS, seed=0)
        self._study = optuna.create_study(directions=both, sampler=sampler)
        self.space = space
        self._distributions = {name: _distribution(v) for name, v in space.choices().items()}
        self.results: Results = {}
        for trial in self._kept.get_trials(states=(TrialState.COMPLETE,)):
            self._study.add_trial(trial)
            candidate = msgspec.convert(trial.params, Candidate)
            self.results[candidate] = Result(*trial.values)
        # Chance goes on, too: the same seed again would propose what is known.
        sampler.reseed_rng()
        self._random = random.Random(len(self.results))

    def search(
        self, measure: Callable[[Candidate], Result], seconds: float, most: int = 10**6
    ) -> int:
        """Tries new candidates until the time is over, `most` were tried or none is left; tells how many it tried.

        At least one is known afterwards.
        """
        end, tried, repeats = time.monotonic() + seconds, 0, 0
        for candidate in self.space.ends():
            if candidate not in self.results:
                self._propose(candidate)
        while tried < most and len(self.results) < len(self.space):
            if time.monotonic() >= end and self.results:
                break
            trial = self._study.ask(self._distributions)
            candidate = msgspec.convert(trial.params, Candidate)
            known = candidate in self.results
            if not known:
                self.results[candidate] = measure(candidate)
            told = self._study.tell(trial, msgspec.structs.astuple(self.results[candidate]))
            if not known:
                self._kept.add_trial(told)
            tried, repeats = tried + (not known), (repeats + 1) * known
            if repeats >= REPEATS:
                self._propose(self._random.choice([c for c in self.space if c not in self.results]))
        return tried

    def _propose(self, candidate: Candidate) -> None:
        self._study.enqueue_trial(msgspec.structs.asdict(candidate))


@contextmanager
def opened(path: Path, name: str, space: Space) -> Iterator[Study]:
    """The study of this name in an SQLite file, which is made if need be."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = optuna.storages.RDBStorage(f"sqlite:///{path.resolve()}")
    try:
        yield Study(storage, name, space)
    finally:
        storage.remove_session()
        storage.engine.dispose()


def front(results: Mapping[Candidate, Result]) -> list[Found]:
    """Those that no other is both faster and better than, the fastest first."""
    ranked = sorted(results.items(), key=lambda pair: (*msgspec.structs.astuple(pair[1]), pair[0]))
    found: list[Found] = []
    for candidate, result in ranked:
        if not found or result.error < found[-1].result.error:
            found.append(Found(candidate, result))
    return found


def best(results: Mapping[Candidate, Result], limit: float) -> tuple[Found, bool]:
    """(the best one that costs at most `limit`, True), or if there is none (the fastest, False)."""
    ranked = front(results)
    within = [found for found in ranked if found.result.cost <= limit]
    return (within[-1], True) if within else (ranked[0], False)


def _distribution(values: tuple[int, ...]) -> BaseDistribution:
    """Numbers in even steps keep their order, which helps the sampler."""
    steps = {b - a for a, b in pairwise(values)}
    if len(steps) > 1:
        return CategoricalDistribution(values)
    return IntDistribution(values[0], values[-1], step=steps.pop() if steps else 1)
