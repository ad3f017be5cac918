"""What people are told about packs that are installed, chosen and removed. `docs/api.md` lists every code."""

from __future__ import annotations

from http import HTTPStatus

from runtime.errors import EdgedError


class PackUnknown(EdgedError):
    code, status = "pack_unknown", HTTPStatus.NOT_FOUND
    en = "There is no pack called {name}; there are {names}."
    zh = "没有名为 {name} 的模型包；可用的有 {names}。"
    fix_en = "`edgectl pack list` shows every pack and its versions."
    fix_zh = "`edgectl pack list` 会列出所有模型包和版本。"


class ArchiveInvalid(EdgedError):
    """Details: `problem`, `problem_zh`."""

    code, status = "pack_archive_invalid", HTTPStatus.UNPROCESSABLE_ENTITY
    en = "This is no archive of a pack: {problem}."
    zh = "这不是模型包文件：{problem_zh}。"
    fix_en = "Import the pack's folder, or make an archive with `edgectl pack export NAME FILE`."
    fix_zh = "请导入模型包的文件夹，或用 `edgectl pack export 名称 文件` 制作。"


class ArchiveCut(ArchiveInvalid):
    """Details: `file`, `found`, `expected` (bytes)."""

    en = "The archive ends in the middle of {file}: {found} of {expected} bytes are there."
    zh = "模型包文件不完整，在 {file} 中间断开：应有 {expected} 字节，只有 {found} 字节。"
    fix_en = "Copy it again from where it came from, whole."
    fix_zh = "请从来源处重新完整复制。"


class PackFileRefused(EdgedError):
    """Details: `file`."""

    code, status = "pack_file_refused", HTTPStatus.UNPROCESSABLE_ENTITY
    en = "A pack may not hold {file}: it is none of the kinds of files that the box reads."
    zh = "模型包不能包含 {file}：盒子不读取这种文件。"
    fix_en = "Weights lie in .safetensors or .onnx, everything else in .json, .txt and .model."
    fix_zh = "权重请用 .safetensors 或 .onnx，其他内容请用 .json、.txt 和 .model。"


class PickleRefused(PackFileRefused):
    en = "A pack may not hold {file}: such files can run programs when they are loaded."
    zh = "模型包不能包含 {file}：加载这种文件可能会运行程序。"
    fix_en = "Convert it to safetensors on another computer: `safetensors.torch.save_file(weights, ...)`."
    fix_zh = "请在另一台电脑上转换为 safetensors：`safetensors.torch.save_file(weights, ...)`。"


class ProgramRefused(PackFileRefused):
    en = "A pack may not hold {file}: a pack brings a model, never programs."
    zh = "模型包不能包含 {file}：模型包只能有模型，不能有程序。"
    fix_en = "Leave it out; models that need code of their own cannot be drawn with here."
    fix_zh = "请去掉它；需要自带代码的模型不能在这里使用。"


class NameRefused(PackFileRefused):
    en = "A pack may not hold {file!r}: a name is letters, digits, dots, dashes and underscores, in folders of the pack."
    zh = "模型包不能包含 {file!r}：文件名只能用字母、数字、点、横线和下划线，并且在模型包的文件夹之内。"
    fix_en = "Name the file plainly and make the pack anew."
    fix_zh = "请换成普通的文件名，再重新制作模型包。"


class NameTwice(PackFileRefused):
    en = "A pack may not hold {file} and another file whose name differs in upper and lower case only, or not at all."
    zh = "模型包里 {file} 的名字重复，或与另一个文件只有大小写不同。"
    fix_en = "Name the files differently and make the pack anew."
    fix_zh = "请换成不同的文件名，再重新制作模型包。"


class ContentsWrong(EdgedError):
    """Details: `file`, `problem`, `problem_zh`."""

    code, status = "pack_contents_wrong", HTTPStatus.UNPROCESSABLE_ENTITY
    en = "The pack cannot be used: in {file} {problem}."
    zh = "模型包无法使用：{file} 中{problem_zh}。"
    fix_en = "Ask whoever made the pack for a corrected one."
    fix_zh = "请向制作者索取修正后的模型包。"


class PackNoRoom(EdgedError):
    """Details: `needed_mb`, `free_mb`, `folder`."""

    code, status = "pack_no_room", HTTPStatus.INSUFFICIENT_STORAGE
    en = "The pack needs {needed_mb} MB on the box's disk, and {free_mb} MB are free."
    zh = "安装这个模型包需要 {needed_mb} MB，磁盘只剩 {free_mb} MB。"
    fix_en = "Remove a pack with `edgectl pack remove NAME@VERSION`, or make room on the disk that holds {folder}."
    fix_zh = "请用 `edgectl pack remove 名称@版本` 删除一个模型包，或清理 {folder} 所在的磁盘。"


class PackOlder(EdgedError):
    """Details: `name`, `version`, `newest`."""

    code, status = "pack_older", HTTPStatus.CONFLICT
    en = "{name} {version} is older than {newest}, which is here already."
    zh = "{name} {version} 比已有的 {newest} 更旧。"
    fix_en = "If the older one is really wanted: `edgectl pack import --downgrade …`."
    fix_zh = "如果确实需要旧版本：`edgectl pack import --downgrade …`。"


