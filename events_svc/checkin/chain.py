"""The hash chains of scans: who changes, drops or swaps an entry breaks a link. Pure.

Every device has two: the server's over all its entries, and its own over what it decided by itself.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

LINKED = {
    "scan_id": "{uuid}",
    "event_id": "BIGINT",
    "checkin_list_id": "BIGINT",
    "gate_id": "BIGINT",
    "device_id": "BIGINT",
    "seq": "BIGINT",
    "ticket_id": "BIGINT",
    "code_hash": "TEXT",
    "direction": "TEXT",
    "verdict": "TEXT",
    "reason": "TEXT",
    "basis": "TEXT",
    "at": "{moment}",
    "at_device": "{moment}",
    "clock_offset_ms": "BIGINT",
    "undoes": "{uuid}",
    "device_seq": "BIGINT",
    "device_hash": "TEXT",
    "detail": "{json}",
}
"""Every column of an entry of the log but its links, in the order of the chain, and its type in SQL."""

_linked = itemgetter(*LINKED)
_encoder = msgspec.json.Encoder(order="sorted")


def link(prev_hash: str, scan: Mapping[str, Any]) -> str:
    """SHA-256 over the link before and every column of `scan`; times as text in UTC, ids as text."""
    return _digest([prev_hash, *_linked(scan)])


class Shown(NamedTuple):
    """What a device links of a verdict that it gave by itself, in this order (static/js/gate/chain.js).

    The code's hash instead of the code: so the log, which keeps no codes, can be verified at any time.
    """

    scan_id: UUID
    gate_id: int
    seq: int
    direction: str
    verdict: str
    reason: str
    basis: str
    at_device: datetime
    clock_offset_ms: int | None
    code_hash: str
    is_typed: bool
    undoes: UUID | None
    tried: UUID | None


def device_link(prev_hash: str, shown: Shown) -> str:
    """SHA-256 over the link before and what was shown, as `JSON.stringify` writes it; times to the ms."""
    at = shown.at_device.astimezone(UTC).isoformat(timespec="milliseconds")
    return _digest([prev_hash, *shown._replace(at_device=at.replace("+00:00", "Z"))])  # type: ignore[arg-type]  # as text


def code_hash(code: str) -> str:
    """What the log keeps of a code; nothing where there was none."""
    return hashlib.sha256(code.encode()).hexdigest() if code else ""


def _digest(content: Sequence[Any]) -> str:
    return hashlib.sha256(_encoder.encode(content)).hexdigest()
