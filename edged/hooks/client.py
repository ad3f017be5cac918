"""Asks the hooks' service from a program; what `edgectl hooks` uses. Blocking, standard library and msgspec only."""

from __future__ import annotations

import os
import socket
from http import HTTPStatus
from pathlib import Path
from typing import IO

import msgspec

from edged.hooks.messages import (
    Answer,
    Denied,
    Ended,
    Listed,
    ListHooks,
    Request,
    Result,
    Shown,
    Tell,
)
from runtime.errors import EdgedError

SOCKET = Path("/run/edged-hooks.sock")
SILENCE_S = 120.0
"""Hooks run one after the other, each within its time limit."""


class HooksAbsent(EdgedError):
    """Details: `path`."""

    code, status = "hooks_absent", HTTPStatus.BAD_GATEWAY
    en = "Nothing runs hooks on this machine: there is no socket at {path}."
    zh = "这台机器上没有运行钩子的服务：{path} 处没有套接字。"
    fix_en = "Start it: sudo systemctl enable --now edged-hooks.socket; or name its socket with EDGED_HOOKS."
    fix_zh = (
        "请启动它：sudo systemctl enable --now edged-hooks.socket；或用 EDGED_HOOKS 指定套接字。"
    )


class HooksClosed(EdgedError):
    """Details: `path`."""

    code, status = "hooks_closed", HTTPStatus.FORBIDDEN
    en = "Only root may look at hooks and try them ({path})."
    zh = "只有 root 可以查看和试运行钩子（{path}）。"
    fix_en = "Use sudo."
    fix_zh = "请使用 sudo。"


class HooksDenied(EdgedError):
    """Details: `why`, in the service's words."""

    code, status = "hooks_denied", HTTPStatus.BAD_REQUEST
    en = "The hooks' service does not do that: {why}."
    zh = "钩子服务拒绝了请求：{why}。"
    fix_en = "docs/hooks.md says what may be asked."
    fix_zh = "允许的请求见 docs/hooks.md。"


class HooksSilent(EdgedError):
    """Details: `path`, `why`."""

    code, status = "hooks_silent", HTTPStatus.BAD_GATEWAY
    en = "The hooks' service at {path} gives no good answer ({why})."
    zh = "{path} 处的钩子服务没有正常回应（{why}）。"
    fix_en = "See journalctl -u edged-hooks, then: sudo systemctl restart edged-hooks."
    fix_zh = "请查看 journalctl -u edged-hooks，然后运行：sudo systemctl restart edged-hooks。"


class HooksDesk:
    """Every method raises one of the errors above."""

    def __init__(self, path: Path | None = None) -> None:
        """`path`: of the service's socket; else what EDGED_HOOKS names, else where the unit puts it."""
        self.path = path or Path(os.environ.get("EDGED_HOOKS") or SOCKET)

    def listed(self) -> tuple[Shown, ...]:
        (answer,) = self._ask(ListHooks(), Listed)
        assert isinstance(answer, Listed)  # noqa: S101 - nothing else ends the answers
        return answer.hooks

    def tried(self, told: Tell) -> tuple[Result, ...]:
        """Runs the event's hooks now and waits for the last one."""
        *_, answer = self._ask(told, Ended)
        assert isinstance(answer, Ended)  # noqa: S101 - nothing else ends the answers
        return answer.results

    def _ask(self, request: Request, last: type[Listed | Ended]) -> list[Answer]:
        """The answers up to the one of the kind `last`."""
        answers: list[Answer] = []
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as channel:
                channel.settimeout(SILENCE_S)
                channel.connect(str(self.path))
                channel.sendall(msgspec.json.encode(request) + b"\n")
                with channel.makefile("rb") as lines:
                    while not answers or not isinstance(answers[-1], last):
                        answers.append(_read(lines))
        except FileNotFoundError as error:
            raise HooksAbsent(path=self.path) from error
        except PermissionError as error:
            raise HooksClosed(path=self.path) from error
        except (OSError, EOFError, msgspec.DecodeError) as error:
            raise HooksSilent(path=self.path, why=str(error) or type(error).__name__) from error
        return answers


def _read(lines: IO[bytes]) -> Answer:
    line = lines.readline()
    if not line:
        raise EOFError("it closed the connection")
    answer: Answer = msgspec.json.decode(line, type=Answer)
    if isinstance(answer, Denied):
        raise HooksDenied(why=answer.why)
    return answer
