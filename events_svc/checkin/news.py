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


def _news(case: Case, entry: Row) -> News:
    assert case.ticket is not None
    facts = {
        "ticket": case.ticket["number"],
        "order": case.ticket["order_code"],
        "gate": case.door["gate_id"],
        "direction": entry["direction"],
        "verdict": entry["verdict"],
        "reason": entry["reason"],
    }
    return News(Topic.TICKET_SCANNED, entry["event_id"], f"ticket:{case.ticket['id']}", facts)
