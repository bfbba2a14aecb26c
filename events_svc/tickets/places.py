"""What tickets occupy: places of quotas, uses of vouchers, seats. Whatever gives a ticket its place or takes
it away, does it here.
"""

from collections.abc import Collection

from events_svc.tickets import shelf
from events_svc.tickets.errors import FewLeft, SoldOut
from events_svc.tickets.models import Ticket
from events_svc.tickets.seating import exchange as seats
from events_svc.tickets.seating import hall


async def lock(tickets: Collection[Ticket]) -> None:
    """Nobody else takes places like those of these tickets until the transaction ends."""
    await shelf.locked_for(tickets)
    await hall.locked({one.event_id for one in tickets})


async def take(tickets: Collection[Ticket]) -> None:
    """Take the places of these tickets, all or none: raises SoldOut (SeatTaken is one)."""
    await exchange((), tickets)


async def give_back(tickets: Collection[Ticket]) -> None:
    """Return the places of these tickets; they go on naming their seats, as what was."""
    await exchange(tickets, ())


async def exchange(before: Collection[Ticket], after: Collection[Ticket]) -> None:
    """Return the places of the tickets as they were and take those as they become, or raise SoldOut.

    Seats are given as `seating.exchange` says: `after` are rows that exist.
    """
    places = await shelf.locked_for([*before, *after])
    places.give_back(before)
    lacking = places.lacks(after)
    if lacking is not None:
        kind, left = places.types[lacking[0]], places.left_of(*lacking)
        name = " / ".join(kind.name.values())
        raise FewLeft(name, kind.id, left) if left > 0 else SoldOut(name, kind.id)
    places.take(after)
    await places.store()
    await seats.exchange(before, after)
