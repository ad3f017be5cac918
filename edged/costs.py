"""What drawing costs on this machine: seconds of work at full speed, as the worker measures its own pieces of work.

A piece is one denoise step of all pictures in the batch, or the finishing (decoding, encoding) of one. Only real work is
measured, so that rests, caches and what is drawn for nobody leave the figures as they are.
"""

from __future__ import annotations

from collections import deque

MEASURED = 20
"""Finished pictures of a kind that are remembered."""
STEPS_MEASURED = 8 * MEASURED
"""Steps of a kind that are remembered: those of about as many pictures."""
FINISHING_STEPS = 4.0
"""Steps that finishing is taken to cost until it was measured."""
BESIDE = 0.6
"""Of what finishing takes alone, what it is taken to hold up beside the steps of others until that was measured."""


class Recent:
    """Mean of the last so many numbers: a sum of coming costs wants the mean, however they scatter."""

    def __init__(self, most: int) -> None:
        self._numbers: deque[float] = deque(maxlen=most)
        self._sum = 0.0

    def add(self, number: float) -> None:
        if len(self._numbers) == self._numbers.maxlen:
            self._sum -= self._numbers[0]
        self._numbers.append(number)
        self._sum += number

    @property
    def mean(self) -> float:
        return max(0.0, self._sum) / len(self._numbers)


class Costs:
    """Every figure is None until something like it was measured."""

    def __init__(self) -> None:
        self.beside = False
        """The worker finishes pictures beside the steps of others."""
        self._steps: dict[tuple[str, int], Recent] = {}
        """(size, pictures together) -> seconds of one picture's share of a step."""
        self._finishing: dict[tuple[str, bool], Recent] = {}
        """(size, whether others are in hand) -> seconds that it holds everything up: little where it is done beside their steps."""
        self._wholes: dict[str, Recent] = {}
        """Size -> seconds of a picture over the steps it had, finishing counted as FINISHING_STEPS."""

    def stepped(self, size: str, together: int, seconds: float) -> None:
        """A picture's share of one step."""
        self._steps.setdefault((size, together), Recent(STEPS_MEASURED)).add(seconds)

    def finished(self, size: str, together: int, seconds: float) -> None:
        """One of so many pictures in hand held everything up for its decoding and encoding."""
        self._finishing.setdefault((size, together > 1), Recent(MEASURED)).add(seconds)

    def drawn(self, size: str, steps: int, seconds: float) -> None:
        """A whole picture, of which nothing more is known: counts only until pieces are measured."""
        share = seconds / (steps + FINISHING_STEPS)
        self._wholes.setdefault(size, Recent(MEASURED)).add(share)

    def step_s(self, size: str, together: int) -> float | None:
        """One picture's share of a step; where that was never measured, of the likest one that was."""
        likest = min(self._steps, key=lambda kind: _unlike(kind, (size, together)), default=None)
        return _of(self._wholes, size) if likest is None else self._steps[likest].mean

    def finishing_s(self, size: str, together: int) -> float | None:
        """In the company that is asked for, else in any; of this size, else of any."""
        wanted = size, together > 1
        likest = min(
            self._finishing,
            key=lambda kind: (kind[0] != wanted[0], kind[1] != wanted[1]),
            default=None,
        )
        if likest is not None:
            hidden = self.beside and wanted[1] and not likest[1]
            return self._finishing[likest].mean * (BESIDE if hidden else 1.0)
        step = self.step_s(size, 1)
        return None if step is None else step * FINISHING_STEPS

    def picture_s(self, size: str, steps: int, together: int) -> float | None:
        """A whole one."""
        step, finishing = self.step_s(size, together), self.finishing_s(size, together)
        return None if step is None or finishing is None else step * steps + finishing


def _of(known: dict[str, Recent], size: str) -> float | None:
    """Of this size, or else of the one that was measured first."""
    recent = known.get(size) or next(iter(known.values()), None)
    return recent.mean if recent else None


def _unlike(kind: tuple[str, int], wanted: tuple[str, int]) -> tuple[bool, float]:
    """Another size is further away than any other company."""
    (size, together), (wanted_size, wanted_together) = kind, wanted
    ratio = max(together, wanted_together) / min(together, wanted_together)
    return size != wanted_size, ratio
