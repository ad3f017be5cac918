"""`edgectl pack` against a real box, and without one."""

from __future__ import annotations

import json
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from edged.cli.pack_words import PACK_WORDS
from tests.edged.packs.making import archive_of, rewritten, toy_archive
from tests.terminal import on_terminal
from tests.toybox import edgectl, edgectl_environment, socket_of, toy_box
from tests.toypack import build_toy_pack


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A box, and the folder `toy` with a pack that it does not have."""
    folder = tmp_path_factory.mktemp("box")
    with toy_box(folder):
        yield folder


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return build_toy_pack(tmp_path / "toy", name="toy", version="1.0")


def ask(home: Path, *arguments: str | Path) -> CompletedProcess[str]:
    return edgectl("--socket", socket_of(home), *arguments)


def told(done: CompletedProcess[str]) -> str:
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_pack_comes_from_a_folder_is_used_sent_on_and_removed(
    home: Path, toy: Path, tmp_path: Path
) -> None:
    assert "toy@1.0 is installed" in told(ask(home, "pack", "import", toy))
    assert "was here already" in told(ask(home, "pack", "import", toy))
    assert "draws with toy@1.0 now" in told(ask(home, "pack", "use", "toy"))
    rows = told(ask(home, "pack", "list")).splitlines()
    assert [row.split()[0] for row in rows[1:3]] == ["cute-animals@0.1.0", "toy@1.0"]
    assert "came with the box" in rows[1]
    assert rows[2].split()[-2:] == ["in", "use"]
    assert "Chosen for every profile: toy@1.0" in rows[-1]
    assert "CC0-1.0" in told(ask(home, "pack", "show", "toy"))
    assert "every file is what the manifest says" in told(ask(home, "pack", "verify", "toy@1.0"))
    file = tmp_path / "toy.edgedpack"
    told(ask(home, "pack", "export", "toy", file))
    assert file.read_bytes() == toy_archive(tmp_path / "again", "1.0")
    again = ask(home, "pack", "export", "toy", file)
    assert (again.returncode, "there already" in again.stderr) == (1, True)
    in_use = ask(home, "pack", "remove", "toy")
    assert "The box draws with toy@1.0." in in_use.stderr
    told(ask(home, "pack", "use", "auto"))
    told(ask(home, "pack", "remove", "toy"))
    assert json.loads(told(ask(home, "--json", "pack", "import", file)))["new"] is True
    assert json.loads(told(ask(home, "--json", "pack", "remove", "toy@1.0")))["ref"] == "toy@1.0"


def test_a_pack_shows_its_steps_and_what_memory_each_way_to_load_it_takes(
    home: Path, tmp_path: Path
) -> None:
    several = build_toy_pack(tmp_path / "several", name="several", by_parts=[(2, 4)])
    memory = {"memory_by_precision": {"fp16": 640, "int8": 310}, "memory_measured": ["int8"]}
    told(ask(home, "pack", "import", rewritten(several, {}, memory)))
    shown = " ".join(told(ask(home, "--lang", "en", "pack", "show", "several")).split())
    assert "steps 8, from 4 to 20 4 for wishes of up to 2 parts" in shown
    assert "memory_by_precision fp16: about 640 MB int8: 310 MB, measured" in shown
    seen = json.loads(told(ask(home, "--json", "pack", "show", "several")))
    assert seen["steps"] == {"default": 8, "min": 4, "max": 20, "by_parts": [[2, 4]]}
    assert seen["memory_measured"] == ["int8"]


def test_a_person_sees_how_far_the_new_packs_worker_is(home: Path, tmp_path: Path) -> None:
    toy = build_toy_pack(tmp_path / "toy", name="seen", version="1.0")
    told(ask(home, "pack", "import", toy))
    command = [sys.executable, "-m", "edged.cli", "--socket", str(socket_of(home)), "pack", "use"]
    environment = edgectl_environment({"TERM": "xterm", "COLUMNS": "100"})
    with on_terminal([*command, "seen"], environment) as terminal:
        seen = terminal.to_the_end()
    assert "Waiting for its first picture" in seen
    assert re.search(r"\d+%", seen), seen
    assert "draws with seen@1.0 now" in seen
    told(ask(home, "pack", "use", "auto"))


def test_an_older_version_needs_the_word(home: Path, tmp_path: Path) -> None:
    for version in ("1.10", "1.9"):
        build_toy_pack(tmp_path / version, name="aged", version=version)
    told(ask(home, "pack", "import", tmp_path / "1.10"))
    refused = ask(home, "pack", "import", tmp_path / "1.9")
    assert refused.returncode == 1
    assert "older than 1.10" in refused.stderr
    assert "--downgrade" in refused.stderr
    told(ask(home, "pack", "import", tmp_path / "1.9", "--downgrade"))


def test_what_is_wrong_is_a_sentence_whoever_finds_it(home: Path, tmp_path: Path) -> None:
    toy = build_toy_pack(tmp_path / "toy", name="toy")
    (toy / "extra.pt").write_bytes(b"")
    assert "run programs" in ask(home, "pack", "import", toy).stderr
    (toy / "extra.pt").unlink()
    rewritten(toy, {"graph.onnx": b"nothing"})
    assert "graph.onnx there is no whole ONNX model" in ask(home, "pack", "import", toy).stderr
    (tmp_path / "cut.edgedpack").write_bytes(toy_archive(tmp_path / "whole")[:-3000])
    cut = ask(home, "--lang", "zh", "pack", "import", tmp_path / "cut.edgedpack")
    assert "不完整" in cut.stderr
    assert "cannot be read" in ask(home, "pack", "import", tmp_path / "absent").stderr
    assert "no pack in" in ask(home, "pack", "verify", tmp_path / "absent").stderr
    assert "no pack called nobody" in ask(home, "pack", "use", "nobody").stderr
    assert "no pack called nobody" in ask(home, "pack", "verify", "nobody").stderr


def test_a_large_pack_that_is_refused_is_not_sent_to_its_end(home: Path, tmp_path: Path) -> None:
    """The box has said no after the first kilobytes; whoever sends hears it."""
    data = toy_archive(tmp_path / "toy")
    file = tmp_path / "large.edgedpack"
    with file.open("wb") as out:
        out.write(data.replace(b"manifest.json", b"manifest.jsox", 1))
        out.truncate(2**33)
    refused = ask(home, "pack", "import", file)
    assert refused.returncode == 1
    assert "no archive of a pack" in refused.stderr


def test_keys_signatures_and_checks_need_no_box(toy: Path, tmp_path: Path) -> None:
    key, keys = tmp_path / "school", tmp_path / "keys"
    made = edgectl("pack", "keygen", key)
    assert "keep it secret" in told(made)
    assert (tmp_path / "school.key").stat().st_mode & 0o777 == 0o600
    assert "there already" in edgectl("pack", "keygen", key).stderr
    assert "is signed with the key" in told(edgectl("pack", "sign", toy, "--key", f"{key}.key"))
    assert "by an unknown key" in told(edgectl("pack", "verify", toy, "--keys", keys))
    keys.mkdir()
    (tmp_path / "school.pub").rename(keys / "school.pub")
    assert "by school" in told(edgectl("pack", "verify", toy, "--keys", keys))
    (tmp_path / "toy.edgedpack").write_bytes(archive_of(toy))
    answer = edgectl("--json", "pack", "verify", tmp_path / "toy.edgedpack", "--keys", keys)
    assert json.loads(told(answer))["signer"] == "school"
    rewritten(toy, {}, {"licence": "none"})
    wrong = edgectl("pack", "verify", toy, "--keys", keys)
    assert "not the one that was signed" in wrong.stderr
    assert (
        "no Ed25519 private key"
        in edgectl("pack", "sign", toy, "--key", keys / "school.pub").stderr
    )


def test_a_stick_is_offered_in_the_list_and_the_status(home: Path, toy: Path) -> None:
    stick = toy.parent
    (stick / "notes.txt").write_text("nothing")
    assert "1" in told(ask(home, "pack", "offer", stick, "--stick", "sdb1"))
    wanted = f"On a USB stick: toy 1.0, import with `edgectl pack import {toy}`"
    assert wanted in told(ask(home, "pack", "list"))
    assert wanted in told(ask(home, "status"))
    relative = edgectl(
        "--socket", socket_of(home), "pack", "offer", ".", "--stick", "sdb1", cwd=stick
    )
    assert "1" in told(relative)
    assert wanted in told(ask(home, "status"))
    told(ask(home, "pack", "offer", stick, "--stick", "sdb1", "--gone"))
    assert "USB" not in told(ask(home, "pack", "list"))


def test_both_languages_fill_the_same_places() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert [key for key, (en, zh) in PACK_WORDS.items() if places(en) != places(zh)] == []
