from __future__ import annotations

from edged.hooks.events import EVENTS, profile_facts
from runtime.profile import Power, find_profiles, profiles_folder, read_profile
from tests.source import ROOT

DOCS = (ROOT / "docs" / "hooks.md").read_text("utf-8")


def test_every_event_stands_in_the_docs() -> None:
    assert [event for event in EVENTS if f"| `{event}` |" not in DOCS] == []


def test_the_facts_of_a_profile_are_what_the_power_hooks_read() -> None:
    for path in find_profiles(profiles_folder()):
        facts = profile_facts(read_profile(path))
        assert set(facts) == {"profile", "modes", "gpu_limit_w"}
    assert Power(modes=("15W",)).modes == ("15W",)
