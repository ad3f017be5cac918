"""What is wrong with the box, for the person who looks after it or starts it.

`docs/api.md` and `docs/settings.md` list every code; a test holds them to it. What callers did wrong: `edged.refusals`.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from runtime.errors import EdgedError

# What is wrong with the box.


class Warming(EdgedError):
    code, status = "warming", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The box is getting its paints ready."
    zh = "画画盒子正在准备颜料。"
    fix_en = "Wait a few seconds."
    fix_zh = "请等几秒钟。"


class StoreFull(EdgedError):
    code, status = "store_full", HTTPStatus.INSUFFICIENT_STORAGE
    en = "The box's disk is full."
    zh = "画画盒子的磁盘满了。"
    fix_en = "Make room on the disk that holds {folder}."
    fix_zh = "请清理 {folder} 所在的磁盘。"


class StoreBroken(EdgedError):
    code, status = "store_broken", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The box cannot write to its disk ({detail})."
    zh = "画画盒子无法写入磁盘（{detail}）。"
    fix_en = "Check the disk that holds {folder}, then restart edged."
    fix_zh = "请检查 {folder} 所在的磁盘，然后重启 edged。"


class DiskFailed(StoreBroken):
    """Whatever is written from now on may be lost, so the daemon leaves. Details: `folder`, `detail`."""

    code, exit_status = "disk_failed", 74
    en = "The box's disk reported an error ({detail}); the box stops, so that nothing that was promised is lost."
    zh = "画画盒子的磁盘出错了（{detail}）；为了不丢失已答应的画，盒子停了下来。"
    fix_en = (
        "A service manager starts it again by itself. If this goes on, look for errors in `sudo dmesg`,"
        " save {folder} and change the disk or SD card."
    )
    fix_zh = "系统服务会自动重新启动它。如果反复发生，请查看 `sudo dmesg`，备份 {folder}，并更换磁盘或 SD 卡。"


class QueueLost(EdgedError):
    code, status = "queue_lost", HTTPStatus.INTERNAL_SERVER_ERROR
    en = "The list of pictures could not be read and was begun anew; the old one is {kept}."
    zh = "画的清单读不出来，已重新开始；旧清单保存在 {kept}。"
    fix_en = "Check the disk; remove the old list when nobody needs it."
    fix_zh = "请检查磁盘；确认不需要后可删除旧清单。"


class DevicesLost(EdgedError):
    """Details: `kept`."""

    code, status = "devices_lost", HTTPStatus.INTERNAL_SERVER_ERROR
    en = "The list of paired devices could not be read and was begun anew; the old one is {kept}."
    zh = "已配对设备的清单读不出来，已重新开始；旧清单保存在 {kept}。"
    fix_en = "Pair the tablets again with `edgectl pair`, and check the disk."
    fix_zh = "请用 `edgectl pair` 重新配对平板，并检查磁盘。"


class PackBroken(EdgedError):
    code, status = "pack_broken", HTTPStatus.SERVICE_UNAVAILABLE
    """Details: `message_en`, `message_zh`, `hint_en`, `hint_zh` of the pack's own error."""
    en = "The box cannot use its drawing model: {message_en}"
    zh = "画画盒子无法使用绘画模型：{message_zh}"
    fix_en = "{hint_en} Then restart edged."
    fix_zh = "{hint_zh}然后重启 edged。"


class WorkerCannotLoad(EdgedError):
    """The child said itself why it cannot draw. Details: `message_en`, `message_zh`, `hint_en`, `hint_zh`."""

    code, status = "worker_cannot_load", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The painter cannot start: {message_en}"
    zh = "画师无法开始工作：{message_zh}"
    fix_en = "{hint_en}"
    fix_zh = "{hint_zh}"


