"""A Debian of one's own: made with debootstrap, booted with its own systemd, in namespaces without a way out.

The tree is made once and kept in build/; every machine writes into a layer above it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.source import ROOT

KEPT = ROOT / "build" / "debian"
SUITE, MIRROR = "bookworm", "http://deb.debian.org/debian"
PACKAGES = ("dbus", "python3-venv", "sudo", "systemd-sysv", "udev")
TOOLS = ("root", "debootstrap", "ip", "nsenter", "unshare")
"""What the tests need of the machine they run on."""
BOOT_LIMIT_S = 120
RUN_LIMIT_S = 400

BOOT = """
set -e
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$UPPER,workdir=$WORK" "$AT"
mount -t proc proc "$AT/proc"
mount -t sysfs -o ro sysfs "$AT/sys"
mount -t cgroup2 cgroup2 "$AT/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$AT/run"
mount -t tmpfs -o mode=1777 tmpfs "$AT/tmp"
mount -t tmpfs -o mode=755 tmpfs "$AT/dev"
mkdir "$AT/dev/pts" "$AT/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$AT/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$AT/dev/shm"
ln -s pts/ptmx "$AT/dev/ptmx"
for node in null zero full random urandom tty; do
  touch "$AT/dev/$node"
  mount --bind "/dev/$node" "$AT/dev/$node"
done
mkdir -p "$AT/srv/before"
cd "$AT"
pivot_root . srv/before
umount -l /srv/before
exec env -i container=edged-tests PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=null
"""


def tree() -> Path:
    """A fresh Debian, as whoever sets up a box has it. Made at the first call."""
    name = hashlib.sha256(repr((SUITE, MIRROR, PACKAGES)).encode()).hexdigest()[:12]
    folder = KEPT / name
    if not folder.is_dir():
        unfinished = KEPT / f"{name}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        wanted = f"--include={','.join(PACKAGES)}"
        command = ("debootstrap", "--variant=minbase", wanted, SUITE, str(unfinished), MIRROR)
        _quietly(command)
        (unfinished / "etc/hostname").write_text("classroom\n")
        (unfinished / "etc/hosts").write_text("127.0.0.1 localhost\n127.0.1.1 classroom\n")
        unfinished.rename(folder)
    return folder


def wheelhouse() -> Path:
    """The locked packages of the base set, as docs/install.md tells to fetch them. Fetched at the first call."""
    sets = [ROOT / "requirements" / f"{name}.txt" for name in ("base", "build")]
    name = hashlib.sha256(b"".join(file.read_bytes() for file in sets)).hexdigest()[:12]
    folder = KEPT / f"wheels-{name}"
    if not folder.is_dir():
        unfinished = folder.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        asked = [part for file in sets for part in ("-r", str(file))]
        fetch = ("-m", "pip", "download", "--quiet", "--require-hashes", "--only-binary", ":all:")
        _quietly(
            (sys.executable, *fetch, "--python-version", "3.11", "-d", str(unfinished), *asked)
        )
        unfinished.rename(folder)
    return folder


def _quietly(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stdout[-2000:] + done.stderr[-2000:]


@dataclass
class Machine:
    """A Debian whose changes lie in `folder`. Switched on by `boot`."""

    folder: Path
    below: tuple[Path, ...]
    """Layers it began with, the uppermost first."""
    _unshare: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _init: int = 0

    def __post_init__(self) -> None:
        for name in ("upper", "work", "at"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    @property
    def layers(self) -> tuple[Path, ...]:
        """For another machine that begins where this one stands."""
        return (self.folder / "upper", *self.below)

    def boot(self) -> None:
        environment = {
            **os.environ,
            "LOWER": ":".join(str(layer) for layer in self.below),
            "UPPER": str(self.folder / "upper"),
            "WORK": str(self.folder / "work"),
            "AT": str(self.folder / "at"),
        }
        apart = ("--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup")
        # setpriv: it goes with these tests, however they end.
        command = (
            "setpriv",
            "--pdeathsig=KILL",
            "unshare",
            *apart,
            "--fork",
            "--kill-child",
            "bash",
            "-c",
            BOOT,
        )
        self._unshare = subprocess.Popen(command, env=environment, start_new_session=True)
        self._init = self._until_init()
        state = self.run("systemctl", "is-system-running", "--wait", check=False).stdout.strip()
        assert state == "running", self.run("systemctl", "--failed", check=False).stdout

    def run(
        self, *command: str, check: bool = True, limit_s: float = RUN_LIMIT_S, cwd: str = "/"
    ) -> subprocess.CompletedProcess[str]:
        """As root, with what a login gives."""
        done = subprocess.run(
            self._enter(command, cwd),
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert not (check and done.returncode), f"{command}: {done.stdout}{done.stderr}"
        return done

    def begin(self, *command: str, cwd: str = "/") -> subprocess.Popen[str]:
        """The same, read while it runs; standard error joins."""
        return subprocess.Popen(
            self._enter(command, cwd),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def receive(self, folder: Path, inside: str) -> None:
        """A folder from here, as if from a stick; device nodes stay device nodes."""
        _quietly(("cp", "--archive", str(folder), f"/proc/{self._init}/root{inside}"))

    def plug(self, address: str) -> None:
        """Into a network, with this address."""
        self.outside("ip", "link", "add", "lan", "type", "veth", "peer", "name", "switch")
        self.outside("ip", "address", "add", address, "dev", "lan")
        for end in ("switch", "lan"):
            self.outside("ip", "link", "set", end, "up")

    def outside(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A program of ours in this machine's network."""
        into = ("nsenter", "-t", str(self._init), "-n", "--", *command)
        return subprocess.run(into, capture_output=True, text=True, timeout=60, check=True)

    def cut(self) -> None:
        """The power goes."""
        if self._unshare is None:
            return
        if self._unshare.poll() is None:
            os.kill(self._init or self._unshare.pid, signal.SIGKILL)
        self._unshare.wait(60)
        self._unshare = None

    def _enter(self, command: Sequence[str], cwd: str) -> tuple[str, ...]:
        login = ("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root")
        into = ("nsenter", "-t", str(self._init), "-a", "-r")
        inside = ("env", "-i", *login, "LANG=C.UTF-8", *command)
        return (*into, "--", "/usr/bin/env", "-C", cwd, *inside)

    def _until_init(self) -> int:
        assert self._unshare
        children = Path(f"/proc/{self._unshare.pid}/task/{self._unshare.pid}/children")
        deadline = time.monotonic() + BOOT_LIMIT_S
        while time.monotonic() < deadline:
            for child in children.read_text().split():
                name = Path(f"/proc/{child}/comm").read_text().strip()
                private = Path(f"/proc/{child}/root/run/systemd/private")
                if name == "systemd" and private.exists():
                    return int(child)
            assert self._unshare.poll() is None, "it does not boot"
            time.sleep(0.05)
        raise AssertionError("it does not boot")


@contextmanager
def running(folder: Path, below: tuple[Path, ...], *, keep: bool = False) -> Iterator[Machine]:
    """A machine that is on. At the end its power is cut, and what it wrote goes, unless something is to be built on it."""
    machine = Machine(folder, below)
    try:
        machine.boot()
        yield machine
    finally:
        machine.cut()
        if not keep:
            shutil.rmtree(folder)
