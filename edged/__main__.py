"""`python -m edged`: the daemon's command line."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from edged import __version__
from edged.errors import DiskFailed, StartError
from edged.settings import DEFAULT_PORT, Settings, load
from runtime.errors import EdgedError, Language


def main(arguments: list[str] | None = None) -> int:
    """Runs the daemon; returns its exit status."""
    logging.basicConfig(
        level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    try:
        asyncio.run(_until_signalled(settings_of(arguments)))
    except DiskFailed as error:
        complain(error)
        sys.stderr.flush()
        # At once: what an orderly end would free closes SQLite's files, which writes to the disk once more.
        os._exit(error.exit_status)
    except EdgedError as error:
        complain(error)
        return error.exit_status if isinstance(error, StartError) else 1
    return 0


async def _until_signalled(settings: Settings) -> None:
    # aiohttp reads the machine's certificates when it is imported, a quarter of the start; the box never opens a
    # connection to anywhere, so it needs none of them.
    os.environ["SSL_CERT_FILE"] = os.environ["SSL_CERT_DIR"] = os.devnull
    from edged.daemon import serve  # noqa: PLC0415

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(settings, stop)


def settings_of(arguments: list[str] | None) -> Settings:
    """What the command line and the file it names say. Raises SettingsWrong."""
    options = command_line().parse_args(arguments)
    overrides = {
        "listen": tuple(options.listen) if options.listen else None,
        "state": options.state,
        "socket": options.socket,
        "profile": options.profile,
        "access": options.access,
        "announce": options.announce,
        "packs": options.packs,
    }
    return load(options.config, overrides)


def command_line() -> argparse.ArgumentParser:
    """The options of the daemon."""
    parser = argparse.ArgumentParser(prog="edged", description="The picture box for classrooms.")
    parser.add_argument("--version", action="version", version=f"edged {__version__}")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="settings (TOML); see docs/settings.md"
    )
    parser.add_argument(
        "--listen",
        action="append",
        metavar="HOST:PORT",
        help=f"address to serve, may be given several times (default 0.0.0.0:{DEFAULT_PORT})",
    )
    parser.add_argument("--state", metavar="DIR", help="folder of everything the box keeps")
    parser.add_argument(
        "--socket", metavar="PATH", help="the admin's socket (default: DIR/edged.sock)"
    )
    parser.add_argument("--profile", metavar="NAME|auto", help="hardware profile (default: auto)")
    parser.add_argument("--access", choices=("open", "paired"), help="who may draw (default: open)")
    parser.add_argument(
        "--no-announce",
        dest="announce",
        action="store_const",
        const=False,
        help="do not tell the LAN by mDNS where the box is",
    )
    parser.add_argument("--packs", metavar="DIR", help="folder that holds the packs")
    return parser


def complain(error: EdgedError) -> None:
    """What went wrong and what to do about it, on standard error."""
    language = _language()
    for text in (error.message(language), error.fix(language)):
        if text:
            print(f"edged: {text}", file=sys.stderr)


def _language() -> Language:
    """Of the person at the terminal."""
    named = next(
        (os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), ""
    )
    return "zh" if named.startswith("zh") else "en"


if __name__ == "__main__":
    sys.exit(main())
