"""The packs of a running box, over its admin's socket: installed, used, given up, removed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from edged.packs.chosen import Chosen, remember_pack
from scripts.box import Box
from tests.edged.boxes import slow_box_in
from tests.edged.packs.making import archive_of, rewritten, toy_archive
from tests.edged.test_fitting import SMALL
from tests.sessions import admin_session
from tests.toybox import socket_of, toy_box
from tests.toypack import build_toy_pack


@asynccontextmanager
async def admin_of(folder: Path) -> AsyncIterator[ClientSession]:
    async with admin_session(socket_of(folder)) as session:
        yield session


async def asked(admin: ClientSession, path: str) -> dict[str, Any]:
    async with admin.get(path) as answer:
        found: dict[str, Any] = await answer.json()
    return found


async def install(admin: ClientSession, data: bytes, query: str = "") -> tuple[int, dict[str, Any]]:
    async with admin.post(f"/admin/packs{query}", data=data) as answer:
        return answer.status, await answer.json()


async def use(admin: ClientSession, name: str) -> tuple[int, dict[str, Any]]:
    async with admin.post("/admin/pack", json={"name": name}) as answer:
        return answer.status, await answer.json()


def blind(folder: Path, version: str = "2.0") -> bytes:
    """Archive of a pack that is whole and cannot draw: its decoder takes other latents."""
    toy = build_toy_pack(folder, name="blind", version=version)
    decoder = (toy / "encoder.onnx").read_bytes()
    return archive_of(rewritten(toy, {"decoder.onnx": decoder}))


@pytest.fixture
def data(tmp_path: Path) -> bytes:
    """Archive of toy@1.0."""
    return toy_archive(tmp_path / "toy", slow_ms=2)


@pytest.fixture
def bad(tmp_path: Path) -> bytes:
    return blind(tmp_path / "blind")


@pytest.fixture
def large(tmp_path: Path) -> bytes:
    """Archive of a pack that draws one size, in more steps than the others' fewest."""
    toy = build_toy_pack(tmp_path / "large", name="large", slow_ms=2)
    steps = {"default": 8, "min": 5, "max": 8}
    return archive_of(rewritten(toy, {}, {"sizes": ["512x512"], "steps": steps}))


@pytest.fixture
def few(tmp_path: Path) -> bytes:
    """Archive of a pack that knows nine things only."""
    return toy_archive(tmp_path / "few", name="few", slow_ms=2, few=True)


async def test_a_pack_is_installed_used_and_removed_while_the_box_draws(
    tmp_path: Path, data: bytes
) -> None:
    with toy_box(tmp_path) as box:
        async with admin_of(tmp_path) as admin:
            assert (await install(admin, data))[0] == 201
            assert (await install(admin, data))[0] == 200
            assert box.about()["pack"]["name"] == "cute-animals", "nothing changes by itself"
            assert (await use(admin, "toy"))[0] == 200
            assert box.about()["pack"]["name"] == "toy"
            assert (await asyncio.to_thread(box.draw, "bear"))["state"] == "done"
            for ref, code in (("toy@1.0", "pack_in_use"), ("cute-animals", "pack_shipped")):
                async with admin.delete(f"/admin/packs/{ref}") as answer:
                    assert (await answer.json())["error"]["code"] == code
            assert (await use(admin, "auto"))[1]["ref"] == "cute-animals@0.1.0"
            async with admin.delete("/admin/packs/toy@1.0") as answer:
                assert answer.status == 200
            assert len((await asked(admin, "/admin/packs"))["packs"]) == 1
    blobs = tmp_path / "state" / "packs" / "blobs"
    assert await asyncio.to_thread(lambda: list(blobs.iterdir())) == []


