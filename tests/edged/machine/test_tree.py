from __future__ import annotations

import os
from pathlib import Path

import pytest

from edged.machine.tree import NAMES_LIMIT, TEXT_LIMIT, Tree


def test_a_link_with_an_absolute_target_begins_at_the_root(tmp_path: Path) -> None:
    (tmp_path / "sys/base").mkdir(parents=True)
    (tmp_path / "sys/base/model").write_bytes(b"A board\0")
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/device-tree").symlink_to("/sys/base")
    assert Tree(tmp_path).text("proc/device-tree/model") == "A board"


@pytest.mark.parametrize("target", ["/../../secret", "../../../secret", "../../secret"])
def test_no_link_leads_out_of_the_tree(tmp_path: Path, target: str) -> None:
    (tmp_path / "secret").write_text("keep out")
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc/release").symlink_to(target)
    assert Tree(root).text("etc/release") == ""
    assert Tree(root).text("../secret") == ""


def test_links_in_a_circle_read_as_empty(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("/a")
    tree = Tree(tmp_path)
    assert (tree.text("a"), tree.names("a"), tree.exists("a")) == ("", [], False)


def test_folders_pipes_and_absent_files_read_as_empty(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    tree = Tree(tmp_path)
    assert [tree.text(name) for name in ("folder", "pipe", "absent")] == ["", "", ""]
    assert tree.names("pipe") == []


def test_only_the_beginning_of_a_large_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"7" * 10 * 1024 * 1024)
    assert len(Tree(tmp_path).text("large")) == TEXT_LIMIT


def test_wrong_letters_and_nuls_do_not_stop_the_reading(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"\0one\0\xfftwo\0\0")
    tree = Tree(tmp_path)
    assert tree.strings("list") == ("one", "\ufffdtwo")
    assert tree.text("list").splitlines() == ["one", "\ufffdtwo"]


def test_a_folder_without_end_is_cut(tmp_path: Path) -> None:
    for number in range(NAMES_LIMIT + 5):
        (tmp_path / f"{number:05}").touch()
    assert len(Tree(tmp_path).names("")) == NAMES_LIMIT


def test_this_machines_own_files_are_read_as_they_are() -> None:
    tree = Tree()
    assert tree.own
    assert "MemTotal" in tree.text("proc/meminfo")
