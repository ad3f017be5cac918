from __future__ import annotations

import re
from pathlib import Path

from edged.identity import own_id


def test_the_id_is_made_once_and_kept(tmp_path: Path) -> None:
    first = own_id(tmp_path)
    assert re.fullmatch("[0-9a-f]{8}", first)
    assert own_id(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == ["id"]


def test_a_garbled_id_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "id").write_bytes(b"\xff\xfe not an id")
    assert re.fullmatch("[0-9a-f]{8}", own_id(tmp_path))
