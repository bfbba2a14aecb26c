"""Which plans an event sells, which ticket types sit in which category, which seats are kept back."""

from collections.abc import Collection, Iterable, Mapping

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket, TicketState
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating import hall
from events_svc.tickets.seating.errors import NoSuchSeat, SeatingInUse
from events_svc.tickets.seating.exchange import exchange
from events_svc.tickets.seating.models import Seating, SeatTaking
from events_svc.tickets.seating.take import Taking, take, tell
from venues.seat_models import Seat, SeatMap

OCCUPYING = (TicketState.HELD, TicketState.VALID, TicketState.BLOCKED)
Types = Mapping[str, Collection[int]]


async def use(event: Event, seat_map: SeatMap, types: Types) -> Seating:
    """The event sells the seats of this plan: `types` names the ticket types of each category.

    Who sits already stays there. Raises NotFound for a type of another event or an unknown category.
    """
    keys = {str(one["key"]) for one in seat_map.categories}
    wanted = {key: sorted({*ids}) for key, ids in types.items() if ids}
    ids = {one for some in wanted.values() for one in some}
    found = await TicketType.filter(id__in=[*ids], event_id=event.id).count()
    if found != len(ids) or not wanted.keys() <= keys:
        raise NotFound
    async with in_transaction():
        await hall.locked([event.id])
        seating, _ = await Seating.get_or_create(event_id=event.id, seat_map_id=seat_map.id)
        await Seating.filter(id=seating.id).update(types=wanted)
        await audit.record("seating.set", f"seat_map:{seat_map.id}", event_id=event.id)
        await tell([event.id])
    return await Seating.get(id=seating.id)


async def withdraw(event: Event, seat_map_id: int) -> None:
    """The event does not sell this plan any more; SeatingInUse when somebody sits there."""
    async with in_transaction():
        await hall.locked([event.id])
        mine = SeatTaking.filter(event_id=event.id, seat__seat_map_id=seat_map_id)
        count = await mine.filter(ticket_id__not_isnull=True).count()
        count += await mine.filter(cart_item_id__not_isnull=True).count()
        if count:
            raise SeatingInUse(count)
        ids = await Seat.filter(seat_map_id=seat_map_id).values_list("id", flat=True)
        await SeatTaking.filter(event_id=event.id, seat_id__in=ids).delete()
        if not await Seating.filter(event_id=event.id, seat_map_id=seat_map_id).delete():
            raise NotFound
        await audit.record("seating.withdrawn", f"seat_map:{seat_map_id}", event_id=event.id)
        await tell([event.id])


async def block(event: Event, seat_ids: Iterable[int]) -> None:
    """Nobody can take these seats; SeatTaken when somebody has one, and then none is blocked."""
    ids = sorted({*seat_ids})
    async with in_transaction():
        room = await hall.locked([event.id])
        known = {one for house in room.houses.get(event.id, ()) for one in house.plan.by_id}
        if not known.issuperset(ids):
            raise NoSuchSeat
        await take([Taking(event.id, one) for one in ids])
        await audit.record("seats.blocked", f"event:{event.id}", event_id=event.id, seats=len(ids))


async def unblock(event: Event, seat_ids: Iterable[int]) -> None:
    """Those of these seats that were blocked can be taken again."""
    async with in_transaction():
        blocked = SeatTaking.filter(event_id=event.id, cart_item_id=None, ticket_id=None)
        count = await blocked.filter(seat_id__in=sorted({*seat_ids})).delete()
        await audit.record("seats.freed", f"event:{event.id}", event_id=event.id, seats=count)
        await tell([event.id])


async def seat_the_rest(event: Event) -> int:
    """Tickets whose type is seated and which have no seat, sold before, get the best ones, order by
    order; how many there were. FewSeats when there are not enough, and then nobody gets one.
    """
    async with in_transaction():
        room = await hall.locked([event.id])
        waiting = Ticket.filter(event_id=event.id, seat_id=None, state__in=OCCUPYING)
        standing = [
            one
            for one in await waiting.order_by("order_id", "id")
            if room.is_seated(event.id, one.ticket_type_id)
        ]
        await exchange([], standing)
        await audit.record(
            "seats.given", f"event:{event.id}", event_id=event.id, seats=len(standing)
        )
    return len(standing)
