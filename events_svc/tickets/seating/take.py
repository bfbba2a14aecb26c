"""Take seats, give them back, hand them over: always inside the transaction of the caller."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import NoReturn

from events_svc.database import notices
from events_svc.database.at_once import Insertion, Statement, table, told
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
    records = taking(takings).records
    made = await insert_new(SeatTaking, records, returning=("event_id", "seat_id"))
    got = {(row["event_id"], row["seat_id"]) for row in made}
    lost = [row["seat_id"] for row in records if (row["event_id"], row["seat_id"]) not in got]
    if lost or len(got) < len(takings):
        await _refuse(lost[0] if lost else records[0]["seat_id"])
    await tell({one.event_id for one in takings})


def taking(takings: Sequence[Taking]) -> Insertion:
    """The change that takes these seats; `confirm` has to be asked how it went."""
    ordered = sorted(takings, key=lambda one: (one.event_id, one.seat_id))
    return Insertion(SeatTaking, [asdict(one) for one in ordered], made=("id",), is_new=True)


def dealt_out(
    takings: Sequence[Taking], left: Mapping[tuple[int, int], int]
) -> tuple[Insertion, Statement]:
    """The changes that take these seats: those that nobody has, and those that are `left` to them (cart items
    by event and seat) by who is going. `confirm` has to be asked how both went.
    """
    free = [one for one in takings if (one.event_id, one.seat_id) not in left]
    passed = [
        {**asdict(one), "left_by": left[one.event_id, one.seat_id]}
        for one in takings
        if (one.event_id, one.seat_id) in left
    ]
    return taking(free), Statement(_HAND_ON.format(table(1, _PASSED)), [told(passed)], not passed)


async def confirm(takings: Sequence[Taking], count: int) -> None:
    """All these seats are taken, for tickets or items: `count` of them were. Else SeatTaken is raised for
    the first that another has.
    """
    if count < len(takings):
        await _refuse(await _lost(takings))
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


async def release_those_of(cart_item_ids: Collection[int]) -> None:
    """The seats of these cart items are free, at whichever event."""
    if cart_item_ids:
        theirs = SeatTaking.filter(cart_item_id__in=[*cart_item_ids])
        event_ids = {row["event_id"] for row in await theirs.values("event_id")}
        await theirs.delete()
        await tell(event_ids)


def handing_over(tickets: Mapping[int, int]) -> Statement:
    """What these cart items (by id) have is their tickets' (by id) from now on: do it before the items go."""
    pairs = [{"item_id": one, "ticket_id": tickets[one]} for one in sorted(tickets)]
    return Statement(_HAND_OVER.format(table(1, _PAIRS)), [told(pairs)], not pairs)


async def tell(event_ids: Iterable[int]) -> None:
    """Whoever looks at the plan of these events looks again, once this is committed."""
    for event_id in sorted({*event_ids}):
        notices.notify_soon(f"seats:{event_id}")


async def _refuse(seat_id: int) -> NoReturn:
    seat = await Seat.get(id=seat_id)
    raise SeatTaken(seat.row, seat.number, seat_id=seat.id)


async def _lost(takings: Sequence[Taking]) -> int:
    """The first of the seats that is somebody else's."""
    seats = {one.seat_id for one in takings}
    columns = ("event_id", "seat_id", "cart_item_id", "ticket_id")
    there = {
        Taking(*row) for row in await SeatTaking.filter(seat_id__in=seats).values_list(*columns)
    }
    return min((one.seat_id for one in takings if one not in there), default=min(seats))


_PASSED = {"left_by": "BIGINT", "cart_item_id": "BIGINT", "ticket_id": "BIGINT"}
_HAND_ON = """
UPDATE seat_taking SET cart_item_id = told.cart_item_id, ticket_id = told.ticket_id
FROM {} WHERE seat_taking.cart_item_id = told.left_by"""

_PAIRS = {"item_id": "BIGINT", "ticket_id": "BIGINT"}
_HAND_OVER = """
UPDATE seat_taking SET ticket_id = told.ticket_id, cart_item_id = NULL
FROM {} WHERE seat_taking.cart_item_id = told.item_id"""
