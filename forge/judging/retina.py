"""What probe and key points see with: convolutions from pixels to features, coarser and coarser."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from forge.nets.decoder import Unit
from forge.nets.model import norm
from forge.nets.reader import Sight, squares

PATCH = 4
"""Pixels a side of what the first layer takes together."""
WIDTHS, UNITS = (64, 128, 192), (1, 2, 2)
"""Channels and residual units at 32², 16² and 8²."""


class Retina(Sight):
    """[B, 128, 128, 3], values −1 to 1, to features at 32², 16² and 8²."""

    def __init__(
        self, widths: tuple[int, int, int] = WIDTHS, units: tuple[int, int, int] = UNITS
    ) -> None:
        super().__init__()
        self.enter = nn.Linear(PATCH * PATCH * 3, widths[0])
        self.stages = nn.ModuleList(
            nn.Sequential(*(Unit(w) for _ in range(n))) for w, n in zip(widths, units, strict=True)
        )
        self.downs = nn.ModuleList(nn.Linear(4 * a, b) for a, b in pairwise(widths))

    def levels(self, pictures: Tensor) -> list[Tensor]:
        """[B, 32, 32, 64], [B, 16, 16, 128], [B, 8, 8, 192]"""
        x = self.enter(squares(pictures, PATCH))
        found = []
        for number, stage in enumerate(self.stages):
            x = stage(x)
            found.append(x)
            if number < len(self.downs):
                x = self.downs[number](squares(norm(x), 2))
        return found
