"""What a device is told: the same whether it was decided now or is read from the log again."""

from datetime import datetime
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
    detail: dict[str, Any] = decoded(row["detail"])
    is_ours = row["number"] is not None and row["ticket_event_id"] == row["event_id"]
    at = instant(row["at"])
    assert at is not None
    return ScanAnswer(
        scan_id=one if isinstance(one := row["scan_id"], UUID) else UUID(str(one)),
        verdict=row["verdict"],
        reason=row["reason"],
        direction=Direction(row["direction"]),
        basis=here.told(row["basis"]),
        at=at,
        ticket=ticket_of(row) if is_ours else None,
        first_at=instant(detail.get("first_at")),
        first_gate=detail.get("first_gate"),
        explanation=detail.get("explanation", []),
        candidates=[msgspec.convert(one, ScanTicket) for one in detail.get("candidates", ())],
    )


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
        ticket_type=decoded(row["type_name"]),
        order_code=row["order_code"],
    )
