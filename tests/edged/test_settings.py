from __future__ import annotations

from pathlib import Path

import pytest

from edged.errors import SettingsWrong
from edged.settings import Settings, load, parse_address


def test_without_a_file_the_standard_settings_hold() -> None:
    assert load(None, {}) == Settings()


def test_the_file_is_read_and_the_command_line_wins(tmp_path: Path) -> None:
    file = tmp_path / "edged.toml"
    file.write_text('listen = ["127.0.0.1:1"]\nprofile = "cpu"\n[queue]\nlimit = 3\n')
    settings = load(file, {"profile": "cpu-small", "state": None})
    assert settings.listen == ("127.0.0.1:1",)
    assert settings.profile == "cpu-small"
    assert settings.queue.limit == 3


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[queue]\nlimit = 0\n", "queue.limit"),
        ("[queue]\nlimit = 'many'\n", "queue.limit"),
        ("[store]\nkeep_hours = -1\n", "store.keep_hours"),
        ("colour = 'red'\n", "colour"),
        ("access = 'closed'\n", "access"),
        ("listen = ['nowhere']\n", "listen"),
        ("listen = ['host:99999']\n", "listen"),
        ("name = 'a.b'\n", "name"),
        ("hosts = ['http://box.school.example']\n", "hosts"),
        ("hosts = ['box.school.example:80']\n", "hosts"),
        ("[store]\nquiet_minutes = -1\n", "store.quiet_minutes"),
        ("this is not toml", "edged.toml"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "edged.toml"
    file.write_text(text)
    with pytest.raises(SettingsWrong) as caught:
        load(file, {})
    assert str(file) in caught.value.message()
    assert named in caught.value.message()


def test_a_file_that_is_not_there_or_not_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="No such file"):
        load(tmp_path / "none.toml", {})
    (tmp_path / "bad.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(SettingsWrong):
        load(tmp_path / "bad.toml", {})


def test_addresses_are_hosts_and_ports() -> None:
    assert parse_address("0.0.0.0:80") == ("0.0.0.0", 80)
    assert parse_address("[::1]:8642") == ("::1", 8642)
    for wrong in ("", "80", "host", "host:", "::1:80", "host:port", "a:1:2"):
        with pytest.raises(ValueError, match="HOST:PORT"):
            parse_address(wrong)


def test_the_state_folder_follows_systemd_then_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", f"{tmp_path / 'one'}:{tmp_path / 'two'}")
    assert Settings().state_folder == tmp_path / "one"
    monkeypatch.delenv("STATE_DIRECTORY")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert Settings().state_folder == tmp_path / "edged"
    assert Settings(state="/x").socket_path == Path("/x/edged.sock")
