"""What callers are told of a picture."""

from __future__ import annotations

from edged.pictures import Served, view
from tests.edged.jobs import job


def reason(language: str, *, size: str, steps: int) -> str:
    """Of a picture that was asked for in 512x512 and 8 steps, while the box was busy."""
    served = Served(size=size, steps=steps, reason="busy")
    told = view(job(state="done", served=served), "zh" if language == "zh" else "en", None, None)
    assert told.served
    return str(told.served.reason)


def test_a_picture_says_what_it_has_less_of_than_was_asked_for() -> None:
    assert "smaller." in reason("en", size="384x384", steps=8)
    assert "steps" not in reason("en", size="384x384", steps=8)
    assert "fewer steps" in reason("en", size="512x512", steps=4)
    assert "smaller" not in reason("en", size="512x512", steps=4)
    assert "smaller and was drawn in fewer steps" in reason("en", size="384x384", steps=4)
    assert "少画了几步" in reason("zh", size="512x512", steps=4)
    assert "小一些" not in reason("zh", size="512x512", steps=4)
