from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edged.access.peer import Peer, peer_of
from scripts.box import Box
from tests.toybox import socket_of, toy_box

ASK = """
import os, socket, sys
user, group = int(sys.argv[1]), int(sys.argv[2])
os.setgroups([int(each) for each in sys.argv[3:]])
os.setegid(group)
os.seteuid(user)
line = socket.socket(socket.AF_UNIX)
line.connect("edged.sock")
line.sendall(b"GET /admin/status HTTP/1.1\\r\\nHost: box\\r\\nConnection: close\\r\\n\\r\\n")
print(line.recv(4096).split()[1].decode())
"""
"""As user, as group, with further groups."""
NOBODY = 65534


def test_the_kernel_says_who_is_there() -> None:
    here, there = socket.socketpair(socket.AF_UNIX)
    with here, there:
        peer = peer_of(here)
    assert peer.user == os.geteuid()
    assert {os.getegid(), *os.getgroups()} == peer.groups


def test_root_the_daemon_and_the_group_may_rule_and_nobody_else() -> None:
    def may(user: int, *groups: int) -> bool:
        return Peer(user=user, groups=frozenset(groups)).may_rule(user=900, group=901)

    assert may(0, 5)
    assert may(900, 5)
    assert may(1000, 5, 901)
    assert not may(1000, 5, 900)


@pytest.fixture
def open_door(tmp_path: Path) -> Iterator[Box]:
    """Somebody changed the socket's mode."""
    with toy_box(tmp_path) as box:
        socket_of(tmp_path).chmod(0o666)
        (tmp_path / "state").chmod(0o755)
        yield box


@pytest.mark.needs("root")
def test_the_files_mode_alone_lets_nobody_rule(open_door: Box, tmp_path: Path) -> None:
    group = socket_of(tmp_path).stat().st_gid

    def asked(*who: int) -> int:
        command = [sys.executable, "-c", ASK, *map(str, who)]
        done = subprocess.run(command, cwd=tmp_path / "state", capture_output=True, check=True)
        return int(done.stdout)

    assert asked(NOBODY, NOBODY) == 403
    assert asked(NOBODY, NOBODY, 12, 13) == 403
    assert asked(NOBODY, NOBODY, 12, group) == 200
    assert asked(NOBODY, group) == 200
    assert asked(0, NOBODY) == 200