class WorkerDied(EdgedError):
    """Details: `status` (what the kernel said), `last_words` (end of its stderr)."""

    code, status = "worker_died", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The painter stopped unexpectedly ({reason}). Its last words: {last_words}"
    zh = "画师意外停止了（{reason}）。最后的话：{last_words}"
    fix_en = "It is started again by itself. If this goes on, see the journal of edged."
    fix_zh = "它会自动重新开始。如果总是这样，请查看 edged 的日志。"


class ProfileFallback(EdgedError):
    """The profile that fits cannot draw here. Details: `name`, `used`, `message_en`, `message_zh`, `hint_en`, `hint_zh`."""

    code, status = "profile_fallback", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The box draws slowly, with profile {used}, because {name} cannot draw here: {message_en}"
    zh = "画画盒子改用 {used} 配置慢速画画，因为 {name} 在这里无法画画：{message_zh}"
    fix_en = "{hint_en} Then run `edgectl profile use auto`."
    fix_zh = "{hint_zh}然后运行 `edgectl profile use auto`。"


class MachineUnknown(EdgedError):
    """Details: `root`, where its files should begin."""

    code, status = "machine_unknown", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The box cannot find out what machine it runs on: nothing below {root} says so."
    zh = "画画盒子不知道自己在什么机器上运行：{root} 下没有任何说明。"
    fix_en = "See that proc and sys are there, or choose by hand: `edgectl profile use NAME`."
    fix_zh = "请检查其中是否有 proc 和 sys，或手动选择：`edgectl profile use 名称`。"


class CardSilent(EdgedError):
    """Details: `why`, as NVIDIA's library calls it."""

    code, status = "card_silent", HTTPStatus.SERVICE_UNAVAILABLE
    en = "NVIDIA's driver is loaded, but the graphics card cannot be asked ({why})."
    zh = "NVIDIA 驱动已加载，但无法查询显卡（{why}）。"
    fix_en = "Run `nvidia-smi`. After an update of the driver restart the machine, then run `edgectl profile use auto`."
    fix_zh = (
        "请运行 `nvidia-smi`。如果刚更新过驱动，请重启机器，然后运行 `edgectl profile use auto`。"
    )


class CardHangs(EdgedError):
    code, status = "card_hangs", HTTPStatus.SERVICE_UNAVAILABLE
    en = "NVIDIA's driver hangs: it does not answer, so the box draws without the graphics card."
    zh = "NVIDIA 驱动卡住了，没有回应，所以画画盒子暂时不用显卡画画。"
    fix_en = (
        "Restart the machine. If it hangs again, look for `NVRM` in `sudo dmesg`,"
        " see that the card sits well and has its power, and install the driver anew."
    )
    fix_zh = "请重启机器。如果仍然卡住，请在 `sudo dmesg` 中查找 `NVRM`，检查显卡是否插好、供电是否正常，并重新安装驱动。"


class NotAnnounced(EdgedError):
    code, status = "not_announced", HTTPStatus.SERVICE_UNAVAILABLE
    en = "Tablets cannot find the box by themselves: {detail}."
    zh = "平板电脑无法自动找到画画盒子：{detail}。"
    fix_en = "Connect the box to the network; until then open its address by hand."
    fix_zh = "请把盒子接入网络；在此之前可以手动输入地址。"


class SensorOdd(EdgedError):
    """Details: `source`, `why`, `why_zh`: the temperature of the part that draws, and what is wrong with it."""

    code, status = "sensor_odd", HTTPStatus.INTERNAL_SERVER_ERROR
    en = "The box cannot feel its own temperature: {source} is not believed, {why}."
    zh = "盒子感觉不到自己的温度：{source} 的读数不可信，{why_zh}。"
    fix_en = "It draws carefully meanwhile. `edgectl top` shows every sensor; a restart of the machine often helps."
    fix_zh = "在此期间它会小心地画。`edgectl top` 会显示所有传感器；重启机器通常有用。"


