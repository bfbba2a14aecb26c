"""What others read of tickets: what is on sale, and the figures of the sale."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from events_svc.database import rows
from events_svc.events.models import Event, EventState
from events_svc.outbox.models import Mail
from events_svc.tickets.models import Order, OrderEntry, Ticket
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.product_models import QuotaTicketType, TicketType


class Sale(StrEnum):
    ON_SALE = "on_sale"
    SOLD_OUT = "sold_out"
    NOT_YET = "not_yet"
    OVER = "over"


async def places_left(types: Iterable[TicketType]) -> dict[int, int]:
    """What the tightest quota of each ticket type has left, by the type's id."""
    found = await QuotaTicketType.filter(ticket_type_id__in=[t.id for t in types]).values_list(
        "ticket_type_id", "quota__size", "quota__used"
    )
    left: dict[int, int] = {}
    for ticket_type_id, size, used in found:
        left[ticket_type_id] = min(size - used, left.get(ticket_type_id, size - used))
    return left


def state_of(ticket_type: TicketType, event: Event, *, left: int | None, at: datetime) -> Sale:
    """Whether the type can be ordered at the instant `at`."""
    closes_at = ticket_type.sale_ends_at or event.ends_at
    if event.state is EventState.CANCELLED or at >= closes_at:
        return Sale.OVER
    if event.state is EventState.DRAFT:
        return Sale.NOT_YET
    if ticket_type.sale_starts_at is not None and at < ticket_type.sale_starts_at:
        return Sale.NOT_YET
    return Sale.ON_SALE if left else Sale.SOLD_OUT


@dataclass(frozen=True, slots=True)
class Sales:
    """Figures of an event's sale: places, and money in minor units of its currency."""

    orders: int
    sold: int  # valid tickets
    held: int  # tickets of orders that are not paid yet
    size: int  # places that can be sold at most
    received_minor: int  # what came, less what was given back
    outstanding_minor: int  # what pending orders still owe
    undecided: int  # payments and failed refunds that wait for a person
    cancel_asked: int  # paid orders whose buyer asks to cancel


async def sales(event: Event) -> Sales:
    """The figures of `event`, counted from its rows."""
    (figures,) = await rows(_SALES, [event.id])
    counted = {name: int(value or 0) for name, value in figures.items()}
    # Of quotas that share types, and of types that share quotas, neither sum alone is the house.
    size = min(counted.pop("quotas"), counted.pop("types"))
    return Sales(size=size, **counted)


_SALES = """
SELECT
  (SELECT COUNT(*) FROM "order" WHERE event_id = $1) AS orders,
  (SELECT COUNT(*) FROM ticket WHERE event_id = $1 AND state = 'valid') AS sold,
  (SELECT COUNT(*) FROM ticket WHERE event_id = $1 AND state = 'held') AS held,
  (SELECT SUM(size) FROM quota WHERE event_id = $1) AS quotas,
  (SELECT SUM(size) FROM (
     SELECT MIN(quota.size) AS size FROM quota
     JOIN quota_ticket_type AS member ON member.quota_id = quota.id
     WHERE quota.event_id = $1 GROUP BY member.ticket_type_id) AS tightest) AS types,
  (SELECT SUM(received_minor - refunded_minor) FROM payment
     JOIN "order" ON "order".id = payment.order_id WHERE event_id = $1) AS received_minor,
  (SELECT SUM(total_minor) FROM "order" WHERE event_id = $1 AND state = 'pending')
    AS outstanding_minor,
  (SELECT COUNT(*) FROM payment JOIN "order" ON "order".id = payment.order_id
     WHERE event_id = $1 AND payment.state IN ('late', 'mismatched'))
  + (SELECT COUNT(*) FROM refund JOIN "order" ON "order".id = refund.order_id
     WHERE event_id = $1 AND refund.state = 'failed') AS undecided,
  (SELECT COUNT(*) FROM "order" WHERE event_id = $1 
     AND state IN ('paid', 'partly_refunded') AND cancel_asked_at IS NOT NULL) AS cancel_asked
"""


@dataclass(frozen=True, slots=True)
class TypeSales:
    """How many tickets of a type are valid and held."""

    sold: int = 0
    held: int = 0


async def sales_by_type(types: Sequence[TicketType]) -> dict[int, TypeSales]:
    """Sold and held tickets of each of `types` (of one event), by id; all types are there."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    if types:
        for row in await rows(_BY_TYPE, [types[0].event_id]):
            counts[row["ticket_type_id"]][row["state"]] = row["n"]
    return {
        t.id: TypeSales(sold=counts[t.id].get("valid", 0), held=counts[t.id].get("held", 0))
        for t in types
    }


_BY_TYPE = """
SELECT ticket_type_id, state, COUNT(*) AS n FROM ticket
WHERE event_id = $1 AND state IN ('valid', 'held') GROUP BY ticket_type_id, state
"""


@dataclass(frozen=True, slots=True)
class Details:
    """What belongs to an order: its tickets by number, with their types, payments and history by time."""

    tickets: list[Ticket]
    payments: list[Payment]
    entries: list[OrderEntry]


async def details_of(order: Order) -> Details:
    """Everything of an order that its page shows, in three queries."""
    tickets = Ticket.filter(order_id=order.id, change_id=None).order_by("number")
    return Details(
        await tickets.select_related("ticket_type", "variant", "seat"),
        await Payment.filter(order_id=order.id).order_by("id"),
        await OrderEntry.filter(order_id=order.id).order_by("id"),
    )


def cancellation_wish(order: Order, entries: Sequence[OrderEntry]) -> OrderEntry | None:
    """The entry in which the buyer asks to cancel, while nobody has decided."""
    if order.cancel_asked_at is None:
        return None
    return next(one for one in reversed(entries) if one.action == "cancellation_asked")


async def mails_to_buyer(order: Order, entries: Sequence[OrderEntry]) -> list[Mail]:
    """The mails about the order itself, in the order in which they were written; `jobs/order_mails.py`
    names each after what happened and how often.
    """
    times = range(1, min(len(entries), MOST_TIMES) + 1)
    told = [f"order:{order.id}:{action}:{time}" for action in TOLD for time in times]
    return await Mail.filter(about__in=told, recipient=order.email).order_by("id")


TOLD = (
    "placed",
    "approved",
    "declined",
    "approval_lapsed",
    "paid",
    "cancelled",
    "refunded",
    "cancellation_declined",
    "codes_renewed",
)
MOST_TIMES = 50
