"""What every command shares: its global options, where it prints, and in which language."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from msgspec import Struct
from rich.console import Console
from rich.text import Text

from edged.cli.pack_words import PACK_WORDS
from edged.cli.words import WORDS
from edged.client import Box
from edged.settings import Settings
from runtime.errors import EdgedError, Language

SYSTEM_SOCKETS = (Path("/run/edged/edged.sock"), Path("/var/lib/edged/edged.sock"))
"""Where an installed box keeps its socket."""
SAID = WORDS | PACK_WORDS


class Desk(Struct, frozen=True):
    """The global options."""

    socket: Path | None
    json: bool
    language: Language

    @property
    def out(self) -> Console:
        return Console(highlight=False, width=None if sys.stdout.isatty() else _piped_width())

    @property
    def err(self) -> Console:
        return Console(stderr=True, highlight=False)

    def say(self, key: str, **details: object) -> str:
        """The sentence `key` in the person's language."""
        en, zh = SAID[key]
        return (zh if self.language == "zh" else en).format(**details)

    def answer(self, data: Any) -> None:
        """Prints JSON for programs."""
        print(json.dumps(data, ensure_ascii=False, indent=2))

    def local_socket(self) -> Path:
        """The socket that was named; else the first of the usual ones that exists."""
        if self.socket:
            return self.socket
        usual = (Settings().socket_path, *SYSTEM_SOCKETS)
        return next((path for path in usual if path.exists()), usual[0])

    def local_box(self) -> Box:
        return Box(self.local_socket(), self.language)


def desk(context: typer.Context) -> Desk:
    """The options that were given before the command."""
    found = context.find_root().obj
    assert isinstance(found, Desk)  # noqa: S101 - the app's callback ran first
    return found


def default_language() -> Language:
    """Chinese where the terminal's locale is Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := os.environ.get(name):
            return "zh" if locale.lower().startswith("zh") else "en"
    return "en"


def language_of(arguments: Sequence[str]) -> Language:
    """The language of an error's sentence, which has no desk at hand."""
    for option, value in zip(arguments, [*arguments[1:], ""], strict=True):
        named = option.partition("=")[2] or value
        if option.partition("=")[0] == "--lang" and named in ("zh", "en"):
            return "zh" if named == "zh" else "en"
    return default_language()


def complain(error: EdgedError, language: Language) -> None:
    """What went wrong, and on the next line what to do about it."""
    console = Console(stderr=True, highlight=False)
    console.print(Text.assemble(("✗ ", "bold red"), error.message(language)), soft_wrap=True)
    if fix := error.fix(language):
        console.print(Text.assemble(("→ ", "bold green"), fix), soft_wrap=True)


def tell(error: EdgedError, language: Language) -> None:
    """The same for programs, as the box says errors."""
    said = {"code": error.code, "message": error.message(language)}
    if fix := error.fix(language):
        said["fix"] = fix
    print(json.dumps({"error": said}, ensure_ascii=False), file=sys.stderr)


def _piped_width() -> int:
    """Columns where no terminal says: wide enough that programs such as grep find whole lines."""
    return int(os.environ.get("COLUMNS") or 240)
