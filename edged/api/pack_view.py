"""A pack that is here, as the admin sees it: what its manifest says, who vouches for it, whether it fits."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from edged.box import Setup
from edged.packs.fit import check_fit
from edged.packs.refusals import PackUnsigned
from edged.packs.shelf import Held
from edged.packs.trust import Trust
from runtime.errors import EdgedError, Language
from runtime.pack import Steps
from runtime.profile import Profile
from runtime.signature import State

Signed = Literal["shipped", "known", "unknown", "unsigned", "wrong"]


class PackView(Struct, frozen=True, kw_only=True):
    ref: str
    """`NAME@VERSION`."""
    name: str
    version: str
    digest: str
    """SHA-256 over the manifest, hex."""
    family: str
    licence: str
    languages: tuple[str, ...]
    sizes: tuple[str, ...]
    steps: Steps
    precision: str
    memory_mb: int
    """What it needs at most under the present profile."""
    memory_estimated: bool
    """Nobody measured that."""
    memory_by_precision: dict[str, int]
    """The same for each way to load its weights; empty where there is one only."""
    memory_measured: tuple[str, ...]
    """Those of them that are no estimates."""
    files: int
    bytes: int
    """Of its files."""
    shipped: bool
    """It came with the box."""
    used: bool
    signed: Literal["shipped", "known", "unknown", "unsigned", "wrong"]
    signer: str | None
    """Name of the trusted key."""
    trouble: str | None
    """Why it cannot be used here, as far as its manifest tells."""
    folder: str


class _Seal(Struct, frozen=True):
    signed: Signed
    signer: str | None = None
    trouble: EdgedError | None = None


def view_of(held: Held, setup: Setup, trust: Trust, language: Language) -> PackView:
    """Blocks for file reads."""
    manifest, profile = held.manifest, setup.choice.profile
    seal = _seal(held, trust)
    trouble = seal.trouble or _misfit(held, profile)
    return PackView(
        ref=held.ref,
        name=manifest.name,
        version=manifest.version,
        digest=held.digest,
        family=manifest.family,
        licence=manifest.licence,
        languages=manifest.languages,
        sizes=manifest.sizes,
        steps=manifest.steps,
        precision=manifest.precision,
        memory_mb=profile.memory_of(manifest),
        memory_estimated=profile.guesses_memory_of(manifest),
        memory_by_precision=manifest.memory_by_precision,
        memory_measured=manifest.memory_measured,
        files=len(manifest.files),
        bytes=sum(file.size for file in manifest.files),
        shipped=held.shipped,
        used=setup.pack is not None and setup.folder == held.folder,
        signed=seal.signed,
        signer=seal.signer,
        trouble=trouble.message(language) if trouble else None,
        folder=str(held.folder),
    )


def _seal(held: Held, trust: Trust) -> _Seal:
    if held.shipped:
        return _Seal("shipped")
    any_state = Trust(keys=trust.keys, required=False)
    try:
        found = any_state.check_folder(held.manifest.name, held.folder)
    except EdgedError as error:
        return _Seal("wrong", trouble=error)
    state: State = found.state
    missing = trust.required and state != "known"
    trouble = PackUnsigned(name=held.manifest.name, keys=trust.keys) if missing else None
    return _Seal(state, found.signer, trouble)


def _misfit(held: Held, profile: Profile) -> EdgedError | None:
    try:
        check_fit(held.manifest, profile)
    except EdgedError as error:
        return error
    return None
