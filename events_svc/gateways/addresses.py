"""Which addresses of the network are everybody's. Pure.

What people name is fetched from our side of the firewall: an address that only we can reach is none of
theirs (server-side request forgery, CWE-918).
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

IPAddress = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits


@lru_cache(maxsize=4096)
def parsed(host: str) -> IPAddress | None:
    """The address that `host` is written as; None for a name."""
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def is_public(address: IPAddress) -> bool:
    """Whether anybody in the Internet may reach one machine under it.

    An IPv4 address that is wrapped in IPv6 (mapped, NAT64, 6to4) is judged as itself.
    """
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
