"""The plain way to serve the same engine, to compare with: first come, first served.

    python -m bench.fifo --pack FOLDER --profile FILE --port 8000 [--batch 4]

With `--batch 1` it draws one picture after the other. With more it waits for so many wishes, or until no further one
comes, draws them to the end, and only then takes the next ones. It keeps everything in memory, knows no tablet from
another, and refuses nobody. Only for benches: it neither checks its callers nor forgets a picture.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from aiohttp import web
from PIL import Image

from runtime.loading import Loaded, open_pipeline, warm_up
from runtime.messages import Done, Draw, FromWorker, Step
from runtime.pack import parse_size
from runtime.profile import Rung, read_profile
from runtime.prompt import read

LINGER_S = 0.5
"""Seconds without a new wish after which a batch begins although it is not full."""
PAGE = Path(__file__).resolve().parents[1] / "edged" / "web"


@dataclass
class Wish:
    draw: Draw
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    news: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """(event, data), all of them."""
    image: bytes = b""


class Server:
    def __init__(self, loaded: Loaded, rung: Rung, batch: int) -> None:
        self._loaded, self._rung, self._batch = loaded, rung, batch
        self._wishes: dict[str, Wish] = {}
        self._line: SimpleQueue[Wish] = SimpleQueue()
        self._loop = asyncio.get_running_loop()

    def application(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/readyz", _fine),
                web.get("/v1/box", _fine),
                web.get("/v1/pictures", _fine),
                web.get("/", _page),
                web.static("/web", PAGE),
                web.post("/v1/read", self.understand),
                web.post("/v1/pictures", self.accept),
                web.get("/v1/pictures/{id}/events", self.follow),
                web.get("/v1/pictures/{id}/image", self.show),
            ]
        )
        return app

    async def understand(self, request: web.Request) -> web.Response:
        sentence = str((await request.json())["prompt"])
        reading = read(sentence, self._loaded.vocabulary)
        words = [{"kind": each.kind, "word": each.word} for each in reading.understood]
        return web.json_response({"understood": words, "dropped": reading.dropped})

    async def accept(self, request: web.Request) -> web.Response:
        sentence = str((await request.json())["prompt"])
        reading = read(sentence, self._loaded.vocabulary)
        if reading.refused is not None:
            return web.json_response({"error": {"code": "refused"}}, status=422)
        draw = Draw(
            id=secrets.token_hex(16),
            caption=reading.caption,
            seed=secrets.randbits(32),
            prompt=sentence,
            pixels=self._rung.pixels,
            steps=self._rung.steps_for(reading.caption, self._loaded.manifest.steps),
        )
        wish = self._wishes[draw.id] = Wish(draw)
        self._line.put(wish)
        return web.json_response({"id": draw.id, "state": "queued"}, status=202)

    async def follow(self, request: web.Request) -> web.StreamResponse:
        wish = self._wishes[request.match_info["id"]]
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        told, name = 0, ""
        while name not in {"done", "failed"}:
            await wish.changed.wait()
            wish.changed.clear()
            for name, data in wish.news[told:]:
                await stream.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
                told += 1
        return stream

    async def show(self, request: web.Request) -> web.Response:
        image = self._wishes[request.match_info["id"]].image
        if "size" in request.query:
            image = await asyncio.to_thread(_smaller, image, parse_size(request.query["size"]))
        return web.Response(body=image, content_type="image/png")

    def draw_for_ever(self) -> None:
        """In a thread of its own."""
        pipeline = self._loaded.pipeline
        while True:
            batch = {wish.draw.id: wish for wish in self._together()}
            events = [event for wish in batch.values() for event in pipeline.accept(wish.draw)]
            while events or pipeline.busy:
                for frame, payload in events:
                    told = (batch[getattr(frame, "id")], frame, payload)  # noqa: B009
                    self._loop.call_soon_threadsafe(_tell, *told)
                events = pipeline.advance() if pipeline.busy else []

    def _together(self) -> Iterator[Wish]:
        """The next batch, as soon as it is full or nobody else comes."""
        yield self._line.get()
        for _ in range(self._batch - 1):
            try:
                yield self._line.get(timeout=LINGER_S)
            except Empty:
                return


def _tell(wish: Wish, frame: FromWorker, payload: bytes) -> None:
    match frame:
        case Step(step=step, steps=steps):
            preview = base64.b64encode(payload).decode() if payload else None
            wish.news.append(("step", {"step": step, "steps": steps, "preview": preview}))
        case Done(pixels=(width, height)):
            wish.image = payload
            address = f"/v1/pictures/{wish.draw.id}/image"
            served = {"size": f"{width}x{height}"}
            wish.news.append(("done", {"image": address, "served": served}))
        case _:
            wish.news.append(("failed", {}))
    wish.changed.set()


async def _fine(_: web.Request) -> web.Response:
    return web.json_response({"pictures": []})


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


def _smaller(data: bytes, pixels: tuple[int, int]) -> bytes:
    file = BytesIO()
    with Image.open(BytesIO(data)) as image:
        image.resize(pixels, Image.Resampling.LANCZOS).save(file, format="png", compress_level=6)
    return file.getvalue()


async def _application(options: argparse.Namespace) -> web.Application:
    profile = read_profile(options.profile)
    loaded = open_pipeline(options.pack, options.profile.read_text(encoding="utf-8"))
    warm_up(loaded.pipeline, loaded.vocabulary, loaded.manifest)
    server = Server(loaded, profile.ladder[0], options.batch)
    threading.Thread(target=server.draw_for_ever, daemon=True).start()
    return server.application()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--profile", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--batch", type=int, default=1)
    web.run_app(
        _application(parser.parse_args()),
        host="127.0.0.1",
        port=parser.parse_args().port,
        print=None,
    )


if __name__ == "__main__":
    main()
