"""`edgectl discover`: the boxes that announce themselves in this network."""

from __future__ import annotations

import threading
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from msgspec import Struct
from rich.table import Table

from edged.cli.desk import Desk, desk
from runtime.errors import EdgedError

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf

SERVICE = "_edged._tcp.local."
ANSWER_LIMIT_MS = 1500
"""Milliseconds for a box to say its address once its name is heard."""


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


class Found(Struct, frozen=True, kw_only=True):
    """One box as it announces itself."""

    id: str
    name: str
    url: str
    """Of its page."""
    host: str
    addresses: tuple[str, ...]
    """IPv4, which is what boxes announce."""
    port: int
    state: str
    profile: str
    pack: str


def discover(
    context: typer.Context,
    seconds: Annotated[
        float, typer.Option(min=0.5, max=60, help="How long to listen, in seconds.")
    ] = 3.0,
) -> None:
    """List the boxes in this network."""
    at = desk(context)
    boxes = _listen(at, seconds)
    if at.json:
        at.answer(msgspec.to_builtins(boxes))
        return
    if not boxes:
        raise NoBox(seconds=seconds)
    at.out.print(_table(at, boxes))


def find(seconds: float, enough: int | None = None) -> list[Found]:
    """Boxes heard within `seconds`, by name; returns earlier once `enough` are there. Raises NoNetwork."""
    from zeroconf import ServiceBrowser  # noqa: PLC0415 - only commands that listen pay for it

    heard: dict[str, Found] = {}
    complete = threading.Event()

    def on_change(zeroconf: Zeroconf, service_type: str, name: str, **_: object) -> None:
        info = zeroconf.get_service_info(service_type, name, ANSWER_LIMIT_MS)
        if info and (found := _found(info)):
            heard[name] = found
        if enough and len(heard) >= enough:
            complete.set()

    network = _network()
    try:
        browser = ServiceBrowser(network, SERVICE, handlers=[on_change])
        complete.wait(seconds)
        browser.cancel()
    finally:
        network.close()
    return sorted(heard.values(), key=lambda box: (box.name, box.id))


def _network() -> Zeroconf:
    from zeroconf import IPVersion, Zeroconf  # noqa: PLC0415

    try:
        return Zeroconf(ip_version=IPVersion.V4Only)
    except OSError as error:
        raise NoNetwork(why=error.strerror or error) from error


def _found(info: ServiceInfo) -> Found | None:
    from zeroconf import IPVersion  # noqa: PLC0415

    said = info.decoded_properties
    addresses = tuple(info.parsed_addresses(IPVersion.V4Only))
    if not addresses or info.port is None:
        return None
    return Found(
        id=said.get("id") or "",
        name=info.name.removesuffix(f".{SERVICE}"),
        url=f"http://{addresses[0]}:{info.port}{said.get('path') or '/'}",
        host=(info.server or "").rstrip("."),
        addresses=addresses,
        port=info.port,
        state=said.get("st") or "",
        profile=said.get("prof") or "",
        pack=said.get("pack") or "",
    )


def _listen(at: Desk, seconds: float) -> list[Found]:
    if at.json or not at.err.is_terminal:
        return find(seconds)
    with at.err.status(at.say("looking", seconds=seconds)):
        return find(seconds)


def _table(at: Desk, boxes: list[Found]) -> Table:
    """Each box on a line; in a narrow terminal the less important columns go."""
    columns = ["name", "page", "state", "profile", "pack"][: 5 if at.out.width >= 70 else 3]
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(at.say(column), overflow="fold", no_wrap=column == "state")
    for box in boxes:
        cells = {
            "name": f"[bold]{_safe(box.name)}[/]",
            "page": _safe(box.url),
            "state": state_mark(at, box.state),
            "profile": _safe(box.profile),
            "pack": _safe(box.pack),
        }
        table.add_row(*(cells[column] for column in columns))
    return table


def state_mark(at: Desk, state: str) -> str:
    """The state in words, with a dot of its colour."""
    colour = {"ready": "green", "warming": "yellow", "hot": "yellow", "degraded": "red"}.get(state)
    if colour is None:
        return _safe(state)
    return f"[{colour}]●[/] {at.say(state)}"


def _safe(text: str) -> str:
    """Anyone in the network may announce anything: no markup and no control characters from there."""
    return "".join(c for c in text if c.isprintable()).replace("[", r"\[")
