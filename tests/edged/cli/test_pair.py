"""`edgectl pair`, `devices` and `wipe` against a real box's socket, in a pipe and in a terminal."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edged.client import Box, BoxSaid
from scripts.box import Box as Running
from tests.terminal import on_terminal
from tests.toybox import ROOT, edgectl, edgectl_environment, socket_of, toy_box

LIMIT_S = 120


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("paired")


@pytest.fixture(scope="module")
def box(home: Path) -> Iterator[Running]:
    with toy_box(home, more='access = "paired"\n') as running:
        yield running


@pytest.fixture
def socket(box: Running, home: Path) -> Path:
    return socket_of(home)


def told(socket: Path, *arguments: str) -> str:
    done = edgectl("--socket", socket, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def answered(socket: Path, *arguments: str) -> Any:
    return json.loads(told(socket, "--json", *arguments))


def paired(box: Running, socket: Path, *arguments: str) -> dict[str, Any]:
    """A new device, and its token."""
    code = answered(socket, "pair", *arguments)["code"]
    return dict(Box(box.url).post("/v1/pair", {"code": code}))


def test_in_a_pipe_the_number_the_address_and_a_qr_code_are_shown_once(
    box: Running, socket: Path
) -> None:
    text = told(socket, "pair")
    (code,) = re.findall(r"The number: (\d{3} \d{3})", text)
    assert f":{box.port}/" in text
    assert text.count("█") > 200
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) < 100
    device = Box(box.url).post("/v1/pair", {"code": code})["device"]
    assert device["role"] == "pupil"


def test_it_speaks_chinese_and_knows_the_teacher(socket: Path) -> None:
    assert "老师的设备现在可以加入" in told(socket, "--lang", "zh", "pair", "--teacher", "--once")


def test_a_programme_gets_a_key_that_edgectl_itself_can_use(box: Running, socket: Path) -> None:
    text = told(socket, "pair", "--programme", "ComfyUI")
    (token,) = re.findall(r"EDGED_TOKEN=(\S{43})", text)
    draw = ("draw", "a bear", "-o", "-", "--box", box.url)
    refused = edgectl("--json", *draw)
    assert refused.returncode == 1
    assert json.loads(refused.stderr)["error"]["code"] == "key_wanted"
    assert "EDGED_TOKEN" in refused.stderr
    done = subprocess.run(
        [sys.executable, "-m", "edged.cli", *draw],
        cwd=ROOT,
        env=edgectl_environment({"EDGED_TOKEN": token}),
        capture_output=True,
        timeout=LIMIT_S,
        check=True,
    )
    assert done.stdout.startswith(b"\x89PNG")


def test_a_client_takes_a_token_and_says_what_the_box_says(box: Running, socket: Path) -> None:
    token = paired(box, socket)["token"]
    assert Box(box.url, token=token).get("/v1/pictures") == {"pictures": []}
    with pytest.raises(BoxSaid) as caught:
        Box(box.url, token="x" * 43).get("/v1/pictures")
    assert caught.value.reason == "not_paired"


def test_two_wishes_at_once_are_a_usage_error(socket: Path) -> None:
    done = edgectl("--socket", socket, "pair", "--teacher", "--programme", "x")
    assert done.returncode == 2


def test_devices_are_listed_renamed_and_revoked_by_name_or_id(box: Running, socket: Path) -> None:
    device = paired(box, socket)["device"]
    name = device["name"]["en"]
    assert name in told(socket, "devices", "list")
    assert device["name"]["zh"] in told(socket, "--lang", "zh", "devices", "list")
    told(socket, "devices", "rename", name, "Tablet 7")
    assert "Tablet 7" in told(socket, "devices", "list")
    assert answered(socket, "devices", "revoke", "tablet 7")[0]["id"] == device["id"]
    done = edgectl("--socket", socket, "devices", "revoke", device["id"])
    assert done.returncode == 1
    assert "no paired device" in done.stderr


def test_two_of_one_name_must_be_told_apart(box: Running, socket: Path) -> None:
    ids = [paired(box, socket)["device"]["id"] for _ in range(2)]
    for id in ids:
        told(socket, "devices", "rename", id, "twin")
    done = edgectl("--socket", socket, "devices", "revoke", "twin")
    assert done.returncode == 1
    assert "Several devices" in done.stderr
    told(socket, "devices", "revoke", *ids)


def test_everybody_is_revoked_only_when_asked_for_and_confirmed(box: Running, socket: Path) -> None:
    paired(box, socket)
    for arguments in (("--all",), (), ("--all", "x")):
        done = edgectl("--socket", socket, "devices", "revoke", *arguments)
        assert done.returncode in {1, 2}
    assert answered(socket, "devices", "list")
    told(socket, "devices", "revoke", "--all", "--yes")
    assert "No device is paired" in told(socket, "devices", "list")


def test_wiping_asks_first(box: Running, socket: Path) -> None:
    draw = ("draw", "a bear", "-o", "-")
    command = [sys.executable, "-m", "edged.cli", "--socket", str(socket), *draw]
    environment = edgectl_environment()
    subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, timeout=LIMIT_S, check=True
    )
    done = edgectl("--socket", socket, "wipe")
    assert done.returncode == 1
    assert "Remove all" in done.stderr
    assert answered(socket, "status")["store"]["pictures"] > 0
    assert "pictures removed." in told(socket, "wipe", "--yes")
    assert answered(socket, "status")["store"]["pictures"] == 0
    assert answered(socket, "wipe", "--yes") == {"pictures": 0, "devices": 0}


def test_in_a_terminal_it_says_who_came_and_ctrl_c_closes_the_window(
    box: Running, socket: Path
) -> None:
    command = [sys.executable, "-m", "edged.cli", "--socket", str(socket), "pair"]
    environment = edgectl_environment({"TERM": "xterm", "COLUMNS": "90", "LINES": "40"})
    with on_terminal(command, environment) as terminal:
        text = terminal.until(lambda text: "Ctrl-C ends this." in text)
        code = re.findall(r"(\d{3} \d{3})", text)[-1]
        name = Box(box.url).post("/v1/pair", {"code": code})["device"]["name"]["en"]
        terminal.until(lambda text: f"{name} has joined" in text)
        terminal.process.send_signal(signal.SIGINT)
        text = terminal.to_the_end()
    assert re.search(r"open for [12]:\d\d", text)
    assert "Closed; 1 joined." in text
    assert "Traceback" not in text
    with pytest.raises(BoxSaid) as caught:
        Box(box.url).post("/v1/pair", {"code": "000000"})
    assert caught.value.reason == "pairing_closed"
