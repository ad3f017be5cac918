"""`edgectl`, also as `python -m edged.cli`."""

from __future__ import annotations

import sys

from edged.cli.app import app
from edged.cli.desk import complain, language_of, tell
from runtime.errors import EdgedError


def main() -> None:
    """Status 0: done; 1: one sentence on stderr says what went wrong and what to do, or JSON does; 2: wrong usage; 130: Ctrl-C."""
    try:
        app(prog_name="edgectl")
    except EdgedError as error:
        say = tell if "--json" in sys.argv[1:] else complain
        say(error, language_of(sys.argv[1:]))
        sys.exit(1)


if __name__ == "__main__":
    main()
