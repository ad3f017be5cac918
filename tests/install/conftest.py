"""A Debian, and a box that was set up on it in the README's words."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.install.debian import Machine, running, tree, wheelhouse
from tests.source import ROOT

HOME = "/root/edged"
"""Where the project's folder lies on the machines."""
PACKAGES = "/srv/packages"


def readme_words() -> list[str]:
    """The commands that the README gives to whoever sets up a box."""
    section = (ROOT / "README.md").read_text("utf-8").split("## Put it on a box")[1]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block
    commands = (line.partition("#")[0].strip() for line in block[1].splitlines())
    return [command for command in commands if command]


def put_source(folder: Path, version: str | None = None) -> None:
    """The project as it is fetched; `version` makes it another release."""
    shutil.rmtree(folder, ignore_errors=True)
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if name.startswith(("tests/", "forge/", "docs/", "bench/")) or not (ROOT / name).exists():
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    if version:
        for name in ("pyproject.toml", "edged/__init__.py"):
            text = (folder / name).read_text("utf-8")
            changed = re.sub(
                r'^((?:__version__|version) = )".*"', rf'\1"{version}"', text, flags=re.M
            )
            assert changed != text
            (folder / name).write_text(changed, "utf-8")


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, ...]]:
    """Layers of a Debian with the project's folder, where pip finds packages without the internet."""
    upper = tmp_path_factory.mktemp("fresh")
    put_source(upper / HOME.lstrip("/"))
    shutil.copytree(wheelhouse(), upper / PACKAGES.lstrip("/"))
    (upper / "etc").mkdir()
    (upper / "etc/pip.conf").write_text(f"[global]\nno-index = yes\nfind-links = {PACKAGES}\n")
    yield (upper, tree())
    shutil.rmtree(upper)


@pytest.fixture(scope="session")
def set_up(
    fresh: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[tuple[Path, ...], str]]:
    """Layers of a machine whose owner followed the README, and what they read."""
    folder = tmp_path_factory.mktemp("box")
    with running(folder, fresh, keep=True) as machine:
        machine.plug("192.168.7.20/24")
        said = "".join(machine.run("sh", "-c", words, cwd=HOME).stdout for words in readme_words())
        machine.run("systemctl", "stop", "edged.socket", "edged.service")
    yield machine.layers, said
    shutil.rmtree(folder)


@pytest.fixture
def box(set_up: tuple[tuple[Path, ...], str], tmp_path: Path) -> Iterator[Machine]:
    """A machine of its own with an installed box, switched on."""
    layers, _ = set_up
    with running(tmp_path / "machine", layers) as machine:
        yield machine
