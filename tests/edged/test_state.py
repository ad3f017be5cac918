from __future__ import annotations

from pathlib import Path

import pytest

from edged.errors import StateInUse, StateUnwritable
from edged.state import claimed


def test_a_folder_belongs_to_one_daemon_at_a_time(tmp_path: Path) -> None:
    with claimed(tmp_path / "a" / "state") as folder:
        assert folder.is_dir()
        with pytest.raises(StateInUse), claimed(folder):
            pass
    with claimed(folder):
        pass


def test_a_folder_that_cannot_be_made_is_an_error_with_a_fix(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateUnwritable) as caught, claimed(tmp_path / "file" / "state"):
        pass
    assert "--state" in (caught.value.fix() or "")
