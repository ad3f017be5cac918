"""What a run began with, noted in its folder: the same run goes on there, and no other one by mistake."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path

import msgspec

from forge.errors import OtherRun

FILE = "begun.json"


def note(out: Path, facts: dict[str, str]) -> None:
    """Notes in `out` what its generator begins with. Raises OtherRun if one is there that began with something else."""
    path = out / FILE
    if not (out / "generator.pt").exists():
        out.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(facts)) + b"\n")
        return
    noted = msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.exists() else {}
    if noted != facts:
        raise OtherRun(
            f"{out} holds the generator of another run ({_differences(noted, facts)}): "
            f"name another folder, or remove {out / 'generator.pt'} to begin anew."
        )


def of_file(path: Path) -> str:
    """Which file it is, whatever it is called and wherever it lies. Raises OSError."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()[:12]


def _differences(noted: dict[str, str], facts: dict[str, str]) -> str:
    if not noted:
        return "nothing tells what it was begun with"
    names = [name for name in facts | noted if noted.get(name) != facts.get(name)]
    return "; ".join(
        f"{name} was {noted.get(name, 'none')}, is {facts.get(name, 'none')}" for name in names
    )
