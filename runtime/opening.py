"""From a pack and a profile to an engine: the family of the model, on the library that the profile names."""

from __future__ import annotations

from runtime.engines.base import (
    Backend,
    Engine,
    LibraryMissing,
    Loading,
    PackTooLarge,
    PackUnusable,
)
from runtime.families import family_of
from runtime.families.base import Family
from runtime.pack import Pack
from runtime.profile import Profile

EXTRAS = {"bitsandbytes": "quantised", "openvino": "openvino", "torchao": "quantised"}
"""Library -> what installs it; PyTorch's own come together."""


def open_engine(pack: Pack, profile: Profile, loading: Loading | None = None) -> Engine:
    """Loads the pack as the profile says. The pack must have been opened with its contents.

    Raises PackInvalid, PackUnusable, PackTooLarge, LibraryMissing or ProviderMissing.
    """
    needed, allowed = profile.memory_of(pack.manifest), profile.memory_limit_mb
    if needed > allowed:
        raise PackTooLarge(
            pack=pack.manifest.name, needed=needed, profile=profile.name, allowed=allowed
        )
    family = family_of(pack)
    return family(pack, _backend(pack, profile, family, loading or Loading()))


def _backend(pack: Pack, profile: Profile, family: type[Family], loading: Loading) -> Backend:
    """Only the library in use is imported."""
    components = family.components(pack)
    for name in components.keys() - pack.manifest.components.keys():
        problem = "the manifest does not name it"
        raise PackUnusable(pack=pack.manifest.name, component=name, problem=problem)
    try:
        if not pack.manifest.holds_graphs:
            from runtime.engines.torch import TorchBackend  # noqa: PLC0415

            return TorchBackend(pack, profile, components, loading)
        if profile.engine == "openvino":
            from runtime.engines.openvino import OpenvinoBackend  # noqa: PLC0415

            return OpenvinoBackend(pack, profile, components, loading)
    except ImportError as error:
        absent = (error.name or "").partition(".")[0]
        extra = EXTRAS.get(absent, "torch")
        raise LibraryMissing(pack=pack.manifest.name, library=absent, extra=extra) from error
    from runtime.engines.onnx import OnnxBackend  # noqa: PLC0415

    return OnnxBackend(pack, profile, components, loading)
