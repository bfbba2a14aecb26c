"""The hash chain of a device's scans: who changes, drops or swaps an entry breaks a link. Pure."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

LINKED = [
    "scan_id",
    "event_id",
    "checkin_list_id",
    "gate_id",
    "device_id",
    "seq",
    "ticket_id",
    "code_hash",
    "direction",
    "verdict",
    "reason",
    "basis",
    "at",
    "at_device",
    "clock_offset_ms",
    "undoes",
    "device_seq",
    "device_hash",
    "detail",
]

_encoder = msgspec.json.Encoder(order="sorted")


def link(prev_hash: str, scan: Mapping[str, Any]) -> str:
    """SHA-256 over the link before and every column of `scan`; times as text in UTC, ids as text."""
    content = _encoder.encode([prev_hash, *(scan[name] for name in LINKED)])
    return hashlib.sha256(content).hexdigest()
