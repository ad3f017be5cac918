"""A thing that a sentence named, before it is decided what one picture can hold."""

from __future__ import annotations

from msgspec import Struct

from runtime.prompt.caption import Part
from runtime.prompt.segment import Segment


class Found(Struct):
    """A thing of the sentence with the segment that named it, and its colour's segment if there was one."""

    part: Part
    word: Segment
    colour_word: Segment | None = None
    object: bool = False
    """Named after a verb done to it (抱着小熊的兔子), so probably not whom the picture is about."""
    aside: bool = False
    """No animal of its own if there is another: food, a toy, a costume, a likeness."""
    count: int = 1
    """How many of it, all of one colour."""
    implied: bool = False
    """Came with a person and was not said: gives way to what was."""
    unwanted: bool = False
    """An animal after "not"; never drawn."""
    another: bool = False
    """A second one and not the same again: named after "and"."""
