"""The faces for programmes that already speak another API."""

from __future__ import annotations

from typing import Protocol

from edged.api.a1111 import A1111Face
from edged.api.comfy import ComfyFace
from edged.api.comfy_facts import ComfyFactsFace
from edged.api.openai import OpenAIFace
from edged.api.operation import Operation
from edged.api.order import Orders
from edged.box import Box
from edged.settings import HttpSettings


class Face(Protocol):
    def operations(self) -> list[Operation]:
        """What it answers."""


def programme_faces(orders: Orders, box: Box, settings: HttpSettings) -> tuple[Face, ...]:
    return (
        OpenAIFace(orders, settings),
        A1111Face(orders, settings),
        ComfyFace(orders, settings),
        ComfyFactsFace(orders, box),
    )
