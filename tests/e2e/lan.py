"""A school's network in miniature: machines are network namespaces on one switch, without a way to anywhere else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from scripts.box import stop

ROOT = Path(__file__).resolve().parents[2]
COMMAND_LIMIT_S = 60

_numbers = count(1)

STRANGER = """
mount -t tmpfs tmpfs /run && mkdir /run/dbus
dbus-daemon --system --fork --nopidfile
avahi-daemon --no-drop-root --no-chroot --no-rlimits --daemonize --file /dev/null
for _ in $(seq 50); do avahi-daemon --check && break; sleep 0.1; done
exec avahi-browse --parsable "$@"
"""
"""A browser that shares no code with the box. Its buses live in a mount namespace of their own, and leave with it."""
ISOLATED = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", STRANGER, "sh")


@dataclass(frozen=True)
class Machine:
    """One computer on the switch."""

    namespace: str
    link: str = "lan0"

    def run(self, *command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self._inside(command),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=COMMAND_LIMIT_S,
            check=False,
        )
        assert done.returncode == 0 or not check, f"{command}\n{done.stdout}{done.stderr}"
        return done

    @contextmanager
    def running(
        self, *command: str | Path, log: Path, settings: dict[str, str] | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A process that lives as long as the block; SIGTERM ends it, SIGKILL after a while."""
        with log.open("ab") as out:
            process = subprocess.Popen(
                self._inside(command),
                cwd=ROOT,
                env={**os.environ, **(settings or {})},
                stdout=out,
                stderr=out,
            )
            try:
                yield process
            finally:
                stop(process)

    def address(self, new: str, *, old: str | None = None) -> None:
        """Gives the machine an address such as `10.77.0.2/24`, in place of `old`."""
        if old:
            self.run("ip", "address", "del", old, "dev", self.link)
        self.run("ip", "address", "add", new, "dev", self.link)

    def browse(self, service: str) -> list[list[str]]:
        """What `avahi-browse` resolves here: interface, IPv4|IPv6, name, type, domain, host, address, port, TXT."""
        found = self.run(*ISOLATED, "--resolve", "--terminate", service)
        rows = [line.split(";") for line in found.stdout.splitlines() if line.startswith("=")]
        return [row[1:] for row in rows if row[1] == self.link]

    @contextmanager
    def watching(self, service: str, log: Path) -> Iterator[None]:
        """Writes what avahi-browse sees come (`+;…`) and go (`-;…`) to `log` while the block lasts."""
        with self.running(*ISOLATED, service, log=log):
            yield

    def _inside(self, command: Sequence[str | Path]) -> list[str | Path]:
        return ["ip", "netns", "exec", self.namespace, *command]


class Lan:
    """The switch; machines are added to it. Everything is gone when the block ends."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._switch = self._namespace()
        _do(
            "ip",
            "-n",
            self._switch,
            "link",
            "add",
            "switch",
            "type",
            "bridge",
            "mcast_snooping",
            "0",
        )
        _do("ip", "-n", self._switch, "link", "set", "switch", "up")

    def machine(self, address: str | None) -> Machine:
        """A computer with this address, for example `10.77.0.2/24`, and no route beyond the switch."""
        machine = Machine(self._namespace())
        port = f"port{next(_numbers)}"
        _do(
            "ip",
            "-n",
            self._switch,
            "link",
            "add",
            port,
            "type",
            "veth",
            "peer",
            machine.link,
            "netns",
            machine.namespace,
        )
        _do("ip", "-n", self._switch, "link", "set", port, "master", "switch", "up")
        _do("ip", "-n", machine.namespace, "link", "set", machine.link, "up")
        if address:
            machine.address(address)
        return machine

    def _namespace(self) -> str:
        name = f"edged-{os.getpid()}-{next(_numbers)}"
        _do("ip", "netns", "add", name)
        self._stack.callback(_do, "ip", "netns", "del", name)
        _do("ip", "-n", name, "link", "set", "lo", "up")
        return name


@contextmanager
def lan() -> Iterator[Lan]:
    with ExitStack() as stack:
        yield Lan(stack)


def _do(*command: str) -> None:
    subprocess.run(command, check=True, timeout=COMMAND_LIMIT_S)