class PackClash(EdgedError):
    """Details: `ref`."""

    code, status = "pack_clash", HTTPStatus.CONFLICT
    en = "Another pack called {ref} is here already, and its files are not the same."
    zh = "已有一个名为 {ref} 的模型包，但内容不同。"
    fix_en = "Give the new one another version, or remove the old one: `edgectl pack remove {ref}`."
    fix_zh = "请给新包换一个版本号，或先删除旧包：`edgectl pack remove {ref}`。"


class PackInUse(EdgedError):
    code, status = "pack_in_use", HTTPStatus.CONFLICT
    en = "The box draws with {ref}."
    zh = "盒子正在用 {ref} 画画。"
    fix_en = "Use another one first: `edgectl pack use auto`."
    fix_zh = "请先换用另一个：`edgectl pack use auto`。"


class PackShipped(EdgedError):
    code, status = "pack_shipped", HTTPStatus.CONFLICT
    en = "{ref} came with the box and stays."
    zh = "{ref} 是盒子自带的，不能删除。"
    fix_en = "`edgectl pack list` says which packs were installed later."
    fix_zh = "`edgectl pack list` 会标明哪些是后来安装的。"


class PackUnsigned(EdgedError):
    """Details: `name`, `keys`."""

    code, status = "pack_unsigned", HTTPStatus.CONFLICT
    en = "This box takes only packs that are signed by a key in {keys}; {name} is not."
    zh = "本机只接受由 {keys} 中的密钥签名的模型包，{name} 不是。"
    fix_en = "Put its maker's public key there, or have the pack signed: `edgectl pack sign DIR --key FILE`."
    fix_zh = "请把制作者的公钥放到那里，或给模型包签名：`edgectl pack sign 文件夹 --key 密钥`。"


class PackUnfit(EdgedError):
    """Details: `name`, `profile`, `problem`, `problem_zh`."""

    code, status = "pack_unfit", HTTPStatus.CONFLICT
    en = "{name} does not fit the profile {profile}: {problem}."
    zh = "{name} 不适合配置 {profile}：{problem_zh}。"
    fix_en = "Choose another pack or another profile: `edgectl pack list`, `edgectl profile list`."
    fix_zh = "请换一个模型包或配置：`edgectl pack list`、`edgectl profile list`。"


class PackBusy(EdgedError):
    code, status = "pack_busy", HTTPStatus.CONFLICT
    en = "Another pack is just being installed or removed."
    zh = "正在安装或删除另一个模型包。"
    fix_en = "Try again when it is done."
    fix_zh = "请等它完成后再试。"


class PackFallback(EdgedError):
    """An Issue. Details: `name`, `used`, `message_en`, `message_zh`."""

    code, status = "pack_fallback", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The box draws with {used}, because {name} cannot draw here: {message_en}"
    zh = "盒子改用 {used} 画画，因为 {name} 在这里无法画画：{message_zh}"
    fix_en = "`edgectl pack use {name}` tries it again; `edgectl pack use {used}` stays with the other one."
    fix_zh = "`edgectl pack use {name}` 可以再试一次；`edgectl pack use {used}` 则继续用现在的。"


# What edgectl says of files on the admin's own machine.


class FileThere(EdgedError):
    code, status = "file_there", HTTPStatus.CONFLICT
    en = "{file} is there already."
    zh = "{file} 已经存在。"
    fix_en = "Choose another name, or move it away."
    fix_zh = "请换一个名字，或先把它移走。"


class FileUnwritable(EdgedError):
    """Details: `file`, `why`."""

    code, status = "file_unwritable", HTTPStatus.INSUFFICIENT_STORAGE
    en = "{file} cannot be written: {why}."
    zh = "无法写入 {file}：{why}。"
    fix_en = "Choose another place."
    fix_zh = "请换一个位置。"


class ForgeMissing(EdgedError):
    """Details: `problem`, a module."""

    code, status = "forge_missing", HTTPStatus.CONFLICT
    en = "Packs are built with edged's source and its libraries, and {problem} is not here."
    zh = "制作模型包需要 edged 的源代码和相关的库，这里没有 {problem}。"
    fix_en = "Run it in a checkout of edged (or name one with --checkout) after `pip install '.[forge,torch]'` there."
    fix_zh = "请在 edged 的源代码目录中运行 `pip install '.[forge,torch]'`，然后在那里重试（或用 --checkout 指定该目录）。"


class ReportFailed(EdgedError):
    """Details: `problem`, what forge says, in English; `pack`, its folder."""

    code, status = "pack_report_failed", HTTPStatus.CONFLICT
    en = "The pack in {pack} is whole, but its report was not made: {problem}."
    zh = "{pack} 中的模型包已经做好，但对比报告没有做成：{problem}。"
    fix_en = "Run the same again: it makes the report alone."
    fix_zh = "再次运行同一命令，只会补做报告。"


class BuildFailed(EdgedError):
    """Details: `problem`, what forge says, in English."""

    code, status = "pack_build_failed", HTTPStatus.CONFLICT
    en = "No pack was made: {problem}."
    zh = "没有做成模型包：{problem}。"
    fix_en = "Set that right and run the same again: finished parts are kept."
    fix_zh = "解决后再次运行同一命令即可：已完成的部分会保留。"
