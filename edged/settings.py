"""What the box was told at its start: a TOML file, then the command line on top. Frozen afterwards."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from edged.errors import SettingsWrong

Positive = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0)]
Minutes = Annotated[float, Meta(ge=0)]
HostName = Annotated[str, Meta(pattern=r"^(\*|[A-Za-z0-9_.-]+|[0-9A-Fa-f:]+)$")]

DEFAULT_PORT = 8642
LATENTS = "latents"
"""Folder in the cache's."""


class QueueSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Positive = 64
    """Pictures allowed to wait before callers get 503."""
    per_device: Positive = 2
    """Pictures that one tablet may have waiting before it gets 429; teachers and programmes may have more."""


class StoreSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    keep_hours: Seconds = 24.0
    """Hours after which an ended picture is removed."""
    max_mb: Positive = 2048
    """Megabytes (1024² bytes) of pictures kept; beyond that the oldest leave first."""
    quiet_minutes: Annotated[float, Meta(ge=0)] = 0.0
    """Minutes without a new wish after which a lesson is over and its pictures are removed. 0: they only grow old."""


class CacheSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pictures_mb: Annotated[int, Meta(ge=0)] = 64
    """Megabytes (1024² bytes) of finished pictures kept for those who ask for the same; 0: none."""
    latents_mb: Annotated[int, Meta(ge=0)] = 64
    """Megabytes (1024² bytes) of latents, which only need to be decoded; 0: none."""
    dream: bool = True
    """Draw what is likely to be asked for while nobody waits."""
    quiet_s: Annotated[float, Meta(ge=0)] = 60.0
    """Seconds without a wish after which it dreams."""
    variants: Positive = 4
    """Different pictures of each likely wish that it dreams of."""
    tiles: bool = True
    """Draw the page's tiles, a small picture of each concept, while nobody waits."""
    reuse: Literal["off", "near"] = "off"
    """`near`: begin with the latents of a wish that differs in one worn or held thing."""


class WorkerSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    load_deadline_s: Seconds = 300.0
    """Seconds a worker may take from its start to its first real picture."""
    step_deadline_s: Seconds = 30.0
    """Seconds without a sign of life while it draws, after which a worker is killed."""
    stop_deadline_s: Seconds = 3.0
    """Seconds a worker may take to leave when asked, before it is killed."""
    backoff_s: Seconds = 0.2
    """Seconds before the first restart; doubled at each death in a row."""
    backoff_max_s: Seconds = 30.0
    """Seconds between restarts at most."""
    attempts: Positive = 2
    """Workers that may die over one picture before it fails."""
    look_again_s: Seconds = 10.0
    """Seconds between two looks at a machine whose card does not answer yet."""
    fallback_after_s: Seconds = 60.0
    """Seconds after which a profile that cannot draw with its card gives way to one that draws on the processor."""
    keep_alive_min: Minutes = 0.0
    """Minutes without anything to draw after which the model leaves memory, until the next wish; 0: never."""
    keep_alive_pressed_min: Minutes = 2.0
    """The same while memory is short; 0: never."""


class HttpSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_body_bytes: Positive = 16_384
    """Bytes of the largest request body."""
    body_deadline_s: Seconds = 10.0
    """Seconds within which a request body must have arrived."""
    idle_deadline_s: Seconds = 10.0
    """Seconds an open connection may wait for a request's headers."""
    max_wait_s: Seconds = 60.0
    """Seconds that `?wait=` may ask for at most."""
    heartbeat_s: Seconds = 15.0
    """Seconds between two heartbeat comments of an event stream."""
    send_deadline_s: Seconds = 60.0
    """Seconds that an answer may stand still because its reader takes nothing."""
    max_connections: Positive = 768
    """Connections at the same time."""
    max_connections_each: Positive = 256
    """Connections of one address at the same time."""
    connections_kept: Annotated[int, Meta(ge=0)] = 256
    """Of all connections, how many are kept for addresses of paired devices, where `access` is `paired`."""


class DiscoverySettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    poll_s: Seconds = 3.0
    """Seconds between two looks at this machine's addresses, and between tries without a network."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listen: tuple[str, ...] = (f"0.0.0.0:{DEFAULT_PORT}",)
    """Addresses to serve, `HOST:PORT` or `[IPV6]:PORT`; port 0 takes a free one. systemd's sockets take their place."""
    state: str = ""
    """Folder of everything the box keeps. Empty: $STATE_DIRECTORY, else /var/lib/edged for root, else ~/.local/state/edged."""
    socket: str = ""
    """Path of the admin's Unix socket. Empty: `edged.sock` in the state folder."""
    profile: str = "auto"
    """Name of the hardware profile; `auto` chooses the one that fits best."""
    access: Literal["open", "paired"] = "open"
    """Who may draw: `open`: everybody who reaches the box; `paired`: paired devices only."""
    hosts: tuple[HostName, ...] = ()
    """Further names under which browsers reach the box, without port; `*`: any, for a proxy that checks them itself."""
    announce: bool = True
    """Tell the LAN by mDNS where the box is."""
    packs: str = ""
    """Folder that holds the packs. Empty: the ones that came with edged."""
    keys: str = "/etc/edged/keys"
    """Folder of the public keys (`NAME.pub`) whose packs the owner trusts."""
    require_signed: bool = False
    """Install and use only packs that one of these keys signed, besides those that came with edged."""
    profiles: str = ""
    """Folder that holds the profiles. Empty: the ones that came with edged."""
    name: Annotated[str, Meta(max_length=20, pattern=r"^[^\x00-\x1f.]*$")] = ""
    """Name that people see, at most 20 characters, no dots. Empty: `edged-<id>`."""
    label: bool = True
    """Draw the small visible mark that a picture is generated."""
    producer: Annotated[str, Meta(max_length=64, pattern=r"^[^\x00-\x1f]*$")] = ""
    """Who answers for the pictures: the school's name or its provider's code. Stands in their metadata. Empty: `edged-<id>`."""
    queue: QueueSettings = QueueSettings()
    store: StoreSettings = StoreSettings()
    cache: CacheSettings = CacheSettings()
    worker: WorkerSettings = WorkerSettings()
    http: HttpSettings = HttpSettings()
    discovery: DiscoverySettings = DiscoverySettings()

    @property
    def state_folder(self) -> Path:
        return Path(self.state) if self.state else _default_state()

    @property
    def cache_folder(self) -> Path:
        return self.state_folder / "cache"

    @property
    def tiles_folder(self) -> Path:
        return self.state_folder / "tiles"

    @property
    def latents_folder(self) -> str:
        """Where the worker keeps them; empty: nowhere."""
        return str(self.cache_folder / LATENTS) if self.cache.latents_mb else ""

    @property
    def verified_file(self) -> Path:
        """Which files of packs were found to be what they should be."""
        return self.state_folder / "verified.json"

    @property
    def compiled_folder(self) -> Path:
        """What engines made of packs for this machine."""
        return self.state_folder / "compiled"

    @property
    def socket_path(self) -> Path:
        return Path(self.socket) if self.socket else self.state_folder / "edged.sock"


def load(file: Path | None, overrides: dict[str, object]) -> Settings:
    """The file's settings with `overrides` on top (keys whose value is None are left out).

    Raises SettingsWrong with the file's and the field's name.
    """
    settings = Settings() if file is None else _decode(file)
    given = {key: value for key, value in overrides.items() if value is not None}
    merged = msgspec.structs.replace(settings, **given)
    origin = "edged --…" if file is None else str(file)
    try:
        checked = msgspec.convert(msgspec.to_builtins(merged), Settings)
        for address in checked.listen:
            parse_address(address)
    except (msgspec.ValidationError, ValueError) as error:
        raise SettingsWrong(file=origin, detail=_detail(error)) from error
    return checked


def parse_address(text: str) -> tuple[str, int]:
    """`HOST:PORT` or `[IPV6]:PORT`. Raises ValueError with a sentence."""
    match = re.fullmatch(r"(?:\[([0-9a-fA-F:.%\w]+)\]|([^:\[\]]+)):(\d{1,5})", text)
    if match is None or int(match[3]) > 65535:
        raise ValueError(f"listen: {text!r} is not HOST:PORT")
    return match[1] or match[2], int(match[3])


def _decode(file: Path) -> Settings:
    try:
        return msgspec.toml.decode(file.read_bytes(), type=Settings)
    except OSError as error:
        raise SettingsWrong(file=file, detail=error.strerror or error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsWrong(file=file, detail=_detail(error)) from error


def _detail(error: Exception) -> str:
    """msgspec's "Expected `int` >= 1 - at `$.queue.limit`" as "queue.limit: Expected `int` >= 1"."""
    text, _, path = str(error).rstrip(".").partition(" - at `$.")
    return f"{path.rstrip('`')}: {text}" if path else text


def _default_state() -> Path:
    if folder := os.environ.get("STATE_DIRECTORY"):
        return Path(folder.split(":")[0])
    if os.geteuid() == 0:
        return Path("/var/lib/edged")
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "edged"
