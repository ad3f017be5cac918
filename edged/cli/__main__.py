"""`edgectl`, also as `python -m edged.cli`."""

from __future__ import annotations

import sys

from edged.cli.app import app
from edged.cli.desk import complain, language_of
from runtime.errors import EdgedError


def main() -> None:
    """Status 0: done; 1: one sentence on stderr says what went wrong and what to do; 2: wrong usage; 130: Ctrl-C."""
    try:
        app(prog_name="edgectl")
    except EdgedError as error:
        complain(error, language_of(sys.argv[1:]))
        sys.exit(1)


if __name__ == "__main__":
    main()
