"""Who sits where, and who has no seat yet."""

from dataclasses import dataclass

from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.tickets.seating import hall


@dataclass(frozen=True, slots=True)
class Sitter:
    """What has a seat: a ticket (number, holder, state), somebody's cart, or the organiser's block."""

    seat_id: int
    kind: str  # ticket, cart, block
    number: int | None
    holder: str
    order_code: str


async def sitters(event: Event) -> dict[int, Sitter]:
    """Everybody who has a seat at the event, by seat."""
    found = await rows(_SITTERS, [event.id])
    return {
        row["seat_id"]: Sitter(
            seat_id=row["seat_id"],
            kind="ticket" if row["ticket_id"] else "cart" if row["cart_item_id"] else "block",
            number=row["number"],
            holder=row["holder_name"] or "",
            order_code=row["code"] or "",
        )
        for row in found
    }


async def unseated(event: Event) -> int:
    """How many tickets of types that are seated have no seat yet."""
    room = await hall.seen([event.id])
    found = await rows(_UNSEATED, [event.id]) if room.houses else []
    return sum(row["n"] for row in found if room.is_seated(event.id, row["ticket_type_id"]))


_SITTERS = """
SELECT taking.seat_id, taking.ticket_id, taking.cart_item_id, ticket.number, ticket.holder_name,
  "order".code
FROM seat_taking AS taking LEFT JOIN ticket ON ticket.id = taking.ticket_id
LEFT JOIN "order" ON "order".id = ticket.order_id
WHERE taking.event_id = $1"""

_UNSEATED = """
SELECT ticket_type_id, COUNT(*) AS n FROM ticket
WHERE event_id = $1 AND seat_id IS NULL AND state IN ('held', 'valid', 'blocked')
GROUP BY ticket_type_id"""
