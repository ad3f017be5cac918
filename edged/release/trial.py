"""`python -m edged.release.trial`: lets this release draw one real picture on this machine, and leaves nothing behind.

A daemon in a folder of its own, unannounced and on a free port of the loopback, beside whatever box is running.
Takes the daemon's own options, so that it is tried with the owner's settings.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import msgspec

from edged.__main__ import complain, settings_of
from edged.box import configured
from edged.client import Box, BoxSilent, SocketAbsent
from edged.pictures import ENDED, Picture, Wish
from runtime.errors import EdgedError

PROMPT = "黄色的小鸭子戴着红色帽子"
READY_LIMIT_S = 600.0
"""Seconds until its own first picture: a card's first model may take minutes to build."""
STOP_LIMIT_S = 15.0
LOOK_S = 0.2
LAST_LINES = 8


class TrialFailed(EdgedError):
    """Details: `why`."""

    code, status = "trial_failed", HTTPStatus.SERVICE_UNAVAILABLE
    en = "This release cannot draw on this machine: {why}"
    zh = "这个版本在本机上画不出图：{why}"
    fix_en = (
        "Correct what it says and run install.sh again. A box that runs already is not touched."
    )
    fix_zh = "请按提示改正后重新运行 install.sh。正在运行的盒子不受影响。"


def main(arguments: list[str] | None = None) -> int:
    """0 after a picture, 1 with the reason on standard error."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        profile = configured(settings_of(given)).choice.profile.name
        with tempfile.TemporaryDirectory(prefix="edged-trial-") as folder:
            _try(Path(folder), [*given, "--profile", profile])
    except EdgedError as error:
        complain(error)
        return 1
    return 0


def _try(folder: Path, arguments: list[str]) -> None:
    with _daemon(folder, arguments) as daemon:
        box = Box(folder / "socket")
        _until_ready(box, daemon, folder)
        began = time.monotonic()
        picture = _drawn(box)
        if picture.state != "done":
            raise TrialFailed(why=picture.error.message if picture.error else picture.state)
        box.image(picture)
        status = box.get("/admin/status")
    print(f"{status['profile']['name']}: {time.monotonic() - began:.1f} s")
    for issue in status["issues"]:
        print(f"{issue['text']} {issue['fix']}".strip(), file=sys.stderr)


@contextmanager
def _daemon(folder: Path, arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    own = ("--state", str(folder / "state"), "--socket", str(folder / "socket"))
    aside = ("--listen", "127.0.0.1:0", "--no-announce")
    command = [sys.executable, "-m", "edged", *arguments, *own, *aside]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - this very release
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _until_ready(box: Box, daemon: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + READY_LIMIT_S
    while time.monotonic() < deadline:
        if daemon.poll() is not None:
            raise TrialFailed(why=_last_words(folder))
        try:
            if box.get("/admin/status")["box"]["state"] != "warming":
                return
        except (BoxSilent, SocketAbsent):
            pass
        time.sleep(LOOK_S)
    raise TrialFailed(why=f"no picture within {READY_LIMIT_S:g} s")


def _drawn(box: Box) -> Picture:
    try:
        picture = box.ask(Wish(prompt=PROMPT))
        for event in box.follow(picture.id):
            if event.name in ENDED:
                return msgspec.convert(event.data, Picture)
    except EdgedError as error:
        raise TrialFailed(why=error.message()) from error
    return picture


def _last_words(folder: Path) -> str:
    lines = (folder / "log").read_text("utf-8", "replace").splitlines()
    return "\n".join(lines[-LAST_LINES:]) or "it ended without a word"


if __name__ == "__main__":
    sys.exit(main())
