"""What ComfyUI's clients ask a server first: its nodes, its machine, and much that is not here."""

from __future__ import annotations

import asyncio
import platform
import re
import sys
from pathlib import Path
from typing import Any

from aiohttp import web

from edged import __version__
from edged.api.comfy_nodes import nodes_of
from edged.api.comfy_words import get, post
from edged.api.operation import Operation, reply
from edged.api.order import Orders
from edged.box import Box
from edged.errors import PackBroken
from edged.machine.facts import sysroot

SPOKEN = "0.3.64"
"""ComfyUI's version whose API this is."""
MEMORY = re.compile(r"^(MemTotal|MemAvailable):\s+(\d+) kB", re.MULTILINE)


class ComfyFactsFace:
    def __init__(self, orders: Orders, box: Box) -> None:
        self._orders, self._box = orders, box

    def operations(self) -> list[Operation]:
        return [
            get("/object_info", self.nodes, "The nodes that run here", errors=(PackBroken,)),
            get("/object_info/{node}", self.node, "One of them, or nothing", errors=(PackBroken,)),
            get("/system_stats", self.stats, "What the box is"),
            get("/features", self.features, "What of newer versions is here"),
            get("/embeddings", self.none, "None", list[str]),
            get("/extensions", self.none, "None", list[str]),
            get("/models", self.none, "None", list[str]),
            get("/models/{folder}", self.none, "None", list[str]),
            post("/free", self.nothing, "Accepted, and changes nothing"),
        ]

    async def nodes(self, _: web.Request) -> web.Response:
        return reply(self._nodes())

    async def node(self, request: web.Request) -> web.Response:
        name, nodes = request.match_info["node"], self._nodes()
        return reply({name: nodes[name]} if name in nodes else {})

    async def stats(self, _: web.Request) -> web.Response:
        total, free = await asyncio.to_thread(_memory, sysroot())
        engine = self._orders.studio.status.engine or self._box.choice.profile.name
        facts = self._box.choice.facts
        card = facts.card
        graphics = ((card.memory_mb if card else None) or 0) * 1024 * 1024
        answer = {
            "system": {
                "os": sys.platform,
                "ram_total": total,
                "ram_free": free,
                "comfyui_version": SPOKEN,
                "edged_version": __version__,
                "python_version": platform.python_version(),
                "pytorch_version": "",
                "embedded_python": False,
                "argv": [],
            },
            "devices": [
                {
                    "name": card.name if card else engine,
                    "type": "cuda" if card else "cpu",
                    "index": 0 if card else None,
                    "vram_total": graphics or total,
                    "vram_free": graphics or free,
                    "torch_vram_total": 0,
                    "torch_vram_free": 0,
                }
            ],
        }
        return reply(answer)

    async def features(self, _: web.Request) -> web.Response:
        return reply({"supports_preview_metadata": False})

    async def none(self, _: web.Request) -> web.Response:
        return reply([])

    async def nothing(self, _: web.Request) -> web.Response:
        return reply({})

    def _nodes(self) -> dict[str, Any]:
        """Name -> what is told of it. Raises PackBroken."""
        nodes = nodes_of(self._orders.intake.pack().manifest)
        return {name: node.info() for name, node in nodes.items()}


def _memory(root: Path) -> tuple[int, int]:
    """Bytes: all, and what can be had. Blocks. Zeros where nothing says it."""
    try:
        text = (root / "proc" / "meminfo").read_text("utf-8", "replace")
    except OSError:
        return 0, 0
    found = {name: int(kilobytes) * 1024 for name, kilobytes in MEMORY.findall(text)}
    return found.get("MemTotal", 0), found.get("MemAvailable", 0)
