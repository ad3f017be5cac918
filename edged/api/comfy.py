"""ComfyUI's API, for graphs made of the box's nodes: a script or a workflow that ran there runs here."""

from __future__ import annotations

import time

from aiohttp import web
from msgspec import Struct

from edged.api.body import body_of, number_of
from edged.api.caller import caller_of
from edged.api.comfy_graph import (
    Graph,
    GraphWrong,
    Plan,
    failed,
    graph_of,
    node_error,
    plan,
    trouble,
)
from edged.api.comfy_nodes import Node, nodes_of
from edged.api.comfy_runs import Run, Runs, is_id, new_id, picture_of
from edged.api.comfy_socket import Sockets, queue_info
from edged.api.comfy_words import JSON, get, post
from edged.api.operation import Operation, reply
from edged.api.order import NoPicture, Orders, language_for
from edged.errors import PackBroken, StoreBroken, StoreFull
from edged.pictures import Format, Job, Wish
from edged.refusals import (
    BadField,
    BadRequest,
    BatteryLow,
    LessonPaused,
    NotYours,
    PictureUnknown,
    PromptEmpty,
    QueueFull,
    ResizeFailed,
    SizeUnknown,
    StyleUnknown,
    TooManyWaiting,
)
from edged.settings import HttpSettings
from edged.store import MEDIA_TYPES
from runtime.errors import EdgedError
from runtime.prompt import PromptTooLong

INPUTS: dict[type[EdgedError], str] = {
    NoPicture: "text_prompt",
    PromptEmpty: "text_prompt",
    PromptTooLong: "text_prompt",
    SizeUnknown: "resolution",
    StyleUnknown: "style_tag",
}
"""What is wrong with a node -> the input that it is about."""


class GraphAnswer(Struct, frozen=True, kw_only=True):
    prompt_id: str
    number: int
    node_errors: JSON


class Changes(Struct, frozen=True, kw_only=True):
    """Body of POST /queue and POST /history."""

    clear: bool = False
    delete: list[str] = []


class Interruption(Struct, frozen=True, kw_only=True):
    prompt_id: str | None = None


