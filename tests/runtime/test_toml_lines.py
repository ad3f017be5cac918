from __future__ import annotations

import pytest

from runtime.toml_lines import line_of

TEXT = """\
name = "x"          # 1
providers = [       # 2
    { name = "A" }, # 3
    { name = "B", options = { deep = 1 } },
]                   # 5
modes = [
    "one",          # 7
    "two",
]
ladder = [ { size = "1x1", steps = 1 }, { size = "2x2" } ]
note = \'\'\'
batch = 7
\'\'\'
batch = 8           # 14

[heat]
target_c = 70       # 17

[match]             # 19
board = [
    "A",
    "B",            # 22
]
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("name", 1),
        ("providers", 2),
        ("providers[0].name", 3),
        ("providers[1].name", 4),
        ("providers[1].options.deep", 4),
        ("providers[1].options[...]", 4),
        ("modes[0]", 7),
        ("modes[1]", 8),
        ("ladder[1].size", 10),
        ("batch", 14),
        ("heat", 16),
        ("heat.target_c", 17),
        ("heat.limit_c", 16),
        ("match.board[1]", 22),
        ("match.min_cores", 19),
        ("absent", 1),
        ("", 1),
    ],
)
def test_a_field_is_found_on_its_line_or_a_missing_one_where_it_should_stand(
    path: str, line: int
) -> None:
    assert line_of(TEXT, path) == line


def test_arrays_of_tables_are_found() -> None:
    text = "[[ladder]]\nsize = 1\n\n[[ladder]]\nsize = 2\n"
    assert (line_of(text, "ladder[0].size"), line_of(text, "ladder[1].size")) == (2, 5)


def test_a_very_long_file_is_not_searched_to_its_end() -> None:
    assert line_of("# \n" * 1000 + "name = 1", "name") == 1
