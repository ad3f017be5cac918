"""What a person would see: a program's output through a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.toybox import ROOT

LIMIT_S = 200
"""For what a program does of itself; a test has 600."""


@dataclass
class Terminal:
    """A program, and the person in front of it."""

    process: subprocess.Popen[bytes]
    ours: int
    text: str = ""
    """All that was seen."""

    def until(self, enough: Callable[[str], bool]) -> str:
        """All that was seen until it was enough. AssertionError where it never is."""
        if not self._read(enough):
            raise AssertionError(f"never seen, up to the program's end:\n{self.text}")
        return self.text

    def to_the_end(self) -> str:
        """All that was seen, of a program that leaves with status 0.

        It is read: a program whose last lines nobody reads waits for a reader.
        """
        self._read(lambda _: False)
        assert self.process.wait(LIMIT_S) == 0, self.text
        return self.text

    def type(self, keys: bytes) -> None:
        os.write(self.ours, keys)

    def _read(self, enough: Callable[[str], bool]) -> bool:
        """False: the program ended before. AssertionError where it takes too long for that."""
        deadline = time.monotonic() + LIMIT_S
        while not enough(self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"after {LIMIT_S} s it still goes on:\n{self.text}")
            if not select.select([self.ours], [], [], 1)[0]:
                continue
            try:
                piece = os.read(self.ours, 65536)
            except OSError:  # Linux' way to say that nobody has the other end open any more.
                return False
            self.text += piece.decode("utf-8", "replace")
        return True


@contextmanager
def on_terminal(command: Sequence[str], environment: dict[str, str]) -> Iterator[Terminal]:
    """It is ended where it does not end by itself: what nobody reads any more, it would wait for."""
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
        ) as process:
            os.close(theirs)
            try:
                yield Terminal(process, ours)
            finally:
                process.kill()
    finally:
        os.close(ours)
