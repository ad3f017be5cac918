"""The house: what is locked, what is shipped, and that a new owner gets all of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.source import ROOT

BASE_LIMIT_MB = 300
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[a-z0-9, -]+\])?==(\S+?)(?: ; (.+?))? \\$", re.MULTILINE)


def _run(*command: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def _locked(name: str) -> dict[str, str]:
    """Names and versions that apply to this Python on Linux."""
    text = (ROOT / "requirements" / name).read_text()
    new = sys.version_info >= (3, 12)
    return {
        package: version
        for package, version, marker in PINNED.findall(text)
        if "win32" not in marker
        and not (("< '3.12'" in marker and new) or (">= '3.12'" in marker and not new))
    }


@pytest.mark.parametrize("name", ["base.txt", "test.txt", "optimum.txt"])
def test_every_requirement_is_pinned_and_hashed_and_names_no_host(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    blocks = [block for block in re.split(r"\n(?=[a-z])", text) if not block.startswith("#")]
    assert len(blocks) == len(PINNED.findall(text)) > 20
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert "--index" not in text


def test_what_a_package_asks_for_with_extras_is_locked_with_them() -> None:
    """Pip answers such a request with the newest release, and then misses its hash."""
    text, locked = (ROOT / "requirements/test.txt").read_text(), _locked("test.txt")
    asked = {
        (wanted.name, extra)
        for name in locked
        for line in _requires(name)
        if not (wanted := Requirement(line)).marker or wanted.marker.evaluate({"extra": ""})
        for extra in wanted.extras
    }
    assert ("coverage", "toml") in asked
    for name, extra in asked:
        assert re.search(rf"^{name}\[[^]]*\b{extra}\b[^]]*\]==", text, re.MULTILINE), (name, extra)


def _requires(name: str) -> list[str]:
    """Of an installed package; one for other processors is not installed and asks for nothing."""
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:
        return []


def test_the_test_set_contains_the_base_set_unchanged() -> None:
    base, test = _locked("base.txt"), _locked("test.txt")
    assert base.items() <= test.items()


def test_the_locked_base_covers_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[<>=\[ ]", line)[0] for line in project["dependencies"]}
    assert declared <= _locked("base.txt").keys()
    assert "torch" not in _locked("base.txt")


def test_the_base_install_stays_below_300_megabytes() -> None:
    total = 0
    for name in _locked("base.txt"):
        for file in distribution(name).files or ():
            path = Path(str(file.locate()))
            total += path.stat().st_size if path.is_file() else 0
    assert total / 2**20 < BASE_LIMIT_MB


def test_a_wheel_carries_programs_profiles_pack_and_pages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {re.sub(r"^edged-[^/]+\.data/data/", "", name) for name in names}
    for folder in ("profiles", "packs", "firmware_hooks"):
        ours = _tracked(folder)
        assert ours
        assert {f"share/edged/{name}" for name in ours} <= shipped
    assert _tracked("edged/web") <= shipped
    assert _tracked("runtime") <= shipped
    assert not [name for name in shipped if name.startswith(("forge/", "tests/", "bench/"))]


def test_an_installed_box_finds_its_pack_profiles_and_hooks(wheel: Path, tmp_path: Path) -> None:
    python = _install(wheel, tmp_path / "box")
    box = tmp_path / "box" / "bin"
    assert "draw" in _run(box / "edgectl", "--help", cwd=tmp_path)
    assert "--listen" in _run(box / "edged", "--help", cwd=tmp_path)
    hooks = list((tmp_path / "box" / "share" / "edged" / "firmware_hooks").iterdir())
    assert hooks
    assert all(os.access(hook, os.X_OK) for hook in hooks)
    found = _run(python, "-I", "-c", "from edged.hooks.__main__ import shipped; print(shipped())")
    assert Path(found.strip()) == hooks[0].parent
    drawn = tmp_path / "bear.png"
    _run(python, "-m", "runtime", "draw", "小熊", "-o", drawn, cwd=tmp_path)
    assert drawn.read_bytes().startswith(b"\x89PNG")


def test_the_readme_names_only_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z-]+)", (ROOT / "README.md").read_text()))
    assert named
    assert named <= targets


def test_every_module_that_a_target_runs_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = re.findall(r"-m ((?:bench|forge|scripts)\.[\w.]+)", makefile)
    assert named
    absent = [name for name in named if not (ROOT / f"{name.replace('.', '/')}.py").exists()]
    assert not absent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project built as it would be published, without reaching for anything."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        folder,
        ROOT,
    )
    (built,) = folder.glob("edged-*.whl")
    return built


def _tracked(folder: str) -> set[str]:
    listed = _run("git", "ls-files", "-z", "--", folder).split("\0")
    return {name for name in listed if name}


def _install(wheel: Path, folder: Path) -> Path:
    """A new environment with the wheel; its dependencies come from the environment that runs the tests."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    own = json.loads(
        _run(python, "-c", "import json, sysconfig; print(json.dumps(sysconfig.get_paths()))")
    )
    Path(own["purelib"], "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    _run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
    )
    return python
