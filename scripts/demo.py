"""`make demo`: a box from nothing to its first picture, the way a tablet would meet it.

Starts the daemon in a state folder of its own, finds it by mDNS, has it draw one sentence, saves the picture and
leaves the box running until Ctrl-C, or ends at once with `--once`. Whatever happens, the daemon it started ends too.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.box import ROOT, BoxFailed, running_box

PROMPT = "黄色的小鸭子戴着红色帽子"
DISCOVER_LIMIT_S = 20
DRAW_LIMIT_S = 120


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with tempfile.TemporaryDirectory(prefix="edged-demo-") as folder:
            _demo(options, Path(folder))
    except BoxFailed as failure:
        print(f"\nThe demo failed: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nThe box has stopped.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("demo.png"), help="where the picture goes")
    parser.add_argument("--port", type=int, default=8642, help="taken if free, else any free one")
    parser.add_argument("--once", action="store_true", help="end after the picture")
    return parser.parse_args()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _demo(options: argparse.Namespace, folder: Path) -> None:
    out: Path = options.out.resolve()
    if not out.parent.is_dir():
        raise BoxFailed(f"the folder {out.parent} does not exist; choose another with OUT=FILE")
    with running_box(folder, wanted_port=options.port) as box:
        print(f"Starting a box on port {box.port} …", flush=True)
        box.until_ready()
        address = _discover(str(box.about()["id"]))
        print(f"Found by mDNS at {address}\nDrawing {PROMPT} …", flush=True)
        started = time.monotonic()
        _edgectl("draw", PROMPT, "-o", str(out), "--box", address, limit_s=DRAW_LIMIT_S)
        print(
            f"Drawn in {time.monotonic() - started:.1f} s\n\n  picture  {out}\n  page     {address}/\n"
        )
        if options.once:
            return
        print(
            "The box keeps running; open the page on any tablet nearby. Ctrl-C stops it.",
            flush=True,
        )
        status = box.process.wait()
        raise BoxFailed(f"the daemon ended by itself with status {status}\n{box.last_words()}")


def _discover(box_id: str) -> str:
    """The address under which mDNS shows this very box; other boxes may be in the room."""
    deadline = time.monotonic() + DISCOVER_LIMIT_S
    while time.monotonic() < deadline:
        for box in json.loads(_edgectl("--json", "discover", limit_s=DISCOVER_LIMIT_S)):
            if box["id"] == box_id:
                return str(box["url"]).rstrip("/")
    raise BoxFailed("mDNS did not show the box; does a firewall drop UDP port 5353?")


def _edgectl(*arguments: str, limit_s: float) -> str:
    command = [sys.executable, "-m", "edged.cli", *arguments]
    asked = f"`edgectl {' '.join(arguments)}`"
    try:
        done = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=limit_s, check=False
        )
    except subprocess.TimeoutExpired:
        raise BoxFailed(f"{asked} took longer than {limit_s} s") from None
    if done.returncode:
        raise BoxFailed(f"{asked} ended with status {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
