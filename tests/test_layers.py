"""Who may import whom: imports point down, and the daemon's process stays light."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.source import PACKAGES, ROOT, chain, imports, modules, reach

SHARED = (
    "runtime.errors",
    "runtime.folder",
    "runtime.marks",
    "runtime.messages",
    "runtime.onnx_file",
    "runtime.pack",
    "runtime.profile",
    "runtime.prompt",
    "runtime.remark",
    "runtime.signature",
    "runtime.sketch",
    "runtime.stamps",
)
"""The pure Python part of runtime that the daemon may use."""
HEAVY = {"PIL", "cv2", "numpy", "onnx", "onnxruntime", "openvino", "scipy", "skia", "torch"}
BOARDS = re.compile(
    r"jetson[ _-]?(nano|orin|xavier|agx)|orin[ _-]?n(x|ano)|raspberry|\brpi[ _-]?\d|rk3588|\bp3[67]\d\d\b"
    r"|\b(rtx|gtx)[ _-]?\d{4}|\bn100\b|\btegra\d+|\bbcm27\d\d",
    re.IGNORECASE,
)


def _ours(name: str) -> bool:
    return name.partition(".")[0] in PACKAGES


def _within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _daemon_modules() -> list[str]:
    """The modules of the daemon's process: everything in edged but the command line."""
    return [name for name in modules() if _within(name, ("edged",)) and not _command_line(name)]


def _command_line(name: str) -> bool:
    return _within(name, ("edged.cli", "edged.client"))


@pytest.mark.parametrize(
    ("package", "allowed"),
    [("runtime", ("runtime",)), ("forge", ("forge", "runtime")), ("edged", ("edged", *SHARED))],
)
def test_imports_point_down(package: str, allowed: tuple[str, ...]) -> None:
    upward = [
        f"{name} imports {target}"
        for name in modules()
        if _within(name, (package,))
        for target in sorted(imports(name))
        if _ours(target) and target != "runtime" and not _within(target, allowed)
    ]
    assert not upward


def test_the_daemons_process_never_loads_numbers_or_models() -> None:
    assert _daemon_modules()
    for name in _daemon_modules():
        found = reach(name)
        heavy = [chain(found, target) for target in found if target.partition(".")[0] in HEAVY]
        assert not heavy


def test_the_command_line_needs_neither_the_web_server_nor_the_daemon() -> None:
    command_line = [name for name in modules() if _command_line(name)]
    assert command_line
    for name in command_line:
        found = reach(name)
        server = [chain(found, target) for target in found if target.partition(".")[0] == "aiohttp"]
        assert not server
        assert "edged.daemon" not in found, chain(found, "edged.daemon")


def test_importing_the_daemon_for_real_loads_nothing_heavy() -> None:
    probe = (
        "import sys, edged.daemon;"
        f"print(*sorted({HEAVY!r} & {{m.partition('.')[0] for m in sys.modules}}))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert not answer.stdout.strip()


def test_a_boards_name_stands_in_profiles_only() -> None:
    named = [
        f"{module.path.relative_to(ROOT)}: {match.group()}"
        for module in modules().values()
        for match in BOARDS.finditer(module.path.read_text("utf-8"))
    ]
    assert not named


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {
        str(module.path.relative_to(ROOT)): len(module.path.read_text("utf-8").splitlines())
        for module in modules().values()
    }
    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}