async def test_the_choice_holds_after_a_restart_and_under_every_profile(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "profiles").mkdir()
    for name in ("small", "tiny"):
        text = SMALL.replace('name = "small"', f'name = "{name}"')
        (tmp_path / "profiles" / f"{name}.toml").write_text(text.replace("nvidia = true", ""))
    more = f'profiles = "{tmp_path / "profiles"}"\n'
    with toy_box(tmp_path, more=more) as box:
        async with admin_of(tmp_path) as admin:
            await install(admin, data)
            await use(admin, "toy@1.0")
            async with admin.post("/admin/profile", json={"name": "tiny"}) as answer:
                assert answer.status == 200
        assert box.about()["pack"]["name"] == "toy"
    with toy_box(tmp_path, more=more) as box:
        about = box.about()
        assert (about["profile"], about["pack"]["name"]) == ("tiny", "toy")


async def test_pictures_that_wait_outlive_a_change_of_pack(tmp_path: Path, data: bytes) -> None:
    with slow_box_in(tmp_path) as box:
        async with admin_of(tmp_path) as admin:
            await install(admin, data)
            ids = [box.ask("/v1/pictures", {"prompt": "bear"})["id"] for _ in range(6)]
            first, second = await asyncio.gather(use(admin, "toy"), use(admin, "toy"))
        assert {first[0], second[0]} == {200, 409}
        loser = first if first[0] == 409 else second
        assert loser[1]["error"]["code"] == "change_in_progress"
        assert box.about()["pack"]["name"] == "toy"
        assert [await asyncio.to_thread(_end_of, box, id) for id in ids] == ["done"] * 6


async def test_what_waits_is_drawn_in_the_nearest_size_of_a_pack_that_has_others(
    tmp_path: Path, large: bytes
) -> None:
    with slow_box_in(tmp_path) as box:
        async with admin_of(tmp_path) as admin:
            await install(admin, large)
            wish = {"prompt": "bear", "size": "256x256", "steps": 4}
            ids = [box.ask("/v1/pictures", wish)["id"] for _ in range(6)]
            assert (await use(admin, "large"))[0] == 200
        assert [await asyncio.to_thread(_end_of, box, id) for id in ids] == ["done"] * 6
        served = box.ask(f"/v1/pictures/{ids[-1]}")["served"]
        assert (served["size"], served["steps"]) == ("512x512", 5)
        assert "another model" in served["reason"]


async def test_wishes_that_wait_for_a_pack_with_fewer_words_are_read_anew_or_told_what_it_draws(
    tmp_path: Path, few: bytes
) -> None:
    with slow_box_in(tmp_path, slow_ms=80) as box:
        async with admin_of(tmp_path) as admin:
            await install(admin, few)
            before = [box.ask("/v1/pictures", {"prompt": "bear"})["id"] for _ in range(5)]
            poorer = box.ask("/v1/pictures", {"prompt": "戴着王冠的小鸭子在海滩"})
            gone = box.ask("/v1/pictures", {"prompt": "a cat"})
            assert poorer["caption"] == "duck; wears crown; at beach"
            assert (await use(admin, "few"))[0] == 200
        ids = [*before, poorer["id"], gone["id"]]
        ends = [await asyncio.to_thread(_end_of, box, id) for id in ids]
        assert ends == [*["done"] * 6, "failed"]
        poorer = box.ask(f"/v1/pictures/{poorer['id']}")
        assert poorer["caption"] == "duck; at beach"
        assert "王冠" in "".join(poorer["dropped"])
        assert "another model" in poorer["served"]["reason"]
        gone = box.ask(f"/v1/pictures/{gone['id']}")["error"]
        assert gone["code"] == "wish_outgrown"
        assert "does not know" in gone["message"]
        assert "bear" in gone["fix"]


async def test_a_pack_that_cannot_draw_is_refused_and_the_old_one_goes_on(
    tmp_path: Path, data: bytes, bad: bytes
) -> None:
    with toy_box(tmp_path) as box:
        async with admin_of(tmp_path) as admin:
            await install(admin, data)
            await use(admin, "toy")
            assert (await install(admin, bad))[0] == 201
            code, answer = await use(admin, "blind")
            assert (code, answer["error"]["code"]) == (503, "worker_cannot_load")
        await asyncio.to_thread(box.until_ready)  # its painter begins again, with the old pack
        assert (box.about()["state"], box.about()["pack"]["name"]) == ("ready", "toy")
        assert (await asyncio.to_thread(box.draw, "bear"))["state"] == "done"
    with toy_box(tmp_path) as box:
        assert box.about()["pack"]["name"] == "toy"


