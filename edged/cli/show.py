"""A picture in the terminal: as an image where it can show some, else as coloured half-blocks."""

from __future__ import annotations

import base64
import os
import re
import select
import sys
import termios
import tty
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.Image import Image

Way = Literal["kitty", "iterm", "sixel", "blocks", "coarse", "none"]
"""`coarse`: blocks in the 216 colours of older terminals."""
COLUMNS = 40
"""Width of a picture in the terminal; in half-blocks one pixel each."""
PIXELS = 360
"""Side of a picture that is shown as one."""
CHUNK = 4096
"""Characters of base64 in one of kitty's messages."""
ANSWER_S = 0.3
"""Seconds for a terminal to say what it can."""
ABILITIES = re.compile(rb"\x1b\[\?([\d;]*)c")
SIXEL = b"4"


def show_picture(data: bytes, out: IO[str] | None = None) -> None:
    """Nothing where the terminal has no colours."""
    out = out or sys.stdout
    way = way_of(os.environ)
    if way in {"blocks", "coarse"} and _says_sixel():
        way = "sixel"
    out.write(drawn(data, way))
    out.flush()


def way_of(environment: Mapping[str, str]) -> Way:
    """What the terminal's own variables promise."""
    terminal, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if terminal in {"", "dumb", "linux"} or environment.get("NO_COLOR"):
        return "none"
    blocks: Way = "blocks" if environment.get("COLORTERM") in {"truecolor", "24bit"} else "coarse"
    if "TMUX" in environment or terminal.startswith("screen"):
        return blocks  # What lies between would not let images through.
    if "KITTY_WINDOW_ID" in environment or terminal in {"xterm-kitty", "xterm-ghostty"}:
        return "kitty"
    if program in {"iTerm.app", "WezTerm", "mintty"} or "ITERM_SESSION_ID" in environment:
        return "iterm"
    if "sixel" in terminal or terminal.startswith(("foot", "mlterm", "contour")):
        return "sixel"
    return blocks


def drawn(data: bytes, way: Way) -> str:
    """What to write to the terminal; every way ends below the picture."""
    match way:
        case "kitty":
            return _kitty(_png(data))
        case "iterm":
            text = base64.b64encode(data).decode()
            size = f"size={len(data)};width={COLUMNS};preserveAspectRatio=1;inline=1"
            return f"\x1b]1337;File={size}:{text}\a\n"
        case "sixel":
            return _sixel(_opened(data, PIXELS))
        case "blocks" | "coarse":
            return _blocks(_opened(data, COLUMNS), _coarse if way == "coarse" else _exact)
        case "none":
            return ""


def _kitty(png: bytes) -> str:
    text = base64.b64encode(png).decode()
    parts = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
    first = f"a=T,f=100,c={COLUMNS},"
    messages = (
        f"\x1b_G{'' if number else first}m={int(number < len(parts) - 1)};{part}\x1b\\"
        for number, part in enumerate(parts)
    )
    return "".join(messages) + "\n"


def _blocks(image: Image, name: Callable[[bytes], str]) -> str:
    """Two pixels a character: the upper one is the colour of ▀, the lower one its ground."""
    pixels = image.tobytes()
    width, height = image.size

    def colour(x: int, y: int) -> str:
        at = 3 * (y * width + x)
        return name(pixels[at : at + 3])

    rows = [
        "".join(f"\x1b[38;{colour(x, y)};48;{colour(x, y + 1)}m▀" for x in range(width))
        for y in range(0, height - 1, 2)
    ]
    return "".join(f"{row}\x1b[0m\n" for row in rows)


def _exact(rgb: bytes) -> str:
    return "2;" + ";".join(map(str, rgb))


def _coarse(rgb: bytes) -> str:
    """The nearest of a cube of 6 x 6 x 6 colours."""
    red, green, blue = (round(value / 51) for value in rgb)
    return f"5;{16 + 36 * red + 6 * green + blue}"


def _sixel(image: Image) -> str:
    """Six rows at a time, colour by colour."""
    few = image.quantize(255)
    palette, (width, height) = few.getpalette() or [], few.size
    pixels = few.tobytes()
    head = [f'\x1bPq"1;1;{width};{height}']
    head += [
        f"#{number};2;" + ";".join(str(round(value * 100 / 255)) for value in palette[at : at + 3])
        for number, at in enumerate(range(0, len(palette), 3))
    ]
    bands = (_band(pixels, width, top, min(6, height - top)) for top in range(0, height, 6))
    return "".join(head) + "-".join(bands) + "\x1b\\\n"


def _band(pixels: bytes, width: int, top: int, rows: int) -> str:
    lines: dict[int, bytearray] = {}
    for row in range(rows):
        start = (top + row) * width
        for x, colour in enumerate(pixels[start : start + width]):
            lines.setdefault(colour, bytearray(width))[x] |= 1 << row
    return "$".join(f"#{colour}{_packed(line)}" for colour, line in sorted(lines.items()))


def _packed(line: bytearray) -> str:
    """Runs of the same character as `!count character`."""
    text = "".join(chr(63 + bits) for bits in line).rstrip("?")
    return re.sub(r"(.)\1{3,}", lambda run: f"!{len(run[0])}{run[1]}", text)


def _png(data: bytes) -> bytes:
    if data.startswith(b"\x89PNG"):
        return data
    file = BytesIO()
    _opened(data, PIXELS).save(file, format="png")
    return file.getvalue()


def _opened(data: bytes, width: int) -> Image:
    from PIL import Image  # noqa: PLC0415 - only who sees a picture pays for it

    with Image.open(BytesIO(data)) as image:
        plain = image.convert("RGB")
        return plain.resize((width, round(plain.height * width / plain.width)))


def _says_sixel() -> bool:
    """Asks the terminal itself; False where nobody answers at once."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    with _raw(sys.stdin.fileno()) as terminal:
        os.write(sys.stdout.fileno(), b"\x1b[c")
        answer = b""
        while not ABILITIES.search(answer) and select.select([terminal], [], [], ANSWER_S)[0]:
            piece = os.read(terminal, 64)
            if not piece:
                break
            answer += piece
    found = ABILITIES.search(answer)
    return found is not None and SIXEL in found[1].split(b";")[1:]


@contextmanager
def _raw(terminal: int) -> Iterator[int]:
    """What is typed comes at once and is not shown; afterwards all is as before."""
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSANOW)
        yield terminal
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)
