"""A real worker that keeps latents: it decodes what is there, dreams, and begins with what is similar."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from runtime.messages import Cancel, Cancelled, Done, Load, Ready, Start, Step, Waking
from tests.readback import open_image
from tests.workerpipe import PROFILE, Event, WorkerPipe, caption, draw, pictures, steps


def load(worker: WorkerPipe, pack: Path, latents: Path) -> Ready:
    worker.send(Load(pack=str(pack), profile=PROFILE, latents=str(latents)))
    ready, _ = worker.awake()
    assert isinstance(ready, Ready)
    return ready


def end_of(events: list[Event], id: str) -> tuple[Done, bytes]:
    (found,) = [(f, data) for f, data in events if isinstance(f, Done) and f.id == id]
    return found


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def test_the_second_time_a_picture_is_only_decoded(toy_pack: Path, tmp_path: Path) -> None:
    with WorkerPipe() as worker:
        digest = load(worker, toy_pack, tmp_path).pack_digest
        worker.send(draw("a", keep="asked"))
        first, image = end_of(worker.receive_until_ended("a"), "a")
        (file,) = files(tmp_path)
        assert file.parent == tmp_path / digest / "asked"
        assert (first.cached, first.kept) == (False, file.stat().st_size)
        worker.send(draw("b", keep="asked", prompt="other words"))
        events = worker.receive_until_ended("b")
        second, again = end_of(events, "b")
        assert (second.cached, second.kept, steps(events)) == (True, 0, [])
        assert open_image(image).tobytes() == open_image(again).tobytes()
        worker.send(draw("c"), draw("d", keep="asked", seed=2), draw("e", keep="asked", steps=9))
        events = worker.receive_until_ended("c", "d", "e")
        assert [end_of(events, id)[0].cached for id in "cde"] == [False] * 3
        assert worker.leave()[0] == 0


def test_a_worker_without_a_folder_keeps_nothing(toy_pack: Path) -> None:
    with WorkerPipe() as worker:
        worker.load(toy_pack)
        worker.send(draw("a", keep="asked"))
        worker.receive_until_ended("a")
        worker.send(draw("b", keep="asked"))
        done, _ = end_of(worker.receive_until_ended("b"), "b")
        assert (done.cached, done.kept) == (False, 0)


def test_a_damaged_file_is_told_removed_and_the_picture_drawn(
    toy_pack: Path, tmp_path: Path
) -> None:
    with WorkerPipe() as worker:
        load(worker, toy_pack, tmp_path)
        worker.send(draw("a", keep="asked"))
        _, image = end_of(worker.receive_until_ended("a"), "a")
        (file,) = files(tmp_path)
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
        worker.send(draw("b", keep="asked"))
        done, again = end_of(worker.receive_until_ended("b"), "b")
        assert (done.cached, done.spoilt, done.kept > 0) == (False, 1, True)
        assert open_image(image).tobytes() == open_image(again).tobytes()
        status, words, _ = worker.leave()
        assert status == 0
        assert "damaged" in words


def test_a_dream_leaves_latents_and_no_picture(toy_pack: Path, tmp_path: Path) -> None:
    with WorkerPipe() as worker:
        load(worker, toy_pack, tmp_path)
        dream = draw("dream", keep="standard", bare=True, previews=False)
        worker.send(dream)
        done, payload = end_of(worker.receive_until_ended("dream"), "dream")
        assert (payload, done.kept > 0) == (b"", True)
        worker.send(draw("real", keep="asked"))
        done, payload = end_of(worker.receive_until_ended("real"), "real")
        assert done.cached
        assert open_image(payload).size == (512, 512)
        worker.send(msgspec.structs.replace(dream, id="again"))
        done, payload = end_of(worker.receive_until_ended("again"), "again")
        assert (payload, done.cached, done.kept) == (b"", True, 0)


def test_a_dream_leaves_at_its_next_step(slow_pack: Path, tmp_path: Path) -> None:
    with WorkerPipe() as worker:
        load(worker, slow_pack, tmp_path)
        worker.send(draw("dream", keep="standard", bare=True, previews=False, steps=20))
        worker.receive()
        worker.send(Cancel(id="dream"), draw("real", steps=4))
        events = worker.receive_until_ended("dream", "real")
        order = [
            (type(frame), frame.id) for frame, _ in events if not isinstance(frame, Waking | Ready)
        ]
        assert order.index((Cancelled, "dream")) <= 2
        assert order.count((Step, "real")) == 4
        assert not files(tmp_path)


def test_a_picture_may_begin_with_a_similar_ones_latents(toy_pack: Path, tmp_path: Path) -> None:
    plain = ("animal duck yellow",)
    hatted = ("animal duck yellow", "worn hat red")
    with WorkerPipe() as worker:
        load(worker, toy_pack, tmp_path)
        worker.send(draw("near", *plain, seed=5, keep="asked"), draw("full", *hatted, seed=9))
        full = pictures(worker.receive_until_ended("near", "full"))["full"]
        start = Start(caption=caption(*plain), seed=5, steps=8, at=2)
        worker.send(draw("begun", *hatted, seed=9, keep="asked", start=start))
        events = worker.receive_until_ended("begun")
        done, image = end_of(events, "begun")
        assert (done.started_at, done.steps, done.cached, done.kept) == (2, 8, False, 0)
        assert [frame.step for frame, _ in events if isinstance(frame, Step)] == [3, 4, 5, 6, 7, 8]
        assert open_image(image).tobytes() != open_image(full).tobytes()
        # Without those latents, and with more steps left out than there are: it is drawn all the same.
        gone = msgspec.structs.replace(start, seed=6)
        worker.send(draw("alone", *hatted, seed=9, start=gone))
        done, image = end_of(worker.receive_until_ended("alone"), "alone")
        assert done.started_at == 0
        difference = np.asarray(open_image(image)).astype(int) - np.asarray(open_image(full))
        assert np.abs(difference).max() <= 1
        late = msgspec.structs.replace(start, at=99)
        worker.send(draw("late", *hatted, seed=9, start=late))
        done, _ = end_of(worker.receive_until_ended("late"), "late")
        assert done.started_at == 7
