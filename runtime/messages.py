"""Frames between the daemon and the worker: one JSON line, then `size` bytes of payload.

The JSON line is a tagged union (`type`), so both sides decode into these types or refuse. Nothing is pickled.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from runtime.prompt.caption import Caption

MAX_HEADER = 65_536
"""Bytes of the longest JSON line either side accepts."""
MAX_PAYLOAD = 16 * 1024 * 1024
"""Bytes of the largest payload: a 512x512 PNG needs about 0.4 MB."""


class Frame(Struct, frozen=True, kw_only=True, tag_field="type"):
    """What every frame has."""

    size: int = 0
    """Bytes of payload that follow the line."""


# From the daemon to the worker.


class Load(Frame, frozen=True, kw_only=True, tag="load"):
    """First frame: which pack to load, how."""

    pack: str
    """Folder of the pack."""
    profile: str
    """The whole profile as TOML text, so that the worker reads no file the daemon did not check."""
    latents: str = ""
    """Folder of finished latents; empty: none are kept."""
    compiled: str = ""
    """Folder for what engines make of graphs once for each machine; empty: nothing is kept."""
    verified: str = ""
    """File of what was checked before, by daemon or worker; empty: all files are read again."""
    producer: str = ""
    """Name or code of whoever answers for the pictures, for their metadata."""


class Start(Struct, frozen=True, kw_only=True):
    """Finished latents of a similar wish, to begin with."""

    caption: Caption
    seed: int
    steps: int
    at: int
    """Steps that are left out: at most one less than the picture's own."""


class Draw(Frame, frozen=True, kw_only=True, tag="draw"):
    """Draw one picture. Answered by `Step`s and then exactly one of `Done`, `Failed`, `Cancelled`."""

    id: str
    caption: Caption
    seed: int
    """0 <= seed < 2**63."""
    prompt: str = ""
    """The child's own words, for the picture's metadata."""
    pixels: tuple[int, int] = (512, 512)
    """Width, height."""
    steps: int | None = None
    """None: the pack's default."""
    format: str = "png"
    """png, webp or jpeg."""
    label: bool = True
    """Draw the small visible mark that the picture is generated."""
    previews: bool = True
    keep: Literal["", "asked", "standard"] = ""
    """Why its latents are kept, and that kept ones may be taken in the place of drawing; empty: neither."""
    bare: bool = False
    """Latents only, to be kept: `Done` comes without a picture."""
    start: Start | None = None
    """Begin with what is left of this; from noise, where its latents are not there."""


class Cancel(Frame, frozen=True, kw_only=True, tag="cancel"):
    """Stop drawing this picture. The id makes a late cancel harmless to the next picture."""

    id: str


class Pace(Frame, frozen=True, kw_only=True, tag="pace"):
    """How fast to draw from the next step on."""

    batch: int
    """Most pictures at the same time; those that run already run on, and nothing joins until there is room."""
    duty: float
    """0 to 1: the share of the time in which to compute; 0: pause until the next `Pace`."""


class Stop(Frame, frozen=True, kw_only=True, tag="stop"):
    """Finish nothing, leave with status 0."""


# From the worker to the daemon.


class Waking(Frame, frozen=True, kw_only=True, tag="waking"):
    """Comes between `Load` and `Ready` or `Failed`, any number of times."""

    share: float
    """How much of the way to the first picture is done, 0 to 1, as far as one can tell."""


class Ready(Frame, frozen=True, kw_only=True, tag="ready"):
    """The pack is loaded and one real picture has been drawn with it."""

    engine: str
    """Backend and providers, for example `onnx: CPUExecutionProvider`."""
    pack: str
    pack_version: str
    pack_digest: str
    """SHA-256 over the manifest's bytes, hex."""
    memory_mb: float
    """Resident memory of the worker after warming up."""
    warmup_s: float
    """Seconds from `Load` to this frame."""
    beside: bool = False
    """It finishes pictures beside the steps of others."""


class Step(Frame, frozen=True, kw_only=True, tag="step"):
    """One denoise step is done; the payload, if any, is a small WebP preview."""

    id: str
    step: int
    """1..steps."""
    steps: int
    work_ms: float = 0.0
    """Milliseconds that this step took, for all pictures that took part in it."""
    together: int = 1
    """How many those are."""


class Done(Frame, frozen=True, kw_only=True, tag="done"):
    """The payload is the encoded picture; what was asked for `bare` has none."""

    id: str
    seed: int
    pixels: tuple[int, int]
    steps: int
    format: str
    draw_ms: float
    """Milliseconds from the picture's first step to its encoded bytes."""
    finish_ms: float = 0.0
    """What decoding and encoding held everything else up; hardly anything where it was done beside others' steps. 0: not told."""
    cached: bool = False
    """Its latents were there already: it was only decoded."""
    kept: int = 0
    """Bytes of its latents on disk, where they were written now."""
    spoilt: int = 0
    """Damaged files of latents that were found and removed."""
    started_at: int = 0
    """Steps that were left out because similar latents were there."""


class Failed(Frame, frozen=True, kw_only=True, tag="failed"):
    """`id` is None where loading failed: the worker then leaves with status 1."""

    id: str | None
    code: str
    message_en: str
    message_zh: str
    fix_en: str | None = None
    fix_zh: str | None = None


class Cancelled(Frame, frozen=True, kw_only=True, tag="cancelled"):
    id: str


ToWorker = Load | Draw | Cancel | Pace | Stop
FromWorker = Waking | Ready | Step | Done | Failed | Cancelled


# Between the daemon and the child that makes pictures smaller (`python -m runtime.resize`).


class Resize(Frame, frozen=True, kw_only=True, tag="resize"):
    """The payload is an encoded picture; answered by one `Resized`."""

    pixels: tuple[int, int]
    """Width, height."""
    format: str
    """png, webp or jpeg."""


class Resized(Frame, frozen=True, kw_only=True, tag="resized"):
    """The payload is the smaller picture, with the same marks."""
