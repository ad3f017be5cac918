"""A pack comes in whole or not at all."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from edged.packs.installing import SPARE, install
from edged.packs.refusals import (
    ArchiveCut,
    ArchiveInvalid,
    ContentsWrong,
    NameRefused,
    PackClash,
    PackFileRefused,
    PackNoRoom,
    PackOlder,
    PackUnknown,
    PackUnsigned,
    PickleRefused,
)
from runtime.errors import EdgedError
from runtime.pack import (
    MAX_MANIFEST,
    Pack,
    PackCorrupt,
    PackFileCut,
    PackFileMissing,
    PackFileUnknown,
    PackInvalid,
    PackUnknownFamily,
    PackUnknownFormat,
)
from runtime.signature import SignatureWrong, new_pair, signed
from tests.edged.packs.making import (
    archive_of,
    names_in,
    parts_of,
    raw_archive,
    rewritten,
    shelf_in,
    toy_archive,
)
from tests.faults.disks import small_memory
from tests.source import ROOT
from tests.toypack import build_toy_pack

Parts = list[tuple[str, bytes]]


def test_an_installed_pack_is_a_folder_that_opens_as_any_pack_does(tmp_path: Path) -> None:
    shelf = shelf_in(tmp_path)
    done = install(shelf, io.BytesIO(toy_archive(tmp_path / "toy")))
    assert (done.new, done.held.ref, done.held.shipped) == (True, "toy@1.0", False)
    assert Pack.open(done.held.folder).digest == done.held.digest
    assert archive_of(done.held.folder) == archive_of(tmp_path / "toy")


def test_the_same_pack_once_more_changes_nothing(tmp_path: Path) -> None:
    shelf, data = shelf_in(tmp_path), toy_archive(tmp_path / "toy")
    install(shelf, io.BytesIO(data))
    before = names_in(shelf.root)
    assert not install(shelf, io.BytesIO(data)).new
    assert names_in(shelf.root) == before


def test_a_pack_that_is_here_takes_a_signature_that_was_made_later(tmp_path: Path) -> None:
    toy, shelf = build_toy_pack(tmp_path / "toy", name="toy"), shelf_in(tmp_path)
    held = install(shelf, io.BytesIO(archive_of(toy))).held
    for key in ("stranger", "school"):
        pair = new_pair()
        (tmp_path / f"{key}.key").write_bytes(pair.private)
        if key == "school":
            shelf.trust.keys.mkdir(exist_ok=True)
            (shelf.trust.keys / "school.pub").write_bytes(pair.public)
        seal = signed((toy / "manifest.json").read_bytes(), tmp_path / f"{key}.key")
        (toy / "manifest.sig").write_bytes(seal)
        assert not install(shelf, io.BytesIO(archive_of(toy))).new
        known = shelf.trust.check_folder("toy", held.folder).state
        assert known == ("known" if key == "school" else "unknown")
    (toy / "manifest.sig").write_bytes(
        signed((toy / "manifest.json").read_bytes(), tmp_path / "stranger.key")
    )
    install(shelf, io.BytesIO(archive_of(toy)))
    assert shelf.trust.check_folder("toy", held.folder).signer == "school"


def test_files_that_two_versions_share_lie_on_the_disk_once(tmp_path: Path) -> None:
    shelf = shelf_in(tmp_path)
    for version in ("1.0", "1.1"):
        install(shelf, io.BytesIO(toy_archive(tmp_path / version, version)))
    first, second = (shelf.find(f"toy@{version}").folder for version in ("1.0", "1.1"))
    assert (first / "decoder.onnx").samefile(second / "decoder.onnx")
    assert (first / "decoder.onnx").stat().st_mode & 0o222 == 0, "nobody writes into what is shared"


def test_a_stored_file_that_was_damaged_is_written_anew(tmp_path: Path) -> None:
    shelf = shelf_in(tmp_path)
    install(shelf, io.BytesIO(toy_archive(tmp_path / "a")))
    blob = next((shelf.root / "blobs").iterdir())
    blob.chmod(0o640)
    blob.write_bytes(bytes(blob.stat().st_size))
    install(shelf, io.BytesIO(toy_archive(tmp_path / "b", "1.1")))
    assert Pack.open(shelf.find("toy@1.1").folder)


def test_an_older_version_comes_in_only_where_it_is_asked_for(tmp_path: Path) -> None:
    shelf = shelf_in(tmp_path)
    install(shelf, io.BytesIO(toy_archive(tmp_path / "new", "0.10.0")))
    old = toy_archive(tmp_path / "old", "0.9.0")
    with pytest.raises(PackOlder, match=r"0\.9\.0 is older than 0\.10\.0"):
        install(shelf, io.BytesIO(old))
    assert install(shelf, io.BytesIO(old), downgrade=True).new
    assert shelf.find("toy").ref == "toy@0.10.0"


def test_a_version_that_came_with_the_box_counts_too(tmp_path: Path) -> None:
    build_toy_pack(tmp_path / "shipped" / "toy", name="toy", version="2.0")
    shelf = shelf_in(tmp_path)
    with pytest.raises(PackOlder):
        install(shelf, io.BytesIO(toy_archive(tmp_path / "old", "1.0")))
    assert not install(shelf, io.BytesIO(toy_archive(tmp_path / "same", "2.0"))).new
    other = toy_archive(tmp_path / "other", "2.0", slow_ms=1)
    with pytest.raises(PackClash):
        install(shelf, io.BytesIO(other))


def test_a_pack_that_is_signed_wrongly_is_always_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    pair = new_pair()
    (tmp_path / "own.key").write_bytes(pair.private)
    (tmp_path / "keys" / "own.pub").write_bytes(pair.public)
    toy = build_toy_pack(tmp_path / "toy", name="toy", version="1.0")
    sealed = signed((toy / "manifest.json").read_bytes(), tmp_path / "own.key")
    strict = shelf_in(tmp_path, required=True)
    with pytest.raises(PackUnsigned):
        install(strict, io.BytesIO(archive_of(toy)))
    (toy / "manifest.sig").write_bytes(sealed)
    assert install(strict, io.BytesIO(archive_of(toy))).new
    rewritten(toy, {}, {"version": "1.1"})
    for shelf in (strict, shelf_in(tmp_path)):
        with pytest.raises(SignatureWrong):
            install(shelf, io.BytesIO(archive_of(toy)))
    assert [held.ref for held in strict.packs()] == ["toy@1.0"]


def _flipped(parts: Parts) -> Parts:
    name, data = parts[-1]
    return [*parts[:-1], (name, data[:-1] + bytes([data[-1] ^ 1]))]


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda parts: parts[1:], ArchiveInvalid),
        (lambda parts: parts[::-1], ArchiveInvalid),
        (lambda parts: parts[:-1], PackFileMissing),
        (_flipped, PackCorrupt),
        (lambda parts: [*parts[:-1], (parts[-1][0], parts[-1][1][:-1])], PackFileCut),
        (lambda parts: [*parts[:-1], (parts[-1][0], parts[-1][1] + b"x")], PackFileCut),
        (lambda parts: [*parts, parts[-1]], PackFileUnknown),
        (lambda parts: [*parts, ("more.onnx", b"")], PackFileUnknown),
        (lambda parts: [*parts, ("model.bin", b"")], PickleRefused),
        (lambda parts: [*parts, ("../../up.json", b"{}")], NameRefused),
        (lambda parts: [*parts, ("/tmp/up.json", b"{}")], NameRefused),
        (lambda parts: [*parts, ("README.md", bytes(2**21))], ArchiveInvalid),
        (lambda parts: [("manifest.json", bytes(MAX_MANIFEST + 1)), *parts[1:]], ArchiveInvalid),
        (lambda parts: [("manifest.json", b"{"), *parts[1:]], PackInvalid),
        (lambda parts: [parts[0], ("manifest.sig", bytes(9999)), *parts[1:]], ArchiveInvalid),
        (lambda parts: [parts[0], ("manifest.sig", b"nothing"), *parts[1:]], SignatureWrong),
    ],
)
def test_an_archive_that_somebody_tampered_with_leaves_nothing(
    tmp_path: Path, spoil: Callable[[Parts], Parts], error: type[EdgedError]
) -> None:
    shelf = shelf_in(tmp_path)
    data = raw_archive(spoil(parts_of(toy_archive(tmp_path / "toy"))))
    with pytest.raises(error) as refused:
        install(shelf, io.BytesIO(data))
    assert str(tmp_path) not in refused.value.message("en"), "nobody knows our scratch folders"
    assert names_in(shelf.root) == ["staging"]


@pytest.mark.parametrize(
    ("files", "changes", "error"),
    [
        ({"weights.pt": b""}, {}, PickleRefused),
        ({"weights.safetensors": b"\x80\x04\x95" + bytes(40)}, {}, PickleRefused),
        ({"weights.safetensors": b"\x00" * 5}, {}, ContentsWrong),
        ({"weights.onnx.data": b"1234"}, {}, PackFileRefused),
        ({"Decoder.onnx": b""}, {}, PackFileRefused),
        ({"pipeline.py": b""}, {}, PackFileRefused),
        ({"vocabulary.json": b"{}"}, {}, PackInvalid),
        ({"encoder.onnx": b"\x00"}, {}, ContentsWrong),
        ({}, {"family": "nobody-knows"}, PackUnknownFamily),
        ({}, {"format": 99}, PackUnknownFormat),
        ({}, {"version": "../../x"}, PackInvalid),
        ({}, {"name": "../x"}, PackInvalid),
        ({}, {"name": ""}, PackInvalid),
    ],
)
def test_a_pack_whose_manifest_agrees_with_what_may_not_be_is_refused(
    tmp_path: Path, files: dict[str, bytes], changes: dict[str, object], error: type[EdgedError]
) -> None:
    shelf = shelf_in(tmp_path)
    toy = rewritten(build_toy_pack(tmp_path / "toy", name="toy"), files, changes)
    order = ["manifest.json", *(path for path in names_in(toy) if path != "manifest.json")]
    parts = [(path, (toy / path).read_bytes()) for path in order]
    with pytest.raises(error) as refused:
        install(shelf, io.BytesIO(raw_archive(parts)))
    assert refused.value.message("zh")
    assert names_in(shelf.root) == ["staging"]


def test_a_bomb_ends_before_its_bytes_are_read(tmp_path: Path) -> None:
    """The header says a terabyte where the manifest says some thousands."""
    shelf, data = shelf_in(tmp_path), toy_archive(tmp_path / "toy")
    at = data.index(b"decoder.onnx", len(parts_of(data)[0][1]) + 512)
    header = bytearray(data[at : at + 512])
    header[124:136] = b"\x80" + (10**12).to_bytes(11)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    source = io.BytesIO(data[:at] + header + bytes(10_000_000))
    with pytest.raises(PackFileCut):
        install(shelf, source)
    assert source.tell() < at + 10_000
    assert names_in(shelf.root) == ["staging"]


def test_every_cut_leaves_nothing(tmp_path: Path) -> None:
    shelf, data = shelf_in(tmp_path), toy_archive(tmp_path / "toy")
    for at in range(0, len(data), 4999):
        with pytest.raises((ArchiveInvalid, ArchiveCut)):
            install(shelf, io.BytesIO(data[:at]))
        assert names_in(shelf.root) == ["staging"]


@pytest.mark.needs("root")
def test_too_little_room_is_said_before_anything_is_written(tmp_path: Path) -> None:
    data = toy_archive(tmp_path / "toy")
    with small_memory(tmp_path / "shelf", "8m"):
        shelf = shelf_in(tmp_path)
        source = io.BytesIO(data)
        with pytest.raises(PackNoRoom, match="needs 65 MB") as refused:
            install(shelf, source)
        assert source.tell() < 8000
        assert "remove" in str(refused.value.fix("en"))
        assert names_in(shelf.root) == ["staging"]


@pytest.mark.needs("root")
def test_a_disk_that_somebody_else_fills_meanwhile_leaves_nothing(tmp_path: Path) -> None:
    data = toy_archive(tmp_path / "toy")
    room = SPARE // 2**20 + 1
    with small_memory(tmp_path / "shelf", f"{room}m"):
        shelf = shelf_in(tmp_path)
        with pytest.raises(PackNoRoom):
            install(shelf, _Greedy(data, tmp_path / "shelf" / "others"))
        assert names_in(shelf.root) == ["others", "staging"]
        (tmp_path / "shelf" / "others").unlink()
        assert install(shelf, io.BytesIO(data)).new


class _Greedy(io.BytesIO):
    """Fills the disk once the pack's files come."""

    def __init__(self, data: bytes, file: Path) -> None:
        super().__init__(data)
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 8192 and not self._file.exists():
            with self._file.open("wb", buffering=0) as out:
                for piece in (bytes(2**20), bytes(1024)):
                    with suppress(OSError):
                        while out.write(piece):
                            pass
        return super().read(size)


