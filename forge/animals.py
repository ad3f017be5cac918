"""The embedded pack's subject: cute animals, what they wear, hold and do, and where."""

from __future__ import annotations

from pathlib import Path

from forge.captions import sample_caption
from forge.draw import draw
from forge.draw.held import HELD
from forge.draw.picture import draw_noted
from forge.draw.species import SPECIES
from forge.draw.worn import WORN
from forge.judging.scores import PIEBALD, nearest
from forge.subject import Key, Packing, Subject
from forge.vocabulary import SOURCE


def natural_colours() -> dict[Key, str]:
    """The palette's name for the natural colour of each coloured thing; empty where it has none."""
    found = {("worn", name): nearest(garment.natural) for name, garment in WORN.items()}
    found |= {("held", name): nearest(thing.natural) for name, thing in HELD.items()}
    for name, species in SPECIES.items():
        base = nearest(species.natural.base)
        others = [nearest(c) for c in (species.natural.mark, species.natural.limb) if c]
        piebald = base == "white" and "black" in others
        found["animal", name] = PIEBALD if piebald else base
    return found


SUBJECT = Subject(
    sample_caption,
    draw,
    draw_noted,
    name="animals",
    source=SOURCE,
    held_out=("animal", "worn", "action"),
    natural_colours=natural_colours,
    packing=Packing(name="cute-animals", version="0.5.0", card=Path(__file__).with_name("card.md")),
)
