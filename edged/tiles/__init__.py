"""Small pictures of the pack's concepts, drawn by the box itself: what a child who cannot read taps on."""
