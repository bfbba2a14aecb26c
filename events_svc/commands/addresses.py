"""Under which addresses phones in the same house find this machine."""

import array
import fcntl
import ipaddress
import socket
import struct
import sys

_SOMEWHERE = ("10.255.255.255", "172.31.255.255", "192.168.255.255", "203.0.113.1")
_SIOCGIFADDR = 0x8915  # Linux: the IPv4 address of an interface


def own() -> list[str]:
    """The IPv4 addresses of this machine, the likeliest first; without those that only it can reach.

    No packet is sent: a route is asked for, and each interface.
    """
    found = [*_by_route(), *_by_interface(), *_by_name()]
    return [one for one in dict.fromkeys(found) if not ipaddress.ip_address(one).is_loopback]


def _by_route() -> list[str]:
    addresses = []
    for target in _SOMEWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))
            except OSError:
                continue
            addresses.append(probe.getsockname()[0])
    return addresses


def _by_interface() -> list[str]:
    if sys.platform != "linux":
        return []
    addresses = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            request = array.array("B", struct.pack("256s", name.encode()[:15]))
            try:
                fcntl.ioctl(asking, _SIOCGIFADDR, request, True)
            except OSError:
                continue  # it has none
            addresses.append(socket.inet_ntoa(request.tobytes()[20:24]))
    return addresses


def _by_name() -> list[str]:
    try:
        return list(socket.gethostbyname_ex(socket.gethostname())[2])
    except OSError:
        return []
