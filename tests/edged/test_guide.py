"""What docs/apps.md says in languages that are not run: every address, field, header, key and code is the API's own."""

from __future__ import annotations

import ast
import re
import types
import typing
from functools import cache

import pytest
from aiohttp import ClientSession
from msgspec import Struct

from edged.api.pairing import Paired
from edged.api.pictures import StepEvent
from edged.api.read import ReadAnswer, Refused
from edged.discovery import KINDS
from edged.events import EventName
from edged.pictures import Picture, Problem, Understood
from edged.settings import HttpSettings
from tests.edged.faults import every_error
from tests.source import ROOT

GUIDE = (ROOT / "docs" / "apps.md").read_text("utf-8")
API = (ROOT / "docs" / "api.md").read_text("utf-8")
LANGUAGES = ("kotlin", "swift")
HEADERS = {"Accept-Language", "Authorization", "Content-Type", "Retry-After"}
ANSWERS: dict[str, type[Struct]] = {
    "Problem": Problem,
    "Paired": Paired,
    "Understood": Understood,
    "Refused": Refused,
    "Reading": ReadAnswer,
    "Picture": Picture,
    "Step": StepEvent,
}
"""Swift's struct -> the type that the box answers with."""
SWIFTS: dict[object, str] = {str: "String", int: "Int", float: "Double", bool: "Bool"}
KOTLINS = r'(?:put|getString|getDouble|getJSONObject|optJSONObject|optInt|isNull)\("(\w+)"'


@cache
def code(language: str) -> str:
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL))


def calls(language: str) -> list[tuple[str, str]]:
    """(method, path as the API writes it) of every request."""
    found = re.findall(r'(?:ask|request|open)\("([A-Z]+)", "([^"]+)"', code(language))
    return [(method, re.sub(r"\\\([\w.]+\)|\$\w+", "{id}", path)) for method, path in found]


def swift(kind: object) -> str:
    """How Swift writes a field's type."""
    if kind in SWIFTS:
        return SWIFTS[kind]
    if isinstance(kind, types.UnionType):
        (some,) = set(typing.get_args(kind)) - {types.NoneType}
        return swift(some) + "?"
    if typing.get_origin(kind) is tuple:
        return f"[{swift(typing.get_args(kind)[0])}]"
    if typing.get_origin(kind) is typing.Literal:
        return "String"
    (name,) = (name for name, answer in ANSWERS.items() if answer is kind)
    return name


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_address_is_answered_in_the_way_it_is_asked(
    admin: ClientSession, language: str
) -> None:
    async with admin.get("/openapi.json") as answer:
        paths = (await answer.json())["paths"]
    wanted = calls(language)
    assert {path for _, path in wanted} >= {"/v1/pair", "/v1/read", "/v1/pictures"}
    for method, path in wanted:
        assert method.lower() in paths[path], f"{method} {path}"


async def test_every_query_of_the_guide_is_the_operations_own(admin: ClientSession) -> None:
    async with admin.get("/openapi.json") as answer:
        paths = (await answer.json())["paths"]
    known = {
        each["name"]
        for operations in paths.values()
        for operation in operations.values()
        for each in operation.get("parameters", ())
    }
    used = set(re.findall(r"\?(\w+)=", GUIDE))
    assert used >= {"size", "wait"}
    assert used <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_header_is_one_that_the_box_reads_or_sends(language: str) -> None:
    used = re.findall(
        r'(?:setRequestProperty|getHeaderField)\("([\w-]+)"|HeaderField: "([\w-]+)"', code(language)
    )
    assert {a or b for a, b in used} == HEADERS
    assert all(header in API for header in HEADERS)


def test_every_field_that_kotlin_reads_or_writes_is_the_apis() -> None:
    known = {name for answer in ANSWERS.values() for name in answer.__struct_fields__}
    used = set(re.findall(KOTLINS, code("kotlin")))
    assert used >= {"prompt", "state", "image", "preview"}
    assert used - known == {"code"} - known, "of a body: POST /v1/pair"


def test_every_answer_in_swift_has_the_fields_and_types_of_the_apis() -> None:
    structs = re.findall(r"^struct (\w+): Decodable \{(.*?)\}$", code("swift"), re.M | re.S)
    told = {name: re.findall(r"(\w+): ([\w\[\]]+\??)", body) for name, body in structs}
    assert told.keys() == {*ANSWERS, "Said"}
    for name, fields in told.items():
        if name == "Said":  # every error's one key
            assert fields == [("error", "Problem")]
            continue
        hints = typing.get_type_hints(ANSWERS[name])
        for field, kind in fields:
            if (name, field) == ("Paired", "token"):  # null for the page alone
                assert kind == "String"
            elif (field, kind) != ("live", "Bool"):  # Swift's own
                assert swift(hints[field]) == kind, f"{name}.{field}"


def test_every_body_that_swift_sends_has_a_field_of_the_apis() -> None:
    assert set(re.findall(r'\["(\w+)": \w+\]', code("swift"))) == {"code", "prompt"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_events_are_those_that_the_box_sends(language: str) -> None:
    used = set(re.findall(r'^\s+(?:case )?"(\w+)"(?: ->|:)', code(language), re.MULTILINE))
    assert used == {"queued", "step"}
    assert used < set(typing.get_args(EventName))


def test_every_error_in_the_guides_table_is_the_boxes() -> None:
    table = GUIDE.partition("## Errors, and trying again")[2].partition("```")[0]
    codes = {error.code for error in every_error()}
    states = {"refused", "failed"}
    used = set(re.findall(r"`([a-z]+(?:_[a-z]+)*)`", table)) - states - {"message"}
    assert len(used) > 10
    assert used <= codes


def test_every_error_that_names_a_time_to_come_back_is_told_with_it() -> None:
    table = GUIDE.partition("## Errors, and trying again")[2].partition("```")[0]
    (row,) = (line for line in table.splitlines() if "`Retry-After`" in line)
    for error in every_error():
        if hasattr(error, "retry_after_s") and error.code != "too_many_connections":
            assert f"`{error.code}`" in row


def test_the_service_and_its_keys_are_those_that_are_announced() -> None:
    kind = KINDS[0].removesuffix(".local.")
    assert all(kind in code(language) for language in LANGUAGES)
    announced = {key for keys in _texts() for key in keys}
    said = GUIDE.partition("Its TXT record says ")[2].partition("Remember")[0]
    told = set(re.findall(r"`(\w+)` ?(?:\(|,|and|\n)", said)) & announced
    assert told >= announced - {"txtvers"}
    for each in re.findall(r'(?:attributes|record)\["(\w+)"\]', code("kotlin") + code("swift")):
        assert each in announced


def _texts() -> list[list[str]]:
    """The keys of the dictionary that is announced, wherever it is made."""
    found = []
    for file in (ROOT / "edged").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
                if "txtvers" in keys:
                    found.append([str(key) for key in keys])
    assert found
    return found


@pytest.mark.parametrize(
    ("language", "seconds"),
    [("kotlin", "readTimeout = (\\d+)_000"), ("swift", "timeoutInterval = (\\d+)")],
)
def test_readers_wait_longer_than_the_streams_heartbeat(language: str, seconds: str) -> None:
    (found,) = re.findall(seconds, code(language))
    assert int(found) > 2 * HttpSettings().heartbeat_s
