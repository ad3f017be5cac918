"""Whom the owner trusts with the box's model."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from edged.packs.refusals import PackUnsigned
from runtime.pack import MANIFEST
from runtime.signature import MAX_SIGNATURE, SIGNATURE, Standing, standing


class Trust(Struct, frozen=True, kw_only=True):
    keys: Path
    """Folder of public keys."""
    required: bool
    """Only packs that one of them signed."""

    def check(self, name: str, manifest: bytes, signature: bytes | None) -> Standing:
        """Raises SignatureWrong, PackUnsigned or KeyUnusable. Blocks for file reads."""
        found = standing(name, manifest, signature, self.keys)
        if self.required and found.state != "known":
            raise PackUnsigned(name=name, keys=self.keys)
        return found

    def check_folder(self, name: str, folder: Path) -> Standing:
        """As `check`, of a pack that lies here."""
        manifest, signature = b"", None
        with suppress(FileNotFoundError):  # Of a manifest that is missing the pack itself tells.
            manifest = (folder / MANIFEST).read_bytes()
            with (folder / SIGNATURE).open("rb") as file:
                signature = file.read(MAX_SIGNATURE + 1)
        return self.check(name, manifest, signature)
