"""What `edgectl pack` says: English, Chinese."""

from __future__ import annotations

PACK_WORDS = {
    "k_signed": ("Signed", "签名"),
    "k_size": ("Size", "大小"),
    "k_memory": ("Memory", "内存"),
    "k_about": ("about {mb} MB", "约 {mb} MB"),
    "k_measured": ("{mb} MB, measured", "{mb} MB，实测"),
    "k_steps": ("{default}, from {min} to {max}", "{default}，可选 {min} 到 {max}"),
    "k_steps_of": (
        "{steps} for wishes of up to {parts} parts",
        "愿望不超过 {parts} 样东西时为 {steps}",
    ),
    "k_shipped": ("came with the box", "盒子自带"),
    "k_known": ("by {signer}", "由 {signer} 签名"),
    "k_unknown": ("by an unknown key", "未知密钥签名"),
    "k_unsigned": ("no", "未签名"),
    "k_wrong": ("wrong", "签名不对"),
    "k_used": ("in use", "正在使用"),
    "k_chosen": (
        "Chosen for every profile: {name}. `edgectl pack use auto` leaves it to the profile.",
        "所有配置都使用 {name}。`edgectl pack use auto` 则由配置决定。",
    ),
    "k_offer": (
        "On a USB stick: {name} {version}, import with `edgectl pack import {path}`",
        "U 盘上有 {name} {version}，导入：`edgectl pack import {path}`",
    ),
    "stick": ("USB stick", "U 盘"),
    "k_sending": ("Sending", "正在传送"),
    "k_checking": ("Checking", "正在检查"),
    "k_writing": ("Writing", "正在写入"),
    "k_settling": ("The box checks it", "盒子正在检查"),
    "k_installed": (
        "{name} is installed. `edgectl pack use {name}` draws with it.",
        "{name} 已安装。用 `edgectl pack use {name}` 来使用它。",
    ),
    "k_here": (
        "{name} was here already. Signed: {signed}.",
        "{name} 已经在这里了。签名：{signed}。",
    ),
    "k_now": ("The box draws with {name} now.", "盒子现在使用 {name}。"),
    "k_removed": ("{name} is removed.", "{name} 已删除。"),
    "k_sound": (
        "{name}: every file is what the manifest says. Signed: {signed}.",
        "{name}：所有文件都与清单一致。签名：{signed}。",
    ),
    "k_exported": ("{name} is in {file}.", "{name} 已保存到 {file}。"),
    "k_sealed": ("{name} is signed with the key {id}.", "{name} 已用密钥 {id} 签名。"),
    "k_pair": (
        "{private} signs: keep it secret. {public} belongs into {keys} of every box that shall trust it.",
        "{private} 用于签名，请妥善保密。请把 {public} 放进每台信任它的盒子的 {keys}。",
    ),
    "k_reading": ("Looking at the model", "正在查看模型"),
    "k_plan": (
        "Takes about {memory_mb} MB of memory ({memory_free_mb} are free), {disk_mb} MB of disk ({disk_free_mb} are free) and {minutes} min; "
        "the pack then draws with about {worker_mb} MB.",
        "约需 {memory_mb} MB 内存（空闲 {memory_free_mb}）、{disk_mb} MB 磁盘（空闲 {disk_free_mb}）和 {minutes} 分钟；画画时约需 {worker_mb} MB。",
    ),
    "k_plan_report": (
        "The pack is there, and only its report is made: takes about {memory_mb} MB of memory ({memory_free_mb} are free), "
        "{disk_mb} MB of disk ({disk_free_mb} are free) and at least {minutes} min.",
        "模型包已经在了，只补做报告：约需 {memory_mb} MB 内存（空闲 {memory_free_mb}）、{disk_mb} MB 磁盘（空闲 {disk_free_mb}），至少 {minutes} 分钟。",
    ),
    "k_absent": (
        "This machine cannot draw as the profile says: {absent}. So memory stays an estimate, and the pack is not compared with "
        "the published model here; the end says which command does that where it can be done.",
        "这台机器不能按该配置画图（{absent}）：内存只是估计，也不能在这里和原模型对比；结束时会给出在合适的机器上补做的命令。",
    ),
    "k_unmeasured": (
        "Not measured, and not compared with the published model ({unmeasured}). On a machine that can, with the model, {pack} and "
        "{pack}-report in the same places, this makes nothing but the report: {command}",
        "没有实测，也没有和原模型对比（{unmeasured}）。在合适的机器上，把原模型、{pack} 和 {pack}-report 放在同样的位置，运行以下命令只补做报告：{command}",
    ),
    "k_stopped": (
        "Stopped: nothing was installed, and the same command goes on where it stopped.",
        "已停止：没有安装任何东西，再次运行同一命令会从停下的地方继续。",
    ),
    "k_stopped_report": (
        "Stopped: {pack} is whole, its report is not; the same command makes only that.",
        "已停止：{pack} 已经做好，报告还没有；再次运行同一命令只补做报告。",
    ),
    "k_go_on": ("Go on?", "继续吗？"),
    "k_built": (
        "{name} {version} is in {pack}. `edgectl pack import {pack}` brings it to the box.",
        "{name} {version} 已在 {pack} 中。用 `edgectl pack import {pack}` 导入盒子。",
    ),
    "k_report": (
        "{report}/report.md shows what it draws beside the published model.",
        "{report}/report.md 对比了它和原模型画的画。",
    ),
    "k_offered": ("Packs on this stick: {n}", "这个 U 盘上的模型包：{n}"),
}
