"""A machine that a shipped hook believes in: a tree for /, and doubles of the programs it calls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.source import ROOT

HOOKS = ROOT / "firmware_hooks"


@dataclass(frozen=True)
class Machine:
    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "root"

    @property
    def calls(self) -> list[str]:
        """Every call of a double, with its arguments."""
        log = self.folder / "calls"
        return log.read_text().splitlines() if log.exists() else []

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def read(self, path: str) -> str:
        return (self.root / path).read_text().strip()

    def program(self, name: str, *lines: str) -> None:
        """A double that notes how it was called and what it was told on its standard input."""
        bin = self.folder / "bin"
        bin.mkdir(exist_ok=True)
        note = f'echo "{name} $*" >>{self.folder / "calls"}; cat >>{self.folder / "told"}'
        (bin / name).write_text("\n".join(["#!/bin/sh", note, *lines]) + "\n")
        (bin / name).chmod(0o755)

    @property
    def told(self) -> str:
        """What doubles were told on their standard input."""
        return (self.folder / "told").read_text()

    def hook(self, name: str, event: str, **facts: object) -> subprocess.CompletedProcess[str]:
        """Runs it as the service does; standard error goes where its output goes."""
        return subprocess.run(
            [HOOKS / name, event],
            input=json.dumps(facts),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={
                "PATH": f"{self.folder / 'bin'}:{os.defpath}",
                "LANG": "C.UTF-8",
                "EDGED_PYTHON": sys.executable,
                "EDGED_SYSROOT": str(self.root),
                "EDGED_HOOKS_STATE": str(self.folder / "state"),
            },
            timeout=60,
            check=False,
        )
