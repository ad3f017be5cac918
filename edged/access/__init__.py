"""Who may do what: devices and their tokens, the pairing window, and what may knock at all."""
