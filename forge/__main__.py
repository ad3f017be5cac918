"""`python -m forge COMMAND`: every stage on the way to a pack, in the order of work."""

from __future__ import annotations

import importlib
import sys

import typer
from rich.console import Console

from forge.errors import ForgeError, Stopped
from runtime.errors import EdgedError

STAGES = (
    ("draw", "dataset", "Draw the pictures to learn from, and note what they show."),
    ("autoencoder", "train_autoencoder", "Learn to turn pictures into latents and back."),
    ("train", "train", "Teach the generator to paint what a caption says."),
    ("search", "search", "Find the best smaller shape that is fast enough on this machine."),
    ("prune", "prune", "Take away what the generator needs least; let the rest recover."),
    ("distil", "distil", "Teach it to paint in a few steps what takes many."),
    ("critic", "critic", "Train the network that says what latents show, to refine against."),
    ("refine", "refine", "Teach it, few steps and all, to leave out nothing that was asked for."),
    ("average", "average", "Make one generator of several that came from the same one."),
    ("quantise", "quantise", "Make INT8 graphs and tell what each layer loses by it."),
    ("export", "export", "Write the networks as fp32 ONNX graphs, compared with torch."),
    ("pack", "pack", "Make the pack: export, quantise, describe, open and try it."),
    ("restore", "restore", "Make a work folder of a pack where nothing else is left of it."),
    ("build", "build", "Make a pack of a published model: its weights, or graphs of them."),
    ("probe", "judging.probe", "Train the network that says what a picture shows."),
    ("faces", "judging.integrity", "Train the network that says whether faces are whole."),
    ("evaluate", "evaluate", "Measure how often pictures show what was asked for."),
    ("effort", "effort", "Find how few steps plain wishes need, and tell the pack."),
    ("report", "report", "Measure every stage beside the others, and write docs/stages.md."),
    ("sheets", "sheets", "Draw contact sheets of everything that can be drawn."),
    ("recipe", "recipe", "Do it all, from drawings to a pack, in a given time."),
)
"""(command, module of forge with a main(argv), what it does)"""
EVERYTHING = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "help_option_names": [],
}
"""The stage reads its own options; `--help` too."""
LIBRARIES = "The forge's libraries: pip install -e '.[forge]' in a checkout."

app = typer.Typer(
    help="Makes packs: draws, trains, makes small, measures. docs/forge.md says how.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="rich",
)


def _add(command: str, module: str, told: str) -> None:
    @app.command(command, help=told, context_settings=EVERYTHING)
    def stage(context: typer.Context) -> None:
        # Only now: torch takes seconds to load, and --help must not.
        sys.argv[0] = f"forge {command}"
        importlib.import_module(f"forge.{module}").main(context.args)


for _stage in STAGES:
    _add(*_stage)


def main() -> None:
    """Status 0: done; 1: one line on stderr says what went wrong; 2: wrong usage; 130: Ctrl-C."""
    try:
        app(prog_name="python -m forge")
    except Stopped as error:
        _complain(str(error))
        sys.exit(130)
    except EdgedError as error:
        _complain(f"{error} {error.fix() or ''}".strip())
        sys.exit(1)
    except ForgeError as error:
        _complain(str(error))
        sys.exit(1)
    except ModuleNotFoundError as error:
        if (error.name or "forge").partition(".")[0] in {"forge", "runtime"}:
            raise
        _complain(f"{error.name} is missing. {LIBRARIES}")
        sys.exit(1)
    except OSError as error:
        if error.filename is None:
            raise
        _complain(f"{error.filename}: {error.strerror}")
        sys.exit(1)


def _complain(line: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(line, style="red", markup=False)


if __name__ == "__main__":
    main()
