"""How much the box may do right now: Samples and the queue go in, a Budget with its reason comes out."""
