"""`edgectl pack build`: a pack from a published model. The work is done by `forge`, which no box has installed."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from edged.cli.desk import Desk, desk
from edged.machine import choose, look_around, own_profiles
from edged.packs.refusals import BuildFailed, FileThere, ForgeMissing, ReportFailed
from edged.settings import Settings
from runtime.profile import profiles_folder

NAME = re.compile(r"[^a-z0-9]+")


def build(  # noqa: PLR0913, PLR0917 - a command's options
    context: typer.Context,
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A folder as diffusers writes it, or one file.")
    ],
    profile: Annotated[
        str,
        typer.Option("--for", metavar="PROFILE", help="What it shall run on; auto: this machine."),
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Usual: beside you, by the source's name.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The pack's; usual: its folder's.")] = None,
    version: Annotated[
        str, typer.Option(help="The pack's; a box keeps each version by itself.")
    ] = "1.0.0",
    licence: Annotated[
        str, typer.Option(help="The model's own; you answer for it.")
    ] = "see README",
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="For a single file: the model's folder, less its weights."
        ),
    ] = None,
    lora: Annotated[
        list[str] | None, typer.Option(metavar="FILE[:STRENGTH]", help="Joined with the model.")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Of a picture.")] = None,
    guidance: Annotated[
        float | None, typer.Option(help="1: none, as turbo models want it.")
    ] = None,
    checkout: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", envvar="EDGED_CHECKOUT", help="Of edged's source, where forge lies."
        ),
    ] = None,
    work: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where finished parts wait for the others.")
    ] = None,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="No pictures beside the published model's.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Make a pack of a published model. Needs no network and no box."""
    at = desk(context)
    out = out or Path(_named(source.stem))
    if out.exists() and (no_report or not _unfinished(out)):
        raise FileThere(file=out)
    found = choose(
        Path(Settings().profiles or profiles_folder()), profile, look_around(), own_profiles()
    )
    options: list[str] = ["--licence", licence, "--version", version]
    options += ["--name", name or _named(out.name)]
    told = {"--config": config, "--steps": steps, "--guidance": guidance, "--work": work}
    options += [
        word for name, value in told.items() if value is not None for word in (name, str(value))
    ]
    options += [word for file in lora or () for word in ("--lora", file)]
    with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
        file.write(found.text)
        file.flush()
        command = [str(source), "--out", str(out), "--for", file.name, "--events", *options]
        command += [] if no_report else ["--report"]
        command += ["--called", shlex.join(["edgectl", *sys.argv[1:]])]
        try:
            done = _followed(at, command, _home(checkout), ask=not (yes or at.json))
        except BuildFailed as error:
            if _unfinished(out):
                raise ReportFailed(pack=out, problem=error.details["problem"]) from error
            raise
        except KeyboardInterrupt:
            said = at.say("k_stopped_report" if _unfinished(out) else "k_stopped", pack=out)
            at.err.print(escape(said), soft_wrap=True)
            raise
    if at.json:
        at.answer(done)
        return
    at.out.print(f"[green]✓[/] {escape(at.say('k_built', **done))}", soft_wrap=True)
    if done["unmeasured"]:
        at.out.print(escape(at.say("k_unmeasured", **done)), soft_wrap=True)
    if done["report"]:
        at.out.print(escape(at.say("k_report", **done)), soft_wrap=True)


def _unfinished(out: Path) -> bool:
    """The pack is there, and what forge left beside it to make its report with."""
    return out.is_dir() and (out.with_name(f"{out.name}-report") / "unfinished.json").is_file()


def _named(text: str) -> str:
    """As a pack may be called."""
    return NAME.sub("-", text.lower()).strip("-")[:64] or "pack"


def _home(checkout: Path | None) -> Path | None:
    """The folder where `forge` lies; None: it is installed. Raises ForgeMissing."""
    places = [checkout] if checkout else [Path.cwd(), profiles_folder().parent]
    for place in places:
        if (place / "forge/build.py").is_file():
            return place
    if checkout is None and importlib.util.find_spec("forge"):
        return None
    raise ForgeMissing(problem="forge")


def _followed(at: Desk, command: list[str], home: Path | None, *, ask: bool) -> dict[str, Any]:
    """What the last event says. Raises BuildFailed, ForgeMissing."""
    paths = [str(home)] if home else []
    paths += [path for path in [os.environ.get("PYTHONPATH")] if path]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "HF_HUB_OFFLINE": "1",
        "OMP_WAIT_POLICY": "PASSIVE",  # torch's threads would spin where others want the cores
        "PYTHONUNBUFFERED": "1",
    }
    with (
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(  # noqa: S603 - this very Python
            [sys.executable, "-m", "forge", "build", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            env=environment,
        ) as process,
    ):
        assert process.stdin  # noqa: S101 - asked for above
        assert process.stdout  # noqa: S101
        try:
            return _told(at, process.stdin, _events(process.stdout), ask=ask)
        except StopIteration:
            process.wait()
            complaints.seek(0)
            raise _why(complaints.read()) from None
        except BaseException:
            process.terminate()
            process.wait()  # it takes away what is half made
            raise


def _told(
    at: Desk, answer: IO[str], events: Iterator[dict[str, Any]], *, ask: bool
) -> dict[str, Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    visible = at.err.is_terminal and not at.json
    plan: dict[str, Any] = {}
    with Progress(*columns, console=at.err, transient=True, disable=not visible) as bar:
        task = bar.add_task(at.say("k_reading"), total=None)
        while (event := next(events))["event"] != "done":
            match event:
                case {"event": "plan"}:
                    plan = event
                    bar.stop()
                    _agree(at, plan, ask=ask)
                    answer.write("go\n")
                    answer.flush()
                    bar.start()
                case {"event": "stage", "name": name, "done": done, "of": of}:
                    bar.update(task, description=name, completed=done, total=of if of > 1 else None)
                case {"event": "said", "text": text} if not at.json:
                    at.err.print(escape(text), soft_wrap=True)
                case {"event": "failed", "text": text}:
                    raise BuildFailed(problem=text.rstrip("."))
                case _:
                    pass
    return {**{key: value for key, value in event.items() if key != "event"}, "plan": plan}


def _agree(at: Desk, plan: dict[str, Any], *, ask: bool) -> None:
    if at.json:
        return
    minutes = max(1, round(plan["seconds"] / 60))
    key = "k_plan_report" if plan["report_only"] else "k_plan"
    at.err.print(at.say(key, **(plan | {"minutes": minutes})), soft_wrap=True)
    if plan["absent"]:
        at.err.print(escape(at.say("k_absent", **plan)), soft_wrap=True)
    if (
        ask
        and sys.stdin.isatty()
        and at.err.is_terminal
        and not typer.confirm(at.say("k_go_on"), default=True, err=True)
    ):
        raise typer.Abort


def _events(lines: IO[str]) -> Iterator[dict[str, Any]]:
    """Whatever else a library prints is passed over."""
    for line in lines:
        if line.startswith('{"event": '):
            yield json.loads(line)


def _why(complaints: str) -> Exception:
    lines = [line for line in complaints.splitlines() if line.strip()]
    last = lines[-1] if lines else "it ended without a word"
    if absent := re.search(r"No module named '?([\w.]+)", last):
        return ForgeMissing(problem=absent[1])
    return BuildFailed(problem=last.rstrip("."))
