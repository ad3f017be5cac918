"""The animals, each a dozen lines on shared parts."""

from __future__ import annotations

from forge.draw.species.birds import BIRDS
from forge.draw.species.farm import FARM
from forge.draw.species.forest import FOREST
from forge.draw.species.garden import GARDEN
from forge.draw.species.outback import OUTBACK
from forge.draw.species.parts import Species
from forge.draw.species.plumage import PLUMAGE
from forge.draw.species.savanna import SAVANNA
from forge.draw.species.sea import SEA
from forge.draw.species.water import WATER
from forge.draw.species.wings import WINGS
from forge.draw.species.zodiac import ZODIAC

SPECIES: dict[str, Species] = {
    **FOREST,
    **FARM,
    **BIRDS,
    **WATER,
    **SAVANNA,
    **WINGS,
    **OUTBACK,
    **SEA,
    **ZODIAC,
    **GARDEN,
    **PLUMAGE,
}
"""Concept id -> how it is drawn."""
