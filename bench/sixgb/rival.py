"""One way to compute the U-Net of a Stable Diffusion, in a process of its own that others like it take turns with.

`python -m bench.sixgb.rival NAME WORK PACK SIZE ROWS`: writes `ready` once it has run once, then, for each line it is given, the seconds of
one step, and with its last breath the most memory that it had, in MB.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from bench.sixgb.measured import peak_mb
from runtime.families import family_of
from runtime.pack import Pack
from runtime.profile import Profile, Torch, parse_profile, profile_text, profiles_folder

Feeds = dict[str, NDArray[Any]]
Run = Callable[[Feeds], Any]
GRAPH, OWN = "graph", "openvino"
"""Folders in WORK: a pack with our graph in INT8, and what OpenVINO makes of the published model by itself."""


def main() -> None:
    name, work, pack, size, rows = sys.argv[1:]
    run = RIVALS[name](Path(work), Path(pack))
    feeds = _feeds(Path(pack), int(size), int(rows))
    run(feeds)
    print("ready", flush=True)
    for _ in sys.stdin:
        began = time.monotonic()
        run(feeds)
        print(time.monotonic() - began, flush=True)
    print(peak_mb(), flush=True)


def _feeds(pack: Path, size: int, rows: int) -> Feeds:
    chance, side = np.random.default_rng(0), size // 8
    width = _width(pack)
    return {
        "sample": chance.normal(size=(rows, 4, side, side)).astype(np.float32),
        "timestep": np.full(rows, 500, np.float32),
        "context": chance.normal(size=(rows, 77, width)).astype(np.float32),
    }


def _width(pack: Path) -> int:
    import msgspec  # noqa: PLC0415

    told = msgspec.json.decode((pack / "unet/config.json").read_bytes())
    return int(told["cross_attention_dim"])


def _profile(**torch: Any) -> Profile:
    plain = parse_profile(profile_text(profiles_folder() / "cpu.toml"))
    return replace(plain, torch=Torch(**torch), memory_limit_mb=10**6)


def _weights(**told: Any) -> Callable[[Path, Path], Run]:
    def opened(_: Path, folder: Path) -> Run:
        from runtime.engines.torch import TorchBackend  # noqa: PLC0415

        pack = Pack.open(folder, contents=True)
        parts = {"denoiser": family_of(pack).components(pack)["denoiser"]}
        backend = TorchBackend(pack, _profile(**told), parts)
        return lambda feeds: backend.run("denoiser", feeds)

    return opened


def _graph(engine: str) -> Callable[[Path, Path], Run]:
    def opened(work: Path, _: Path) -> Run:
        pack = Pack.open(work / GRAPH, contents=True)
        parts = {"denoiser": family_of(pack).components(pack)["denoiser"]}
        if engine == "onnx":
            from runtime.engines.onnx import OnnxBackend  # noqa: PLC0415

            onnx = OnnxBackend(pack, _profile(), parts)
            return lambda feeds: onnx.run("denoiser", feeds)
        from runtime.engines.openvino import OpenvinoBackend  # noqa: PLC0415

        openvino = OpenvinoBackend(pack, _profile(), parts)
        return lambda feeds: openvino.run("denoiser", feeds)

    return opened


def _own(path: str, precision: str = "bf16") -> Callable[[Path, Path], Run]:
    """OpenVINO called directly. `f32` is what the box's own engine asks it for."""

    def opened(work: Path, _: Path) -> Run:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
        import openvino as ov  # noqa: PLC0415

        options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": precision}
        request = ov.Core().compile_model(work / path, "CPU", options).create_infer_request()

        def run(feeds: Feeds) -> Any:
            request.infer([feeds[name] for name in ("sample", "timestep", "context")])
            return np.array(request.get_output_tensor(0).data)

        return run

    return opened


RIVALS: dict[str, Callable[[Path, Path], Run]] = {
    "torch bf16": _weights(dtype="bfloat16"),
    "torch bf16, weights INT8 (torchao)": _weights(dtype="bfloat16", quantise="int8"),
    "INT8 graph, ONNX Runtime": _graph("onnx"),
    "INT8 graph, OpenVINO engine": _graph("openvino"),
    "INT8 graph, OpenVINO called with bf16": _own(f"{GRAPH}/denoiser.onnx"),
    "OpenVINO's own, bf16": _own(f"{OWN}/bf16.xml"),
    "OpenVINO's own, weights INT8, bf16": _own(f"{OWN}/int8.xml"),
    "OpenVINO's own, weights INT8, f32": _own(f"{OWN}/int8.xml", "f32"),
}

if __name__ == "__main__":
    main()
