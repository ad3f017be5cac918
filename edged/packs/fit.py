"""Whether a pack can be drawn with under a profile, as far as its manifest tells.

Whether the libraries are there that its family needs the worker says, and the first picture decides.
"""

from __future__ import annotations

from edged.packs.refusals import PackUnfit
from runtime.pack import Manifest
from runtime.profile import Profile


def check_fit(manifest: Manifest, profile: Profile) -> None:
    """Raises PackUnfit."""
    needed = profile.memory_of(manifest)
    if needed > profile.memory_limit_mb:
        limit = profile.memory_limit_mb
        raise _unfit(
            manifest,
            profile,
            f"it needs {needed} MB of memory, and the profile allows {limit}",
            f"它需要 {needed} MB 内存，而该配置只允许 {limit} MB",
        )
    if not {rung.size for rung in profile.ladder} & set(manifest.sizes):
        sizes = ", ".join(manifest.sizes)
        raise _unfit(
            manifest,
            profile,
            f"it draws {sizes}, and the profile none of these",
            f"它能画 {sizes}，该配置都不支持",
        )


def _unfit(manifest: Manifest, profile: Profile, en: str, zh: str) -> PackUnfit:
    return PackUnfit(name=manifest.name, profile=profile.name, problem=en, problem_zh=zh)
