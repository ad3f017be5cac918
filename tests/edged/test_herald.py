"""What becomes of a real box, as a hook hears it through the real service."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError

import pytest

from runtime.profile import profiles_folder, read_profile
from scripts.box import Box
from tests.edged.hooks.house import service_over, write_hook
from tests.machines.build import build
from tests.toybox import toy_box

LIMIT_S = 120
HEAT = "sys/devices/platform/coretemp.0/hwmon/hwmon1/temp1_input"


def heard(folder: Path) -> dict[str, dict[str, object]]:
    """Event -> what was told with it, in the order of the first time."""
    path = folder / "heard"
    lines = path.read_text().splitlines() if path.exists() else []
    return {event: json.loads(told) for event, told in (line.split(" ", 1) for line in lines)}


def until_heard(folder: Path, event: str) -> dict[str, object]:
    deadline = time.monotonic() + LIMIT_S
    while event not in heard(folder):
        assert time.monotonic() < deadline, f"nobody heard of {event}: {sorted(heard(folder))}"
        time.sleep(0.1)
    return heard(folder)[event]


def test_hooks_hear_a_lesson_from_boot_to_shutdown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = build("n100", tmp_path / "machine")
    monkeypatch.setenv("EDGED_SYSROOT", str(machine.root))
    write_hook(tmp_path / "hooks" / "hear", f'echo "$1 $(cat)" >> "{tmp_path / "heard"}"')
    with service_over(tmp_path) as service:
        monkeypatch.setenv("EDGED_HOOKS", str(service.socket))
        with toy_box(tmp_path) as box:
            assert until_heard(tmp_path, "boot")["profile"] == "intel-n100"
            assert until_heard(tmp_path, "ready")["profile"] == "intel-n100"
            _draw_until_heard(tmp_path, box)
            until_heard(tmp_path, "idle")
            machine.change(HEAT, 89000)
            hot = until_heard(tmp_path, "hot")
            limit = read_profile(profiles_folder() / "intel-n100.toml").heat.limit_c
            assert (hot["temperature_c"], hot["limit_c"]) == (89.0, limit)
            machine.change(HEAT, 60000)
            until_heard(tmp_path, "cool")
        until_heard(tmp_path, "shutdown")
        assert "issue" not in heard(tmp_path)


def _draw_until_heard(folder: Path, box: Box) -> None:
    """A picture of the toy pack is done in a moment; so many that a look falls into it."""
    while "drawing" not in heard(folder):
        with suppress(HTTPError):  # the queue may be full
            for _ in range(20):
                box.ask("/v1/pictures", {"prompt": "bear"})
        time.sleep(0.2)
