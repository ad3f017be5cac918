"""Draws one picture without a daemon.

python -m runtime draw "小熊" -o bear.png
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from pathlib import Path

from runtime.errors import EdgedError
from runtime.loading import Loaded, open_pipeline
from runtime.messages import Done, Draw, Failed
from runtime.pack import packs_folder, parse_size
from runtime.profile import Rung, parse_profile, profile_text, profiles_folder
from runtime.prompt import read

SUFFIXES = {".png": "png", ".webp": "webp", ".jpg": "jpeg", ".jpeg": "jpeg"}


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 0, 1 where there is no picture, 2 where the command makes no sense."""
    wish = _parser().parse_args(arguments)
    try:
        return _draw(wish)
    except EdgedError as error:
        _complain(error.message(), error.fix())
    except OSError as error:
        _complain(f"Cannot write {wish.out}: {error.strerror}", "Choose another file with -o.")
    return 1


def _draw(wish: argparse.Namespace) -> int:
    began = time.monotonic()
    text = profile_text(profiles_folder() / f"{wish.profile}.toml")
    profile = parse_profile(text, f"{wish.profile}.toml")
    loaded = open_pipeline(wish.pack or packs_folder() / profile.pack, text)
    ready = time.monotonic()
    draw = _read(wish, loaded, profile.ladder[0])
    if draw is None:
        return 1
    events = loaded.pipeline.accept(draw)
    while loaded.pipeline.busy:
        events = loaded.pipeline.advance()
    last, image = events[-1]
    if isinstance(last, Failed):
        _complain(last.message_en, last.fix_en)
        return 1
    wish.out.write_bytes(image)
    if isinstance(last, Done):
        _report(wish.out, last, loaded, ready - began)
    return 0


def _read(wish: argparse.Namespace, loaded: Loaded, rung: Rung) -> Draw | None:
    """What to draw, after saying what was understood; None where the sentence is refused."""
    reading = read(wish.prompt, loaded.vocabulary)
    if reading.refused is not None:
        _complain(reading.refused.message(reading.language), None)
        return None
    understood = ", ".join(f"{thing.word} = {thing.concept}" for thing in reading.understood)
    print(f"understood  {understood}")
    if reading.dropped:
        print(f"left out    {', '.join(reading.dropped)}")
    print(f"caption     {loaded.vocabulary.text(reading.caption)}")
    return Draw(
        id=wish.out.stem,
        caption=reading.caption,
        seed=secrets.randbelow(2**31) if wish.seed is None else wish.seed,
        prompt=wish.prompt,
        pixels=wish.size or parse_size(loaded.manifest.sizes[0]),
        steps=rung.steps_for(reading.caption, loaded.manifest.steps)
        if wish.steps is None
        else wish.steps,
        format=SUFFIXES[wish.out.suffix.lower()],
        previews=False,
    )


def _report(path: Path, done: Done, loaded: Loaded, loading_s: float) -> None:
    width, height = done.pixels
    pack = f"{loaded.manifest.name} {loaded.manifest.version}"
    print(f"drawn with  {pack} on {loaded.engine.describe()}")
    print(f"took        {done.draw_ms / 1000:.2f} s, after {loading_s:.2f} s of loading")
    print(f"picture     {path}: {width}x{height}, {done.steps} steps, seed {done.seed}")


def _complain(problem: str, fix: str | None) -> None:
    print(problem, fix or "", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runtime", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    draw = commands.add_parser("draw", help="draw one picture from a sentence")
    draw.add_argument("prompt", help="what to draw, in Chinese or English")
    draw.add_argument("-o", "--out", type=_picture_file, required=True, metavar="FILE")
    draw.add_argument("--seed", type=int, help="0 or more; the same seed draws the same picture")
    draw.add_argument("--pack", type=Path, metavar="DIR", help="folder of the pack")
    draw.add_argument("--profile", default="cpu", metavar="NAME", help="default: cpu")
    draw.add_argument("--steps", type=int, metavar="N", help="default: as the profile says")
    draw.add_argument("--size", type=_size, metavar="WxH", help="512x512, for example")
    return parser


def _picture_file(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in SUFFIXES:
        raise argparse.ArgumentTypeError(f"{text} must end in one of: {', '.join(SUFFIXES)}")
    return path


def _size(text: str) -> tuple[int, int]:
    try:
        return parse_size(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"write it like 512x512, not {text}") from error


if __name__ == "__main__":
    sys.exit(main())
