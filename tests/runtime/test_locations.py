"""Where profiles and packs are looked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from runtime import locations
from runtime.locations import CHECKOUT, data_folder


def test_the_environment_decides_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EDGED_PACKS", str(tmp_path))
    assert data_folder("packs") == tmp_path


def test_a_checkout_uses_its_own_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDGED_PROFILES", raising=False)
    assert data_folder("profiles") == CHECKOUT / "profiles"


def test_an_installation_uses_what_was_installed_beside_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("EDGED_PACKS", raising=False)
    monkeypatch.setattr(locations, "CHECKOUT", tmp_path)
    assert data_folder("packs") == Path(sys.prefix) / "share" / "edged" / "packs"
