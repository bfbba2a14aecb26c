"""What receivers of webhooks are told of a scan, in its transaction."""

from collections.abc import Sequence

from events_svc.checkin.deciding import Case
from events_svc.checkin.store import Row
from events_svc.webhooks.announce import News, announce_all
from events_svc.webhooks.topics import Topic


async def tell(cases: Sequence[Case], entries: Sequence[Row]) -> None:
    """Announce the scans of tickets at events of which somebody hears; nothing is asked for the others."""
    heard = [
        _news(case, entry)
        for case, entry in zip(cases, entries, strict=True)
        if case.door["is_heard"] and case.ticket is not None
    ]
    await announce_all(heard)


async def tell_rows(entries: Sequence[Row]) -> None:
    """Announce what gates decided by themselves, from rows of `store.repeats`."""
    ours = [one for one in entries if one["number"] and one["ticket_event_id"] == one["event_id"]]
    await announce_all([_facts(entry) for entry in ours if entry["verdict"] != "undone"])


def _facts(entry: Row) -> News:
    facts = {
        "ticket": entry["number"],
        "order": entry["order_code"],
        "gate": entry["gate_id"],
        "direction": entry["direction"],
        "verdict": entry["verdict"],
        "reason": entry["reason"],
    }
    return News(Topic.TICKET_SCANNED, entry["event_id"], f"ticket:{entry['ticket_id']}", facts)


def _news(case: Case, entry: Row) -> News:
    assert case.ticket is not None
    ticket = {"number": case.ticket["number"], "order_code": case.ticket["order_code"]}
    return _facts({**entry, **ticket, "ticket_id": case.ticket["id"]})
