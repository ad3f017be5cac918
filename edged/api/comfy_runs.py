"""Graphs that were asked for, and what came of them, as ComfyUI's history and queue tell it.

They are kept in memory, as ComfyUI does it; their pictures are pictures like all others, and outlive a restart.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterable
from itertools import count
from typing import Any, Literal

import msgspec
from msgspec import Struct

from edged.api.comfy_graph import Graph, Plan
from edged.api.comfy_nodes import GENERATOR, SAVE
from edged.pictures import ENDED, Job, State
from edged.queue import Queue
from edged.store import SUFFIXES

MOST_EACH, MOST = 64, 512
"""Graphs that are remembered: of one caller, of all."""
PREFIX = re.compile(r"[^\w-]+")
FILE = re.compile(r"(?:[\w-]{1,40}_)?([0-9a-f]{32})\.(?:png|webp|jpg)")
"""What the files are called: the picture's id tells which one it is."""
RunState = Literal["pending", "running", "ended"]
Message = tuple[str, dict[str, Any]]


class Run(Struct, kw_only=True):
    id: str
    number: int
    owner: str
    client: str
    """`client_id` of whoever asked; empty where it has none."""
    graph: Graph
    extra: dict[str, Any]
    plan: Plan
    jobs: dict[str, Job]
    """Generator -> its picture, as it was last seen."""
    began: float = 0.0
    """Seconds since 1970."""

    @property
    def state(self) -> RunState:
        states = {job.state for job in self.jobs.values()}
        if states <= ENDED:
            return "ended"
        return "pending" if states == {"queued"} else "running"

    @property
    def worst(self) -> State:
        """How it ended: done only where every picture is."""
        states = {job.state for job in self.jobs.values()}
        return next((each for each in ("failed", "cancelled") if each in states), "done")

    def item(self) -> list[Any]:
        """As `/queue` and `/history` list it."""
        return [self.number, self.id, self.graph, self.extra, list(self.plan.outputs)]

    def output(self, id: str) -> dict[str, Any] | None:
        """What this output node has to show; None where there is no picture."""
        job = self.jobs[self.plan.sources[id]]
        if job.state != "done":
            return None
        name = self.graph[id]["class_type"]
        prefix = str(self.graph[id]["inputs"].get("filename_prefix", "")) if name == SAVE else ""
        kind = "output" if name == SAVE else "temp"
        shown = {"filename": file_name(job, prefix), "subfolder": "", "type": kind}
        text = {"text": [words_of(job)]} if name == GENERATOR else {}
        return {"images": [shown], **text}

    def outputs(self) -> dict[str, Any]:
        """Of all nodes that have some."""
        shown = {id: self.output(id) for id in self.plan.outputs}
        return {id: output for id, output in shown.items() if output}

    def history(self) -> dict[str, Any]:
        outputs = self.outputs()
        done = self.worst == "done"
        return {
            "prompt": self.item(),
            "outputs": outputs,
            "status": {
                "status_str": "success" if done else "error",
                "completed": done,
                "messages": [start(self), cached(self), end(self)],
            },
            "meta": {
                id: {"node_id": id, "display_node": id, "parent_node": None, "real_node_id": id}
                for id in outputs
            },
        }


class Runs:
    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._runs: dict[tuple[str, str], Run] = {}
        self._numbers = count()

    def add(  # noqa: PLR0913 - what a graph comes with
        self,
        *,
        id: str,
        owner: str,
        client: str,
        graph: Graph,
        extra: dict[str, Any],
        plan: Plan,
        jobs: dict[str, Job],
    ) -> Run:
        run = Run(
            id=id,
            number=next(self._numbers),
            owner=owner,
            client=client,
            graph=graph,
            extra=extra,
            plan=plan,
            jobs=jobs,
            began=time.time(),
        )
        self._runs[owner, id] = run
        self._make_room(owner)
        return run

    def knows(self, owner: str, id: str) -> bool:
        return (owner, id) in self._runs

    async def of(self, owner: str) -> list[Run]:
        """The oldest first, as they are now. Those whose pictures were removed are forgotten."""
        mine = [run for run in self._runs.values() if run.owner == owner]
        return [run for run in mine if await self.look(run)]

    async def get(self, owner: str, id: str) -> Run | None:
        run = self._runs.get((owner, id))
        return run if run is not None and await self.look(run) else None

    async def look(self, run: Run) -> bool:
        """Brings it up to date. False where a picture of it is gone: then nothing of it stays."""
        for node, job in run.jobs.items():
            found = await self._queue.get(job.id)
            if found is None:
                self._runs.pop((run.owner, run.id), None)
                return False
            run.jobs[node] = found
        return True

    def forget(self, runs: Iterable[Run]) -> None:
        for run in runs:
            self._runs.pop((run.owner, run.id), None)

    def _make_room(self, owner: str) -> None:
        mine = [run for run in self._runs.values() if run.owner == owner]
        self.forget(mine[:-MOST_EACH])
        self.forget(list(self._runs.values())[:-MOST])


def new_id() -> str:
    return str(uuid.uuid4())


def is_id(text: object) -> bool:
    """A UUID as ComfyUI wants it: lower case, with hyphens."""
    try:
        return isinstance(text, str) and str(uuid.UUID(text)) == text
    except ValueError:
        return False


def file_name(job: Job, prefix: str = "") -> str:
    plain = PREFIX.sub("", prefix.replace("\\", "/").rpartition("/")[2])[:40]
    return f"{plain}{'_' if plain else ''}{job.id}{SUFFIXES[job.format]}"


def picture_of(filename: str) -> str | None:
    """Id of the picture that a file is called after."""
    match = FILE.fullmatch(filename)
    return match[1] if match else None


def words_of(job: Job) -> str:
    """What was understood, in the words of whoever asked."""
    return " · ".join(each.word for each in job.understood)


def start(run: Run) -> Message:
    return "execution_start", {"prompt_id": run.id, "timestamp": _stamp(run.began)}


def cached(run: Run) -> Message:
    """Pictures that were there before come quickly; no node is left out for that."""
    told = {"nodes": [], "prompt_id": run.id, "timestamp": _stamp(run.began)}
    return "execution_cached", told


def end(run: Run) -> Message:
    """How it went, in the one message that ends it."""
    about: dict[str, Any] = {"prompt_id": run.id, "timestamp": _stamp(time.time())}
    bad = [(node, job) for node, job in run.jobs.items() if job.state == run.worst]
    if run.worst == "done":
        return "execution_success", about
    node, job = bad[0]
    about |= {"node_id": node, "node_type": GENERATOR, "executed": list(run.outputs())}
    if run.worst == "cancelled":
        return "execution_interrupted", about
    fault = job.fault
    about |= {
        "exception_message": fault.message_en if fault else "",
        "exception_type": fault.code if fault else "",
        "traceback": [],
        "current_inputs": {name: [value] for name, value in run.graph[node]["inputs"].items()},
        "current_outputs": [],
    }
    return "execution_error", about


def _stamp(seconds: float) -> int:
    """Milliseconds."""
    return int(seconds * 1000)


def encoded(message: Message) -> str:
    """As a socket carries it."""
    name, data = message
    return msgspec.json.encode({"type": name, "data": data}).decode()