async def test_a_pack_that_cannot_draw_after_a_restart_gives_way_to_the_one_before(
    tmp_path: Path, data: bytes, bad: bytes
) -> None:
    """As after an update of the software: it drew once, and now its worker says no."""
    with toy_box(tmp_path):
        async with admin_of(tmp_path) as admin:
            await install(admin, data)
            await install(admin, bad)
    chosen = Chosen(pack="blind@2.0", previous="toy@1.0")
    await asyncio.to_thread(remember_pack, tmp_path / "state", chosen)
    for _ in range(2):
        with toy_box(tmp_path) as box:
            assert box.about()["pack"]["name"] == "toy"
            assert box.about()["state"] == "degraded"
            assert (await asyncio.to_thread(box.draw, "bear"))["state"] == "done"
            async with admin_of(tmp_path) as admin:
                (issue,) = (await asked(admin, "/admin/status"))["issues"]
                assert issue["code"] == "pack_fallback"
                assert "blind@2.0" in issue["text"]
                assert "toy@1.0" in issue["fix"]
    with toy_box(tmp_path) as box:
        async with admin_of(tmp_path) as admin:
            await use(admin, "toy@1.0")
            assert (await asked(admin, "/admin/status"))["issues"] == []
            assert box.about()["state"] == "ready"


async def test_a_pack_that_was_damaged_meanwhile_gives_way_too(tmp_path: Path, data: bytes) -> None:
    with toy_box(tmp_path):
        async with admin_of(tmp_path) as admin:
            await install(admin, data)
            await use(admin, "toy")
    file = tmp_path / "state" / "packs" / "installed" / "toy@1.0" / "decoder.onnx"
    file.chmod(0o640)
    file.write_bytes(bytes(file.stat().st_size))
    with toy_box(tmp_path) as box:
        assert box.about()["pack"]["name"] == "cute-animals"
        async with admin_of(tmp_path) as admin:
            (issue,) = (await asked(admin, "/admin/status"))["issues"]
            assert "decoder.onnx" in issue["text"]
            code, answer = await use(admin, "toy")
            assert (code, answer["error"]["code"]) == (409, "pack_corrupt")
            assert (await install(admin, data))[1]["new"] is False
            async with admin.get("/admin/packs/toy/check") as events:
                assert "event: failed" in await events.text()


async def test_a_pack_that_needs_more_than_the_profile_allows_is_refused(tmp_path: Path) -> None:
    large = await asyncio.to_thread(_large, tmp_path / "large")
    with toy_box(tmp_path) as box:
        async with admin_of(tmp_path) as admin:
            code, answer = await install(admin, large)
            assert code == 201, "another profile may suit it"
            assert "999999 MB" in answer["pack"]["trouble"]
            code, answer = await use(admin, "large")
            assert (code, answer["error"]["code"]) == (409, "pack_unfit")
            assert "999999 MB" in answer["error"]["message"]
            assert box.about()["pack"]["name"] == "cute-animals"


async def test_two_at_once_do_not_meet(tmp_path: Path, data: bytes) -> None:
    release = asyncio.Event()

    async def halting() -> AsyncIterator[bytes]:
        yield data[:9000]
        await release.wait()
        yield data[9000:]

    with toy_box(tmp_path):
        async with admin_of(tmp_path) as admin:
            first = asyncio.create_task(install(admin, halting()))  # type: ignore[arg-type]
            await asyncio.to_thread(_until, lambda: begun(tmp_path))
            code, answer = await install(admin, data)
            assert (code, answer["error"]["code"]) == (409, "pack_busy")
            release.set()
            assert (await first)[0] == 201
            assert (await install(admin, data))[0] == 200


