from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edged.access.hosts import FORM, Host, Hosts, check_origin, parse
from edged.access.refusals import HostUnknown, OriginForeign

OWN = ("192.168.7.20", "10.0.0.5")
NAMES = ("edged-1a2b3c4d", "box.school.example")


class Looked:
    """This machine's addresses, and how often somebody looked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> tuple[str, ...]:
        self.times += 1
        return OWN


def hosts(names: tuple[str, ...] = NAMES) -> Hosts:
    return Hosts(names, Looked())


async def knows(header: str, reached: str | None = "127.0.0.1") -> bool:
    try:
        await hosts().check(header, reached)
    except HostUnknown:
        return False
    return True


@pytest.mark.parametrize(
    "header",
    [
        "127.0.0.1",
        "127.0.0.1:8642",
        "127.0.0.53:1",
        "[::1]:8642",
        "localhost",
        "LocalHost:9",
        "localhost.",
        "edged-1a2b3c4d",
        "edged-1a2b3c4d.local",
        "EDGED-1A2B3C4D.LOCAL:8642",
        "edged-1a2b3c4d.local.:80",
        "edged-1a2b3c4d.lan",
        "box.school.example",
        *OWN,
        f"{OWN[0]}:65535",
        socket.gethostname(),
        f"{socket.gethostname().partition('.')[0]}.local",
    ],
)
async def test_the_boxs_own_names_and_addresses_are_known_with_any_port(header: str) -> None:
    assert await knows(header)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "evil.example",
        "evil.example:8642",
        "localhost.evil.example",
        "edged-1a2b3c4d.evil.example",
        "edged-1a2b3c4d.local.evil.example",
        "127.0.0.1.evil.example",
        "1.2.3.4",
        "192.168.7.21",
        "[fe80::1]",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "localhost:99999",
        "localhost:",
        "localhost:80:80",
        "localhost@evil.example",
        "localhost/evil.example",
        "evil.example#localhost",
        "[::1",
        "[localhost]",
        " localhost",
        "box.school.example.lan",
        "localhost\x00.evil.example",
    ],
)
async def test_every_other_name_is_another_box(header: str) -> None:
    assert not await knows(header)


async def test_the_address_that_was_connected_to_is_an_own_one() -> None:
    assert await knows("172.17.0.2:8642", "172.17.0.2")
    assert await knows("[fe80::1]:8642", "fe80::1%eth0")
    assert await knows("172.17.0.2", "::ffff:172.17.0.2")
    assert not await knows("172.17.0.3", "172.17.0.2")


async def test_a_star_takes_every_name_but_not_every_nonsense() -> None:
    everything = hosts(("*",))
    await everything.check("evil.example:80", None)
    with pytest.raises(HostUnknown):
        await everything.check("not a host", None)


async def test_strange_addresses_do_not_make_the_box_look_again_and_again() -> None:
    looked = Looked()
    here = Hosts(NAMES, looked, lambda: 100.0)
    for number in range(200):
        with pytest.raises(HostUnknown):
            await here.check(f"8.8.8.{number}", "127.0.0.1")
    assert looked.times == 1


@given(st.text(max_size=300))
async def test_no_header_breaks_the_check(header: str) -> None:
    if await knows(header):
        match = FORM.fullmatch(header.lower())
        assert match
        name = (match[1] or match[2]).removesuffix(".")
        assert "evil" not in name


LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)


@given(st.lists(LABEL, min_size=2, max_size=5), st.integers(0, 65535))
async def test_no_name_that_somebody_else_can_own_is_known(labels: list[str], port: int) -> None:
    name = ".".join([*labels, "example"])
    assert not await knows(f"{name}:{port}") or name == "box.school.example"


@given(st.ip_addresses())
async def test_no_foreign_address_is_known(address: object) -> None:
    text = str(address)
    own = text in OWN or ip_address(text).is_loopback or "ffff:" in text
    assert own or not await knows(f"[{text}]" if ":" in text else text)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8642", "localhost:8642"),
        ("http://box", "box:80"),
        ("http://box:80", "box"),
        ("https://box", "box"),
        ("https://box", "box:443"),
        ("http://[::1]:8642", "[0:0::1]:8642"),
        ("http://edged-1.local", "EDGED-1.local."),
        (None, "anything"),
    ],
)
def test_the_boxs_own_page_may_ask(origin: str | None, host: str) -> None:
    check_origin(origin, parse(host) or Host("", None))


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://localhost",
        "http://localhost:3000",
        "http://localhost:8642.evil.example",
        "http://evil.example:8642",
        "http://localhost:8642@evil.example",
        "http://localhost:8642/",
        "file://localhost:8642",
        "chrome-extension://localhost:8642",
        "localhost:8642",
        "http://[::1",
        "http://localhost:86420000",
    ],
)
def test_no_other_page_may(origin: str) -> None:
    with pytest.raises(OriginForeign):
        check_origin(origin, Host("localhost", 8642))


@given(st.text(max_size=200))
def test_no_origin_breaks_the_check(origin: str) -> None:
    try:
        check_origin(origin, Host("localhost", 8642))
    except OriginForeign:
        return
    assert origin.lower().removesuffix(".") in {"http://localhost:8642", "https://localhost:8642"}
