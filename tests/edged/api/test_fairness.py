"""Several tablets and one box that needs a while for a picture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from aiohttp import ClientSession, DummyCookieJar

from scripts.box import Box
from tests.edged.boxes import slow_box_in


@pytest.fixture(scope="module")
def busy_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """It draws one picture at a time, each in about two seconds."""
    folder = tmp_path_factory.mktemp("busy")
    more = 'profile = "cpu-small"\n[queue]\nper_device = 2\n'
    with slow_box_in(folder, slow_ms=250, more=more) as box:
        yield box


def tablet(box: Box, name: str) -> ClientSession:
    token = {"Authorization": f"Bearer {name:_<32}"}
    return ClientSession(box.url, headers=token, cookie_jar=DummyCookieJar())


async def asked(child: ClientSession, prompt: str = "bear") -> tuple[int, dict[str, object]]:
    async with child.post("/v1/pictures", json={"prompt": prompt, "steps": 8}) as answer:
        return answer.status, await answer.json()


async def test_a_child_that_presses_twenty_times_gets_two_and_a_kind_word(busy_box: Box) -> None:
    async with tablet(busy_box, "eager") as eager, tablet(busy_box, "patient") as patient:
        answers = [await asked(eager) for _ in range(20)]
        accepted = [body for status, body in answers if status == 202]
        refused = [body["error"] for status, body in answers if status == 429]
        assert 2 <= len(accepted) <= 4, "two wait; what is being drawn does not count"
        assert len(accepted) + len(refused) == 20
        assert {error["code"] for error in refused} == {"too_many_waiting"}  # type: ignore[index]
        status, mine = await asked(patient)
        assert status == 202
        assert mine["position"] == 1, "whoever was not served yet comes next"
        for body in [*accepted, mine]:
            async with patient.get(f"/v1/pictures/{body['id']}?wait=1") as answer:
                assert answer.status == 200
