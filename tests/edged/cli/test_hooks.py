"""`edgectl hooks` against the real service."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edged.hooks.house import service_over, write_hook
from tests.toybox import edgectl


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("hooks")
    write_hook(folder / "hooks" / "fan", 'echo "$1 $(cat)"', events="hot cool")
    write_hook(folder / "hooks" / "open", mode=0o666, events="hot")
    write_hook(folder / "hooks" / "sad", "echo no luck", "exit 7", events="idle")
    (folder / "own").mkdir()
    (folder / "own" / "leds").symlink_to(os.devnull)
    with service_over(folder) as service:
        yield service.socket


def hooks(
    path: Path, *arguments: str, before: tuple[str, ...] = (), lang: str = "C.UTF-8"
) -> subprocess.CompletedProcess[str]:
    return edgectl(*before, "hooks", *arguments, env={"EDGED_HOOKS": str(path), "LANG": lang})


def test_list_says_which_hooks_there_are_and_whether_they_may_run(path: Path) -> None:
    done = hooks(path, "list")
    assert (done.returncode, done.stderr) == (0, "")
    rows = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert "hot cool" in rows["fan"]
    assert "refused" in rows["open"]
    assert "others than its owner may write it" in rows["open"]
    assert "turned off" in rows["leds"]
    assert "已关闭" in hooks(path, "list", lang="zh_CN.UTF-8").stdout


def test_test_runs_the_hooks_now_and_shows_how_each_fared(path: Path) -> None:
    done = hooks(path, "test", "cool", "--facts", '{"temperature_c": 60}')
    assert done.returncode == 1, "a refused hook is a fault"
    assert 'cool {"temperature_c":60,"test":true}' in done.stdout
    assert "fan done" in done.stdout
    done = hooks(path, "test", "idle")
    assert done.returncode == 1
    assert "sad failed" in done.stdout
    assert "exit status 7" in done.stdout
    assert "no luck" in done.stdout
    listed = json.loads(hooks(path, "list", before=("--json",)).stdout)
    last = {hook["name"]: hook["last"] for hook in listed}["sad"]
    assert (last["event"], last["status"], last["exit"]) == ("idle", "failed", 7)


def test_json_is_what_the_service_answers(path: Path) -> None:
    results = json.loads(hooks(path, "test", "hot", before=("--json",)).stdout)
    assert [(each["hook"], each["status"]) for each in results] == [
        ("fan", "ok"),
        ("open", "refused"),
    ]


def test_an_event_that_does_not_exist_is_wrong_usage_that_lists_those_there_are(path: Path) -> None:
    done = hooks(path, "test", "warm")
    assert done.returncode == 2
    assert "battery-low" in done.stderr
    assert hooks(path, "test", "hot", "--facts", "[1]").returncode == 2


def test_without_the_service_it_is_said_how_to_start_it(tmp_path: Path) -> None:
    done = hooks(tmp_path / "none.sock", "list")
    assert done.returncode == 1
    assert str(tmp_path / "none.sock") in done.stderr
    assert "systemctl enable --now edged-hooks.socket" in done.stderr
    assert "没有运行钩子的服务" in hooks(tmp_path / "none.sock", "list", lang="zh_CN.UTF-8").stderr


def test_a_refusal_of_the_service_is_told_in_its_words(tmp_path: Path) -> None:
    stranger = str(os.getuid() + 1)
    with service_over(tmp_path, "--owner", stranger, "--caller", stranger) as service:
        done = hooks(service.socket, "list")
    assert done.returncode == 1
    assert "this user may not use the hooks" in done.stderr
    assert "→" in done.stderr
