from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from runtime.latents import Latents, rounded
from runtime.sketch import Sketch, read_title
from tests.workerpipe import caption

SHAPE = (4, 16, 16)
SKETCH = Sketch(caption=caption("animal duck yellow"), seed=7, steps=8)
CLEAN = rounded(np.random.default_rng(0).normal(size=SHAPE).astype(np.float32))


def kept(root: Path, sketch: Sketch = SKETCH, digest: str = "d1") -> tuple[Latents, Path]:
    latents = Latents(root, digest, SHAPE)
    assert latents.keep(sketch, CLEAN, "asked") > 0
    return latents, root / digest / "asked" / sketch.name


def test_what_was_kept_comes_back_to_the_bit(tmp_path: Path) -> None:
    latents, file = kept(tmp_path)
    found = latents.find(SKETCH)
    assert found is not None
    assert np.array_equal(found, CLEAN)
    assert [each.name for each in file.parent.iterdir()] == [SKETCH.name]


def test_another_seed_other_steps_another_wish_and_another_pack_find_nothing(
    tmp_path: Path,
) -> None:
    latents, _ = kept(tmp_path)
    assert latents.find(Sketch(caption=SKETCH.caption, seed=8, steps=8)) is None
    assert latents.find(Sketch(caption=SKETCH.caption, seed=7, steps=9)) is None
    assert latents.find(Sketch(caption=caption("animal duck"), seed=7, steps=8)) is None
    assert Latents(tmp_path, "d2", SHAPE).find(SKETCH) is None
    assert latents.spoilt == 0


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    latents, file = kept(tmp_path)
    whole = file.read_bytes()
    header = 8 + int.from_bytes(whole[:8], "little")
    places = [*range(header), header, (header + len(whole)) // 2, len(whole) - 1]
    for number, at in enumerate(places, 1):
        flipped = bytearray(whole)
        flipped[at] ^= 1 << number % 8
        file.write_bytes(flipped)
        assert latents.find(SKETCH) is None, at
        assert not file.exists()
        assert latents.spoilt == number


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 100, 500, 2000])
def test_a_torn_file_is_removed(tmp_path: Path, length: int) -> None:
    latents, file = kept(tmp_path)
    file.write_bytes(file.read_bytes()[:length])
    assert latents.find(SKETCH) is None
    assert not file.exists()


def test_a_foreign_file_under_the_right_name_is_removed(tmp_path: Path) -> None:
    other = Sketch(caption=caption("animal bear"), seed=7, steps=8)
    latents, file = kept(tmp_path, other)
    file.rename(file.with_name(SKETCH.name))
    assert latents.find(SKETCH) is None
    assert not list(file.parent.iterdir())


def test_latents_of_another_pack_and_of_another_shape_are_removed(tmp_path: Path) -> None:
    _, file = kept(tmp_path)
    for place, shape in (("d2", SHAPE), ("d1", (4, 8, 8))):
        target = tmp_path / place / "standard" / SKETCH.name
        target.parent.mkdir(parents=True)
        target.write_bytes(file.read_bytes())
        file.unlink(missing_ok=True) if place == "d1" else None
        assert Latents(tmp_path, place, shape).find(SKETCH) is None
        assert not target.exists()


def test_a_disk_that_takes_nothing_costs_no_picture(tmp_path: Path) -> None:
    (tmp_path / "d1").write_text("in the way")
    assert Latents(tmp_path, "d1", SHAPE).keep(SKETCH, CLEAN, "asked") == 0


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    latents = Latents(tmp_path, "d1", SHAPE)
    folder = tmp_path / "d1" / "asked"
    (folder / SKETCH.name).mkdir(parents=True)
    assert latents.keep(SKETCH, CLEAN, "asked") == 0
    assert [each.name for each in folder.iterdir()] == [SKETCH.name]


def test_a_title_can_be_read_without_the_numbers(tmp_path: Path) -> None:
    _, file = kept(tmp_path)
    title = read_title(file)
    assert title is not None
    assert (title.sketch, title.pack) == (SKETCH, "d1")
    for junk in (b"", b"\xff" * 20, b"\x02\0\0\0\0\0\0\0{}"):
        file.write_bytes(junk)
        assert read_title(file) is None
