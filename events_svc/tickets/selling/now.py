"""How the sale stands at this moment, type by type."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.functions import Count

from events_svc import clock
from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.tickets.carts.models import CartItem
from events_svc.tickets.offered import types_of
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.queries import places_left


@dataclass(frozen=True, slots=True)
class Standing:
    """A ticket type: tickets that are valid, of orders that are not paid, in carts; places left in its
    tightest quota (None: it has none); what the valid ones cost, in minor units.
    """

    ticket_type: TicketType
    sold: int
    held: int
    in_carts: int
    left: int | None
    sold_minor: int


async def standings(event: Event) -> Sequence[Standing]:
    """All types of the event, in the order of the shop."""
    types = await types_of(event)
    left, in_carts = await places_left(types), await _in_carts(event)
    counted: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in await rows(_TICKETS, [event.id]):
        counted[row["ticket_type_id"], row["state"]] = int(row["n"]), int(row["minor"])
    return [
        Standing(
            one,
            sold=counted[one.id, "valid"][0],
            held=counted[one.id, "held"][0],
            in_carts=in_carts.get(one.id, 0),
            left=left.get(one.id),
            sold_minor=counted[one.id, "valid"][1],
        )
        for one in types
    ]


async def _in_carts(event: Event) -> dict[int, int]:
    alive = CartItem.filter(
        cart__event_id=event.id, cart__ended_at=None, cart__expires_at__gt=clock.now()
    )
    counted = alive.annotate(n=Count("id")).group_by("ticket_type_id")
    return {row["ticket_type_id"]: row["n"] for row in await counted.values("ticket_type_id", "n")}


_TICKETS = """
SELECT ticket_type_id, state, COUNT(*) AS n, SUM(price_minor) AS minor FROM ticket
WHERE event_id = $1 AND state IN ('valid', 'held') GROUP BY ticket_type_id, state"""
