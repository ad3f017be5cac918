"""Pictures in terminals: what each kind is sent, and what its own decoder would make of that."""

from __future__ import annotations

import base64
import re
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from edged.cli.show import COLUMNS, PIXELS, drawn, way_of
from tests.terminal import on_terminal
from tests.toybox import edgectl_environment


def picture(format: str = "png") -> bytes:
    """Red above, blue below, with a green corner."""
    image = Image.new("RGB", (120, 120), (250, 10, 10))
    image.paste((10, 10, 250), (0, 60, 120, 120))
    image.paste((10, 250, 10), (0, 0, 30, 30))
    file = BytesIO()
    image.save(file, format)
    return file.getvalue()


@pytest.mark.parametrize(
    ("environment", "way"),
    [
        ({"TERM": "xterm-256color"}, "coarse"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "blocks"),
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "xterm-ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "iterm"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "screen-256color", "KITTY_WINDOW_ID": "1"}, "coarse"),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/x", "COLORTERM": "24bit"}, "blocks"),
        ({"TERM": "dumb"}, "none"),
        ({"TERM": "linux"}, "none"),
        ({}, "none"),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, "none"),
    ],
)
def test_a_terminal_gets_what_it_can_show(environment: dict[str, str], way: str) -> None:
    assert way_of(environment) == way


@pytest.mark.parametrize("format", ["png", "webp", "jpeg"])
def test_kitty_gets_a_png_in_pieces(format: str) -> None:
    messages = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", drawn(picture(format), "kitty"))
    assert messages[0][0].startswith(f"a=T,f=100,c={COLUMNS},")
    more = [fields.rpartition("m=")[2] for fields, _ in messages]
    assert more == ["1"] * (len(messages) - 1) + ["0"]
    assert all(len(text) <= 4096 for _, text in messages)
    data = base64.b64decode("".join(text for _, text in messages), validate=True)
    assert Image.open(BytesIO(data)).format == "PNG"


def test_iterm_gets_the_file_itself() -> None:
    match = re.fullmatch(r"\x1b\]1337;File=(.*):(.*)\a\n", drawn(picture("webp"), "iterm"))
    assert match
    assert "inline=1" in match[1]
    assert base64.b64decode(match[2]) == picture("webp")


def test_half_blocks_show_two_rows_a_line() -> None:
    lines = drawn(picture(), "blocks").splitlines()
    assert len(lines) == COLUMNS // 2
    cells = [re.findall(r"\x1b\[38;2;([\d;]+);48;2;([\d;]+)m▀", line) for line in lines]
    assert all(len(row) == COLUMNS for row in cells)
    assert cells[0][0] == ("10;250;10", "10;250;10")
    assert cells[5][-1] == ("250;10;10", "250;10;10")
    assert cells[-1][0] == ("10;10;250", "10;10;250")
    assert all(line.endswith("\x1b[0m") for line in lines)


def test_terminals_of_fewer_colours_get_the_nearest() -> None:
    first = drawn(picture(), "coarse").partition("▀")[0]
    assert first == "\x1b[38;5;46;48;5;46m"


def test_sixels_make_the_same_picture() -> None:
    pixels = unsixel(drawn(picture(), "sixel"))
    assert len(pixels) == PIXELS
    assert all(len(row) == PIXELS for row in pixels)
    for x, y, colour in ((5, 5, "lime"), (300, 20, "red"), (20, 300, "blue")):
        red, green, blue = pixels[y][x]
        assert max((red, "red"), (green, "lime"), (blue, "blue"))[1] == colour


def unsixel(text: str) -> list[list[tuple[int, ...]]]:
    """What a terminal paints: percentages of red, green and blue."""
    match = re.fullmatch(r'\x1bPq"1;1;(\d+);(\d+)(.*)\x1b\\\n', text, re.DOTALL)
    assert match
    rows: list[list[tuple[int, ...]]] = [[()] * int(match[1]) for _ in range(int(match[2]))]
    definition = re.compile(r"#(\d+);2;(\d+);(\d+);(\d+)")
    colours = {number: tuple(map(int, rgb)) for number, *rgb in definition.findall(match[3])}
    for band, lines in enumerate(definition.sub("", match[3]).split("-")):
        for line in lines.split("$"):
            number, runs = re.findall(r"^#(\d+)(.*)$", line)[0]
            plain = re.sub(r"!(\d+)(.)", lambda run: run[2] * int(run[1]), runs)
            paint(rows[6 * band :][:6], plain, colours[number])
    return rows


def paint(rows: list[list[tuple[int, ...]]], codes: str, colour: tuple[int, ...]) -> None:
    for x, code in enumerate(codes):
        for bit, row in enumerate(rows):
            if (ord(code) - 63) >> bit & 1:
                row[x] = colour


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    path.write_bytes(picture())
    return path


@pytest.mark.parametrize(
    ("answer", "begins"), [(b"\x1b[?62;4;22c", "\x1bPq"), (b"\x1b[?64;22c", "\x1b[38;2;")]
)
def test_a_terminal_is_asked_whether_it_knows_sixels(
    file: Path, answer: bytes, begins: str
) -> None:
    # A terminal answers at once; this one is a test on a busy machine.
    probe = f"from edged.cli import show; show.ANSWER_S = 60; show.show_picture(open({str(file)!r}, 'rb').read())"
    environment = edgectl_environment({"TERM": "xterm-256color", "COLORTERM": "truecolor"})
    with on_terminal([sys.executable, "-c", probe], environment) as terminal:
        assert terminal.until(lambda text: "\x1b[c" in text).endswith("\x1b[c")
        terminal.type(answer)
        assert begins in terminal.to_the_end()
