"""What the verdict is given: tickets, lists and histories, out of raw rows (see store.py). Pure."""

from events_svc.checkin.history import History, Passage
from events_svc.checkin.models import Direction
from events_svc.checkin.store import Row, decoded, instant
from events_svc.checkin.verdict import ListFacts, TicketFacts
from events_svc.database import raw
from events_svc.tickets.models import OrderState


def list_facts(row: Row) -> ListFacts:
    """The list of a row of `store.doors` or `store.gates`."""
    named = row["ticket_types"] or ""
    return ListFacts(
        event_id=row["event_id"],
        timezone=row["timezone"],
        ticket_types=frozenset(int(one) for one in named.split(",") if one),
        days=decoded(row["days"]),
        starts_at=instant(row["session_starts_at"]),
        ends_at=instant(row["session_ends_at"]),
        allow_unpaid=bool(row["allow_unpaid"]),
        multi_entry=bool(row["multi_entry"]),
        entry_after_exit=bool(row["entry_after_exit"]),
        rules=decoded(row["rules"]),
    )


def ticket_facts(row: Row, history: History, *, presented_serial: int | None) -> TicketFacts:
    """The ticket of a row of `store.tickets_by_…`; without a serial it was typed, not read as a code."""
    return TicketFacts(
        event_id=row["event_id"],
        ticket_type_id=row["ticket_type_id"],
        state=row["state"],
        serial=row["serial"],
        presented_serial=presented_serial,
        is_code_revoked=bool(row["is_code_revoked"]),
        is_approved=row["order_state"] != OrderState.AWAITING_APPROVAL,
        is_complete=row.get("is_complete", True),
        valid_from=instant(row["valid_from"]),
        valid_until=instant(row["valid_until"]),
        history=history,
    )


def history(row: Row) -> History:
    """How the ticket of such a row stands on the list, without the times of its entries."""
    return History(
        entries=row["entries"],
        is_inside=bool(row["is_inside"]),
        first_at=instant(row["first_at"]),
        first_gate_id=row["first_gate_id"],
        last_at=instant(row["last_at"]),
    )


def passage(row: Row) -> Passage:
    """The admitted scan of a row of `store.passages`."""
    return Passage(Direction(row["direction"]), raw.instant(row["at"]), row["gate_id"])
