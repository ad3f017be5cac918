"""`edgectl draw`: one picture, from a sentence to a file."""

from __future__ import annotations

import os
import re
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.text import Text

from edged.cli.desk import Desk, desk
from edged.cli.discover import NoBox, find
from edged.client import Box, BoxSilent, SocketAbsent
from edged.pictures import ENDED, FORMATS, Format, Picture, Wish
from runtime.errors import EdgedError, Language

SEARCH_S = 4.0
"""Seconds to look for a box by mDNS where none is named or local."""
SUFFIXES: dict[str, Format] = {".png": "png", ".webp": "webp", ".jpg": "jpeg", ".jpeg": "jpeg"}


class NotDrawn(EdgedError):
    """The picture ended otherwise. It carries the box's own words."""

    code, status = "not_drawn", HTTPStatus.UNPROCESSABLE_ENTITY
    en = "No picture came of this: it was {state}."
    zh = "没有画出来：{state}。"

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        super().__init__(state=picture.state)

    def message(self, language: Language = "en") -> str:
        problem = self.picture.error
        return problem.message if problem else super().message(language)

    def fix(self, language: Language = "en") -> str | None:
        return self.picture.error.fix if self.picture.error else None


class NotSaved(EdgedError):
    """Details: `file`, `why`."""

    code, status = "not_saved", HTTPStatus.INSUFFICIENT_STORAGE
    en = "The picture cannot be saved as {file}: {why}."
    zh = "无法保存到 {file}：{why}。"
    fix_en = "Choose another place with -o FILE."
    fix_zh = "请用 -o FILE 换一个位置。"


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
    size: Annotated[str | None, typer.Option(help="For example 512x512.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="More: finer and slower.")] = None,
    format: Annotated[
        str | None, typer.Option(help="png, webp or jpeg; else as FILE ends.")
    ] = None,
    box: Annotated[
        str | None,
        typer.Option(envvar="EDGED_BOX", help="The box's address.", metavar="URL"),
    ] = None,
) -> None:
    """Draw a picture.

    With the box named by --box or EDGED_BOX, else this machine's own, else the first one heard in the network.
    """
    at = desk(context)
    wish = Wish(prompt=prompt, seed=seed, size=size, steps=steps, format=_format(format, out))
    _check_place(out)
    chosen = choose(at, box)
    ended = _drawn(at, chosen, wish)
    if ended.state != "done":
        raise NotDrawn(ended)
    data = chosen.image(ended)
    if out == Path("-"):
        sys.stdout.buffer.write(data)
        return
    file = out or _free_name(prompt, wish.format)
    _save(file, data)
    _report(at, ended, file)


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


def _drawn(at: Desk, box: Box, wish: Wish) -> Picture:
    """The ended picture. Ctrl-C cancels it at the box."""
    visible = at.err.is_terminal and not at.json
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=at.err, transient=True, disable=not visible) as progress:
        bar = progress.add_task(at.say("asking", where=box.where), total=None)
        picture = box.ask(wish)
        if picture.state in ENDED:
            return picture
        try:
            for event in box.follow(picture.id):
                if event.name in ENDED:
                    return msgspec.convert(event.data, Picture)
                _advance(at, progress, bar, event.name, event.data)
        except KeyboardInterrupt:
            _cancel(at, box, picture)
            raise
    raise BoxSilent(where=box.where, why="the events ended early")


def _advance(
    at: Desk,
    progress: Progress,
    bar: TaskID,
    name: str,
    data: dict[str, object],
) -> None:
    if name == "step":
        step, steps = int(str(data["step"])), int(str(data["steps"]))
        progress.update(bar, description=at.say("drawing"), total=steps, completed=step)
        return
    position = int(str(data.get("position") or 0))
    waiting = at.say("next") if position == 1 else at.say("before", n=position - 1)
    progress.update(bar, description=waiting if position else at.say("drawing"))


def _cancel(at: Desk, box: Box, picture: Picture) -> None:
    try:
        box.cancel(picture.id)
    except (BoxSilent, SocketAbsent):
        return
    at.err.print(at.say("stopped"))


def _free_name(prompt: str, format: Format) -> Path:
    """A file name of the sentence's words that is not taken in the present folder."""
    words = re.sub(r"[^\w]+", " ", prompt).strip()[:40].strip() or "picture"
    suffix = "jpg" if format == "jpeg" else format
    names = (f"{words}{f' {n}' if n else ''}.{suffix}" for n in (0, *range(2, 1000)))
    return next(Path(name) for name in names if not Path(name).exists())


def _save(file: Path, data: bytes) -> None:
    """Whole or not at all. Raises NotSaved."""
    unfinished = file.with_name(f".{file.name[:80]}-{os.getpid()}")
    try:
        if file.exists() and not file.is_file():
            file.write_bytes(data)  # a device or a pipe
            return
        unfinished.write_bytes(data)
        unfinished.replace(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise NotSaved(file=file, why=error.strerror or error) from error


def _report(at: Desk, picture: Picture, file: Path) -> None:
    path = file.resolve()
    if at.json:
        at.answer(msgspec.to_builtins(picture) | {"file": str(path)})
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
