"""Folders of graphs, written by optimum itself: `make` gives it an environment of its own, since it wants older libraries than we do."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from safetensors.numpy import load_file, save_file

from tests.source import ROOT

OPTIMUM = ROOT / ".venv-optimum/bin/optimum-cli"
READER = "text_model."
"""What the names of a reader's weights begin with on the hubs. Today's transformers leaves it out."""


def write_graphs(pipeline: Any, folder: Path) -> Path:
    """A text-to-image pipeline of diffusers as optimum's graphs, in `folder`, which is not there yet."""
    published = folder.with_name(f"{folder.name}-published")
    pipeline.save_pretrained(published)
    _as_on_hubs(published)
    asked = ["export", "onnx", "--task", "text-to-image", "--model"]
    command: list[str | Path] = [OPTIMUM, *asked, published, folder]
    quiet = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, env=os.environ | quiet, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


def _as_on_hubs(folder: Path) -> None:
    """Readers and tokenizers as published ones are stored, which older libraries understand."""
    for reader in folder.glob("text_encoder*/model.safetensors"):
        weights = load_file(reader)
        kept = (READER, "text_projection")
        named = {n if n.startswith(kept) else READER + n: w for n, w in weights.items()}
        save_file(named, reader, metadata={"format": "pt"})
    for tokenizer in folder.glob("tokenizer*/tokenizer.json"):
        model = json.loads(tokenizer.read_text())["model"]
        merges = ["#version: 0.2", *map(" ".join, model["merges"])]
        tokenizer.with_name("vocab.json").write_text(json.dumps(model["vocab"]))
        tokenizer.with_name("merges.txt").write_text("\n".join(merges) + "\n")
