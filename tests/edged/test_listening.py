from __future__ import annotations

import socket

import pytest

from edged.errors import AddressInUse, AddressUnusable
from edged.listening import bound_sockets, urls


def test_a_port_that_is_taken_is_an_error_with_a_fix() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(AddressInUse) as caught:
            bound_sockets(["127.0.0.1:0", address])
    assert address in caught.value.message()
    assert "--listen" in (caught.value.fix() or "")


@pytest.mark.parametrize("address", ["192.0.2.1:0", "no-such-host.invalid:80"])
def test_an_address_of_another_machine_is_an_error(address: str) -> None:
    with pytest.raises(AddressUnusable):
        bound_sockets([address])


def test_urls_name_every_own_address() -> None:
    everywhere, local = bound_sockets(["0.0.0.0:0", "127.0.0.1:0"])
    with everywhere, local:
        ports = [each.getsockname()[1] for each in (everywhere, local)]
        assert urls([everywhere, local], ["10.0.0.1", "10.0.0.2"]) == (
            f"http://10.0.0.1:{ports[0]}/",
            f"http://10.0.0.2:{ports[0]}/",
            f"http://127.0.0.1:{ports[1]}/",
        )
