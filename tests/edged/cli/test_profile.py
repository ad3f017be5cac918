"""`edgectl profile` against a real box that believes it runs on another machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.machines.build import build, environment
from tests.machines.double import build_library
from tests.toybox import edgectl, socket_of, toy_box

pytestmark = pytest.mark.needs("gcc")

OWN = """
name = "room-12"
summary = { en = "Our laptop.", zh = "我们的笔记本。" }
engine = "onnx"
providers = [{ name = "CPUExecutionProvider" }]
pack = "cute-animals"
memory_limit_mb = 1200
batch = 3
ladder = [{ size = "512x512", steps = 8 }, { size = "256x256", steps = 4, batch = 2 }]
[match]
gpu = ["RTX 3060 Laptop"]
"""


@pytest.fixture(scope="module")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A laptop with a card, a profile of its owner's and a wrong one."""
    home = tmp_path_factory.mktemp("box")
    machine = build("laptop-3060", home / "machine")
    own = machine.root / "etc/edged/profiles"
    own.mkdir(parents=True)
    (own / "room-12.toml").write_text(OWN)
    (own / "wrong.toml").write_text(OWN.replace("batch = 3", "batch = 0"))
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment(machine, build_library(home)).items():
                patch.setenv(name, value)
            stack.enter_context(toy_box(home))
        yield socket_of(home)


def ask(socket: Path, *arguments: str) -> CompletedProcess[str]:
    done = edgectl("--socket", socket, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done


def test_why_gives_programs_the_best_one_the_scores_and_the_facts(socket: Path) -> None:
    answer = json.loads(ask(socket, "--json", "profile", "why").stdout)
    assert answer.keys() == {"best", "used", "scores", "facts"}
    assert (answer["best"], answer["used"]) == ("room-12", "room-12")
    assert answer["scores"]["rtx3060-6gb"] == 4
    assert answer["scores"]["gpu-4gb"] is None
    assert answer["facts"]["gpu_memory_mb"] == 5994


def test_why_tells_people_which_condition_decided(socket: Path) -> None:
    text = ask(socket, "profile", "why").stdout
    assert "room-12 fits this machine best." in text
    assert "min_gpu_memory_mb: 7600 wanted, 5994 found" in text
    assert "gpu +315" in text
    assert "NVIDIA GeForce RTX 3060 Laptop GPU" in text
    assert "LENOVO 82JU" in text


def test_the_list_says_what_each_is_for_and_what_was_left_out(socket: Path) -> None:
    text = ask(socket, "profile", "list").stdout
    first = text.splitlines()[1]
    assert first.startswith("room-12")
    assert "in use, fits best, your own" in first
    assert "Our laptop." in first
    assert "wrong.toml, line 8: batch: Expected int >= 1. Write, for example: batch = 4" in text
    assert "我们的笔记本。" in ask(socket, "--lang", "zh", "profile", "list").stdout


def test_the_list_gives_programs_every_profile_with_its_fields(socket: Path) -> None:
    offers = json.loads(ask(socket, "--json", "profile", "list").stdout)
    names = [offer["name"] for offer in offers]
    assert names == sorted(names)
    assert {"name", "score", "own", "conditions", "profile"} <= offers[0].keys()


def test_a_profile_in_use_and_any_other_one_can_be_shown(socket: Path) -> None:
    used = ask(socket, "profile", "show").stdout
    assert used.startswith("room-12  in use")
    assert "256x256: steps 4, effort wish, batch 2" in used
    other = ask(socket, "profile", "show", "raspberry-pi-5").stdout
    assert "heat.target_c" in other
    assert "raspberry-pi-5.toml" in other
    shown = json.loads(ask(socket, "--json", "profile", "show", "cpu").stdout)
    assert shown["profile"]["pack"] == "cute-animals"


def test_a_profile_that_nobody_knows_is_refused_with_the_known_ones(socket: Path) -> None:
    done = edgectl("--socket", socket, "profile", "show", "abacus")
    assert done.returncode == 1
    assert "no profile called abacus" in done.stderr
    assert "room-12" in done.stderr


def test_the_wrong_file_is_an_issue_and_the_box_draws(socket: Path) -> None:
    status = json.loads(ask(socket, "--json", "status").stdout)
    assert status["worker"]["state"] == "ready"
    (issue,) = [each for each in status["issues"] if each["code"] == "profile_broken"]
    assert "wrong.toml, line 8: batch" in issue["text"]


def test_a_box_in_an_empty_tree_says_so_and_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGED_SYSROOT", str(build("empty", tmp_path / "nothing").root))
    with toy_box(tmp_path):
        status = json.loads(ask(socket_of(tmp_path), "--json", "status").stdout)
    assert status["worker"]["state"] == "ready"
    assert "machine_unknown" in [issue["code"] for issue in status["issues"]]


def test_a_tree_that_somebody_sent_is_explained_without_its_box(tmp_path: Path) -> None:
    sent = environment(build("raspberry-pi-5", tmp_path), None)
    answer = json.loads(edgectl("--json", "profile", "why", env=sent).stdout)
    assert answer.keys() == {"best", "used", "scores", "facts"}
    assert (answer["best"], answer["used"]) == ("raspberry-pi-5", "raspberry-pi-5")
    assert answer["facts"]["arch"] == "aarch64"
    text = edgectl("profile", "why", env=sent).stdout
    assert "raspberry-pi-5 fits this machine best." in text
    assert edgectl("profile", "list", env=sent).stdout.splitlines()[1].startswith("raspberry-pi-5")
    assert "intel-n100" in edgectl("profile", "show", "intel-n100", env=sent).stdout


def test_a_socket_that_was_named_is_not_replaced_by_guesses(tmp_path: Path) -> None:
    done = edgectl("--socket", tmp_path / "gone", "profile", "why")
    assert done.returncode != 0
    assert "no socket" in done.stderr
