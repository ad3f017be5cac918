"""Every error that people may meet."""

from __future__ import annotations

import edged.access.refusals
import edged.errors
import edged.packs.refusals
import edged.refusals
import runtime.signature
from runtime.errors import EdgedError


def every_error() -> list[type[EdgedError]]:
    """Those of the daemon that have a code of their own."""
    modules = (
        edged.errors,
        edged.refusals,
        edged.access.refusals,
        edged.packs.refusals,
        runtime.signature,
    )
    told = {name: each for module in modules for name, each in vars(module).items()}.values()
    errors = [each for each in told if isinstance(each, type) and issubclass(each, EdgedError)]
    return [each for each in errors if each is not EdgedError and "code" in vars(each)]
