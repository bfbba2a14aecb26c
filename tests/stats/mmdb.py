"""A small database of countries in MaxMind's format (maxmind.github.io/MaxMind-DB), written for tests."""

import ipaddress
from collections.abc import Mapping
from typing import Any

_MARK = b"\xab\xcd\xefMaxMind.com"


def database(records: Mapping[str, Mapping[str, Any]]) -> bytes:
    """An IPv4 database with these networks, record size 24."""
    data, places = b"", {}
    for network, record in records.items():
        places[network] = len(data)
        data += _encoded(record)
    nodes: list[list[int | None]] = [[None, None]]
    ends: dict[tuple[int, int], str] = {}
    for network in records:
        _place(nodes, ends, network)
    count = len(nodes)
    tree = b"".join(
        _record(nodes, ends, places, node, side) for node in range(count) for side in (0, 1)
    )
    about = {
        "node_count": (6, count), "record_size": (5, 24), "ip_version": (5, 4),
        "database_type": "Test-Country", "languages": [], "description": {"en": "test"},
        "binary_format_major_version": (5, 2), "binary_format_minor_version": (5, 0),
        "build_epoch": (9, 1_700_000_000),
    }  # fmt: skip
    return tree + b"\0" * 16 + data + _MARK + _encoded(about)


def _place(nodes: list[list[int | None]], ends: dict[tuple[int, int], str], network: str) -> None:
    parsed = ipaddress.ip_network(network)
    bits = f"{int(parsed.network_address):032b}"[: parsed.prefixlen]
    node = 0
    for bit in bits[:-1]:
        child = nodes[node][int(bit)]
        if child is None:
            nodes.append([None, None])
            child = nodes[node][int(bit)] = len(nodes) - 1
        node = child
    ends[(node, int(bits[-1]))] = network


def _record(
    nodes: list[list[int | None]],
    ends: dict[tuple[int, int], str],
    places: dict[str, int],
    node: int,
    side: int,
) -> bytes:
    child = nodes[node][side]
    if (node, side) in ends:
        child = len(nodes) + 16 + places[ends[(node, side)]]
    return (len(nodes) if child is None else child).to_bytes(3, "big")


def _encoded(value: Any) -> bytes:
    if isinstance(value, str):
        return _head(2, len(value.encode())) + value.encode()
    if isinstance(value, Mapping):
        pairs = b"".join(_encoded(key) + _encoded(one) for key, one in value.items())
        return _head(7, len(value)) + pairs
    if isinstance(value, list):
        return _head(11, len(value)) + b"".join(_encoded(one) for one in value)
    kind, number = value  # unsigned: 5 of 16 bits, 6 of 32, 9 of 64
    packed = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return _head(kind, len(packed)) + packed


def _head(kind: int, size: int) -> bytes:
    assert size < 29
    return bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])
