from __future__ import annotations

import gc

from edged.access.lines import Lines


class Line:
    def __init__(self) -> None:
        self.cut = False

    def abort(self) -> None:
        self.cut = True


def test_only_the_revoked_devices_lines_are_cut() -> None:
    lines, first, second, other = Lines(), Line(), Line(), Line()
    for device, line in (("a", first), ("a", second), ("b", other)):
        lines.use(device, line)
    lines.cut("a")
    lines.cut("a")
    lines.cut("nobody")
    assert (first.cut, second.cut, other.cut) == (True, True, False)


def test_lines_that_ended_are_not_kept() -> None:
    lines, line = Lines(), Line()
    lines.use("a", line)
    del line
    gc.collect()
    lines.cut("a")
