"""Which engine a profile takes: measured on a real box, and written down only where the admin agrees."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from edged.cli.engine_choice import check_writable, draw_on
from edged.client import Box as Client
from edged.client import BoxSaid
from edged.errors import WorkerCannotLoad
from edged.refusals import ProfileUnwritable
from edged.tuning import CLEARLY, EngineTime, ranked
from runtime.errors import EdgedError
from runtime.profile import profile_text, profiles_folder, read_profile
from scripts.box import Box
from tests.machines.build import build
from tests.toybox import edgectl, on, socket_of, toy_box

NAMED = 'profile = "cpu"\n'
ABSENT = "raise ModuleNotFoundError(\"No module named 'openvino'\", name='openvino')\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engines")


@pytest.fixture(scope="module")
def machine(home: Path) -> Path:
    return build("virtual-machine", home / "machine").root


@pytest.fixture(scope="module")
def box(home: Path, machine: Path) -> Iterator[Box]:
    with on(machine), toy_box(home, more=NAMED) as running:
        yield running


def own_file(machine: Path) -> Path:
    return machine / "etc/edged/profiles/cpu.toml"


def admin(home: Path) -> Client:
    return Client(socket_of(home), "en")


def drawn_on(home: Path) -> str:
    engine: str = admin(home).get("/admin/status")["worker"]["engine"]
    return engine


def offer(home: Path) -> dict[str, Any]:
    (used,) = (one for one in admin(home).get("/admin/profiles")["profiles"] if one["used"])
    found: dict[str, Any] = used
    return found


def test_every_engine_is_measured_and_the_profiles_own_comes_back(
    box: Box, home: Path, machine: Path
) -> None:
    told = edgectl(
        "--socket",
        socket_of(home),
        "--json",
        "tune",
        "--engines",
        env={"EDGED_SYSROOT": str(machine)},
    )
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert [one["engine"] for one in found["engines"]] == ["onnx", "openvino"]
    assert all(one["alone_s"] > 0 and one["trouble"] is None for one in found["engines"])
    assert [one["used"] for one in found["engines"]] == [True, False]
    assert found["chosen"] in {"onnx", "openvino"}
    assert found["written"] is None, "nobody agreed"
    assert not own_file(machine).exists()
    assert drawn_on(home).startswith("onnx")
    assert found["tuned"]["engine"] == "onnx"
    assert len(found["tuned"]["rungs"]) == 3
    assert box.draw("bear")["state"] == "done"


def test_what_was_agreed_to_takes_the_shipped_profiles_place_and_holds_after_a_restart(
    tmp_path: Path,
) -> None:
    machine = build("virtual-machine", tmp_path / "machine").root
    with on(machine), toy_box(tmp_path, more=NAMED):
        before = admin(tmp_path).get("/admin/tune")["tuned"]
        file = draw_on(
            admin(tmp_path), offer(tmp_path), "openvino", "because it is faster", automatic=False
        )
        assert file == own_file(machine)
        assert drawn_on(tmp_path).startswith("openvino")
        assert (offer(tmp_path)["own"], offer(tmp_path)["file"]) == (True, str(file))
    assert before is None
    assert file.read_text().startswith("# because it is faster\n")
    assert file.stat().st_mode & 0o777 == 0o644
    assert read_profile(file).extras == ("openvino",)
    assert read_profile(file).ladder == read_profile(profiles_folder() / "cpu.toml").ladder
    with on(machine), toy_box(tmp_path, more=NAMED):
        assert drawn_on(tmp_path).startswith("openvino")
        told = edgectl("--socket", socket_of(tmp_path), "tune")  # another engine, another speed
        assert told.returncode == 0, told.stderr
        assert admin(tmp_path).get("/admin/tune")["tuned"]["engine"] == "openvino"


def test_an_engine_that_is_not_installed_says_so_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub = tmp_path / "stub/openvino/__init__.py"
    stub.parent.mkdir(parents=True)
    stub.write_text(ABSENT)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "stub"))
    machine = build("virtual-machine", tmp_path / "machine").root
    with on(machine), toy_box(tmp_path, more=NAMED) as box:
        told = edgectl(
            "--socket",
            socket_of(tmp_path),
            "tune",
            "--engines",
            "--yes",
            env={"EDGED_SYSROOT": str(machine)},
        )
        assert told.returncode == 0, told.stderr
        assert "needs openvino, which is not installed here" in told.stdout
        assert "The profile cpu stays with onnx" in told.stdout
        assert "512x512" in told.stdout, "the rungs follow"
        with pytest.raises(BoxSaid, match="openvino"):
            draw_on(admin(tmp_path), offer(tmp_path), "openvino", "no", automatic=False)
        assert box.draw("bear")["state"] == "done"
        assert drawn_on(tmp_path).startswith("onnx")
    assert not list(own_file(machine).parent.iterdir())


def test_an_own_profile_that_could_not_be_used_is_as_it_was(box: Box, home: Path) -> None:
    own = home / "own.toml"
    own.write_text(profile_text(profiles_folder() / "cpu.toml"))
    gone = {"name": "no-such", "own": True, "file": str(own)}
    before = own.read_text()
    with pytest.raises(BoxSaid):
        draw_on(admin(home), gone, "openvino", "no", automatic=False)
    assert own.read_text() == before


def test_a_folder_that_cannot_be_written_is_said_before_anybody_measures(tmp_path: Path) -> None:
    (tmp_path / "etc").write_text("a file where a folder should be")
    file = tmp_path / "etc/edged/profiles/cpu.toml"
    with pytest.raises(ProfileUnwritable, match="cannot be written"):
        check_writable(file)


def times(**spent: float) -> Mapping[str, list[float]]:
    return {engine: [seconds, seconds * 3, seconds] for engine, seconds in spent.items()}


def best_of(found: tuple[EngineTime, ...]) -> str:
    (best,) = (one.engine for one in found if one.best)
    return best


def test_another_engine_must_be_clearly_faster_than_the_profiles_own() -> None:
    assert best_of(ranked(times(onnx=1.0, openvino=0.5), {}, "onnx")) == "openvino"
    assert best_of(ranked(times(onnx=1.0, openvino=CLEARLY + 0.01), {}, "onnx")) == "onnx"
    assert best_of(ranked(times(onnx=1.0, openvino=CLEARLY - 0.01), {}, "onnx")) == "openvino"
    assert best_of(ranked(times(openvino=1.0, onnx=2.0), {}, "openvino")) == "openvino"


def test_what_cannot_draw_is_never_the_best() -> None:
    trouble: EdgedError = WorkerCannotLoad(
        message_en="it needs a library", message_zh="缺少一个库", hint_en="", hint_zh=""
    )
    found = ranked({"onnx": [1.0], "openvino": [0.1]}, {"openvino": trouble}, "onnx")
    assert best_of(found) == "onnx"
    assert (found[1].alone_s, found[1].trouble) == (None, "worker_cannot_load")
    assert "it needs a library" in (found[1].told_en or "")
    assert "缺少一个库" in (found[1].told_zh or "")


def test_with_one_engine_there_is_nothing_to_choose() -> None:
    (only,) = ranked({"torch": []}, {}, "torch")
    assert (only.engine, only.alone_s, only.best) == ("torch", None, True)
