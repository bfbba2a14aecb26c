"""Take seats, give them back, hand them over: always inside the transaction of the caller."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from events_svc.database import execute, notices
from events_svc.database.bulk import insert_new
from events_svc.tickets.models import Ticket
from events_svc.tickets.seating.errors import SeatTaken
from events_svc.tickets.seating.models import SeatTaking
from venues.seat_models import Seat


@dataclass(frozen=True, slots=True)
class Taking:
    """A seat that somebody takes: for a cart item, for a ticket, or (neither) to block it."""

    event_id: int
    seat_id: int
    cart_item_id: int | None = None
    ticket_id: int | None = None


async def take(takings: Sequence[Taking]) -> None:
    """All these seats are taken, or SeatTaken is raised for the first that another has."""
    if not takings:
        return
    sorted_ones = sorted(takings, key=lambda one: (one.event_id, one.seat_id))
    records = [
        {
            "event_id": one.event_id,
            "seat_id": one.seat_id,
            "cart_item_id": one.cart_item_id,
            "ticket_id": one.ticket_id,
        }
        for one in sorted_ones
    ]
    made = await insert_new(SeatTaking, records, returning=("event_id", "seat_id"))
    got = {(row["event_id"], row["seat_id"]) for row in made}
    lost = [one.seat_id for one in sorted_ones if (one.event_id, one.seat_id) not in got]
    if lost or len(got) < len(takings):
        seat = await Seat.get(id=lost[0] if lost else sorted_ones[0].seat_id)
        raise SeatTaken(seat.row, seat.number, seat_id=seat.id)
    await tell({one.event_id for one in takings})


async def take_for_tickets(tickets: Iterable[Ticket]) -> None:
    """Each of these tickets takes the seat that it names; those without a seat take none."""
    await take(
        [
            Taking(one.event_id, one.seat_id, ticket_id=one.id)
            for one in tickets
            if one.seat_id is not None
        ]
    )


async def release(tickets: Collection[Ticket]) -> None:
    """The seats of these tickets are free; the tickets go on naming them, as what was."""
    seated = [one for one in tickets if one.seat_id is not None]
    if seated:
        await SeatTaking.filter(ticket_id__in=[one.id for one in seated]).delete()
        await tell({one.event_id for one in seated})


async def release_items(event_id: int, cart_item_ids: Collection[int]) -> None:
    """The seats of these cart items are free, though the items may stay."""
    if await SeatTaking.filter(cart_item_id__in=[*cart_item_ids]).delete():
        await tell({event_id})


async def hand_over(tickets: Mapping[int, int]) -> None:
    """What these cart items (by id) have is their tickets' (by id) from now on: do it before the items go."""
    if not tickets:
        return
    pairs = sorted((int(item), int(ticket)) for item, ticket in tickets.items())
    cases = " ".join(f"WHEN {item} THEN {ticket}" for item, ticket in pairs)
    listed = ", ".join(str(item) for item, _ in pairs)
    await execute(_HAND_OVER.format(cases, listed))


async def tell(event_ids: Iterable[int]) -> None:
    """Whoever looks at the plan of these events looks again, once this is committed."""
    for event_id in sorted({*event_ids}):
        notices.notify_soon(f"seats:{event_id}")


_HAND_OVER = """
UPDATE seat_taking SET ticket_id = CASE cart_item_id {} END, cart_item_id = NULL
WHERE cart_item_id IN ({})"""
