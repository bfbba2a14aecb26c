"""Find orders and attendees of an event, newest first, a page at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.expressions import Q
from tortoise.functions import Count

from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.tickets.order_code import spelled

CANCEL_ASKED = "cancel_asked"  # a state to look for beside those of orders


@dataclass(frozen=True, slots=True)
class Found:
    """An order of the list, and its tickets by type."""

    order: Order
    contents: list[tuple[Text, int]]


async def orders(
    event: Event,
    words: str = "",
    *,
    state: str = "",
    before_id: int | None = None,
    limit: int = 50,
) -> list[Found]:
    """Orders whose code, buyer, e-mail or phone fit `words`; at most `limit` + 1, to see if more follow.

    `state` is an OrderState or CANCEL_ASKED; what is neither finds orders in all states.
    """
    query = Order.filter(event_id=event.id)
    if words:
        query = query.filter(_fits(words))
    if state in set(OrderState):
        query = query.filter(state=state)
    elif state == CANCEL_ASKED:
        query = query.filter(state=OrderState.PAID, cancel_asked_at__isnull=False)
    if before_id is not None:
        query = query.filter(id__lt=before_id)
    found = await query.order_by("-id").limit(limit + 1)
    contents = await contents_of(found)
    return [Found(order, contents.get(order.id, [])) for order in found]


async def contents_of(found: Sequence[Order]) -> dict[int, list[tuple[Text, int]]]:
    """Names of types and counts of tickets, by id of the order."""
    counted = (
        await Ticket.filter(order_id__in=[order.id for order in found])
        .annotate(n=Count("id"))
        .group_by("order_id", "ticket_type_id", "ticket_type__name", "ticket_type__position")
        .order_by("ticket_type__position", "ticket_type_id")
        .values("order_id", "ticket_type__name", "n")
    )
    contents: dict[int, list[tuple[Text, int]]] = defaultdict(list)
    for row in counted:
        contents[row["order_id"]].append((row["ticket_type__name"], row["n"]))
    return contents


async def attendees(
    event: Event, words: str = "", *, before_id: int | None = None, limit: int = 50
) -> list[Ticket]:
    """Valid tickets whose holder fits `words`, with type and order loaded; at most `limit` + 1."""
    query = Ticket.filter(event_id=event.id, state=TicketState.VALID)
    if words:
        query = query.filter(
            Q(holder_name__icontains=words)
            | Q(holder_email__icontains=words)
            | Q(holder_organisation__icontains=words)
            | Q(order__code=spelled(words))
        )
    if before_id is not None:
        query = query.filter(id__lt=before_id)
    return await query.order_by("-id").limit(limit + 1).select_related("ticket_type", "order")


def _fits(words: str) -> Q:
    return (
        Q(code__startswith=spelled(words))
        | Q(buyer_name__icontains=words)
        | Q(email__icontains=words)
        | Q(phone__icontains=words)
    )
