"""The shapes a generator could have, how fast each is on this machine, and which are worth it."""
