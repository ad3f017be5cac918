"""The animals, each a dozen lines on shared parts."""

from __future__ import annotations

from forge.draw.species.birds import BIRDS
from forge.draw.species.farm import FARM
from forge.draw.species.forest import FOREST
from forge.draw.species.parts import Species
from forge.draw.species.savanna import SAVANNA
from forge.draw.species.water import WATER
from forge.draw.species.wings import WINGS

SPECIES: dict[str, Species] = {**FOREST, **FARM, **BIRDS, **WATER, **SAVANNA, **WINGS}
"""Concept id -> how it is drawn."""
