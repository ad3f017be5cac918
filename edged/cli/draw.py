"""`edgectl draw`: one picture, from a sentence to a file."""

from __future__ import annotations

import re
import sys
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.text import Text

from edged.cli import complete
from edged.cli.desk import Desk, desk
from edged.cli.show import show_picture
from edged.client import Box, BoxSaid, Drawn, NoBox, NotSaved, find
from edged.client import Progress as Happened
from edged.pictures import FORMATS, Format, Picture, Wish
from runtime.errors import EdgedError

SEARCH_S = 4.0
"""Seconds to look for a box by mDNS where none is named or local."""
SUFFIXES: dict[str, Format] = {".png": "png", ".webp": "webp", ".jpg": "jpeg", ".jpeg": "jpeg"}


class KeyWanted(EdgedError):
    """In the place of the box's `not_paired`, which speaks to a child."""

    code, status = "key_wanted", HTTPStatus.FORBIDDEN
    en = "This box draws for paired devices only."
    zh = "这台盒子只为加入了的设备画画。"
    fix_en = (
        "On the box, `sudo edgectl pair --programme NAME` prints a key; put it into EDGED_TOKEN."
    )
    fix_zh = (
        "在盒子上运行 `sudo edgectl pair --programme 名字` 会显示一把钥匙，请把它放进 EDGED_TOKEN。"
    )


def draw(  # noqa: PLR0913, PLR0917 - each is an option
    context: typer.Context,
    prompt: Annotated[str, typer.Argument(help="What you would like to see.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Where to save it; - is standard output.", metavar="FILE"),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**63 - 1, help="The same seed: the same picture.")
    ] = None,
    size: Annotated[
        str | None, typer.Option(help="For example 512x512.", autocompletion=complete.sizes)
    ] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="More: finer and slower.")] = None,
    format: Annotated[
        str | None,
        typer.Option(help="png, webp or jpeg; else as FILE ends.", autocompletion=complete.formats),
    ] = None,
    box: Annotated[
        str | None,
        typer.Option(envvar="EDGED_BOX", help="The box's address.", metavar="URL"),
    ] = None,
    show: Annotated[
        bool | None,
        typer.Option(
            "--show/--no-show",
            help="Show it in the terminal; else it is shown where there is one.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Draw a picture.

    With the box named by --box or EDGED_BOX, else this machine's own, else the first one heard in the network.
    """
    at = desk(context)
    wish = Wish(prompt=prompt, seed=seed, size=size, steps=steps, format=_format(format, out))
    _check_place(out)
    chosen = choose(at, box)
    drawn = _drawn(at, chosen, wish)
    if out == Path("-"):
        sys.stdout.buffer.write(drawn.data)
        return
    file = drawn.save(out or _free_name(prompt, wish.format))
    if show if show is not None else at.out.is_terminal and not at.json:
        show_picture(drawn.data)
    _report(at, drawn, file)


def choose(at: Desk, named: str | None) -> Box:
    """The box that was named; else the one on this machine; else one in the network. Raises NoBox."""
    if named:
        return Box(named, at.language)
    local = at.local_box()
    if at.socket or _answers(local):
        return local
    boxes = find(SEARCH_S, enough=1)
    if not boxes:
        raise NoBox(seconds=SEARCH_S)
    return Box(boxes[0].url, at.language)


def _answers(box: Box) -> bool:
    try:
        box.get("/healthz")
    except EdgedError:
        return False
    return True


def _format(named: str | None, out: Path | None) -> Format:
    if named is None:
        return SUFFIXES.get(out.suffix.lower(), "png") if out else "png"
    for format in FORMATS:
        if named.lower() in (format, "jpg" if format == "jpeg" else format):
            return format
    raise typer.BadParameter("must be png, webp or jpeg", param_hint="--format")


def _check_place(out: Path | None) -> None:
    """Before anything is drawn: a child should not wait for a picture that has nowhere to go."""
    if out is None or out == Path("-"):
        return
    if not out.parent.is_dir():
        raise NotSaved(file=out, why="the folder does not exist")
    if out.is_dir():
        raise NotSaved(file=out, why="that is a folder")


def _drawn(at: Desk, box: Box, wish: Wish) -> Drawn:
    """The finished picture. Ctrl-C cancels it at the box."""
    visible = at.err.is_terminal and not at.json
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=at.err, transient=True, disable=not visible) as progress:
        bar = progress.add_task(at.say("asking", where=box.where), total=None)
        asked = _asked(box, wish)
        try:
            return box.finish(asked, partial(_advance, at, progress, bar))
        except KeyboardInterrupt:
            at.err.print(at.say("stopped"))
            raise


def _asked(box: Box, wish: Wish) -> Picture:
    try:
        return box.ask(wish)
    except BoxSaid as error:
        if error.reason == "not_paired":
            raise KeyWanted from error
        raise


def _advance(at: Desk, progress: Progress, bar: TaskID, now: Happened) -> None:
    if now.steps:
        progress.update(bar, description=at.say("drawing"), total=now.steps, completed=now.step)
        return
    waiting = at.say("next") if now.position == 1 else at.say("before", n=now.position - 1)
    progress.update(bar, description=waiting if now.position else at.say("drawing"))


def _free_name(prompt: str, format: Format) -> Path:
    """A file name of the sentence's words that is not taken in the present folder."""
    words = re.sub(r"[^\w]+", " ", prompt).strip()[:40].strip() or "picture"
    suffix = "jpg" if format == "jpeg" else format
    names = (f"{words}{f' {n}' if n else ''}.{suffix}" for n in (0, *range(2, 1000)))
    return next(Path(name) for name in names if not Path(name).exists())


def _report(at: Desk, picture: Drawn, file: Path) -> None:
    path = file.resolve()
    if at.json:
        told = {name: getattr(picture, name) for name in Picture.__struct_fields__}
        at.answer(msgspec.to_builtins(told) | {"file": str(path)})
        return
    served = picture.served
    rows = [("understood", "green", " · ".join(part.word for part in picture.understood))]
    rows.append(("dropped", "yellow", " · ".join(picture.dropped)))
    rows.append(("smaller", "yellow", (served and served.reason) or ""))
    rows.append(("saved", "bold", str(path)))
    shown = [(at.say(key), style, text) for key, style, text in rows if text]
    width = max(Text(label).cell_len for label, _, _ in shown)
    for label, style, text in shown:
        pad = " " * (width - Text(label).cell_len + 2)
        at.out.print(Text.assemble((label, "dim"), pad, (text, style)), soft_wrap=True)
    if served:
        facts = at.say("facts", size=served.size, steps=served.steps, seed=picture.seed)
        at.out.print(Text(" " * (width + 2) + facts, style="dim"), soft_wrap=True)
