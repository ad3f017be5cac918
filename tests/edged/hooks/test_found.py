from __future__ import annotations

import os
from pathlib import Path

from edged.hooks.events import EVENTS
from edged.hooks.found import MOST, Hook, find
from tests.edged.hooks.house import write_hook

ME = os.getuid()


def only(folder: Path) -> Hook:
    (hook,) = find([folder], ME)
    return hook


def test_hooks_are_sorted_by_name_and_an_owners_one_stands_in_for_a_shipped_one(
    tmp_path: Path,
) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    for path in (shipped / "leds", shipped / "cpufreq", own / "leds", own / "bell"):
        write_hook(path)
    found = find([shipped, own], ME)
    assert [hook.path for hook in found] == [own / "bell", shipped / "cpufreq", own / "leds"]


def test_a_comment_says_which_events_a_hook_acts_on(tmp_path: Path) -> None:
    write_hook(tmp_path / "fan", events="cool, hot")
    assert only(tmp_path).events == ("hot", "cool")


def test_without_a_comment_it_acts_on_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\x7fELF\0\0\xff")
    (tmp_path / "binary").chmod(0o755)
    assert only(tmp_path).events == EVENTS


def test_a_mistyped_event_is_said_and_not_passed_over(tmp_path: Path) -> None:
    write_hook(tmp_path / "fan", events="hot warm")
    hook = only(tmp_path)
    assert (hook.state, hook.why) == ("refused", "there is no event warm")


def test_what_others_could_change_is_refused(tmp_path: Path) -> None:
    for mode in (0o775, 0o757, 0o777):
        write_hook(tmp_path / "hooks" / f"a{mode:o}", mode=mode)
    found = find([tmp_path / "hooks"], ME)
    assert [hook.state for hook in found] == ["refused"] * 3
    assert {hook.why for hook in found} == {"others than its owner may write it"}


def test_a_folder_that_others_could_change_is_refused_whole(tmp_path: Path) -> None:
    write_hook(tmp_path / "hooks" / "fan")
    (tmp_path / "hooks").chmod(0o777)
    assert only(tmp_path / "hooks").why == "others than its owner may write its folder"


def test_hooks_of_another_user_are_refused(tmp_path: Path) -> None:
    write_hook(tmp_path / "fan")
    (hook,) = find([tmp_path], ME + 1)
    assert hook.state == "refused"
    assert f"belongs to user {ME}" in hook.why


def test_only_a_regular_executable_file_may_run(tmp_path: Path) -> None:
    target = write_hook(tmp_path / "elsewhere" / "fan")
    hooks = tmp_path / "hooks"
    write_hook(hooks / "plain", mode=0o644)
    (hooks / "folder").mkdir()
    (hooks / "link").symlink_to(target)
    os.mkfifo(hooks / "pipe")
    assert {hook.name: hook.why for hook in find([hooks], ME)} == {
        "folder": "it is not a regular file",
        "link": "it is not a regular file",
        "pipe": "it is not a regular file",
        "plain": "it is not executable",
    }


def test_an_owner_turns_a_shipped_hook_off_with_a_link_to_nothing(tmp_path: Path) -> None:
    write_hook(tmp_path / "shipped" / "leds")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "leds").symlink_to(os.devnull)
    (hook,) = find([tmp_path / "shipped", tmp_path / "own"], ME)
    assert (hook.state, hook.events) == ("off", ())


def test_what_editors_and_package_managers_leave_behind_is_no_hook(tmp_path: Path) -> None:
    for name in ("fan~", "fan.dpkg-old", ".fan.swp", "README.md", "#fan#"):
        write_hook(tmp_path / name)
    assert find([tmp_path, tmp_path / "absent"], ME) == ()


def test_there_is_an_end_to_the_number_of_hooks(tmp_path: Path) -> None:
    for number in range(MOST + 2):
        write_hook(tmp_path / f"h{number:03}")
    found = find([tmp_path], ME)
    assert [hook.state for hook in found] == ["allowed"] * MOST + ["refused"] * 2
