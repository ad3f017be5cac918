"""`make bench-sixgb`: what published models take in their real sizes, with random weights, where six gigabytes are all there is.

On a card when there is one, else on the processor; nothing is downloaded. Each measurement is a process of its own, under a hard limit, and one that does not fit is a row.
The packs and graphs are kept in `--work`: 5 GB for `sd15`, 54 for `qwen-image`.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, Literal, cast, get_args

from bench.sixgb.capped import Outcome, measured_apart
from bench.sixgb.first import first_pictures, first_table
from bench.sixgb.measured import GRAPHS, Precision, Way
from bench.sixgb.packs import pack_of
from bench.sixgb.prepare import make_built, make_own
from bench.sixgb.published import PIPELINES
from bench.sixgb.rival import BOX, COMPILED, STEPS, WHOLE
from bench.sixgb.shapes import FAMILIES, SHAPES
from bench.sixgb.turns import take_turns, turns_table
from bench.table import put_between
from forge.dataset import WORK

PAGE = Path(__file__).parents[1] / "docs/performance.md"
CAP_MB = 5700
Device = Literal["cpu", "cuda"]


def main() -> None:
    options = _parser().parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    device: Device = options.device or _device()
    if "sizes" not in options.leave_out:
        outcomes = list(measured(options, device))
        where = f"{_where(device)} One step of each." if options.quick else _where(device)
        _told(options, f"sixgb-{device}", f"{where}\n\n{table(outcomes)}")
    if device == "cpu":
        for mark, tell in (("first", _first), ("turns", _turns), ("whole", _whole)):
            if mark not in options.leave_out:
                _told(options, f"sixgb-{mark}", tell(options))


def measured(options: argparse.Namespace, device: Device) -> Iterable[Outcome]:
    for name in options.families:
        shape = SHAPES[name]
        pack = pack_of(name, shape, options.work)
        graphs = device == "cpu" and shape.family in PIPELINES
        offloads = [one == "yes" for one in options.offload]
        for way in product(options.precisions, offloads, options.sizes, options.batches):
            precision, offload, size, batch = way
            if precision == GRAPHS and (offload or not graphs):
                continue
            outcome = measured_apart(
                Way(
                    pack=str(make_built(name, pack, options.work) if precision == GRAPHS else pack),
                    compiled=str(options.work / COMPILED),
                    precision=precision,
                    offload=offload,
                    size=size,
                    batch=batch,
                    rows=batch * (2 if shape.guided else 1),
                    steps=1 if options.quick else 5,
                    device=device,
                    cap_mb=options.cap,
                ),
                options.timeout,
            )
            print(line(outcome), flush=True)
            yield outcome


def table(outcomes: Iterable[Outcome]) -> str:
    lines = [
        "| model | precision | offload | pictures | peak, MB | of its own, MB | step, s | picture, s | J a picture |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(line, outcomes)])


def line(outcome: Outcome) -> str:
    way, found = outcome.way, outcome.found
    name = Path(way.pack).name.removesuffix("-int8")
    many = f"{way.batch} of {way.size}x{way.size}"
    told = f"| {name} | {way.precision} | {'yes' if way.offload else 'no'} | {many} |"
    if found is None:
        return f"{told} {outcome.problem} | {outcome.own_mb:.0f} | | | |"
    steps = SHAPES[name].steps
    picture = (found.reading_s + steps * found.step_s + found.decoding_s) / way.batch
    joules = "" if found.joules is None else f"{found.joules * steps / way.batch:.0f}"
    return (
        f"{told} {found.peak_mb:.0f} | {outcome.own_mb:.0f} | {found.step_s:.2f} | "
        f"{picture:.1f} | {joules} |"
    )


def _turns(options: argparse.Namespace) -> str:
    name, said = _made(options)
    where, size = _where("cpu"), min(512, max(options.sizes))
    rounds = 1 if options.quick else options.rounds
    found = take_turns(options.rivals, options.work, name, rounds, size=size)
    what = f"U-Net of {name}, one step of one guided picture at {size}x{size}"
    return f"{where} {said}".strip() + f"\n\n{turns_table(found, what, BOX)}"


def _whole(options: argparse.Namespace) -> str:
    name, _ = _made(options)
    where, size = _where("cpu"), min(512, max(options.sizes))
    rounds = 1 if options.quick else max(1, options.rounds // 3)
    found = take_turns(WHOLE, options.work, name, rounds, size=size)
    what = f"{name}, from its sentence to its file at {size}x{size}, {SHAPES[name].steps} steps"
    return f"{where}\n\n{turns_table(found, what, WHOLE[0])}"


def _first(options: argparse.Namespace) -> str:
    name, _ = _made(options)
    where, rounds = _where("cpu"), 1 if options.quick else 3
    found = {
        f"{name}, {told}": first_pictures(options.work, name, rounds, disk=disk)
        for told, disk in (("files in the system's cache", False), ("files on the disk", True))
    }
    return f"{where}\n\n{first_table(found)}"


def _made(options: argparse.Namespace) -> tuple[str, str]:
    """(the model that others are measured beside, what is to be said of those that could not be made)"""
    name = "toy" if "toy" in options.families else "sd15"
    pack = pack_of(name, SHAPES[name], options.work)
    if options.as_it_is:
        return name, ""
    make_built(name, pack, options.work)
    return name, make_own(pack, options.work)


def _told(options: argparse.Namespace, mark: str, text: str) -> None:
    print(text)
    if options.write:
        options.page.write_text(put_between(options.page.read_text(), mark, text))


def _where(device: Device) -> str:
    """One sentence."""
    today = datetime.now(UTC).date().isoformat()
    load = os.getloadavg()[0]
    if device == "cuda":
        import torch  # noqa: PLC0415

        return f"{torch.cuda.get_device_name(0)}, {today}."
    name = _processor()
    return f"{os.cpu_count()} processors of {name}, load {load:.1f}, {today}."


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    named = (text.partition(":")[2].strip() for text in lines if text.startswith("model name"))
    return next(named, platform.machine())


def _device() -> Device:
    import torch  # noqa: PLC0415

    return "cuda" if torch.cuda.is_available() else "cpu"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", nargs="+", choices=tuple(SHAPES), default=list(FAMILIES))
    parser.add_argument(
        "--precisions", nargs="+", choices=get_args(Precision), default=list(get_args(Precision))
    )
    parser.add_argument("--offload", nargs="+", choices=("no", "yes"), default=["no", "yes"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[512, 384])
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 4])
    parser.add_argument("--device", choices=cast("Any", get_args(Device)))
    parser.add_argument("--cap", type=int, default=CAP_MB, metavar="MB")
    parser.add_argument("--timeout", type=float, default=1800, help="seconds of a measurement")
    parser.add_argument("--rounds", type=int, default=10, help="of those that take turns")
    parser.add_argument("--quick", action="store_true", help="one step of each")
    parser.add_argument(
        "--leave-out", choices=("sizes", "turns", "whole", "first"), nargs="*", default=[]
    )
    parser.add_argument(
        "--rivals", choices=STEPS, nargs="+", default=list(STEPS), help="that take turns"
    )
    parser.add_argument(
        "--as-it-is", action="store_true", help="only those take turns whose model was made before"
    )
    parser.add_argument("--work", type=Path, default=WORK / "sixgb", help="where models are kept")
    parser.add_argument("--write", action="store_true", help=f"into {PAGE.name}")
    parser.add_argument("--page", type=Path, default=PAGE, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    main()
