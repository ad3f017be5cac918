"""The picture box's daemon: what faces people, the LAN and the machine. Begin reading at `edged.daemon.serve`."""

__version__ = "0.1.0"
