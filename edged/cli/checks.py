"""What `edgectl doctor` looks at: each check tells how something is, and where it is not well, what to do about it.

Checks run beside the daemon, as a person would look: over its socket, its addresses, its network and its disk.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from edged.client import Box
from edged.hooks.client import HooksAbsent, HooksClosed, HooksDesk
from edged.pictures import Wish
from runtime.errors import EdgedError, Language
from runtime.pack import Pack

ROOM_MB = 500
"""Free megabytes below which the disk of the state folder is called small."""
OLD_S = 10.0
"""Seconds after which a sample of the sensors is too old."""
PROMPT = "小熊"
EPOCH = 1_750_000_000
"""Seconds since 1970, in 2025: a clock that says less has lost its time."""


class Check(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that was looked at."""

    name: str
    """A key of the words that edgectl says."""
    well: bool
    found: str
    """What was seen, for people."""
    fix: str | None = None


Seen = tuple[bool, str, str | None]
"""Whether it is well, what was seen, and what to do where it is not."""


class Examination:
    """Looks at one box. `all` never raises: what cannot be looked at is not well."""

    def __init__(self, box: Box, say: Callable[..., str], language: Language) -> None:
        self._box, self._say, self._language = box, say, language
        self._status: dict[str, Any] = {}

    def all(self) -> Iterator[Check]:
        """In the order in which one thing needs the other; without a daemon there is only the first."""
        first = self._guarded("d_daemon", self._daemon)
        yield first
        if not first.well:
            return
        for name, look in (
            ("d_issues", self._issues),
            ("d_disk", self._disk),
            ("d_pack", self._pack),
            ("d_profile", self._profile),
            ("d_sensors", self._sensors),
            ("d_addresses", self._addresses),
            ("d_lan", self._lan),
            ("d_hooks", self._hooks),
            ("d_clock", self._clock),
            ("d_picture", self._picture),
        ):
            yield self._guarded(name, look)

    def _guarded(self, name: str, look: Callable[[], Seen]) -> Check:
        try:
            well, found, fix = look()
        except EdgedError as error:
            well, found, fix = False, error.message(self._language), error.fix(self._language)
        return Check(name=name, well=well, found=found, fix=None if well else fix)

    def _daemon(self) -> Seen:
        self._status = self._box.get("/admin/status")
        box = self._status["box"]
        told = self._say("d_runs", name=box["name"], version=box["version"])
        return True, told, None

    def _issues(self) -> Seen:
        issues = self._status["issues"]
        if not issues:
            return True, self._say("well"), None
        fixes = [issue["fix"] for issue in issues if issue.get("fix")]
        return False, " ".join(issue["text"] for issue in issues), " ".join(fixes)

    def _disk(self) -> Seen:
        folder = self._status["state_folder"]
        free = shutil.disk_usage(folder).free // 2**20
        return free >= ROOM_MB, self._say("d_free", mb=free, folder=folder), self._say("d_room")

    def _pack(self) -> Seen:
        pack = self._status["pack"]
        if pack is None:
            return False, self._say("nothing"), self._say("d_pack_fix")
        Pack.open(Path(pack["folder"]), contents=True)
        return True, self._say("d_checked", name=pack["name"], version=pack["version"]), None

    def _profile(self) -> Seen:
        why = self._box.get("/admin/profile")
        used, best = why["used"], why["best"]
        fits = why["scores"].get(used) is not None
        told = self._say("d_used", used=used, best=best)
        return fits, told, self._say("d_profile_fix", used=used)

    def _sensors(self) -> Seen:
        view = self._box.get("/admin/telemetry")
        if view["age_s"] is None or view["age_s"] > OLD_S:
            return False, self._say("d_sensors_old"), self._say("d_sensors_old_fix")
        odd = [f"{each['metric']} ({each['source']})" for each in view["rejected"]]
        told = self._say("d_felt", n=len(view["readings"]))
        if odd:
            unbelieved = self._say("d_odd", names=", ".join(odd))
            return False, f"{told} {unbelieved}", self._say("d_odd_fix")
        return True, told, None

    def _addresses(self) -> Seen:
        addresses = self._status["addresses"]
        for address in addresses:
            Box(address, self._language).get("/healthz")
        return bool(addresses), " ".join(addresses), self._say("d_addresses_fix")

    def _lan(self) -> Seen:
        """A box that was told to keep quiet is well; one that cannot speak has said so as an Issue."""
        host = self._status["announced"]
        failed = any(issue["code"] == "not_announced" for issue in self._status["issues"])
        told = self._say("announced", host=host) if host else self._say("unannounced")
        return not failed, told, self._say("d_lan_fix")

    def _hooks(self) -> Seen:
        try:
            hooks = HooksDesk().listed()
        except (HooksAbsent, HooksClosed):
            # A box that runs from a checkout has no service for them, and only root may ask it.
            return True, self._say("d_hooks_none"), None
        refused = [f"{hook.name} ({hook.why})" for hook in hooks if hook.state == "refused"]
        told = self._say("d_hooks_are", n=len(hooks))
        if refused:
            names = ", ".join(refused)
            return False, self._say("d_hooks_refused", names=names), self._say("d_hooks_fix")
        return True, told, None

    def _clock(self) -> Seen:
        now = time.time()
        told = time.strftime("%Y-%m-%d %H:%M", time.localtime(now))
        return now > EPOCH, told, self._say("d_clock_fix")

    def _picture(self) -> Seen:
        """The one thing that the box is for."""
        began = time.monotonic()
        picture = self._box.ask(Wish(prompt=PROMPT))
        state = [event.name for event in self._box.follow(picture.id)][-1]
        self._box.cancel(picture.id)
        if state != "done":
            return False, self._say("d_no_picture", state=state), self._say("d_no_picture_fix")
        return True, self._say("d_drew", seconds=time.monotonic() - began), None
