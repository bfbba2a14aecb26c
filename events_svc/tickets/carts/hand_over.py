"""What carts held becomes the tickets' of an order: nothing is given back in between."""

from collections.abc import Collection, Mapping

from events_svc.database import execute
from events_svc.tickets.seating import take as seating


async def hand_over(tickets: Mapping[int, int], *, seats: Collection[int]) -> None:
    """The carts of these items are ordered whole: their seats are the tickets' (by id of the item), and
    they are gone. `seats` are those of the tickets, if any.
    """
    if not tickets:
        return
    if seats:
        await seating.hand_over(tickets)
    listed = ", ".join(str(one) for one in tickets)
    await execute(_DROP.format(listed))


_DROP = "DELETE FROM cart WHERE id IN (SELECT cart_id FROM cart_item WHERE id IN ({}))"
