"""How a build speaks: lines for a person, or JSON, one event a line, for `edgectl`."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from forge.building.plan import Plan
from forge.errors import ForgeError, Stopped
from forge.progress import Move, progress


class Voice:
    """Lines for a person, and a bar on a terminal; as a context, which takes the bar away."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._move: Move | None = None
        self._done = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def plan(self, plan: Plan) -> None:
        self.said(plan.told())
        if plan.absent:
            self.said(
                f"this machine cannot draw as the profile says: {plan.absent}; so memory stays an estimate, and the pack is not "
                "compared with the published model here; the end says which command does that where it can be done"
            )

    def said(self, sentence: str) -> None:
        print(sentence, flush=True)

    def stage(self, name: str, done: int, of: int) -> None:
        """What it does now: part `done` of `of`."""
        if not sys.stdout.isatty():
            self.said(f"now: {name}")
            return
        if self._move is None:
            self._move = self._open.enter_context(progress("build", 1.0))
        self._done = max(self._done, done / of)  # stages beside the parts count from 0 again
        self._move(self._done, name)

    def finished(self, **facts: Any) -> None:
        self.said(f"{facts['pack']} draws; `edgectl pack import {facts['pack']}` takes it to a box")
        if facts["unmeasured"]:
            self.said(
                f"not measured, and not compared with the published model ({facts['unmeasured']}); on a machine that can, with the model, "
                f"{facts['pack']} and {facts['pack']}-report in the same places, this makes nothing but the report: {facts['command']}"
            )
        if facts["report"]:
            self.said(
                f"{facts['report']}/report.md shows what it draws, how fast, and in what memory"
            )


class Events(Voice):
    """`{"event": …}` a line. After its plan it waits for the line `go`."""

    def plan(self, plan: Plan) -> None:
        """Raises Stopped where nobody says `go`."""
        fields = {name: getattr(plan, name) for name in plan.__struct_fields__}
        self._tell("plan", **fields)
        if sys.stdin.readline().strip() != "go":
            raise Stopped("nothing was built")

    def said(self, sentence: str) -> None:
        self._tell("said", text=sentence)

    def stage(self, name: str, done: int, of: int) -> None:
        self._tell("stage", name=name, done=done, of=of)

    def finished(self, **facts: Any) -> None:
        self._tell("done", **facts)

    def failed(self, error: ForgeError) -> None:
        self._tell("failed", text=str(error))

    def _tell(self, event: str, **fields: Any) -> None:
        print(json.dumps({"event": event, **fields}, default=str), flush=True)
