"""What a device is told: the same whether it was decided now or is read from the log again."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from events_svc import clock
from events_svc.checkin import here
from events_svc.checkin.models import Basis, Direction
from events_svc.checkin.rules import Explanation
from events_svc.checkin.store import Row, decoded, instant

Words = dict[str, str]


class ScanTicket(msgspec.Struct):
    """Whose ticket it is; never one of another event."""

    number: int
    holder_name: str
    holder_organisation: str
    ticket_type: Words
    order_code: str


class ScanDetail(msgspec.Struct):
    """What is told again of an entry's detail, which may hold more."""

    first_at: datetime | None = None
    first_gate: Words | None = None
    explanation: list[Explanation] = []
    candidates: list[ScanTicket] = []


class ScanAnswer(msgspec.Struct, kw_only=True):
    """A verdict (`ok`, `refused`, `undone`) with its reason, and who gave it on what `basis`.

    `candidates` are the tickets of an order.
    """

    scan_id: UUID
    verdict: str
    reason: str
    direction: Direction
    basis: Basis
    at: datetime
    ticket: ScanTicket | None = None
    first_at: datetime | None = None
    first_gate: Words | None = None
    explanation: list[Explanation] = []
    candidates: list[ScanTicket] = []


def of_row(row: Row) -> ScanAnswer:
    """The answer that the log holds (see `store.repeats`)."""
    at = instant(row["at"])
    assert at is not None
    scan_id = one if isinstance(one := row["scan_id"], UUID) else UUID(str(one))
    ticket = {**row, "event_id": row["ticket_event_id"]} if row["number"] is not None else None
    return of_entry(row, ticket, scan_id=scan_id, at=at)


def of_entry(entry: Row, ticket: Row | None, *, scan_id: UUID, at: datetime) -> ScanAnswer:
    """The answer that an entry of the log gives, with the ticket that was shown."""
    is_ours = ticket is not None and ticket["event_id"] == entry["event_id"]
    answer = ScanAnswer(
        scan_id=scan_id,
        verdict=entry["verdict"],
        reason=entry["reason"],
        direction=Direction(entry["direction"]),
        basis=here.told(entry["basis"]),
        at=at,
        ticket=ticket_of(ticket) if ticket is not None and is_ours else None,
    )
    if detail := decoded(entry["detail"]):
        answer.first_at = instant(detail.get("first_at"))
        answer.first_gate = detail.get("first_gate")
        answer.explanation = detail.get("explanation", [])
        answer.candidates = [
            msgspec.convert(one, ScanTicket) for one in detail.get("candidates", ())
        ]
    return answer


def is_readable(detail: dict[str, Any]) -> bool:
    """Whether `of_row` can tell an entry of this detail, which somebody else wrote."""
    try:
        told = msgspec.convert(detail, ScanDetail)
    except msgspec.ValidationError:
        return False
    return told.first_at is None or clock.is_tellable(told.first_at)


def ticket_of(row: Row) -> ScanTicket:
    """The ticket of a raw row."""
    return ScanTicket(
        number=row["number"],
        holder_name=row["holder_name"],
        holder_organisation=row["holder_organisation"],
        ticket_type=_words(row["type_name"]),
        order_code=row["order_code"],
    )


def _words(named: Any) -> Words:
    return _read(named) if isinstance(named, str) else decoded(named)


@lru_cache(maxsize=256)
def _read(named: str) -> Words:
    """Types are few, and nobody changes what is told of them."""
    return msgspec.json.decode(named, type=Words)
