"""One graph that is loaded: numpy in and out, its inputs and outputs bound to the memory of where it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray


class Bound:
    """Not to be shared between threads."""

    def __init__(
        self,
        session: ort.InferenceSession,
        outputs: Sequence[str],
        device: str,
        *,
        moved: bool = True,
    ) -> None:
        """`device`: where it computes. `moved`: whether that has a memory of its own."""
        self.session = session
        self._outputs, self._device = list(outputs), device
        self._binding = session.io_binding() if moved else None

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """The outputs in their order. Raises whatever ONNX Runtime does."""
        binding = self._binding
        if binding is None:
            plain: list[NDArray[Any]] = self.session.run(self._outputs, feeds)
            return plain
        # Each input goes over once and each output comes back once, whatever the graph does in between.
        binding.clear_binding_inputs()
        binding.clear_binding_outputs()
        for name, value in feeds.items():
            there = ort.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(value), self._device, 0)
            binding.bind_ortvalue_input(name, there)
        for name in self._outputs:
            binding.bind_output(name, self._device)
        self.session.run_with_iobinding(binding)
        outputs: list[NDArray[Any]] = binding.copy_outputs_to_cpu()
        return outputs
