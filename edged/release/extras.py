"""`python -m edged.release.extras`: the extras that this machine's profile asks for, one a line.

Takes the daemon's own options: `--config`, `--state` (where an admin's choice of a profile is remembered), `--profile`.
"""

from __future__ import annotations

import sys

from edged.__main__ import complain, settings_of
from edged.box import configured
from runtime.errors import EdgedError


def main(arguments: list[str] | None = None) -> int:
    """0, or 1 with the reason on standard error."""
    try:
        chosen = configured(settings_of(arguments)).choice.profile
    except EdgedError as error:
        complain(error)
        return 1
    for extra in chosen.extras:
        print(extra)
    return 0


if __name__ == "__main__":
    sys.exit(main())
