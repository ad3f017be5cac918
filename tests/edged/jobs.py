"""Pictures for tests, as the box keeps them."""

from __future__ import annotations

import time

from edged.pictures import Job
from runtime.prompt.caption import Caption, Part


def job(
    id: str = "a" * 32, *, owner: str = "device:1", animal: str = "bear", **facts: object
) -> Job:
    fields: dict[str, object] = {
        "id": id,
        "owner": owner,
        "state": "queued",
        "created": time.time(),
        "prompt": animal,
        "understood": (),
        "dropped": (),
        "caption": Caption((Part("animal", animal),)),
        "caption_text": animal,
        "seed": 7,
        "size": "512x512",
        "steps": 8,
        "format": "png",
    }
    return Job(**{**fields, **facts})  # type: ignore[arg-type]
