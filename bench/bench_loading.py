"""`make bench-loading`: how much memory loading takes besides the weights, against their size on the disk.

A child process loads a model of random weights, a transformer of Z-Image's shape made smaller, as a box would, and runs it
once. `own` is memory that only this process has and that must be written out before it can be given to another (RssAnon, the
largest seen); `mapped` are pages of files, which the kernel takes back whenever it wants (RssFile). Weights that are mapped
and nothing else show own memory near that of the libraries: there is no second copy.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct

from tests.toymodels import save_pack, z_image

Way = Literal["fp32 as fp32", "bf16 as bf16", "fp32 as bf16", "bf16 as int8", "bf16 in turn"]
PARTS = {
    "encoder": "text_encoder",
    "denoiser": "transformer",
    "decoder": "vae",
    "tokenizer": "tokenizer/tokenizer.json",
}


class Seen(Struct):
    libraries_mb: float
    """Own memory before anything was loaded."""
    own_mb: float
    """The most, less that."""
    mapped_mb: float
    loading_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, default=20, help="each has 20 million weights")
    parser.add_argument("--child", choices=get_args(Way), help=argparse.SUPPRESS)
    parser.add_argument("--pack", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        sys.stdout.write(msgspec.json.encode(_load(options.pack, options.child)).decode())
        return
    with tempfile.TemporaryDirectory() as temporary:
        packs = _packs(Path(temporary), options.layers)
        print("| weights on disk, loaded as | on disk, MB | own, MB | mapped, MB | loading, s |")
        print("|---|---|---|---|---|")
        for way in get_args(Way):
            pack = packs[way.split()[0]]
            found = _child(pack, way)
            disk = sum(file.stat().st_size for file in pack.rglob("*.safetensors")) / 1e6
            print(
                f"| {way} | {disk:.0f} | {found.own_mb:.0f} | {found.mapped_mb:.0f} | {found.loading_s:.1f} |"
            )


def _packs(root: Path, layers: int) -> dict[str, Path]:
    """The same model, stored in 32 and in 16 bits."""
    import torch  # noqa: PLC0415 - the parent of the children needs it once
    from diffusers import ZImageTransformer2DModel  # noqa: PLC0415

    found = {}
    for kind, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        pipeline = z_image()
        pipeline.transformer = ZImageTransformer2DModel(
            dim=1280,
            n_layers=layers,
            n_refiner_layers=1,
            n_heads=10,
            n_kv_heads=10,
            cap_feat_dim=32,
            axes_dims=[32, 48, 48],
        ).eval()
        pipeline.to(dtype)
        pad = pipeline.tokenizer.pad_token_id
        found[kind] = save_pack(root / kind, pipeline, "z-image", PARTS, pad=pad)
    return found


def _child(pack: Path, way: Way) -> Seen:
    command = [sys.executable, "-m", "bench.bench_loading", "--pack", str(pack), "--child", way]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return msgspec.json.decode(done.stdout, type=Seen)


def _load(folder: Path, way: Way) -> Seen:
    import diffusers  # noqa: F401, PLC0415 - so that libraries count as such
    import numpy as np  # noqa: PLC0415
    import torch  # noqa: PLC0415
    import transformers  # noqa: F401, PLC0415
    from msgspec.structs import replace  # noqa: PLC0415

    from runtime.opening import open_engine  # noqa: PLC0415
    from runtime.pack import Pack  # noqa: PLC0415
    from runtime.profile import Torch, parse_profile  # noqa: PLC0415
    from tests.workerpipe import PROFILE  # noqa: PLC0415

    torch.zeros(1)
    told: dict[str, Any] = {"dtype": "float32" if way == "fp32 as fp32" else "bfloat16"}
    told |= {"quantise": "int8"} if way.endswith("int8") else {}
    told |= {"text_in_turn": True} if way.endswith("turn") else {}
    profile = replace(parse_profile(PROFILE), torch=Torch(**told), memory_limit_mb=10**6)
    pack = Pack.open(folder, contents=True)
    before, peaks, done = _rss(), {"RssAnon": 0.0, "RssFile": 0.0}, threading.Event()

    def watch() -> None:
        while not done.is_set():
            for name, now in _rss().items():
                peaks[name] = max(peaks[name], now)
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.monotonic()
    engine = open_engine(pack, profile)
    loading_s = time.monotonic() - began
    course = engine.course((128, 128), 2)
    wish = engine.encode(engine.spell(None)[np.newaxis])
    engine.denoise(np.zeros((1, *course.shape), np.float32), np.ones(1, np.float32), wish)
    done.set()
    watcher.join()
    return Seen(
        libraries_mb=before["RssAnon"],
        own_mb=peaks["RssAnon"] - before["RssAnon"],
        mapped_mb=peaks["RssFile"] - before["RssFile"],
        loading_s=loading_s,
    )


def _rss() -> dict[str, float]:
    """MB of this process: own pages, and pages of files."""
    lines = Path("/proc/self/status").read_text().splitlines()
    named = (line.split() for line in lines if line.startswith(("RssAnon", "RssFile")))
    return {name.rstrip(":"): int(number) / 1024 for name, number, _ in named}


if __name__ == "__main__":
    main()
