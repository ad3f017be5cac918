"""`python -m forge`: lists the stages quickly, and tells what is wrong without a traceback."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from forge.__main__ import STAGES, main
from forge.examples import vehicles
from forge.subject import claim

VEHICLES = "forge.examples.vehicles"


def answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str]:
    """(status, what it says on stderr)"""
    monkeypatch.setattr(sys, "argv", ["forge", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    status = ended.value.code
    return (status if isinstance(status, int) else 1), capsys.readouterr().err


def test_every_stage_that_is_listed_is_there() -> None:
    assert all(importlib.util.find_spec(f"forge.{module}") for _, module, _ in STAGES)


def test_help_lists_the_stages_in_the_order_of_work_and_loads_no_torch() -> None:
    probe = (
        "import sys; sys.argv = ['forge', '--help']\n"
        "from forge.__main__ import main\n"
        "try: main()\n"
        "finally: print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.endswith("False\n")
    places = [done.stdout.index(f" {command} ") for command, _, _ in STAGES]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("autoencoder", "python -m forge draw"),
        ("train", "python -m forge autoencoder"),
        ("export", "python -m forge autoencoder"),
        ("prune", "python -m forge train"),
        ("distil", "python -m forge train"),
    ],
)
def test_an_empty_work_folder_is_told_what_comes_first(
    command: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = ["--out", str(tmp_path / "out")] if command in {"export", "prune", "distil"} else []
    status, told = answer(monkeypatch, capsys, command, "--work", str(tmp_path), *out)
    assert status == 1
    assert said in told
    assert "Traceback" not in told


def test_a_subject_that_is_none_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = answer(monkeypatch, capsys, "draw", "--subject", "no.such.thing")
    assert (status, "no.such.thing" in told) == (1, True)


def test_a_library_that_is_missing_is_told_with_where_it_comes_from(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "forge.sheets", raising=False)
    monkeypatch.setitem(sys.modules, "PIL", None)
    status, told = answer(monkeypatch, capsys, "sheets", "nowhere")
    assert (status, "PIL is missing" in told, ".[forge]" in told) == (1, True, True)


def test_a_subject_without_faces_is_told_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["faces", "--subject", VEHICLES, "--work", str(tmp_path)]
    status, told = answer(monkeypatch, capsys, *words)
    assert (status, "vehicles have no faces" in told) == (1, True)


def test_a_folder_of_another_subject_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    claim(tmp_path, vehicles.SUBJECT, vehicles.SUBJECT.vocabulary())
    status, told = answer(monkeypatch, capsys, "draw", "--work", str(tmp_path))
    assert status == 1
    assert "another vocabulary" in told
    assert [path.name for path in tmp_path.iterdir()] == ["subject.json"]


@pytest.mark.parametrize("command", ["prune", "distil"])
def test_a_network_is_never_overwritten_by_what_is_made_of_it(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "generator.pt").write_bytes(b"hours of work")
    place = ["--work", str(tmp_path), "--out", f"{tmp_path}/../{tmp_path.name}"]
    status, told = answer(monkeypatch, capsys, command, *place)
    assert (status, "name another folder" in told) == (1, True)
    assert (tmp_path / "generator.pt").read_bytes() == b"hours of work"


def test_a_teacher_is_never_overwritten_by_its_student(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places = ["--work", str(tmp_path / "small"), "--teacher", str(tmp_path)]
    status, told = answer(monkeypatch, capsys, "distil", *places, "--out", str(tmp_path))
    assert (status, "name another folder" in told) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("train", "--device", "gpu"), "gpu cannot be used here"),
        (("draw", "--workers", "0"), "1 and more"),
        (("prune", "--out", "small", "--keep", "1.5"), "between 0 and 1"),
        (("distil", "--out", "student", "--steps", "0"), "1 and more"),
    ],
)
def test_a_number_or_a_device_that_cannot_be_is_told_before_any_work(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    status, told = answer(monkeypatch, capsys, *words, "--work", "work")
    assert (status, said in told) == (2, True)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    work = tmp_path / "file" / "work"
    status, told = answer(monkeypatch, capsys, "draw", "--subject", VEHICLES, "--work", str(work))
    assert status == 1
    assert str(work) in told
