"""What keeps a caller out, said so that a child, a teacher or a programmer knows what to do."""

from __future__ import annotations

from http import HTTPStatus

from runtime.errors import EdgedError


class CodeWrong(EdgedError):
    code, status = "code_wrong", HTTPStatus.FORBIDDEN
    en = "That is not the number."
    zh = "数字不对。"
    fix_en = "Look again, then type the six digits once more."
    fix_zh = "再看一看，重新输入六位数字。"


class SecretUsed(EdgedError):
    code, status = "secret_used", HTTPStatus.FORBIDDEN
    en = "This QR code has been used, or it is too old."
    zh = "这个二维码已经用过了，或者过期了。"
    fix_en = "Scan the one that is shown now, or ask your teacher for a new one."
    fix_zh = "请扫现在显示的二维码，或请老师再打开一次。"


class PairingClosed(EdgedError):
    code, status = "pairing_closed", HTTPStatus.FORBIDDEN
    en = "The picture box is not waiting for new tablets just now."
    zh = "画画盒子现在没有在等新的平板。"
    fix_en = "Ask your teacher to let tablets in, then type the new number."
    fix_zh = "请老师让平板加入，再输入新的数字。"


class CodeSpent(EdgedError):
    code, status = "code_spent", HTTPStatus.FORBIDDEN
    en = "The number was guessed wrong too often and does not count any more."
    zh = "数字错了太多次，已经作废。"
    fix_en = "Scan the QR code, or ask your teacher for a new number."
    fix_zh = "请扫二维码，或请老师换一个新数字。"


class TooManyTries(EdgedError):
    """Details: `seconds`."""

    code, status = "too_many_tries", HTTPStatus.TOO_MANY_REQUESTS
    en = "Too many wrong numbers. Wait {seconds} seconds."
    zh = "错的次数太多了，请等 {seconds} 秒。"
    fix_en = "Then type slowly, or scan the QR code."
    fix_zh = "然后慢慢输入，或者扫二维码。"

    @property
    def retry_after_s(self) -> int:
        return int(str(self.details["seconds"]))


class TeacherOnly(EdgedError):
    code, status = "teacher_only", HTTPStatus.FORBIDDEN
    en = "Only the teacher's device may do this."
    zh = "只有老师的设备可以这样做。"
    fix_en = "Pair it as the teacher's with `edgectl pair --teacher`."
    fix_zh = "请用 `edgectl pair --teacher` 把它配对为老师的设备。"


class NotAdmin(EdgedError):
    code, status = "not_admin", HTTPStatus.FORBIDDEN
    en = "This user may not look after the box."
    zh = "这个用户无权管理画画盒子。"
    fix_en = "Use sudo, or join the group that the box's socket belongs to."
    fix_zh = "请使用 sudo，或加入盒子套接字所属的用户组。"


class DeviceUnknown(EdgedError):
    """Details: `name`."""

    code, status = "device_unknown", HTTPStatus.NOT_FOUND
    en = "There is no paired device called {name}."
    zh = "没有叫 {name} 的已配对设备。"
    fix_en = "`edgectl devices list` shows them."
    fix_zh = "`edgectl devices list` 会列出所有设备。"


class PupilsOnly(EdgedError):
    """Details: `name`, `name_zh` of the device."""

    code, status = "pupils_only", HTTPStatus.FORBIDDEN
    en = "{name} is no pupil's tablet, so only the admin may do this."
    zh = "{name_zh}不是学生的平板，只有管理员可以这样做。"
    fix_en = "On the box: `edgectl devices revoke` or `edgectl devices rename`."
    fix_zh = "请在盒子上用 `edgectl devices revoke` 或 `edgectl devices rename`。"


class DevicesFull(EdgedError):
    """Details: `most`."""

    code, status = "devices_full", HTTPStatus.CONFLICT
    en = "{most} devices are paired already; there is no room for another one."
    zh = "已经配对了 {most} 台设备，没有空位了。"
    fix_en = "Remove old ones with `edgectl devices revoke`."
    fix_zh = "请用 `edgectl devices revoke` 移除旧的设备。"


class HostUnknown(EdgedError):
    """Details: `host`, as it was sent, shortened."""

    code, status = "host_unknown", HTTPStatus.MISDIRECTED_REQUEST
    en = "This box is not called {host}."
    zh = "这个盒子不叫 {host}。"
    fix_en = "Open the address that `edgectl status` shows, or add the name to `hosts` in the box's settings."
    fix_zh = "请打开 `edgectl status` 显示的地址，或把这个名字加到盒子设置的 `hosts` 里。"


class OriginForeign(EdgedError):
    code, status = "origin_foreign", HTTPStatus.FORBIDDEN
    en = "Another website may not ask this box."
    zh = "其他网站不能使用这个盒子。"
    fix_en = "Open the box's own page."
    fix_zh = "请打开盒子自己的页面。"


class HeadersTooLarge(EdgedError):
    code, status = "headers_too_large", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    en = "The request's headers are too large."
    zh = "请求头太大了。"


class TooManyConnections(EdgedError):
    code, status = "too_many_connections", HTTPStatus.SERVICE_UNAVAILABLE
    en = "Too many are talking to the box at the same time."
    zh = "同时连接盒子的太多了。"
    fix_en = "Try again in a moment."
    fix_zh = "请等一会儿再试。"
    retry_after_s = 5
