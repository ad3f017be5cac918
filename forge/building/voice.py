"""How a build speaks: lines for a person, or JSON, one event a line, for `edgectl`."""

from __future__ import annotations

import json
import sys
from typing import Any

from forge.building.plan import Plan
from forge.errors import ForgeError, Stopped


class Voice:
    """Lines for a person."""

    def plan(self, plan: Plan) -> None:
        self.said(plan.told())

    def said(self, sentence: str) -> None:
        print(sentence, flush=True)

    def stage(self, name: str, done: int, of: int) -> None:
        """What it does now: part `done` of `of`."""

    def finished(self, **facts: Any) -> None:
        self.said(f"{facts['pack']} draws; `edgectl pack import {facts['pack']}` takes it to a box")
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
