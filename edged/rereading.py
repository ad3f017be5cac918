"""A wish that waited while the box took another pack, in the words of that one."""

from __future__ import annotations

import asyncio
from collections import Counter

from msgspec.structs import replace

from edged.box import Box
from edged.pictures import Job, understood
from edged.refusals import WishOutgrown
from runtime.prompt import Caption, Vocabulary, read
from runtime.prompt.suggest import example


class Rereading:
    """Called with each picture whose turn it is, before it is drawn."""

    def __init__(self, box: Box) -> None:
        self._box = box

    async def __call__(self, job: Job) -> Job:
        """The very job where the present pack knows what its caption names; else as that pack reads its prompt.

        Raises WishOutgrown where it finds nothing to draw in it.
        """
        pack = self._box.pack
        if pack is None or job.caption is None or knows(pack.vocabulary, job.caption):
            return job
        return await asyncio.to_thread(reread, job, pack.vocabulary)


def reread(job: Job, vocabulary: Vocabulary) -> Job:
    """Its own prompt, as this vocabulary reads it. Blocks. Raises WishOutgrown."""
    reading = read(job.prompt, vocabulary)
    if reading.refused is not None:
        zh, en = example((), vocabulary)
        raise WishOutgrown(example_zh=zh, example_en=en)
    return replace(
        job,
        understood=understood(reading),
        dropped=reading.dropped,
        caption=reading.caption,
        caption_text=vocabulary.text(reading.caption),
    )


def knows(vocabulary: Vocabulary, caption: Caption) -> bool:
    """Each part of it, as many of a kind as it names, and a subject among them."""
    asked, places = Counter(part.role for part in caption.parts), Counter(vocabulary.slots)
    needed = {role.id for role in vocabulary.roles if role.required}
    return (
        all((part.role, part.concept) in vocabulary.concept_index for part in caption.parts)
        and all(part.colour in vocabulary.colour_index for part in caption.parts)
        and asked <= places
        and needed <= asked.keys()
    )
