"""The client's address is what a proxy of ours says, never what the client says."""

import ipaddress
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from events_svc.web.address import client_address, client_network
from events_svc.web.state import Request

PROXIES = tuple(ipaddress.ip_network(one) for one in ("10.0.0.0/8", "fd00::/8"))


def request(peer: str | None, *forwarded: str, trusted: Any = PROXIES) -> Request:
    made = SimpleNamespace(
        client=SimpleNamespace(host=peer) if peer else None,
        headers=Headers(raw=[(b"x-forwarded-for", one.encode()) for one in forwarded]),
        state={"settings": SimpleNamespace(trusted_proxies=trusted)},
    )
    return cast(Request, made)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("192.0.2.7", ["198.51.100.1"], "192.0.2.7"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1", "10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1, nonsense, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("fd00::1", ["2001:db8::5"], "2001:db8::5"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("unix socket", ["198.51.100.1"], "unix socket"),
        (None, ["198.51.100.1"], "unknown"),
    ],
)
def test_the_first_from_the_right_that_is_no_proxy_of_ours(
    peer: str | None, forwarded: list[str], address: str
) -> None:
    assert client_address(request(peer, *forwarded)) == address


@given(st.text(st.characters(codec="latin-1"), max_size=60))
def test_without_trusted_proxies_the_header_says_nothing(forwarded: str) -> None:
    made = SimpleNamespace(
        client=SimpleNamespace(host="192.0.2.7"),
        headers=Headers(raw=[(b"x-forwarded-for", forwarded.encode("latin-1"))]),
        state={"settings": SimpleNamespace(trusted_proxies=())},
    )
    assert client_address(cast(Request, made)) == "192.0.2.7"


def test_a_whole_ipv6_network_is_one_customer() -> None:
    networks = {client_network(request(f"2001:db8::{n}")) for n in ("1", "2", "ffff")}
    assert networks == {"2001:db8::/64"}
    assert client_network(request("192.0.2.7")) == "192.0.2.7"