STAGES = [
    "edged.packs.shelf.Shelf.staging",
    "edged.packs.reading._manifest",
    "edged.packs.installing._place",
    "edged.packs.installing.Synced.close",
    "edged.packs.contents.check_contents",
    "edged.packs.installing._check_whole",
    "edged.packs.shelf.Shelf.put",
    "edged.packs.shelf.Shelf._share",
    "edged.packs.shelf._sync_tree",
    "edged.packs.shelf._sync",
]
"""Where the power is cut: as the call begins."""
KILLED = """
import os, signal, sys
from pathlib import Path
from edged.packs.installing import install
from tests.edged.packs.making import shelf_in

module, _, name = sys.argv[1].partition(":")
calls = int(sys.argv[2])

def trace(frame, event, argument):
    global calls
    code = frame.f_code
    if code.co_qualname == name and frame.f_globals["__name__"] == module:
        calls -= 1
        if not calls:
            os.kill(os.getpid(), signal.SIGKILL)

sys.setprofile(trace)
with open(sys.argv[3], "rb") as archive:
    install(shelf_in(Path(sys.argv[4])), archive)
"""


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("call", [1, 3])
def test_a_power_cut_at_any_stage_leaves_a_whole_pack_or_none(
    tmp_path: Path, stage: str, call: int
) -> None:
    (tmp_path / "toy.edgedpack").write_bytes(toy_archive(tmp_path / "toy", "1.1"))
    shelf = shelf_in(tmp_path)
    install(shelf, io.BytesIO(toy_archive(tmp_path / "old", "1.0", slow_ms=1)))
    module, name = _split(stage)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED,
            f"{module}:{name}",
            str(call),
            tmp_path / "toy.edgedpack",
            tmp_path,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode in {-signal.SIGKILL, 0}, done.stderr.decode()
    assert call > 1 or done.returncode, "the stage is passed through"
    shelf.sweep()
    assert Pack.open(shelf.find("toy@1.0").folder)
    try:
        assert Pack.open(shelf.find("toy@1.1").folder)
    except PackUnknown:
        held = json.loads((shelf.find("toy").folder / "manifest.json").read_text())["files"]
        blobs = {path.name for path in (shelf.root / "blobs").iterdir()}
        assert blobs == {file["sha256"] for file in held}, "what was half there is gone"
    with (tmp_path / "toy.edgedpack").open("rb") as archive:
        assert install(shelf, archive).held.ref == "toy@1.1"


def _split(stage: str) -> tuple[str, str]:
    parts = stage.split(".")
    return ".".join(parts[:3]), ".".join(parts[3:])
