"""Draws with a pack in a process of its own, so that its peak of memory is the pack's: what a box draws first, and as many
pictures at once as the profile allows; with `pictures` before that a few of the children's wishes, one by one.

python -m forge.building.sampling PACK PROFILE.toml OUT [floats] [pictures]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import msgspec
from msgspec import Struct, structs

from forge.building.kids import kids_wishes
from forge.errors import ForgeError
from runtime.engines.base import Engine, LibraryMissing, Loading, ProviderMissing
from runtime.errors import EdgedError
from runtime.loading import Loaded, open_pipeline, warm_up
from runtime.messages import Done, Draw, Failed
from runtime.opening import open_engine
from runtime.pack import Manifest, Pack, parse_size
from runtime.profile import Profile, Torch, parse_profile, profile_text
from runtime.prompt.caption import Caption

COUNT = 4
MOST_STEPS = 8
FACTS = "sample.json"
UNBOUNDED_MB = 10**6
ABSENT = 3
"""Exit status: this machine lacks what the profile draws with."""
USELESS = 4
"""Exit status: the pack does not draw."""


class DoesNotDraw(ForgeError):
    """A picture failed."""


class Sample(Struct, frozen=True, kw_only=True):
    """`0.png`, `1.png` … lie beside it."""

    wishes: tuple[str, ...]
    """None, where no pictures were asked for; then there are no seconds either."""
    size: str
    steps: int
    seconds: float
    """A picture, the first left out: it waits for memory."""
    cpu_seconds: float
    """The same, of all cores together: it hardly depends on what else the machine does."""
    at_once: int
    """Pictures in the batch that was drawn at the end."""
    size_at_once: str
    alone_mb: int
    """Peak of memory before that: one picture at a time, up to the pack's natural size."""
    peak_mb: int
    """Of all; of the card's memory, where PyTorch computes on one."""
    engine: str


def sample(folder: Path, text: str, out: Path, *, floats: bool, pictures: bool) -> Sample:
    """`text`: of the profile. `floats`: weights in 32 bits on the processor, whatever it says.

    Raises DoesNotDraw or an EdgedError.
    """
    profile = parse_profile(text)

    def opener(pack: Pack, given: Profile) -> Engine:
        needed = max(given.memory_of(pack.manifest), given.memory_limit_mb, UNBOUNDED_MB)
        wanted = structs.replace(given, memory_limit_mb=needed)
        exact = structs.replace(wanted, torch=Torch(device="cpu", dtype="float32"))
        kept = Loading(compiled=out / "compiled")  # as on a box, whose first start takes the most
        return open_engine(pack, exact if floats else wanted, kept)

    loaded = open_pipeline(folder, text, opener=opener)
    manifest = loaded.manifest
    warm_up(loaded.pipeline, loaded.vocabulary, manifest)
    size = manifest.sizes[len(manifest.sizes) // 2]
    steps = min(manifest.steps.default, MOST_STEPS)
    wishes = kids_wishes(loaded.vocabulary, manifest, COUNT) if pictures else []
    spent = [_timed(loaded, number, wish, size, steps, out) for number, wish in enumerate(wishes)]
    on_card = profile.torch.device == "cuda" and not floats and not manifest.holds_graphs
    alone = peak_mb(on_card=on_card)
    at_once = size_of_batch(manifest, profile)
    crowd = kids_wishes(loaded.vocabulary, manifest, profile.batch)
    _drawn(loaded, [_draw(n, wish, at_once, manifest.steps.min) for n, wish in enumerate(crowd)])
    found = Sample(
        wishes=tuple(loaded.vocabulary.text(wish) for wish in wishes),
        size=size,
        steps=steps,
        seconds=fmean(clock for clock, _ in spent[1:]) if spent else 0.0,
        cpu_seconds=fmean(cpu for _, cpu in spent[1:]) if spent else 0.0,
        at_once=profile.batch,
        size_at_once=at_once,
        alone_mb=alone,
        peak_mb=max(alone, peak_mb(on_card=on_card)),
        engine=loaded.engine.describe(),
    )
    (out / FACTS).write_bytes(msgspec.json.encode(found))
    return found


def size_of_batch(manifest: Manifest, profile: Profile) -> str:
    """The largest that the profile's ladder and the pack have in common; the one in the middle where they have none."""
    common = {rung.size for rung in profile.ladder} & set(manifest.sizes)
    usual = manifest.sizes[len(manifest.sizes) // 2]
    return max(common, key=lambda size: parse_size(size)[0], default=usual)


def peak_mb(*, on_card: bool) -> int:
    """Of this process alone: what getrusage says, it has from the one that started it."""
    if on_card:
        import torch  # noqa: PLC0415 - graphs need none

        return round(torch.cuda.max_memory_reserved() / 1e6) + CONTEXT_MB
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return round(peak * 1024 / 1e6)


CONTEXT_MB = 600
"""Of a card: CUDA's own, which PyTorch does not count."""


def _timed(  # noqa: PLR0913, PLR0917 - a picture's
    loaded: Loaded, number: int, wish: Caption, size: str, steps: int, out: Path
) -> tuple[float, float]:
    began = time.perf_counter(), time.process_time()
    (payload,) = _drawn(loaded, [_draw(number, wish, size, steps)])
    spent = time.perf_counter() - began[0], time.process_time() - began[1]
    (out / f"{number}.png").write_bytes(payload)
    return spent


def _draw(number: int, wish: Caption, size: str, steps: int) -> Draw:
    return Draw(
        id=str(number),
        caption=wish,
        seed=number,
        pixels=parse_size(size),
        steps=steps,
        label=False,
        previews=False,
    )


def _drawn(loaded: Loaded, draws: Sequence[Draw]) -> list[bytes]:
    """Raises DoesNotDraw."""
    events = [event for draw in draws for event in loaded.pipeline.accept(draw)]
    while loaded.pipeline.busy:
        events += loaded.pipeline.advance()
    for event, _ in events:
        if isinstance(event, Failed):
            raise DoesNotDraw(f"a picture failed: {event.message_en}")
    return [payload for event, payload in events if isinstance(event, Done)]


def main(words: Sequence[str]) -> int:
    pack, profile, out = (Path(word) for word in words[:3])
    try:
        sample(
            pack, profile_text(profile), out, floats="floats" in words, pictures="pictures" in words
        )
    except (LibraryMissing, ProviderMissing) as error:
        print(error, file=sys.stderr)
        return ABSENT
    except (DoesNotDraw, EdgedError) as error:
        print(error, file=sys.stderr)
        return USELESS
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
