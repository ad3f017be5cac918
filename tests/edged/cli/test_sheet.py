from __future__ import annotations

import pytest

from edged.cli.desk import Desk
from edged.cli.sheet import rows, said, shown

AT = Desk(socket=None, json=False, language="en")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "[dim]none[/]"),
        ([], "[dim]none[/]"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (80.0, "80"),
        ("[b]", r"\[b]"),
        (["a", "b"], "a\nb"),
        ([{"size": "2x2", "steps": 4, "batch": None}], "2x2: steps 4"),
        ([{"name": "Eye", "options": {"limit": 1}}], "Eye: options.limit 1"),
    ],
)
def test_a_value_looks_as_people_would_write_it(value: object, text: str) -> None:
    assert shown(AT, value) == text


def test_what_lies_inside_a_field_has_its_whole_name() -> None:
    assert list(rows(AT, {"a": {"b": 1, "c": {"d": 2}}, "e": {}})) == [
        ("a.b", "1"),
        ("a.c.d", "2"),
        ("e", "[dim]none[/]"),
    ]


def test_what_is_left_open_is_not_said() -> None:
    assert said({"a": None, "b": {"c": None}, "d": 0, "e": False}) == {"d": 0, "e": False}
