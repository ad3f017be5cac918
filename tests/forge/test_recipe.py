"""The recipe at toy size: six vehicles become a pack that draws, however often the work is interrupted."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from forge import copies
from forge.errors import Stopped
from forge.examples.vehicles import SUBJECT
from forge.recipe import DISTILLED, TEACHER, TOY, Call, Carrier, follow, restore
from forge.train import load_generator, load_run, load_sampling
from runtime.loading import open_pipeline
from runtime.messages import Done, Draw
from runtime.profile import profile_text, profiles_folder
from runtime.prompt import read

FOREVER = float("inf")
pytestmark = pytest.mark.timeout(900)  # all of a pack's making lies in the first test's setup


class Impatient(Carrier):
    """Ends a training after its second step, as a call does whose time is up."""

    steps = 0

    @property
    def over(self) -> bool:
        self.steps += 1
        return self.steps > 1

    def check(self) -> None:
        if self.steps:
            super().check()


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Call:
    root = tmp_path_factory.mktemp("recipe")
    (root / "work" / TEACHER).mkdir(parents=True)
    (root / "out").mkdir()
    return Call(
        work=root / "work",
        out=root / "out",
        subject=SUBJECT,
        module="forge.examples.vehicles",
        minutes=0.25,
        device="cpu",
        workers=1,
        keep=0.7,
        plan=TOY,
    )


@pytest.fixture(scope="module")
def stopped(call: Call) -> int:
    """The teacher's steps when its first call was ended."""
    follow(call, Carrier(FOREVER, call.out), until="autoencoder")
    with pytest.raises(Stopped, match="goes on"):
        follow(call, Impatient(FOREVER, call.out), until=TEACHER)
    return load_run(call.work / TEACHER, "cpu").step


@pytest.fixture(scope="module")
def pack(call: Call, stopped: int) -> Path:
    follow(call, Carrier(FOREVER, call.out))
    return call.out / SUBJECT.packing.name


def test_an_interrupted_call_goes_on_where_it_was(call: Call, stopped: int, pack: Path) -> None:
    assert stopped > 0
    assert load_run(call.work / TEACHER, "cpu").step > stopped
    done = msgspec.json.decode((call.work / "recipe.json").read_bytes())
    assert done == ["whole", "autoencoder", "teacher", "pruned", "distilled", "pack"]


def test_what_is_done_is_not_done_again(call: Call, pack: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in pack.iterdir()}
    follow(call, Carrier(FOREVER, call.out))
    assert {path: path.stat().st_mtime_ns for path in pack.iterdir()} == before


def test_the_finished_model_is_smaller_and_draws_in_few_steps(call: Call, pack: Path) -> None:
    whole, small = (load_generator(call.work / name) for name in (TEACHER, DISTILLED))
    counts = [sum(p.numel() for p in network.parameters()) for network in (whole, small)]
    assert counts[1] < 0.85 * counts[0]
    assert load_sampling(call.work / DISTILLED).steps == TOY.steps


def test_the_pack_draws_what_a_child_asks_for(pack: Path) -> None:
    loaded = open_pipeline(pack, profile_text(profiles_folder() / "cpu.toml"))
    assert (loaded.manifest.name, loaded.manifest.guidance) == ("toy-vehicles", 1.0)
    reading = read("红色的汽车", loaded.vocabulary)
    assert loaded.vocabulary.text(reading.caption) == "car: red"
    events = loaded.pipeline.accept(Draw(id="a", caption=reading.caption, seed=1))
    while loaded.pipeline.busy:
        events = loaded.pipeline.advance()
    frame, payload = events[-1]
    assert isinstance(frame, Done)
    assert Image.open(io.BytesIO(payload)).size == (512, 512)


def test_weights_and_sheets_are_carried_out_and_serve_elsewhere(
    call: Call, pack: Path, tmp_path: Path
) -> None:
    assert list(call.out.glob("teacher-*.png"))
    assert copies.get(call.out, "autoencoder")["sizes"]
    restore(call.out, tmp_path)
    again, first = load_generator(tmp_path / DISTILLED), load_generator(call.work / DISTILLED)
    assert again.shape == first.shape
    assert load_sampling(tmp_path / DISTILLED).distilled