class TooWarm(EdgedError):
    """Details: `celsius` of the part that draws, `target_c` that the governor holds."""

    code, status = "too_warm", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The box is {celsius:.0f} °C warm though it has not drawn for minutes; above {target_c:.0f} °C it draws little or nothing."
    zh = "画画盒子好几分钟没画画，仍有 {celsius:.0f} °C；超过 {target_c:.0f} °C 时它会画得很少，或者不画。"
    fix_en = (
        "Put it into the shade and away from heaters, free its vents of dust, see that its fan turns,"
        " and end other programs that keep it busy."
    )
    fix_zh = "请把它放到阴凉、远离热源的地方，清理散热口的灰尘，检查风扇是否在转，并关掉占用它的其他程序。"


class HookFailed(EdgedError):
    """Details: `what`, `what_zh` (which hooks, at what, how), `hook` and `event` of the first."""

    code, status = "hook_failed", HTTPStatus.INTERNAL_SERVER_ERROR
    en = "A program that shall run on the box's events did not do its work: {what}."
    zh = "盒子的事件程序没有完成工作：{what_zh}。"
    fix_en = (
        "Try it with `sudo edgectl hooks test {event}`; or turn it off:"
        " `sudo ln -s /dev/null /etc/edged/hooks.d/{hook}`."
    )
    fix_zh = (
        "请用 `sudo edgectl hooks test {event}` 试一试；"
        "或者关掉它：`sudo ln -s /dev/null /etc/edged/hooks.d/{hook}`。"
    )


# What keeps the daemon from starting.


class StartError(EdgedError):
    """Printed to stderr as a sentence and a fix; `exit_status` follows sysexits.h."""

    exit_status: ClassVar[int] = 1


class SettingsWrong(StartError):
    code, exit_status = "settings_wrong", 78
    en = "{file} is not right: {detail}."
    zh = "{file} 不对：{detail}。"
    fix_en = "Correct the file; docs/settings.md lists every setting."
    fix_zh = "请修改该文件；docs/settings.md 列出了所有设置。"


class ProfileUnknown(StartError):
    code, exit_status = "profile_unknown", 78
    en = "There is no profile called {name}; there are {names}."
    zh = "没有名为 {name} 的配置；可用的有 {names}。"
    fix_en = "Choose one of these with --profile, or auto."
    fix_zh = "请用 --profile 选择其中之一，或者 auto。"


class ProfileBroken(StartError):
    code, exit_status = "profile_broken", 78
    en = "A profile cannot be read: {detail}"
    zh = "配置读不出来：{detail_zh}"
    fix_en = "Correct or remove the file."
    fix_zh = "请修改或删除该文件。"


class AddressInUse(StartError):
    code, exit_status = "address_in_use", 69
    en = "Another program is already listening on {address}."
    zh = "{address} 已被其他程序占用。"
    fix_en = "Stop that program, or choose another port with --listen HOST:PORT."
    fix_zh = "请停止那个程序，或用 --listen HOST:PORT 换一个端口。"


class AddressUnusable(StartError):
    code, exit_status = "address_unusable", 69
    en = "Cannot listen on {address}: {detail}."
    zh = "无法监听 {address}：{detail}。"
    fix_en = "Choose an address of this machine with --listen HOST:PORT."
    fix_zh = "请用 --listen HOST:PORT 选择本机的地址。"


class StateUnwritable(StartError):
    code, exit_status = "state_unwritable", 73
    en = "The state folder {folder} cannot be written: {detail}."
    zh = "状态文件夹 {folder} 无法写入：{detail}。"
    fix_en = "Give this user the folder, or choose another one with --state DIR."
    fix_zh = "请给当前用户写权限，或用 --state DIR 换一个文件夹。"


class StateInUse(StartError):
    code, exit_status = "state_in_use", 69
    en = "Another edged already works in {folder}."
    zh = "另一个 edged 正在使用 {folder}。"
    fix_en = "Stop it, or choose another folder with --state DIR."
    fix_zh = "请先停止它，或用 --state DIR 换一个文件夹。"
