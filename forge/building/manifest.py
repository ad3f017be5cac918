"""`manifest.json` over whatever lies in a pack's folder, and what else stands beside its weights or graphs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from forge.building.memory import drawings_of, figures, weigh
from forge.building.source import Source, SourceUnusable, sizes_of
from forge.building.weights import files_of
from runtime.pack import MANIFEST, LatentShape, ListedFile, Manifest, Pack, Steps
from runtime.profile import Profile

VOCABULARY = "vocabulary.json"


class About(Struct, frozen=True, kw_only=True):
    """What the person who makes the pack says of it."""

    name: str
    version: str
    licence: str
    steps: int | None = None
    guidance: float | None = None
    vocabulary: Path
    """Folder of the pack whose words it reads."""
    profile: Profile
    """What it is to be drawn with."""
    profile_file: Path


class Parts(Struct, frozen=True):
    """A pack's folder so far."""

    components: Mapping[str, str]
    settings: Mapping[str, Any]
    memory: Mapping[str, int]
    """Precision -> megabytes of a worker, estimated."""
    graphs: Mapping[str, int]
    """The same where the parts are made graphs."""
    precision: str = "fp16"
    """Which of them counts where nothing else is said."""


def outline(source: Source, folder: Path, about: About) -> Parts:
    """Tokenizers, vocabulary and the parts' configurations, without weights. Raises SourceUnusable."""
    components = {reader: f"{reader}.json" for reader in source.readers}
    settings = dict(source.settings)
    for reader, part in source.readers.items():
        found = _write_tokenizer(source.folder / part, folder / components[reader], reader)
        settings = found | settings
    vocabulary = Pack.open(about.vocabulary).folder / VOCABULARY
    shutil.copyfile(vocabulary, folder / VOCABULARY)
    for name, part in source.weights.items():
        (folder / part).mkdir()
        for path in files_of(source.folder / part):
            if path.suffix == ".json":
                shutil.copyfile(path, folder / part / path.name)
        components[name] = part
    model, profile = weigh(source), about.profile
    drawings = drawings_of(source, profile)
    graphs = {kind: model.as_graphs(kind, profile.engine, drawings) for kind in ("fp32", "int8")}
    return Parts(components, settings, figures(model, profile), graphs)


def write_manifest(folder: Path, source: Source, parts: Parts, about: About) -> None:
    """Lists whatever else lies there."""
    (folder / MANIFEST).unlink(missing_ok=True)
    listed = [_listed(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()]
    steps = about.steps or source.steps
    latent = source.side // source.shrink
    manifest = Manifest(
        format=1,
        name=about.name,
        version=about.version,
        licence=about.licence,
        family=source.family,
        languages=("zh", "en"),
        sizes=sizes_of(source),
        steps=Steps(default=steps, min=1, max=max(steps, source.most)),
        guidance=source.guidance if about.guidance is None else about.guidance,
        latent=LatentShape(channels=source.channels, height=latent, width=latent),
        precision=parts.precision,
        memory_mb=parts.memory[parts.precision],
        memory_by_precision=dict(parts.memory),
        styles=("kids_cute_v2",),
        components=dict(parts.components),
        settings=msgspec.to_builtins(parts.settings),
        vocabulary=VOCABULARY,
        files=tuple(listed),
    )
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / MANIFEST).write_bytes(encoded + b"\n")


def no_common_size(source: Source, profile: Profile) -> str:
    """What to say of a profile under which no picture of the pack can be drawn; empty where there is one."""
    sizes = sizes_of(source)
    if {rung.size for rung in profile.ladder} & set(sizes):
        return ""
    return (
        f"careful: it draws {', '.join(sizes)}, and the profile {profile.name} none of these; "
        "a box with that profile will not use it"
    )


def _write_tokenizer(source: Path, out: Path, reader: str) -> dict[str, Any]:
    """What the family must know of it. Raises SourceUnusable."""
    from transformers import AutoTokenizer  # noqa: PLC0415 - it takes seconds to load

    try:
        tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=True)
        tokenizer.backend_tokenizer.save(str(out))
    except Exception as error:  # the library raises all kinds for a folder without a tokenizer
        line = (str(error).splitlines() or [type(error).__name__])[0]
        raise SourceUnusable(f"{source} holds no tokenizer: {line}") from error
    suffix = reader.removeprefix("tokenizer")
    known = {f"pad{suffix}": tokenizer.pad_token_id}
    return known if suffix else {"length": tokenizer.model_max_length} | known


def _listed(folder: Path, path: Path) -> ListedFile:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return ListedFile(
        path=path.relative_to(folder).as_posix(), size=path.stat().st_size, sha256=digest
    )
