"""Draws a caption: `draw(caption, rng, size)` is the one way in."""

from __future__ import annotations

from forge.draw.picture import draw

__all__ = ["draw"]
