from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from edged.hooks.running import Outcome, Terms, run
from tests.edged.hooks.house import until, write_hook

ENVIRONMENT = {"PATH": os.environ["PATH"]}


def once(path: Path, *, seconds: float = 60, most: int = 65_536, facts: bytes = b"{}") -> Outcome:
    terms = Terms(environment=ENVIRONMENT, seconds=seconds, output_bytes=most)
    return run(path, "hot", facts, terms, threading.Event())


def test_a_hook_gets_the_events_name_and_its_facts(tmp_path: Path) -> None:
    hook = write_hook(tmp_path / "hook", 'echo "$# $1"', "cat", "echo >&2 and errors")
    ended = once(hook, facts=b'{"temperature_c": 81.5}')
    assert ended.output.splitlines() == ["1 hot", '{"temperature_c": 81.5}and errors']
    assert (ended.status, ended.exit) == ("ok", 0)


def test_nothing_of_the_services_environment_reaches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "1")
    ended = once(write_hook(tmp_path / "hook", "pwd", "env"))
    assert ended.output.startswith("/\n")
    assert "SECRET" not in ended.output


def test_a_hook_that_fails_is_told_apart(tmp_path: Path) -> None:
    ended = once(write_hook(tmp_path / "hook", "echo why", "exit 3"))
    assert (ended.status, ended.exit, ended.output) == ("failed", 3, "why")
    ended = once(write_hook(tmp_path / "killed", "kill -9 $$"))
    assert (ended.status, ended.exit) == ("failed", -9)


def test_a_hook_that_hangs_is_killed_with_all_it_started(tmp_path: Path) -> None:
    child = tmp_path / "child"
    hook = write_hook(
        tmp_path / "hook",
        "trap '' TERM",
        "sleep 1000 &",
        f"echo $! >{child}.new; mv {child}.new {child}",
        "while :; do sleep 1; done",
    )
    ended = once(hook, seconds=1)
    assert (ended.status, ended.exit) == ("timed_out", -9)
    until(child)
    _assert_gone(int(child.read_text()))


def test_a_hook_that_floods_is_cut_and_ended(tmp_path: Path) -> None:
    ended = once(write_hook(tmp_path / "hook", "while :; do echo flood; done"), most=10_000)
    assert ended.status == "flooded"
    assert 0 < len(ended.output) <= 2000


def test_what_a_hook_leaves_in_the_background_is_neither_waited_for_nor_left(
    tmp_path: Path,
) -> None:
    child = tmp_path / "child"
    hook = write_hook(tmp_path / "hook", "sleep 1000 &", f"echo $! >{child}", "echo through")
    ended = once(hook)
    assert (ended.status, ended.output) == ("ok", "through")
    _assert_gone(int(child.read_text()))


def test_facts_that_nobody_reads_keep_nobody_waiting(tmp_path: Path) -> None:
    hook = write_hook(tmp_path / "hook", "exec <&-", "echo deaf")
    assert once(hook, facts=b"x" * 4096).output == "deaf"


def test_a_hook_that_closes_its_output_is_followed_to_its_end(tmp_path: Path) -> None:
    hook = write_hook(tmp_path / "hook", "exec >&- 2>&-", "sleep 0.2", "exit 4")
    assert once(hook).exit == 4


def test_a_file_that_is_no_program_is_an_answer_and_no_exception(tmp_path: Path) -> None:
    path = tmp_path / "hook"
    path.write_bytes(b"#!/nowhere/at/all\n")
    path.chmod(0o755)
    ended = once(path)
    assert (ended.status, ended.exit) == ("failed", None)
    assert "cannot be started" in ended.output


def test_output_that_is_not_text_becomes_some(tmp_path: Path) -> None:
    assert once(write_hook(tmp_path / "hook", r"printf 'a\377\000b'")).output == "a��b"


def test_a_service_that_ends_ends_its_hooks(tmp_path: Path) -> None:
    halt = threading.Event()
    halt.set()
    hook = write_hook(tmp_path / "hook", "sleep 1000")
    ended = run(hook, "hot", b"{}", Terms(environment=ENVIRONMENT), halt)
    assert ended.status == "timed_out"


def _assert_gone(pid: int) -> None:
    """Dead, or a zombie that its new parent has not seen yet; on a busy machine a moment after its death sentence."""
    stat = Path(f"/proc/{pid}/stat")
    for _ in range(3000):
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] in "ZX":
            return
        time.sleep(0.01)
    raise AssertionError(f"process {pid} lives on")