async def test_whoever_leaves_or_falls_silent_leaves_nothing(tmp_path: Path, data: bytes) -> None:

    async def silent() -> AsyncIterator[bytes]:
        yield data[:9000]
        await asyncio.sleep(30)

    with toy_box(tmp_path, more="[http]\nbody_deadline_s = 1\n"):
        async with admin_of(tmp_path) as admin:
            code, answer = await install(admin, silent())  # type: ignore[arg-type]
            assert (code, answer["error"]["code"]) == (408, "body_too_slow")
            leaving = asyncio.create_task(install(admin, silent()))  # type: ignore[arg-type]
            await asyncio.to_thread(_until, lambda: begun(tmp_path))
            leaving.cancel()
            await asyncio.to_thread(_until, lambda: not begun(tmp_path))
            assert (await install(admin, data))[0] == 201


async def test_only_trusted_packs_where_the_owner_says_so(tmp_path: Path, data: bytes) -> None:
    with toy_box(tmp_path):
        async with admin_of(tmp_path) as admin:
            await install(admin, data)
            await use(admin, "toy")
    strict = f'require_signed = true\nkeys = "{tmp_path / "keys"}"\n'
    with toy_box(tmp_path, more=strict) as box:
        assert box.about()["pack"]["name"] == "cute-animals", "what came with the box is trusted"
        async with admin_of(tmp_path) as admin:
            (issue,) = (await asked(admin, "/admin/status"))["issues"]
            assert "signed by a key" in issue["text"]
            assert (await use(admin, "toy"))[1]["error"]["code"] == "pack_unsigned"
            other = await asyncio.to_thread(toy_archive, tmp_path / "other", "1.1")
            assert (await install(admin, other))[1]["error"]["code"] == "pack_unsigned"


async def test_a_pack_travels_from_box_to_box_as_the_same_bytes(
    tmp_path: Path, data: bytes
) -> None:
    with toy_box(tmp_path):
        async with admin_of(tmp_path) as admin:
            await install(admin, data)
            async with admin.get("/admin/packs/toy/archive") as answer:
                assert await answer.read() == data
            async with admin.get("/admin/packs/toy/check") as events:
                text = await events.text()
            assert json.loads(text.rpartition("data: ")[2])["ref"] == "toy@1.0"
            async with admin.get("/admin/packs/nobody/check") as answer:
                assert (await answer.json())["error"]["code"] == "pack_unknown"


async def test_a_stick_is_offered_while_it_is_there_and_nothing_is_loaded(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    await asyncio.to_thread(stick.mkdir)
    file = stick / "toy.edgedpack"
    await asyncio.to_thread(file.write_bytes, await asyncio.to_thread(toy_archive, tmp_path / "t"))
    told = {"packs": [{"name": "toy", "version": "1.0", "path": str(file)}]}
    with toy_box(tmp_path) as box:
        async with admin_of(tmp_path) as admin:
            async with admin.put("/admin/sticks/sdb1", json=told) as answer:
                assert answer.status == 200
            assert (await asked(admin, "/admin/status"))["offers"] == told["packs"]
            found = await asked(admin, "/admin/packs")
            assert (found["offers"], len(found["packs"])) == (told["packs"], 1)
            (said,) = (await asked(admin, "/v1/lesson"))["feeling"]["offers"]
            assert "toy 1.0" in said, "the teacher is told"
            await asyncio.to_thread(file.unlink)
            assert (await asked(admin, "/admin/status"))["offers"] == [], "pulled out"
            async with admin.put("/admin/sticks/sdb1", json={"packs": []}) as answer:
                assert answer.status == 200
            assert box.about()["pack"]["name"] == "cute-animals"


def begun(folder: Path) -> bool:
    """Somebody is just installing."""
    return any((folder / "state" / "packs").glob("staging/*/manifest.json"))


def _large(folder: Path) -> bytes:
    toy = build_toy_pack(folder, name="large")
    return archive_of(rewritten(toy, {}, {"memory_mb": 999_999}))


def _end_of(box: Box, id: str) -> str:
    def state() -> str:
        return str(box.ask(f"/v1/pictures/{id}")["state"])

    _until(lambda: state() not in {"queued", "drawing"})
    return state()


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)
