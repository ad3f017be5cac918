"""What a programme meets in the place of a picture. `str(error)` is the sentence, `error.code` its code."""

from __future__ import annotations

from http import HTTPStatus

from edged.pictures import Picture
from runtime.errors import EdgedError, Language


class BoxSilent(EdgedError):
    """Nothing answers there. Details: `where`, `why`."""

    code, status = "box_silent", HTTPStatus.BAD_GATEWAY
    en = "No picture box answers at {where} ({why})."
    zh = "{where} 没有画画盒子回应（{why}）。"
    fix_en = "Is the box switched on and in the same network? `edgectl discover` lists the boxes."
    fix_zh = "盒子开机了吗？在同一个网络里吗？`edgectl discover` 会列出所有盒子。"


class SocketAbsent(EdgedError):
    """Details: `path`."""

    code, status = "socket_absent", HTTPStatus.BAD_GATEWAY
    en = "No picture box runs on this machine: there is no socket at {path}."
    zh = "这台机器上没有运行画画盒子：{path} 处没有套接字。"
    fix_en = (
        "Start it with `sudo systemctl start edged`, in a checkout with `python -m edged`, "
        "or name its socket with --socket or EDGED_SOCKET."
    )
    fix_zh = (
        "请用 `sudo systemctl start edged` 启动（在源码目录里用 `python -m edged`），"
        "或用 --socket 或 EDGED_SOCKET 指定套接字。"
    )


class SocketClosed(EdgedError):
    """Details: `path`."""

    code, status = "socket_closed", HTTPStatus.FORBIDDEN
    en = "You may not use the box's socket at {path}."
    zh = "你没有权限使用 {path} 处的套接字。"
    fix_en = "Use sudo, or join the group that owns it."
    fix_zh = "请使用 sudo，或加入它所属的用户组。"


class AddressWrong(EdgedError):
    """Details: `address`."""

    code, status = "address_wrong", HTTPStatus.BAD_REQUEST
    en = "{address} is not a box's address."
    zh = "{address} 不是盒子的地址。"
    fix_en = "It looks like http://192.168.1.20:8642 or classroom.local."
    fix_zh = "地址的样子是 http://192.168.1.20:8642 或 classroom.local。"


class BoxSaid(EdgedError):
    """The box's own error: its code, sentence and fix."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        fix: str | None,
        *,
        retry_after_s: float | None = None,
    ) -> None:
        """`retry_after_s`: seconds after which it makes sense to ask again; None: it makes none."""
        self.code = code  # type: ignore[misc] # the box's word, not this class's
        self.answered, self.reason, self.hint = status, code, fix
        self.retry_after_s = retry_after_s
        self.sentence = message
        super().__init__()

    def message(self, language: Language = "en") -> str:
        return self.sentence

    def fix(self, language: Language = "en") -> str | None:
        return self.hint


class NoBox(EdgedError):
    """Details: `seconds`."""

    code, status = "no_box", HTTPStatus.NOT_FOUND
    en = "No picture box was heard within {seconds:g} s."
    zh = "{seconds:g} 秒内没有找到画画盒子。"
    fix_en = (
        "Check that the box is on and in the same network, that the Wi-Fi lets its devices see each "
        "other, and that no firewall drops UDP port 5353. Or name it: --box http://ADDRESS:8642"
    )
    fix_zh = (
        "请检查：盒子是否开机、是否在同一个网络；无线网是否允许设备互相看见；防火墙是否放行 UDP 端口 5353。"
        "也可以直接指定：--box http://地址:8642"
    )


class NoNetwork(EdgedError):
    """Details: `why`."""

    code, status = "no_network", HTTPStatus.SERVICE_UNAVAILABLE
    en = "This machine cannot look for boxes: {why}."
    zh = "这台机器无法寻找盒子：{why}。"
    fix_en = "Connect it to the network, or name the box: --box http://ADDRESS:8642"
    fix_zh = "请连接网络，或直接指定盒子：--box http://地址:8642"


class NotDrawn(EdgedError):
    """The picture ended otherwise: refused, failed, cancelled. It carries the box's own words and their code."""

    code, status = "not_drawn", HTTPStatus.UNPROCESSABLE_ENTITY
    en = "No picture came of this: it was {state}."
    zh = "没有画出来：{state}。"

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        if picture.error:
            self.code = picture.error.code  # type: ignore[misc] # the box's word
        super().__init__(state=picture.state)

    def message(self, language: Language = "en") -> str:
        problem = self.picture.error
        return problem.message if problem else super().message(language)

    def fix(self, language: Language = "en") -> str | None:
        return self.picture.error.fix if self.picture.error else None


class NotSaved(EdgedError):
    """Details: `file`, `why`."""

    code, status = "not_saved", HTTPStatus.INSUFFICIENT_STORAGE
    en = "The picture cannot be saved as {file}: {why}."
    zh = "无法保存到 {file}：{why}。"
    fix_en = "Choose another place with -o FILE."
    fix_zh = "请用 -o FILE 换一个位置。"
