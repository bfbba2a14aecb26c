"""Ticket numbers for tickets that an order gets later."""

from collections.abc import Collection

from events_svc.database import rows
from events_svc.tickets import places
from events_svc.tickets.models import Ticket


async def write(held: Collection[Ticket]) -> None:
    """Number the tickets, store them and take their places, all or none: raises SoldOut.

    The places are locked before the counter, as everywhere. Parts of a bundle come after it.
    """
    await places.lock(held)
    event_id = next(iter(held)).event_id
    (row,) = await rows(_COUNT, [event_id, len(held)])
    whole = next(iter(held))
    for number, one in enumerate(held, start=row["last_number"] - len(held) + 1):
        one.number = number
        if one.is_bundled:
            one.addon_to_id = whole.id
        else:
            whole = one
        await one.save(force_create=True)
    await places.take(held)


_COUNT = """
INSERT INTO ticket_counter (event_id, last_number)
VALUES ($1, $2 + (SELECT COALESCE(MAX(number), 0) FROM ticket WHERE event_id = $1))
ON CONFLICT (event_id) DO UPDATE SET last_number = ticket_counter.last_number + $2
RETURNING last_number"""
