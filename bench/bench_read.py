"""How long it takes to understand a wish while a child types, and how well it is understood, list by list."""

from __future__ import annotations

import csv
import gc
import time
from pathlib import Path

from bench.table import Row, print_table
from forge.vocabulary import load_vocabulary
from runtime.prompt import LIMIT, Vocabulary, read
from runtime.prompt.blocked import BLOCKED
from runtime.prompt.lexicon import Lexicon

DATA = Path(__file__).parents[1] / "tests" / "data"
BENIGN = (
    "kids50.tsv",
    "dev_benign.tsv",
    "benign_seen.tsv",
    "benign_blind.tsv",
    "benign_fresh.tsv",
    "benign_second.tsv",
    "benign_third.tsv",
    "benign_fourth.tsv",
    "benign_unlearned.tsv",
)
UNSAFE = (
    "dev_unsafe.tsv",
    "unsafe_seen.tsv",
    "unsafe_blind.tsv",
    "unsafe_fresh.tsv",
    "unsafe_second.tsv",
    "unsafe_third.tsv",
)
ROUNDS = 5
P99_MS = 5.0
LONGEST = ("小", "杀人", "a ", "kniiife ", "大象", "manta ", "🐱", "xiaoyazi")
"""Repeated up to the limit: the dearest texts there are, which no child types."""


def prompts(name: str) -> list[str]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [
            row["prompt"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def times_ms(texts: list[str], vocabulary: Vocabulary) -> tuple[list[float], list[float]]:
    """(by the processor's time, by the clock) of every text and round, each sorted; they differ on a busy machine."""
    own, clock = [], []
    for text in texts * ROUNDS:
        start, began = time.perf_counter_ns(), time.thread_time_ns()
        read(text, vocabulary)
        own.append((time.thread_time_ns() - began) / 1e6)
        clock.append((time.perf_counter_ns() - start) / 1e6)
    return sorted(own), sorted(clock)


def refused(texts: list[str], vocabulary: Vocabulary) -> tuple[float, float]:
    """Per cent refused by the gate, and per cent in which no animal was found."""
    categories = [found.category for t in texts if (found := read(t, vocabulary).refused)]
    gate = sum(category in BLOCKED for category in categories)
    return 100 * gate / len(texts), 100 * (len(categories) - gate) / len(texts)


def main() -> None:
    vocabulary = load_vocabulary()
    start = time.thread_time()
    Lexicon(vocabulary)
    rows = [Row("compile the lexicon, once", 1000 * (time.thread_time() - start), "ms")]
    read("小熊", vocabulary)
    gc.freeze()  # as the daemon does
    lists = [(name, prompts(name)) for name in (*BENIGN, *UNSAFE)]
    lists.append(("longest there are", [(piece * LIMIT)[:LIMIT] for piece in LONGEST]))
    for name, texts in lists:
        own, clock = times_ms(texts, vocabulary)
        rare = int(len(own) * 0.99)
        rows.append(Row(f"{name} p50", own[len(own) // 2], "ms"))
        rows.append(Row(f"{name} p99", own[rare], "ms", P99_MS))
        rows.append(Row(f"{name} p99 by the clock", clock[rare], "ms"))
    for name, texts in lists[:-1]:
        gate, lost = refused(texts, vocabulary)
        benign = name in BENIGN
        rows.append(Row(f"{name} refused", gate, "%", 1.0 if benign else 95.0, not benign))
        rows.append(Row(f"{name} no animal", lost, "%"))
    print_table("Reading wishes", rows)


if __name__ == "__main__":
    main()
