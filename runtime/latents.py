"""Finished latents on disk: with them a picture only needs to be decoded.

Each file is there wholly or not at all, and is checked to its last bit when it is read; so nobody waits for the disk
when one is written. What is torn, foreign or has a flipped bit is removed, and the picture is drawn as if it had never been.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec
import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from runtime.schedulers import Floats
from runtime.sketch import UNFINISHED, WHYS, Sketch, Title, Why, title_in

_TENSOR = "latents"

log = logging.getLogger(__name__)


class Latents:
    """Of one pack. Methods block for the disk: some 16 KB."""

    def __init__(self, root: Path, digest: str, shape: tuple[int, int, int]) -> None:
        """`shape`: of the pack's latents, [C, h, w]."""
        self._folder, self._digest, self._shape = root / digest, digest, shape
        self.spoilt = 0
        """Files that were removed because they were not what they should be."""

    def find(self, sketch: Sketch) -> Floats | None:
        """[C, h, w], or None."""
        for why in WHYS:
            file = self._folder / why / sketch.name
            try:
                data = file.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                log.warning("cannot read %s: %s", file, error)
                continue
            found = self._decoded(data, sketch)
            if found is not None:
                return found
            log.warning("%s is damaged or foreign; removed, the picture is drawn anew", file)
            with suppress(OSError):
                file.unlink(missing_ok=True)
            self.spoilt += 1
        return None

    def keep(self, sketch: Sketch, clean: Floats, why: Why) -> int:
        """Bytes on disk; 0 where the disk takes none, which only costs time later."""
        data = self._encoded(sketch, clean)
        folder = self._folder / why
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=folder, prefix=UNFINISHED, delete=False) as file:
                try:
                    file.write(data)
                    file.flush()
                    Path(file.name).rename(folder / sketch.name)
                except BaseException:
                    Path(file.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            log.warning("latents are not kept: %s", error)
            return 0
        return len(data)

    def _encoded(self, sketch: Sketch, clean: Floats) -> bytes:
        numbers = np.ascontiguousarray(clean, np.float16)
        digest = sha256(numbers.tobytes()).hexdigest()
        title = Title(pack=self._digest, sketch=sketch, sha256=digest)
        # One entry only: the order of several would be chance.
        return save({_TENSOR: numbers}, {"edged": msgspec.json.encode(title).decode()})

    def _decoded(self, data: bytes, sketch: Sketch) -> Floats | None:
        """None unless it is, to the bit, what `keep` wrote for this sketch."""
        title = title_in(data[8 : 8 + int.from_bytes(data[:8], "little")])
        if title is None or title.sketch != sketch or title.pack != self._digest:
            return None
        try:
            numbers = load(data).get(_TENSOR)
        except (SafetensorError, ValueError, TypeError, KeyError):
            return None
        if numbers is None or numbers.shape != self._shape or numbers.dtype != np.float16:
            return None
        clean = numbers.astype(np.float32)
        return clean if self._encoded(sketch, clean) == data else None


def rounded(clean: Floats) -> Floats:
    """As it will be when it is read again: so a picture from kept latents is the very same picture."""
    with np.errstate(over="ignore"):
        return clean.astype(np.float16).astype(np.float32)
