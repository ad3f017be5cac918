"""From a pack's folder and a profile to a pipeline that has drawn its first picture."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import msgspec
from msgspec import structs

from runtime.engines.base import Engine, Loading, PictureBroken
from runtime.errors import EdgedError
from runtime.latents import Latents
from runtime.messages import Draw, Failed
from runtime.opening import open_engine
from runtime.pack import Manifest, Pack, PackInvalid, parse_size
from runtime.pipeline import Pipeline
from runtime.profile import Profile, parse_profile
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary
from runtime.stamps import Stamps


class WarmUpFailed(EdgedError):
    code, status = "warm_up_failed", HTTPStatus.CONFLICT
    en = "The pack {pack} was loaded, but its first picture failed: {problem}"
    zh = "模型包 {pack} 已载入，但第一张图没有画成：{problem_zh}"
    fix_en = "Choose another pack or a smaller profile."
    fix_zh = "请换一个模型包，或者换一个更小的配置。"


NO_NUMBERS = (
    "the model computes what are no numbers. Its weights are damaged, or too large for the profile's precision.",
    "模型算出的结果不是数字，可能是权重损坏，或配置的精度不够。",
)
"""What the first picture's PictureBroken says of a pack: English, Chinese."""

CHECKED, LOADED = 0.3, 0.9
"""Share of the way to the first picture at which files are checked, and the engine is there. Rough: hashing is read once at
the speed of the disk, loading again from its cache, and then a picture is drawn."""

Opener = Callable[[Pack, Profile], Engine]


@dataclass(frozen=True)
class Loaded:
    manifest: Manifest
    vocabulary: Vocabulary
    digest: str
    engine: Engine
    pipeline: Pipeline


def open_pipeline(  # noqa: PLR0913 - it is where these meet
    folder: Path,
    profile_text: str,
    latents: str = "",
    opener: Opener | None = None,
    *,
    producer: str = "",
    loading: Loading | None = None,
    verified: Path | None = None,
) -> Loaded:
    """Checks the pack, then loads the very bytes it checked. Raises an EdgedError that says what is wrong.

    `latents`: folder of finished latents; empty: none. `opener`: makes the engine; None: as the profile says, with `loading`.
    `producer`: who answers for the pictures. `verified`: file of what was checked before (`runtime.stamps`).
    """
    loading = loading or Loading()
    profile = parse_profile(profile_text)
    pack = Pack.open(
        folder,
        contents=True,
        stamps=Stamps(verified) if verified else None,
        progress=lambda share: loading.progress(share * CHECKED),
    )
    known = structs.replace(
        loading, progress=lambda share: loading.progress(CHECKED + share * (LOADED - CHECKED))
    )
    engine = opener(pack, profile) if opener else open_engine(pack, profile, known)
    shape = msgspec.structs.astuple(pack.manifest.latent)
    kept = Latents(Path(latents), pack.digest, shape) if latents else None
    pipeline = Pipeline(
        pack.manifest,
        pack.vocabulary,
        engine,
        batch=profile.batch,
        latents=kept,
        producer=producer,
    )
    return Loaded(pack.manifest, pack.vocabulary, pack.digest, engine, pipeline)


def warm_up(pipeline: Pipeline, vocabulary: Vocabulary, manifest: Manifest) -> None:
    """Draws one real picture and throws it away. Raises WarmUpFailed, or PackInvalid for an empty vocabulary."""
    draw = Draw(
        id="warm-up",
        caption=first_caption(vocabulary, manifest),
        seed=0,
        pixels=parse_size(manifest.sizes[0]),
        steps=manifest.steps.min,
    )
    events = pipeline.accept(draw)
    while pipeline.busy:
        events = pipeline.advance()
    last = events[-1][0]
    if isinstance(last, Failed):
        said, said_zh = last.message_en, last.message_zh
        if last.code == PictureBroken.code:  # by the first wish of all, other words would not help
            said, said_zh = NO_NUMBERS
        raise WarmUpFailed(pack=manifest.name, problem=said, problem_zh=said_zh)


def first_caption(vocabulary: Vocabulary, manifest: Manifest) -> Caption:
    """The simplest picture there is: the first thing that can be a picture's subject."""
    needed = [role.id for role in vocabulary.roles if role.required]
    firsts = [next((c for c in vocabulary.concepts if c.role == role), None) for role in needed]
    if not firsts or None in firsts:
        raise PackInvalid(folder=manifest.name, problem="its vocabulary has nothing to draw")
    return Caption(tuple(Part(concept.role, concept.id) for concept in firsts if concept))


def resident_mb() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
