"""The entries of a batch of decided scans, each linked to the one before on its device."""

from collections.abc import Mapping, Sequence
from typing import Any

from events_svc.checkin import chain, store
from events_svc.checkin.deciding import Case, entry_of
from events_svc.checkin.store import Row


def entries_of(cases: Sequence[Case]) -> list[Row]:
    """The entries of decided cases, in their order."""
    gates = _gate_names(cases)
    return [entry_of(case, gates) for case in cases]


def link(entries: Sequence[Row], heads: Mapping[int, str]) -> list[Row]:
    """Link the entries to the heads of their devices' chains; the new heads, as `store.write` keeps them."""
    last, seen = dict(heads), {}
    for entry in entries:
        device_id = entry["device_id"]
        entry["prev_hash"] = last[device_id]
        entry["hash"] = last[device_id] = chain.link(entry["prev_hash"], entry)
        seen[device_id] = entry["at"]
    return [{"device": one, "head": last[one], "at": at} for one, at in seen.items()]


def _gate_names(cases: Sequence[Case]) -> dict[int, Any]:
    """Names of the gates that a verdict may speak of: those of first entries, and those of this batch."""
    names = {case.door["gate_id"]: case.door["gate_name"] for case in cases}
    for case in cases:
        for row in case.found:
            if row["first_gate_id"] is not None:
                names[row["first_gate_id"]] = row["first_gate_name"]
    return {gate_id: store.decoded(name) for gate_id, name in names.items()}
