from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from edged.hooks.events import REQUEST_BYTES
from edged.hooks.messages import Tell
from tests.edged.hooks.house import Service, service_over, until, write_hook
from tests.source import ROOT


def ask(service: Service, line: bytes) -> list[dict[str, Any]]:
    """Every answer, up to the end of the connection."""
    with socket.socket(socket.AF_UNIX) as channel:
        channel.settimeout(60)
        channel.connect(str(service.socket))
        channel.sendall(line)
        channel.shutdown(socket.SHUT_WR)
        with channel.makefile("rb") as answers:
            return [json.loads(answer) for answer in answers]


def test_an_event_is_accepted_at_once_and_its_results_follow(tmp_path: Path) -> None:
    write_hook(tmp_path / "hooks" / "fan", 'echo "$1: $(cat)"', events="hot")
    with service_over(tmp_path) as service:
        accepted, ended = ask(service, b'{"do":"tell","event":"hot","facts":{"temperature_c":81}}')
        assert accepted == {"type": "accepted"}
        (result,) = ended["results"]
        assert (result["hook"], result["status"]) == ("fan", "ok")
        assert result["output"] == 'hot: {"temperature_c":81}'
        assert "fan hot: hot:" in service.stop()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"do":"tell","event":"../../bin/sh"}', "Invalid enum value"),
        (b'{"do":"tell","event":"hot","facts":[1]}', "Expected `object`"),
        (b'{"do":"tell","event":"hot","facts":{"a":{"b":1}}}', "$.facts"),
        (b'{"do":"tell","event":"hot","facts":{"PATH=x":1}}', "regex"),
        (b'{"do":"tell","event":"hot","run":"/bin/sh"}', "unknown field"),
        (b'{"do":"run"}', "Invalid value"),
        (b"[" * 3000, "not a request"),
        (b'{"do":"tell","event":"hot","facts":{"a":"' + b"x" * 4096 + b'"}}', "bytes of facts"),
        (b"\xff\xfe\n", "not a request"),
        (b"", "not a request"),
        (b"x" * (REQUEST_BYTES + 1), f"more than {REQUEST_BYTES} bytes"),
    ],
)
def test_what_is_no_request_is_refused_with_the_reason(
    running: Service, line: bytes, why: str
) -> None:
    (answer,) = ask(running, line)
    assert answer["type"] == "denied"
    assert why in answer["why"]


def test_a_callers_words_make_no_lines_of_their_own_in_the_log(tmp_path: Path) -> None:
    with service_over(tmp_path) as service:
        line = {"do": "tell", "event": "hot", "x\nERROR all is lost\x1b[31m": 1}
        (answer,) = ask(service, json.dumps(line).encode())
        assert answer["type"] == "denied"
        assert not [each for each in service.stop().splitlines() if each.startswith("ERROR")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with service_over(tmp_path_factory.mktemp("service")) as service:
        yield service


def test_other_users_are_refused_and_named(tmp_path: Path) -> None:
    write_hook(tmp_path / "hooks" / "fan", "echo ran")
    nobody = str(os.getuid() + 1)
    with service_over(tmp_path, "--owner", nobody, "--caller", nobody) as service:
        (answer,) = ask(service, b'{"do":"tell","event":"hot"}')
        assert answer == {"type": "denied", "why": "this user may not use the hooks"}
        assert f"of user {os.getuid()}" in service.stop()


def test_the_daemons_user_may_name_events_and_nothing_else(tmp_path: Path) -> None:
    somebody = str(os.getuid() + 1)
    with service_over(tmp_path, "--owner", somebody, "--caller", str(os.getuid())) as service:
        assert ask(service, b'{"do":"tell","event":"hot"}')[0] == {"type": "accepted"}
        for line in (b'{"do":"list"}', b'{"do":"tell","event":"hot","test":true}'):
            (answer,) = ask(service, line)
            assert answer == {"type": "denied", "why": "only root may list and try hooks"}


def test_what_was_accepted_is_still_run_when_the_service_is_asked_to_stop(tmp_path: Path) -> None:
    write_hook(tmp_path / "hooks" / "slow", f"touch {tmp_path}/begun", "sleep 0.5", events="idle")
    write_hook(tmp_path / "hooks" / "slow2", f"touch {tmp_path}/$1", events="shutdown")
    with service_over(tmp_path) as service:
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect(str(service.socket))
            channel.sendall(b'{"do":"tell","event":"idle"}\n')
            until(tmp_path / "begun")
        ask(service, b'{"do":"tell","event":"shutdown"}')
        service.stop()
    assert (tmp_path / "shutdown").exists()


def test_hooks_that_hang_and_flood_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    write_hook(tmp_path / "hooks" / "floods", "yes flood")
    write_hook(tmp_path / "hooks" / "hangs", "sleep 1000")
    write_hook(tmp_path / "own" / "works", "echo fine")
    with service_over(tmp_path, seconds=2) as service:
        results = service.desk.tried(Tell(event="hot", test=True))
        assert [(r.hook, r.status) for r in results] == [
            ("floods", "flooded"),
            ("hangs", "timed_out"),
            ("works", "ok"),
        ]
        log = service.stop()
    assert "hooks/hangs hot: timed_out" in log
    assert len(log) < 20_000


def test_it_listens_on_the_socket_that_systemd_hands_over(tmp_path: Path) -> None:
    write_hook(tmp_path / "hooks" / "fan")
    path = tmp_path / "hooks.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        command = 'exec 3<&"$1"; shift; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
        service = [sys.executable, "-m", "edged.hooks", "--folder", str(tmp_path / "hooks")]
        owner = ["--owner", str(os.getuid())]
        process = subprocess.Popen(
            ["bash", "-c", command, "sh", str(listening.fileno()), *service, *owner],
            pass_fds=[listening.fileno()],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
    with process:
        try:
            (answer,) = ask(Service(process, path, path), b'{"do":"list"}')
        finally:
            process.terminate()
    assert [hook["name"] for hook in answer["hooks"]] == ["fan"]


def test_without_a_socket_it_says_what_to_do() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "edged.hooks"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 69
    assert "edged-hooks.socket" in ended.stderr
