"""One way to compute a published model, in a process of its own that others like it take turns with.

`python -m bench.sixgb.rival NAME WORK MODEL SIZE`: writes `ready` once it has run once, then, for each line it is given, the seconds of
one run by the clock and of processor time, and with its last breath the most memory that it had, in MB. A run is a step of one guided
picture, or with a name that ends in `whole` a picture from its sentence to its pixels.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.sixgb.measured import large_profile, peak_mb, plain_profile
from bench.sixgb.shapes import SHAPES
from runtime.families import family_of
from runtime.pack import Pack
from runtime.profile import Torch, profile_text, profiles_folder

Feeds = dict[str, NDArray[Any]]
Run = Callable[[Feeds], Any]
OWN = "openvino"
"""Folder in WORK: what OpenVINO makes of the published model by itself."""
COMPILED = "compiled"
"""The same of what its engine keeps for the next start."""
SENTENCE = "a small yellow duck with a red hat"


class Rival:
    """What may run, and where its files lie."""

    def __init__(self, work: Path, model: str, size: int) -> None:
        self.work, self.model, self.size = work, model, size

    @property
    def weights(self) -> Path:
        return self.work / self.model

    @property
    def built(self) -> Path:
        return built_of(self.work, self.model)


def built_of(work: Path, model: str) -> Path:
    """The pack that `forge build` made of a model."""
    return work / f"{model}-int8"


def main() -> None:
    name, work, model, size = sys.argv[1:]
    rival = Rival(Path(work), model, int(size))
    run = RIVALS[name](rival)
    feeds = {} if name.endswith("whole") else _feeds(rival)
    run(feeds)
    print("ready", flush=True)
    for _ in sys.stdin:
        began, spent = time.monotonic(), time.process_time()
        run(feeds)
        print(time.monotonic() - began, time.process_time() - spent, flush=True)
    print(peak_mb(), flush=True)


def _feeds(rival: Rival) -> Feeds:
    import msgspec  # noqa: PLC0415

    told = msgspec.json.decode((rival.weights / "unet/config.json").read_bytes())
    chance, side = np.random.default_rng(0), rival.size // 8
    return {
        # Both rows of a picture begin with the same noise.
        "sample": np.repeat(chance.normal(size=(1, 4, side, side)), 2, 0).astype(np.float32),
        "timestep": np.full(2, 500, np.float32),
        "context": chance.normal(size=(2, 77, told["cross_attention_dim"])).astype(np.float32),
    }


def _weights(**told: Any) -> Callable[[Rival], Run]:
    def opened(rival: Rival) -> Run:
        from runtime.engines.torch import TorchBackend  # noqa: PLC0415

        pack = Pack.open(rival.weights, contents=True)
        parts = {"denoiser": family_of(pack).components(pack)["denoiser"]}
        backend = TorchBackend(pack, plain_profile(Torch(**told)), parts)
        return lambda feeds: backend.run("denoiser", feeds)

    return opened


def _built_with_openvino(rival: Rival) -> Run:
    from runtime.engines.base import Loading  # noqa: PLC0415
    from runtime.engines.openvino import OpenvinoBackend  # noqa: PLC0415

    pack = Pack.open(rival.built, contents=True)
    parts = {"denoiser": family_of(pack).components(pack)["denoiser"]}
    loading = Loading(compiled=rival.work / COMPILED)
    backend = OpenvinoBackend(pack, large_profile(), parts, loading)
    return lambda feeds: backend.run("denoiser", feeds)


def _built_with_onnx(rival: Rival) -> Run:
    from runtime.engines.onnx import OnnxBackend  # noqa: PLC0415

    pack = Pack.open(rival.built, contents=True)
    parts = {"denoiser": family_of(pack).components(pack)["denoiser"]}
    backend = OnnxBackend(pack, plain_profile(Torch()), parts)
    return lambda feeds: backend.run("denoiser", feeds)


def _own(file: str) -> Callable[[Rival], Run]:
    """OpenVINO called directly."""

    def opened(rival: Rival) -> Run:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
        import openvino as ov  # noqa: PLC0415

        options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "bf16"}
        path = rival.work / OWN / file
        request = ov.Core().compile_model(path, "CPU", options).create_infer_request()

        def run(feeds: Feeds) -> Any:
            request.infer([feeds[name] for name in ("sample", "timestep", "context")])
            return np.array(request.get_output_tensor(0).data)

        return run

    return opened


def _box_whole(rival: Rival) -> Run:
    """As the worker draws: reading, steps with previews, the picture's file."""
    from runtime.engines.base import Loading  # noqa: PLC0415
    from runtime.loading import first_caption, open_pipeline  # noqa: PLC0415
    from runtime.messages import Done, Draw  # noqa: PLC0415

    text = profile_text(profiles_folder() / "cpu-large.toml")
    compiled = Loading(compiled=rival.work / COMPILED)
    loaded = open_pipeline(rival.built, text, loading=compiled)
    steps = [1]

    def run(_: Feeds) -> Any:
        wish = first_caption(loaded.vocabulary, loaded.manifest)
        size = rival.size, rival.size
        loaded.pipeline.accept(
            Draw(id="one", caption=wish, seed=1, pixels=size, steps=steps.pop() if steps else None)
        )
        events = []
        while loaded.pipeline.busy:
            events = loaded.pipeline.advance()
        if not isinstance(events[-1][0], Done):
            raise RuntimeError(f"no picture: {events[-1][0]}")

    return run


def _diffusers_whole(rival: Rival) -> Run:
    """The published pipeline in bfloat16, its usual settings, and a picture's file."""
    from io import BytesIO  # noqa: PLC0415

    import torch  # noqa: PLC0415
    from diffusers import DiffusionPipeline  # noqa: PLC0415

    folder = rival.work / f"{rival.model}-published"
    pipe = DiffusionPipeline.from_pretrained(folder, torch_dtype=torch.bfloat16)
    pipe.set_progress_bar_config(disable=True)
    shape = SHAPES[rival.model]
    steps = [1]

    def run(_: Feeds) -> Any:
        pipe(
            SENTENCE,
            height=rival.size,
            width=rival.size,
            num_inference_steps=steps.pop() if steps else shape.steps,
            guidance_scale=7.5 if shape.guided else 0.0,
        ).images[0].save(BytesIO(), "png")

    return run


BOX = "the box: pack of forge build, OpenVINO engine, bf16"
PLAIN = "torch bf16"
RIVALS: dict[str, Callable[[Rival], Run]] = {
    BOX: _built_with_openvino,
    "the same pack, ONNX Runtime engine": _built_with_onnx,
    PLAIN: _weights(dtype="bfloat16"),
    "torch bf16, weights INT8 (torchao)": _weights(dtype="bfloat16", quantise="int8"),
    "OpenVINO's own, bf16": _own("bf16.xml"),
    "OpenVINO's own, weights INT8, bf16": _own("int8.xml"),
    "OpenVINO's own, all INT8, bf16": _own("whole.xml"),
    "the box, whole": _box_whole,
    "diffusers' pipeline, torch bf16, whole": _diffusers_whole,
}
STEPS = tuple(name for name in RIVALS if not name.endswith("whole"))
WHOLE = tuple(name for name in RIVALS if name.endswith("whole"))

if __name__ == "__main__":
    main()
