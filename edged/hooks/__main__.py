"""`python -m edged.hooks`: the service that runs hooks. As root, started by its socket when somebody asks."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import pwd
import signal
import socket
import sys
from pathlib import Path

from edged.hooks.lanes import House
from edged.hooks.running import Terms
from edged.hooks.service import Callers, serve
from edged.systemd import inherited_sockets

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
OWN = Path("/etc/edged/hooks.d")
USER = "edged"


def main(arguments: list[str] | None = None) -> int:
    """0 after SIGTERM, 69 where there is nothing to listen on, 2 for wrong usage."""
    options = command_line().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    listening = _listening(options.socket)
    if listening is None:
        print("edged.hooks: start edged-hooks.socket, or give --socket PATH", file=sys.stderr)
        return 69
    house = House(
        folders=tuple(options.folders or (shipped(), OWN)),
        owner=options.owner,
        terms=Terms(environment=_environment(options), seconds=options.seconds),
    )
    asyncio.run(_until_signalled(listening, house, _callers(options)))
    return 0


async def _until_signalled(listening: socket.socket, house: House, callers: Callers) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(listening, house, callers, stop)


def shipped() -> Path:
    """The checkout's hooks, else those that were installed with this Python."""
    beside = Path(__file__).resolve().parents[2] / "firmware_hooks"
    return beside if beside.is_dir() else Path(sys.prefix) / "share" / "edged" / "firmware_hooks"


def command_line() -> argparse.ArgumentParser:
    """Every default is what a box needs; the options are for trying hooks elsewhere."""
    parser = argparse.ArgumentParser(prog="edged.hooks", description="Runs the box's hooks.")
    parser.add_argument("--socket", type=Path, metavar="PATH", help="listen here, not on systemd's")
    parser.add_argument(
        "--folder",
        dest="folders",
        action="append",
        type=Path,
        metavar="DIR",
        help="of hooks; may be given several times, a later one wins",
    )
    parser.add_argument(
        "--owner", type=int, default=0, metavar="UID", help="who must own the hooks"
    )
    parser.add_argument(
        "--caller",
        dest="callers",
        action="append",
        type=int,
        metavar="UID",
        help=f"who may tell events, beside --owner (default: the user {USER})",
    )
    parser.add_argument(
        "--seconds", type=float, default=30.0, metavar="N", help="a hook's time limit (30)"
    )
    parser.add_argument("--sysroot", metavar="DIR", help="what hooks shall take for /")
    parser.add_argument("--path", default=PATH, help="where hooks find programs")
    parser.add_argument("--state", default="/run/edged-hooks", metavar="DIR", help="of hooks")
    return parser


def _listening(path: Path | None) -> socket.socket | None:
    if path is None:
        return next(iter(inherited_sockets()), None)
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.bind(str(path))
    path.chmod(0o660)
    return made


def _callers(options: argparse.Namespace) -> Callers:
    told = frozenset(options.callers if options.callers is not None else _box_user())
    return Callers(tell=told, ask=frozenset({options.owner}))


def _box_user() -> list[int]:
    try:
        return [pwd.getpwnam(USER).pw_uid]
    except KeyError:
        return []  # not installed: root alone


def _environment(options: argparse.Namespace) -> dict[str, str]:
    """Nothing of whoever started the service reaches a hook."""
    environment = {
        "PATH": options.path,
        "LANG": "C.UTF-8",
        "EDGED_PYTHON": sys.executable,
        "EDGED_HOOKS_STATE": options.state,
    }
    return environment | ({"EDGED_SYSROOT": options.sysroot} if options.sysroot else {})


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
