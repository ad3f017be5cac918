"""An autoencoder in no time: its linear ways fitted to a few pictures, its convolutions as they begin."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import torch

from forge.latents import Bytes, half
from forge.nets.autoencoder import FILE, Autoencoder
from tests.forge.conftest import TOY_SIZES


def write_autoencoder(folder: Path, pictures: Bytes) -> None:
    """Fitted to uint8 [B, 512, 512, 3], which should be like those that it is for."""
    torch.manual_seed(0)
    network = Autoencoder(TOY_SIZES)
    network.begin(pictures)
    network.fit_preview(np.concatenate([half(picture[None]) for picture in pictures]))
    sizes = msgspec.to_builtins(TOY_SIZES)
    torch.save({"sizes": sizes, "average": network.state_dict()}, folder / FILE)
