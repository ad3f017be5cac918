"""How the machine feels: one file per kind of sensor, one Sample of what they say together."""
