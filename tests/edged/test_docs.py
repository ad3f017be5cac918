"""Every route, setting, error code, event and number stands in the docs."""

from __future__ import annotations

import typing
from collections.abc import Iterator

import msgspec
import pytest
from aiohttp import ClientSession
from msgspec import Struct

from edged.__main__ import command_line
from edged.errors import StartError
from edged.events import EventName
from edged.metrics import Metrics
from edged.pictures import Picture
from edged.settings import Settings
from runtime.errors import EdgedError
from tests.edged.faults import every_error
from tests.source import ROOT

API = (ROOT / "docs" / "api.md").read_text("utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")


def settings(kind: type[Struct], section: str = "") -> Iterator[tuple[str, str, object]]:
    """(section, name, default) of every setting."""
    for field in msgspec.structs.fields(kind):
        if isinstance(field.default, Struct):
            yield from settings(type(field.default), field.name)
        else:
            yield section, field.name, field.default


@pytest.mark.parametrize("error", every_error(), ids=lambda error: error.code)
def test_every_error_code_stands_in_the_docs(error: type[EdgedError]) -> None:
    assert f"`{error.code}`" in (SETTINGS if issubclass(error, StartError) else API)


@pytest.mark.parametrize(("section", "name", "default"), list(settings(Settings)))
def test_every_setting_stands_in_the_docs_with_its_default(
    section: str, name: str, default: object
) -> None:
    part = SETTINGS.partition(f"## `[{section}]`" if section else "## At the top")[2].partition(
        "\n## "
    )[0]
    (row,) = (line for line in part.splitlines() if line.startswith(f"| `{name}` |"))
    shown = row.split("|")[2].strip(" `")
    encoded = msgspec.json.encode(default).decode()
    assert (
        float(shown) == default
        if isinstance(default, float)
        else shown.replace('", "', '","') == encoded
    )


def test_every_option_of_the_command_line_stands_in_the_docs() -> None:
    for action in command_line()._actions:
        if action.dest not in {"help", "version", "config"}:
            assert f"`{action.option_strings[0]}" in SETTINGS
    assert "--config" in SETTINGS


def test_every_event_and_every_field_of_a_picture_stands_in_the_docs() -> None:
    for name in (*typing.get_args(EventName), *Picture.__struct_fields__):
        assert f"`{name}`" in API or f'"{name}"' in API, name


def test_every_metric_stands_in_the_docs() -> None:
    names = {
        line.split()[2]
        for line in Metrics().text().decode().splitlines()
        if line.startswith("# TYPE")
    }
    for name in names:
        assert name.removesuffix("_created") in API or name.endswith("_created")


async def test_every_route_stands_in_the_docs(admin: ClientSession) -> None:
    async with admin.get("/openapi.json") as answer:
        paths = (await answer.json())["paths"]
    for path, operations in paths.items():
        for method in operations:
            assert f"`{method.upper()} {path}`" in API
