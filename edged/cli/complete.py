"""What a shell completes besides commands and options: names that the box on this machine knows; none where it is silent."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from edged.cli.desk import Desk, default_language
from edged.machine import AUTO
from edged.pictures import FORMATS
from runtime.errors import EdgedError
from runtime.profile import profiles_folder

Offer = tuple[str, str]
"""What is completed, and what shells that can show beside it."""


def formats(incomplete: str) -> list[str]:
    return [each for each in FORMATS if each.startswith(incomplete)]


def languages(incomplete: str) -> list[str]:
    return [each for each in ("zh", "en") if each.startswith(incomplete)]


def sizes(context: typer.Context, incomplete: str) -> list[str]:
    answer = _asked(context, "/v1/box")
    return [each for each in answer.get("sizes", ()) if each.startswith(incomplete)]


def profiles(context: typer.Context, incomplete: str) -> list[Offer]:
    """The box's; else those that lie beside this program."""
    language = default_language()
    known = [
        (offer["name"], offer["summary"][language])
        for offer in _asked(context, "/admin/profiles").get("profiles", ())
    ]
    here = [(file.stem, "") for file in sorted(profiles_folder().glob("*.toml"))]
    return _beginning(incomplete, known or here)


def profiles_or_auto(context: typer.Context, incomplete: str) -> list[Offer]:
    return _beginning(incomplete, [(AUTO, "")]) + profiles(context, incomplete)


def packs(context: typer.Context, incomplete: str) -> list[Offer]:
    found = _asked(context, "/admin/packs").get("packs", ())
    return _beginning(incomplete, [(pack["ref"], pack["family"]) for pack in found])


def packs_or_auto(context: typer.Context, incomplete: str) -> list[Offer]:
    return _beginning(incomplete, [(AUTO, "")]) + packs(context, incomplete)


def devices(context: typer.Context, incomplete: str) -> list[Offer]:
    """By id, since names have blanks."""
    found, language = _asked(context, "/admin/devices").get("devices", ()), default_language()
    return _beginning(incomplete, [(each["id"], each["name"][language]) for each in found])


def _beginning(incomplete: str, offers: Iterable[Offer]) -> list[Offer]:
    return [offer for offer in offers if offer[0].startswith(incomplete)]


def _asked(context: typer.Context, path: str) -> dict[str, Any]:
    """The box's answer; nothing where there is none: a shell has no place for errors."""
    named = context.find_root().params.get("socket") or os.environ.get("EDGED_SOCKET")
    at = Desk(Path(named) if named else None, json=True, language=default_language())
    try:
        answer: dict[str, Any] = at.local_box().get(path)
    except EdgedError:
        return {}
    return answer
