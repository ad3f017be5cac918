"""Packs side by side: found by name, shared, removed, swept."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from edged.packs.chosen import Chosen, Failed, remember_pack, remembered_pack
from edged.packs.installing import install
from edged.packs.offers import Offer, Offers, packs_on
from edged.packs.refusals import PackShipped, PackUnknown
from runtime.pack import Pack
from tests.edged.packs.making import names_in, shelf_in, toy_archive
from tests.toypack import build_toy_pack


def test_a_name_alone_means_the_newest_version(tmp_path: Path) -> None:
    build_toy_pack(tmp_path / "shipped" / "toy", name="toy", version="1.0")
    shelf = shelf_in(tmp_path)
    for version in ("1.9", "1.10"):
        install(shelf, io.BytesIO(toy_archive(tmp_path / version, version)))
    assert [held.ref for held in shelf.packs()] == ["toy@1.10", "toy@1.9", "toy@1.0"]
    assert shelf.find("toy").ref == "toy@1.10"
    assert shelf.find("toy@1.0").shipped
    with pytest.raises(PackUnknown, match=r"toy@1\.10, toy@1\.9, toy@1\.0"):
        shelf.find("toy@2.0")


def test_a_profile_gets_what_came_with_the_box_else_what_was_installed(tmp_path: Path) -> None:
    shelf = shelf_in(tmp_path)
    install(shelf, io.BytesIO(toy_archive(tmp_path / "toy")))
    assert shelf.default("toy") == shelf.find("toy@1.0").folder
    shipped = build_toy_pack(tmp_path / "shipped" / "toy", name="toy", version="0.5")
    assert shelf.default("toy") == shipped
    assert shelf.default("absent") == tmp_path / "shipped" / "absent"


def test_removing_one_version_leaves_what_the_other_shares(tmp_path: Path) -> None:
    shelf = shelf_in(tmp_path)
    for version, slow in (("1.0", 0), ("1.1", 2)):
        install(shelf, io.BytesIO(toy_archive(tmp_path / version, version, slow_ms=slow)))
    assert len(list((shelf.root / "blobs").iterdir())) == 6
    shelf.remove(shelf.find("toy@1.0"))
    assert len(list((shelf.root / "blobs").iterdir())) == 5
    assert Pack.open(shelf.find("toy").folder)
    shelf.remove(shelf.find("toy"))
    assert names_in(shelf.root) == ["blobs", "installed", "staging"]


def test_what_came_with_the_box_is_not_removed(tmp_path: Path) -> None:
    build_toy_pack(tmp_path / "shipped" / "toy", name="toy")
    shelf = shelf_in(tmp_path)
    with pytest.raises(PackShipped):
        shelf.remove(shelf.find("toy"))


def test_a_folder_that_is_no_pack_is_told_of_and_the_others_are_there(tmp_path: Path) -> None:
    shelf = shelf_in(tmp_path)
    install(shelf, io.BytesIO(toy_archive(tmp_path / "toy")))
    broken = shelf.root / "installed" / "broken@1"
    broken.mkdir()
    (broken / "manifest.json").write_text("{")
    assert [held.ref for held in shelf.packs()] == ["toy@1.0"]
    (error,) = shelf.broken()
    assert "broken@1" in error.message("en")


def test_the_choice_is_remembered_and_nonsense_is_none(tmp_path: Path) -> None:
    assert remembered_pack(tmp_path) == Chosen()
    failed = Failed(pack="b@1", message_en="no", message_zh="不")
    chosen = Chosen(pack="a@1", previous="b@1", failed=failed)
    remember_pack(tmp_path, chosen)
    assert remembered_pack(tmp_path) == chosen
    for text in ("", "{", "[]", '{"pack": 1}'):
        (tmp_path / "pack.json").write_text(text)
        assert remembered_pack(tmp_path) == Chosen()


def test_a_stick_with_anything_on_it_offers_its_packs_only(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    build_toy_pack(stick / "folder", name="toy", version="1.0")
    (stick / "more").mkdir()
    (stick / "more" / "toy.edgedpack").write_bytes(toy_archive(tmp_path / "t", "1.1"))
    (stick / "cut.edgedpack").write_bytes(toy_archive(tmp_path / "c", "1.2")[:300])
    (stick / "notes.txt").write_text("hello")
    (stick / "link.edgedpack").symlink_to(stick / "more" / "toy.edgedpack")
    (stick / "loop").symlink_to(stick)
    (stick / "bad\nname.edgedpack").write_bytes(toy_archive(tmp_path / "n", "1.3"))
    found = [(offer.version, Path(offer.path).name) for offer in packs_on(stick)]
    assert found == [("1.0", "folder"), ("1.1", "toy.edgedpack")]
    assert packs_on(tmp_path / "absent") == ()


def test_offers_go_with_the_stick(tmp_path: Path) -> None:
    offers, file = Offers(), tmp_path / "toy.edgedpack"
    file.write_bytes(b"")
    offer = Offer(name="toy", version="1.0", path=str(file))
    offers.tell("sdb1", (offer,))
    assert offers.present() == [offer]
    file.unlink()
    assert offers.present() == []
    file.write_bytes(b"")
    offers.tell("sdb1", ())
    assert offers.present() == []
