"""A network whose link goes down and up while a tablet waits."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.box import running_box
from tests.e2e.lan import lan
from tests.faults.conftest import Times
from tests.faults.report import Report

ASK = """
import json, sys, urllib.request
wish = json.dumps({"prompt": "bear"}).encode()
head = {"Content-Type": "application/json"}
asked = urllib.request.Request("http://10.77.0.2:8642/v1/pictures?wait=60", wish, head)
print(json.load(urllib.request.urlopen(asked, timeout=70))["state"])
"""


@pytest.mark.needs("root", "ip")
@pytest.mark.timeout(900)
def test_a_link_that_flaps_is_forgotten_once_it_is_up(
    tmp_path: Path, report: Report, times: Times
) -> None:
    count, worst = times(2, 50), 0.0
    with lan() as network:
        machine, tablet = network.machine("10.77.0.2/24"), network.machine("10.77.0.3/24")
        with running_box(machine, tmp_path / "box") as box:
            for _ in range(count):
                machine.run("ip", "link", "set", machine.link, "down")
                assert box.get("/readyz")[0] == 200
                machine.run("ip", "link", "set", machine.link, "up")
                began = time.monotonic()
                assert tablet.run(sys.executable, "-c", ASK).stdout.strip() == "done"
                worst = max(worst, time.monotonic() - began)
            found = json.loads(
                tablet.run(sys.executable, "-m", "edged.cli", "--json", "discover").stdout
            )
            assert [each["id"] for each in found] == [box.about["id"]]
    report.note("flap", count, worst_s=worst)
