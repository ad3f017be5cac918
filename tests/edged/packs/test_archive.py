"""Archives of packs: the same pack gives the same bytes, and only plain files come out."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from edged.packs.archive import Entry, entries, length_of, members
from edged.packs.refusals import ArchiveCut, ArchiveInvalid, PackFileRefused
from runtime.errors import EdgedError
from runtime.pack import PackCorrupt, PackFileMissing, PackFileUnknown, read_manifest
from tests.edged.packs.making import archive_of, parts_of, raw_archive, toy_archive


def read_all(data: bytes) -> list[tuple[str, bytes]]:
    return [(entry.name, body_of(entry)) for entry in entries(io.BytesIO(data))]


def body_of(entry: Entry) -> bytes:
    return b"".join(iter(lambda: entry.body.read(1000), b""))


def test_what_was_packed_comes_out_the_manifest_first(tmp_path: Path) -> None:
    data = toy_archive(tmp_path)
    found = read_all(data)
    assert found[0][0] == "manifest.json"
    assert {name for name, _ in found} == {path.name for path in tmp_path.iterdir()}
    assert all((tmp_path / name).read_bytes() == content for name, content in found)
    assert parts_of(data) == found, "any tar reads it"


def test_the_same_pack_gives_the_same_bytes_whoever_owns_it_and_whenever(tmp_path: Path) -> None:
    first = toy_archive(tmp_path / "a")
    second = toy_archive(tmp_path / "b")
    for path in (tmp_path / "b").iterdir():
        path.chmod(0o600)
    assert first == second == archive_of(tmp_path / "b")
    assert len(first) == length_of(members(tmp_path / "a", read_manifest(tmp_path / "a")))


@pytest.mark.needs("tar")
def test_tar_lists_it_without_a_complaint(tmp_path: Path) -> None:
    (tmp_path / "toy.edgedpack").write_bytes(toy_archive(tmp_path / "toy"))
    done = subprocess.run(
        ["tar", "tf", tmp_path / "toy.edgedpack"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "decoder.onnx" in done.stdout.splitlines()


@pytest.mark.parametrize(
    "kind",
    [
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.DIRTYPE,
        tarfile.CHRTYPE,
        tarfile.FIFOTYPE,
        b"x",
        b"L",
    ],
)
def test_links_devices_folders_and_extensions_are_refused(kind: bytes) -> None:
    with pytest.raises(ArchiveInvalid, match="no file"):
        read_all(raw_archive([("a.json", b"{}"), ("b.json", b"")], kind=kind))


def test_every_cut_is_noticed(tmp_path: Path) -> None:
    data = toy_archive(tmp_path)
    for at in range(0, len(data), 4099):
        with pytest.raises(ArchiveInvalid):
            read_all(data[:at])
    with pytest.raises(ArchiveCut, match="vocabulary"):
        read_all(data[:-2000])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" + bytes(600), bytes(700), b"\xff" * 512])
def test_what_is_no_archive_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(ArchiveInvalid):
        read_all(data)


def test_nothing_may_follow_the_end(tmp_path: Path) -> None:
    data = toy_archive(tmp_path)
    with pytest.raises(ArchiveInvalid):
        read_all(data[:-512] + b"x" * 512)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("model.pt", PackFileRefused),
        ("run.py", PackFileRefused),
        ("custom_ops.so.1", PackFileRefused),
        ("more.onnx", PackFileUnknown),
    ],
)
def test_strangers_in_a_folder_are_refused_by_name(
    tmp_path: Path, name: str, error: type[EdgedError]
) -> None:
    toy_archive(tmp_path)
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(error, match=name):
        archive_of(tmp_path)


def test_links_in_a_folder_are_refused_and_missing_files_named(tmp_path: Path) -> None:
    toy_archive(tmp_path)
    (tmp_path / "decoder.onnx").unlink()
    with pytest.raises(PackFileMissing, match="decoder"):
        archive_of(tmp_path)
    (tmp_path / "decoder.onnx").symlink_to("/etc/passwd")
    with pytest.raises(PackCorrupt, match="link"):
        archive_of(tmp_path)


def test_a_file_that_changed_is_not_sent_on(tmp_path: Path) -> None:
    toy_archive(tmp_path)
    whole = (tmp_path / "decoder.onnx").read_bytes()
    for spoiled in (whole[:-1], b"x" + whole[1:]):
        (tmp_path / "decoder.onnx").write_bytes(spoiled)
        with pytest.raises(PackCorrupt, match="decoder"):
            archive_of(tmp_path)
