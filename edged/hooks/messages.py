"""What goes over the hooks' socket: one request and then its answers, each a line of JSON."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from edged.hooks.events import Event, Facts


class Tell(
    Struct, frozen=True, kw_only=True, tag_field="do", tag="tell", forbid_unknown_fields=True
):
    """This has happened: answered by Accepted at once, and by Ended when the last hook is through."""

    event: Event
    facts: Facts = {}
    test: bool = False
    """Asked for by a person; hooks hear of it, and root only may ask."""


class ListHooks(Struct, frozen=True, tag_field="do", tag="list", forbid_unknown_fields=True):
    """Which hooks there are: answered by Listed. Root only may ask."""


Request = Tell | ListHooks

Status = Literal["ok", "failed", "timed_out", "flooded", "refused", "replaced"]
"""`replaced`: a newer event of the same kind came before this one's turn."""
State = Literal["allowed", "refused", "off"]
"""`off`: a file of the owner with the same name says that nothing shall run."""


class Result(Struct, frozen=True, kw_only=True):
    """How one hook fared with one event."""

    hook: str
    event: Event
    status: Status
    exit: int | None = None
    """Its exit status, or minus the number of the signal that ended it."""
    seconds: float = 0.0
    output: str = ""
    """The end of what it wrote; for a refused one: why."""


class Shown(Struct, frozen=True, kw_only=True):
    """One hook, for people."""

    name: str
    path: str
    events: tuple[Event, ...]
    state: State
    why: str = ""
    """What keeps it from running."""
    last: Result | None = None
    """Since the service began."""


class Accepted(Struct, frozen=True, tag="accepted"):
    """The event will be run, whether the caller stays or not."""


class Ended(Struct, frozen=True, tag="ended"):
    results: tuple[Result, ...]


class Listed(Struct, frozen=True, tag="listed"):
    hooks: tuple[Shown, ...]


class Denied(Struct, frozen=True, tag="denied"):
    """Nothing was done."""

    why: str


Answer = Accepted | Ended | Listed | Denied
