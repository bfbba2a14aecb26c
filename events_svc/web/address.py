"""The client's address: the connection's, or what a proxy that we trust says of it."""

import ipaddress
from collections.abc import Iterable, Sequence

from events_svc.config import IPNetwork
from events_svc.web.state import Request

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
UNKNOWN = "unknown"
MOST_PROXIES = 1000

_proxies: dict[
    tuple[str, tuple[IPNetwork, ...]], IPAddress
] = {}  # those who spoke to us, no viewers


def client_address(request: Request) -> str:
    """The address of the client; X-Forwarded-For counts only as far as trusted proxies wrote it.

    Read from the right: each proxy appends the address that it saw. The first that is not a trusted
    proxy is the client; what stands left of it anybody could have written.
    """
    peer = request.client.host if request.client else UNKNOWN
    trusted = request.state["settings"].trusted_proxies
    if not trusted and ":" not in peer:
        return peer  # the way of every beat: IPv4 as the kernel writes it
    proxy = _proxies.get((peer, trusted))
    if proxy is None:
        address = _parsed(peer)
        if address is None or not _is_in(address, trusted):
            return str(address or peer)
        if len(_proxies) > MOST_PROXIES:
            _proxies.clear()
        proxy = _proxies[peer, trusted] = address
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    return str(_before(proxy, reversed(forwarded.split(",")), trusted))


def _before(proxy: IPAddress, hops: Iterable[str], trusted: Sequence[IPNetwork]) -> IPAddress:
    found = proxy
    for hop in hops:
        address = _parsed(hop)
        if address is None:
            break
        found = address
        if not _is_in(address, trusted):
            break
    return found


def client_network(request: Request) -> str:
    """What limits are counted by: an IPv4 address, or the /64 that one IPv6 customer has whole."""
    address = _parsed(client_address(request))
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address or UNKNOWN)


def _parsed(raw: str) -> IPAddress | None:
    try:
        address = ipaddress.ip_address(raw.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_in(address: IPAddress, networks: Sequence[IPNetwork]) -> bool:
    return any(address in network for network in networks)
