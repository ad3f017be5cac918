from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from aiohttp import ClientSession, UnixConnector

from edged.client import Box as Client
from edged.client import BoxSaid
from edged.daemon import serve
from edged.settings import DiscoverySettings, Settings
from scripts.box import ROOT, Box
from tests.edged.boxes import slow_box_in
from tests.toybox import edgectl, socket_of, toy_box

HEAVY = {"numpy", "torch", "onnxruntime", "PIL", "onnx"}


def start(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The daemon, which is expected not to start."""
    return subprocess.run(
        [sys.executable, "-m", "edged", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def picture(box: Box, id: str) -> dict[str, object]:
    return box.ask(f"/v1/pictures/{id}")


def until_ended(box: Box, id: str) -> dict[str, object]:
    """Follows the picture's events to their end."""
    box.read(f"/v1/pictures/{id}/events")
    return picture(box, id)


def refusal(
    box: Box, path: str, body: dict[str, object] | None = None
) -> tuple[int, dict[str, str]]:
    with pytest.raises(HTTPError) as caught:
        box.ask(path, body)
    with caught.value as answer:
        return answer.code, json.loads(answer.read())["error"]


def test_a_taken_port_is_said_in_one_sentence_with_a_fix(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        ended = start("--listen", address, "--state", tmp_path)
    assert ended.returncode == 69
    assert ended.stderr.splitlines() == [
        f"edged: Another program is already listening on {address}.",
        "edged: Stop that program, or choose another port with --listen HOST:PORT.",
    ]


def test_what_keeps_the_daemon_from_starting_is_told_in_the_users_language(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("[queue]\nlimit = 0\n")
    free = ("--listen", "127.0.0.1:0")
    for arguments, status, named in (
        (("--config", file), 78, "queue.limit"),
        ((*free, "--state", file / "state"), 73, str(file)),
        ((*free, "--state", tmp_path / "a", "--profile", "abacus"), 78, "abacus"),
        (("--listen", "nonsense"), 78, "nonsense"),
        ((*free, "--state", tmp_path / "a", "--socket", "/" + "x" * 200), 69, "--socket"),
    ):
        english = start(*arguments)
        assert english.returncode == status
        assert named in english.stderr
        assert "Traceback" not in english.stderr
        assert len(english.stderr.splitlines()) == 2
    chinese = start("--listen", "nonsense", LC_ALL="zh_CN.UTF-8")
    assert chinese.stderr.startswith("edged: edged --… 不对")


def test_two_daemons_never_share_a_state_folder(tmp_path: Path) -> None:
    with toy_box(tmp_path, ready=False):
        ended = start("--listen", "127.0.0.1:0", "--state", tmp_path / "state")
    assert ended.returncode == 69
    assert str(tmp_path / "state") in ended.stderr


def test_accepted_pictures_are_drawn_after_a_stop_and_after_a_kill(tmp_path: Path) -> None:
    with slow_box_in(tmp_path) as box:
        ids = [str(box.ask("/v1/pictures", {"prompt": "bear"})["id"]) for _ in range(8)]
    with toy_box(tmp_path, ready=False) as box:
        assert {picture(box, id)["state"] for id in ids} <= {"queued", "drawing", "done"}
        box.process.kill()
        box.process.wait()
    with toy_box(tmp_path) as box:
        ended = [until_ended(box, id) for id in ids]
        assert [each["state"] for each in ended] == ["done"] * 8
        assert all(box.read(str(each["image"])).startswith(b"\x89PNG") for each in ended)


def test_a_file_that_a_kill_left_of_a_cancelled_picture_is_gone_after_the_next_start(
    tmp_path: Path,
) -> None:
    with slow_box_in(tmp_path) as box:
        kept = until_ended(box, str(box.ask("/v1/pictures", {"prompt": "bear"})["id"]))
        left = str(box.ask("/v1/pictures", {"prompt": "duck"})["id"])
        cancel = Request(f"{box.url}/v1/pictures/{left}", method="DELETE")
        with urlopen(cancel, timeout=60):
            pass
        assert picture(box, left)["state"] == "cancelled"
    # As if the daemon had died between the writing of the file and its removal.
    (tmp_path / f"state/pictures/{left}.png").write_bytes(b"nobody's")
    with toy_box(tmp_path) as box:
        files = [file.name for file in (tmp_path / "state/pictures").iterdir()]
        assert files == [f"{kept['id']}.png"]
        assert picture(box, left)["state"] == "cancelled"


def test_tablets_stay_paired_over_a_restart_and_a_lost_list_lets_nobody_in(tmp_path: Path) -> None:
    more = 'access = "paired"\n'
    with toy_box(tmp_path, more=more) as box:
        key = json.loads(_edgectl(tmp_path, "pair", "--programme", "x"))["token"]
        assert Client(box.url, token=key).get("/v1/pictures") == {"pictures": []}
        box.process.kill()
        box.process.wait()
    with toy_box(tmp_path, more=more) as box:
        assert Client(box.url, token=key).get("/v1/pictures") == {"pictures": []}
    (tmp_path / "state" / "devices.db").write_bytes(b"nonsense" * 1000)
    with toy_box(tmp_path, more=more) as box:
        (issue,) = json.loads(_edgectl(tmp_path, "status"))["issues"]
        assert issue["code"] == "devices_lost"
        with pytest.raises(BoxSaid) as caught:
            Client(box.url, token=key).get("/v1/pictures")
        assert caught.value.reason == "not_paired"


def test_a_box_with_a_damaged_pack_starts_and_says_so(tmp_path: Path) -> None:
    with toy_box(tmp_path) as box:
        assert box.draw("bear")["state"] == "done"
    with (tmp_path / "packs" / "cute-animals" / "decoder.onnx").open("r+b") as file:
        file.seek(100)
        file.write(b"\0\0\0")
    with toy_box(tmp_path, ready=False) as box:
        status, error = refusal(box, "/readyz")
        assert (status, error["code"]) == (503, "pack_broken")
        assert "decoder.onnx" in error["message"]
        assert error["fix"]
        about = box.about()
        assert (about["state"], about["pack"], about["vocabulary"]) == ("degraded", None, None)
        status, error = refusal(box, "/v1/pictures", {"prompt": "bear"})
        assert (status, error["code"]) == (503, "pack_broken")
        assert len(box.ask("/v1/pictures")["pictures"]) == 1, "what was drawn is still there"


def test_a_kill_of_the_worker_is_not_noticed_by_the_child_who_waits(tmp_path: Path) -> None:
    with slow_box_in(tmp_path) as box:
        id = str(box.ask("/v1/pictures", {"prompt": "bear"})["id"])
        with urlopen(f"{box.url}/v1/pictures/{id}/events", timeout=60) as events:
            while not events.readline().startswith(b"event: step"):
                pass
            os.kill(_worker(box), signal.SIGKILL)
            told = events.read()
        assert b"event: done" in told
        assert b"event: failed" not in told


def test_a_stop_ends_open_streams_and_answers_and_leaves_nothing_running(tmp_path: Path) -> None:
    with slow_box_in(tmp_path, slow_ms=100) as box:
        id = box.ask("/v1/pictures", {"prompt": "bear", "steps": 20})["id"]
        worker = _worker(box)
        with urlopen(f"{box.url}/v1/pictures/{id}/events", timeout=60) as events:
            events.readline()
            box.process.terminate()
            assert b"event: done" not in events.read()
        assert box.process.wait(60) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    assert not (tmp_path / "state" / "edged.sock").exists()


def test_systemd_hears_ready_only_after_a_real_picture(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
            patch.setenv("WATCHDOG_USEC", "200000")
            with toy_box(tmp_path, ready=False) as box:
                told: list[str] = []  # Read at once, as systemd does: the kernel keeps ten.
                while not any(each.startswith("READY=1") for each in told):
                    told.append(manager.recv(4096).decode())
                assert box.ask("/readyz")["ready"]
                while manager.recv(4096) != b"WATCHDOG=1":
                    pass
                box.process.terminate()
                while manager.recv(4096) != b"STOPPING=1":
                    pass
    assert told[0].startswith("EXTEND_TIMEOUT_USEC=")


def test_the_daemons_process_never_loads_what_is_heavy(tmp_path: Path) -> None:
    """Looks at the libraries that a box, which has just drawn, has mapped into its memory."""
    with toy_box(tmp_path) as box:
        picture = box.draw("bear")
        box.read(f"{picture['image']}?size=256x256")
        maps = Path(f"/proc/{box.process.pid}/maps").read_text()
    assert "aiohttp" in maps
    assert not [name for name in HEAVY if f"/site-packages/{name}" in maps]


async def test_nothing_in_the_daemon_blocks_its_event_loop(tmp_path: Path, packs: Path) -> None:
    """The whole box inside this process, where the guard of the event loop watches it."""
    settings = Settings(
        listen=("127.0.0.1:0",),
        state=str(tmp_path / "state"),
        packs=str(packs),
        discovery=DiscoverySettings(poll_s=0.2),
    )
    stop = asyncio.Event()
    running = asyncio.create_task(serve(settings, stop))
    async with (
        asyncio.timeout(120),
        ClientSession(connector=UnixConnector(str(settings.socket_path))) as web,
    ):
        await _until_ready(web)
        async with web.post("http://box/v1/pictures?wait=60", json={"prompt": "bear"}) as answer:
            picture = await answer.json()
        assert picture["state"] == "done"
        for path in (
            f"{picture['image']}?size=256x256",
            "/admin/status",
            "/admin/jobs",
            "/metrics",
            "/",
        ):
            async with web.get(f"http://box{path}") as answer:
                assert answer.status == 200
        async with web.delete(f"http://box/v1/pictures/{picture['id']}") as answer:
            assert answer.status == 200
        async with web.post("http://box/admin/stop") as answer:
            assert answer.status == 202
        await running


async def _until_ready(web: ClientSession) -> None:
    """Before the box listens there is nothing to wait on but time."""
    for _ in range(1000):
        with suppress(OSError):
            async with web.get("http://box/readyz") as answer:
                if answer.status == 200:
                    return
        await asyncio.sleep(0.1)


def _worker(box: Box) -> int:
    """The only child of the daemon that draws."""
    children = Path(f"/proc/{box.process.pid}/task/{box.process.pid}/children").read_text().split()
    (worker,) = (
        int(pid)
        for pid in children
        if b"runtime.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    return worker


def _edgectl(folder: Path, *arguments: str) -> str:
    return edgectl("--socket", socket_of(folder), "--json", *arguments).stdout