class ComfyFace:
    def __init__(self, orders: Orders, settings: HttpSettings) -> None:
        self._orders, self._settings = orders, settings
        self._runs = Runs(orders.queue)
        self._sockets = Sockets(orders, self._runs, settings.heartbeat_s)

    def operations(self) -> list[Operation]:
        drawing = (
            GraphWrong,
            LessonPaused,
            BatteryLow,
            QueueFull,
            TooManyWaiting,
            PackBroken,
            StoreFull,
            StoreBroken,
        )
        seeing = (PictureUnknown, NotYours, ResizeFailed)
        size = {"max_items": "How many at most"}
        file = {"filename": "As the history says it", "preview": "webp or jpeg: in that format"}
        client = {"clientId": "What the graphs' client_id is"}
        return [
            post("/prompt", self.ask, "Run a graph", JSON, GraphAnswer, errors=drawing),
            get("/prompt", self.waiting, "How many pictures are not done"),
            get(
                "/history",
                self.history,
                "The caller's graphs, ended ones",
                query=size,
                errors=(BadField,),
            ),
            get("/history/{prompt_id}", self.one, "One of them, or nothing while it runs"),
            post("/history", self.forget, "Forget graphs; their pictures stay", Changes),
            get("/queue", self.queue, "The caller's graphs that are not done"),
            post("/queue", self.drop, "Cancel graphs that wait", Changes),
            post("/interrupt", self.interrupt, "Cancel what is being drawn", Interruption),
            get("/view", self.view, "A picture's bytes", "image/*", query=file, errors=seeing),
            Operation(
                method="GET",
                path="/ws",
                aliases=("/api/ws",),
                handler=self._sockets.serve,
                summary="What happens to the caller's graphs, as a WebSocket",
                query=client,
                answers={101: None},
                errors=(BadRequest,),
            ),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        body = await body_of(request, JSON, self._settings, from_scripts=True)
        owner, id = caller_of(request).owner, body.get("prompt_id") or new_id()
        if not is_id(id) or self._runs.knows(owner, id):
            details = "prompt_id must be a new UUID in lower case; omit it to let the box make one"
            message = "prompt_id must be a valid UUID"
            raise GraphWrong(trouble("invalid_prompt_id", message, details))
        graph = graph_of(body)
        made = plan(graph, self._nodes())
        jobs = await self._placed(request, graph, made)
        client, extra = body.get("client_id"), body.get("extra_data")
        run = self._runs.add(
            id=id,
            owner=owner,
            client=client[:100] if isinstance(client, str) else "",
            graph=graph,
            extra=_extra(extra, client),
            plan=made,
            jobs=jobs,
        )
        self._sockets.tell(run)
        errors = made.node_errors
        return reply(GraphAnswer(prompt_id=run.id, number=run.number, node_errors=errors))

    async def waiting(self, _: web.Request) -> web.Response:
        return reply(queue_info(self._orders))

    async def history(self, request: web.Request) -> web.Response:
        most = int(number_of(request, "max_items", default=1000, most=1000))
        runs = [run for run in await self._mine(request) if run.state == "ended"]
        return reply({run.id: run.history() for run in runs[len(runs) - min(most, len(runs)) :]})

    async def one(self, request: web.Request) -> web.Response:
        run = await self._runs.get(caller_of(request).owner, request.match_info["prompt_id"])
        return reply({run.id: run.history()} if run and run.state == "ended" else {})

    async def forget(self, request: web.Request) -> web.Response:
        changes = await body_of(request, Changes, self._settings, from_scripts=True)
        self._runs.forget(
            run
            for run in await self._mine(request)
            if run.state == "ended" and (changes.clear or run.id in changes.delete)
        )
        return reply({})

    async def queue(self, request: web.Request) -> web.Response:
        runs = await self._mine(request)
        answer = {
            "queue_running": [run.item() for run in runs if run.state == "running"],
            "queue_pending": [run.item() for run in runs if run.state == "pending"],
        }
        return reply(answer)

    async def drop(self, request: web.Request) -> web.Response:
        changes = await body_of(request, Changes, self._settings, from_scripts=True)
        for run in await self._mine(request):
            if run.state == "pending" and (changes.clear or run.id in changes.delete):
                await self._cancel(run)
        return reply({})

    async def interrupt(self, request: web.Request) -> web.Response:
        """Of the caller's own alone: nobody stops another one's picture."""
        wanted = await body_of(request, Interruption, self._settings, from_scripts=True)
        for run in await self._mine(request):
            if run.state == "running" and wanted.prompt_id in {None, "", run.id}:
                await self._cancel(run)
        return reply({})

    async def view(self, request: web.Request) -> web.Response:
        name = request.query.get("filename", "").rpartition("/")[2]
        id = picture_of(name)
        job = await self._orders.queue.get(id) if id else None
        if job is None or job.image is None:
            raise PictureUnknown
        if not caller_of(request).may_look(job.owner):
            raise NotYours
        data = await self._orders.data(job)
        media = MEDIA_TYPES["." + job.image.file.rpartition(".")[2]]
        wanted = request.query.get("preview", "").partition(";")[0]
        if wanted in {"webp", "jpeg"} and media != f"image/{wanted}" and job.served:
            format: Format = "webp" if wanted == "webp" else "jpeg"
            data, media = (
                await self._orders.converted(data, job.served.size, format),
                f"image/{wanted}",
            )
        headers = {"Content-Disposition": f'filename="{name}"'}
        return web.Response(body=data, content_type=media, headers=headers)

    def _nodes(self) -> dict[str, Node]:
        """Raises PackBroken."""
        return nodes_of(self._orders.intake.pack().manifest)

    async def _mine(self, request: web.Request) -> list[Run]:
        return await self._runs.of(caller_of(request).owner)

    async def _placed(self, request: web.Request, graph: Graph, made: Plan) -> dict[str, Job]:
        """All pictures of the graph, or none."""
        jobs: dict[str, Job] = {}
        try:
            for id in made.generators:
                jobs[id] = await self._placed_one(request, graph, made, id)
        except EdgedError:
            await self._orders.cancel(job.id for job in jobs.values())
            raise
        return jobs

    async def _placed_one(self, request: web.Request, graph: Graph, made: Plan, id: str) -> Job:
        """Raises GraphWrong, with the node, where it is the node that is not right."""
        inputs = graph[id]["inputs"]
        wish = Wish(
            prompt=inputs["text_prompt"],
            style=inputs.get("style_tag"),
            size=inputs.get("resolution"),
            seed=inputs.get("seed"),
        )
        needed = [each for each in made.outputs if made.sources[each] == id]
        language = language_for(request, wish.prompt)
        try:
            job = await self._orders.place(request, wish)
            if job.state == "refused":
                raise NoPicture(job)
        except tuple(INPUTS) as error:
            input = INPUTS[type(error)]
            errors = node_error(graph, id, input, error.message(language), needed)
            raise GraphWrong(failed(errors), errors) from error
        return job

    async def _cancel(self, run: Run) -> None:
        await self._orders.cancel(job.id for job in run.jobs.values())


def _extra(extra: object, client: object) -> JSON:
    """As ComfyUI keeps it."""
    kept = dict(extra) if isinstance(extra, dict) else {}
    if isinstance(client, str):
        kept["client_id"] = client
    return kept | {"create_time": int(time.time() * 1000)}
