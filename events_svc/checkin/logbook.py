"""Write a batch of decided scans into the log, each linked to the one before on its device."""

from collections.abc import Sequence
from typing import Any

from events_svc.checkin import chain, store
from events_svc.checkin.deciding import Case, entry_of
from events_svc.checkin.store import Row
from events_svc.database import notices


async def write(cases: Sequence[Case]) -> dict[str, Row]:
    """Log the cases in their order; the entries by scan id. The devices are locked by the caller."""
    gates = _gate_names(cases)
    entries = [entry_of(case, gates) for case in cases]
    heads = {case.door["device_id"]: case.door["head_hash"] for case in cases}
    await append(entries, heads)
    return {entry["scan_id"]: entry for entry in entries}


async def append(entries: Sequence[Row], heads: dict[int, str]) -> None:
    """Link the entries to the heads of their devices' chains, log them, and wake who watches."""
    seen: dict[int, str] = {}
    for entry in entries:
        device_id = entry["device_id"]
        entry["prev_hash"] = heads[device_id]
        entry["hash"] = heads[device_id] = chain.link(entry["prev_hash"], entry)
        seen[device_id] = entry["at"]
    await store.log(entries)
    await store.advance_chains(
        [{"device": one, "head": heads[one], "at": at} for one, at in seen.items()]
    )
    for event_id in sorted({entry["event_id"] for entry in entries}):
        await notices.notify(f"scans:{event_id}")


def _gate_names(cases: Sequence[Case]) -> dict[int, Any]:
    """Names of the gates that a verdict may speak of: those of first entries, and those of this batch."""
    names = {case.door["gate_id"]: store.decoded(case.door["gate_name"]) for case in cases}
    for case in cases:
        for row in case.found:
            if row["first_gate_id"] is not None:
                names[row["first_gate_id"]] = store.decoded(row["first_gate_name"])
    return names
