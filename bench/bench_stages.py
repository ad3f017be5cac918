"""`make bench-stages`: memory and seconds of every stage from the teacher to the pack, beside what the article claims.

The speed and memory part of `python -m forge report`, without its pictures. Stages are looked for under the names that
the forge's own help proposes; `--teacher`, `--pruned`, `--distilled`, `--refined` and `--pack` name others.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch

from bench.table import Row, print_table
from forge.report import add_stages, given_by, measured
from forge.reporting.ledger import ARTICLE, Ledger, saving, speed_up
from forge.reporting.page import costs
from forge.reporting.stages import STEPS, collect
from forge.subject import add_subject, load_subject


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    add_stages(parser)
    parser.add_argument("--rounds", type=int, default=12, help="pictures of each stage")
    options = parser.parse_args()
    torch.set_num_threads(1)
    given, subject = given_by(options), load_subject(options.subject)
    with tempfile.TemporaryDirectory(prefix="edged-bench-") as folder:
        stages, missing = collect(given, Path(folder), subject, STEPS)
        for kind, why in missing:
            print(f"missing: {kind} ({why})")
        ledger = measured(given, stages, subject, options.rounds)
    print(costs(ledger))
    print_table(
        f"{options.rounds} pictures of each stage, in turns; against the teacher", rows(ledger)
    )


def rows(ledger: Ledger) -> list[Row]:
    """What each stage saves against the teacher, with the article's figure as the limit."""
    teacher, found = ledger.rows[0], []
    for row in ledger.rows[1:]:
        claim, name = ARTICLE.get(row.stage.kind), row.stage.name
        if claim is None:
            continue
        saved, faster = 100 * saving(row, teacher), speed_up(row, teacher)
        found.append(Row(f"{name}: memory saved", saved, "%", 100 * claim.saved, at_least=True))
        found.append(Row(f"{name}: times as fast", faster, "×", claim.faster, at_least=True))
    return found


if __name__ == "__main__":
    main()
