"""The dashboard names what a running box tells, and is whole."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from aiohttp import ClientSession

from edged.metrics import Metrics
from tests.source import ROOT

BOARD: dict[str, Any] = json.loads((ROOT / "docs" / "grafana" / "edged.json").read_text("utf-8"))
PANELS: list[dict[str, Any]] = BOARD["panels"]
METRIC = re.compile(r"\bedged_[a-z_]+")
DOCS = (ROOT / "docs" / "metrics.md").read_text("utf-8")


def expressions() -> list[str]:
    return [target["expr"] for panel in PANELS for target in panel.get("targets", ())]


async def test_every_metric_of_the_dashboard_is_one_of_a_running_box(web: ClientSession) -> None:
    async with web.get("/metrics") as answer:
        text = await answer.text()
    told: set[str] = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE):
        told |= (
            {f"{name}_bucket", f"{name}_count", f"{name}_sum"} if kind == "histogram" else {name}
        )
    named = {name for expression in expressions() for name in METRIC.findall(expression)}
    assert len(named) > 30
    assert named <= told, named - told


def test_the_dashboard_has_its_rows_and_no_two_panels_in_one_place() -> None:
    rows = [panel["title"] for panel in PANELS if panel["type"] == "row"]
    assert rows == ["The class", "The worker", "Heat and power", "The caches", "The network"]
    taken: set[tuple[int, int]] = set()
    for panel in PANELS:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)


def test_whoever_imports_it_chooses_the_data_source_and_the_box() -> None:
    assert BOARD["schemaVersion"] >= 39, "Grafana 11"
    kinds = {each["name"]: each["type"] for each in BOARD["templating"]["list"]}
    assert kinds == {"datasource": "datasource", "instance": "query"}
    for panel in PANELS:
        if panel["type"] != "row":
            assert panel["datasource"]["uid"] == "${datasource}"
            assert all('{instance=~"$instance"' in each["expr"] for each in panel["targets"])


@pytest.mark.parametrize("expression", expressions())
def test_every_expression_is_balanced(expression: str) -> None:
    for opening, closing in ("()", "{}", "[]"):
        assert expression.count(opening) == expression.count(closing)


def test_every_metric_that_is_no_sensors_and_no_caches_is_explained() -> None:

    names = re.findall(r"^# TYPE (edged_\w+)", Metrics().text().decode(), re.MULTILINE)
    others = tuple(
        f"edged_{each}"
        for each in [
            "cache",
            "sample",
            "temp",
            "power",
            "util",
            "clock",
            "memory",
            "battery",
            "on_",
            "thr",
            "sens",
        ]
    )
    for name in names:
        if not name.startswith(others) and not name.endswith("_created"):
            assert f"`{name}" in DOCS, name
