"""Executables that run as root when something happens to the box. `caller` is the daemon's side, `service` the root's."""
