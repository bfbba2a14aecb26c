"""An order before it is written: who asks for what, and what is going to be stored of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from events_svc.accounts.audit import Actor
from events_svc.accounts.tokens import new_secret
from events_svc.events.models import Event
from events_svc.tickets.guests import guest_name
from events_svc.tickets.models import Order, OrderEntry, OrderState, Ticket, TicketState
from events_svc.tickets.order_code import new_code
from events_svc.tickets.product_models import TicketType

HELD_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Holder:
    """The person whom a ticket lets in."""

    name: str
    email: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who orders, without an account."""

    name: str
    email: str = ""
    phone: str = ""
    organisation: str = ""
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Line:
    """So many tickets of a type; `holders` name the first of them. The buyer comes too, unless named there,
    and the rest is for guests of the buyer who get their names later.
    """

    ticket_type_id: int
    count: int
    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class Reservation:
    """One buyer's wish, as it waits for its transaction."""

    slug: str  # of the event
    lines: tuple[Line, ...]
    buyer: Buyer
    submission: str | None
    actor: Actor

    @property
    def counts(self) -> Counter[int]:
        """Tickets by id of the type."""
        counts: Counter[int] = Counter()
        for line in self.lines:
            counts[line.ticket_type_id] += line.count
        return counts


@dataclass(slots=True)
class Draft:
    """The rows of an order that is going to be written."""

    reservation: Reservation
    order: dict[str, Any]
    tickets: list[dict[str, Any]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        """Who orders: a stranger is the buyer by the name that was given."""
        actor = self.reservation.actor
        if actor.key != "anonymous":
            return actor
        return Actor("buyer", self.order["buyer_name"], actor.request_id)

    @property
    def is_free(self) -> bool:
        return not self.order["total_minor"]

    def rename(self) -> None:
        """Give the order another code, when the event has this one already."""
        self.order["code"] = new_code()


def drafted(
    reservation: Reservation,
    event: Event,
    types: dict[int, TicketType],
    *,
    total_minor: int,
    at: datetime,
) -> Draft:
    """The rows for `reservation`: pending with a hold, or paid at once when there is nothing to pay."""
    buyer, is_free = reservation.buyer, total_minor == 0
    order = {
        "event_id": event.id,
        "code": new_code(),
        "secret": new_secret(),
        "state": OrderState.PAID if is_free else OrderState.PENDING,
        "buyer_name": buyer.name,
        "buyer_organisation": buyer.organisation,
        "email": buyer.email,
        "phone": buyer.phone,
        "language": buyer.language,
        "currency": event.currency,
        "total_minor": total_minor,
        "source": "shop",
        "submission": reservation.submission,
        "created_at": at,
        "expires_at": None if is_free else at + HELD_FOR,
        "paid_at": at if is_free else None,
    }
    state = TicketState.VALID if is_free else TicketState.HELD
    draft = Draft(reservation, order)
    for line in reservation.lines:
        kind = types[line.ticket_type_id]
        draft.tickets += [_ticket(kind, holder, state, at) for holder in _holders(line, buyer)]
    draft.entries = _entries(draft)
    return draft


def _holders(line: Line, buyer: Buyer) -> Sequence[Holder]:
    holders = [*line.holders[: line.count]]
    if buyer.name not in {one.name for one in holders}:
        holders.append(Holder(buyer.name, buyer.email, buyer.organisation))
    guests = range(1, line.count - len(holders) + 1)
    names = (guest_name(buyer.name, number) for number in guests)
    holders += [Holder(name, organisation=buyer.organisation) for name in names]
    return holders[: line.count]


def _ticket(kind: TicketType, holder: Holder, state: TicketState, at: datetime) -> dict[str, Any]:
    return {
        "event_id": kind.event_id,
        "ticket_type_id": kind.id,
        "is_bundled": False,
        "serial": 1,
        "secret": new_secret(),
        "state": state,
        "holder_name": holder.name,
        "holder_email": holder.email,
        "holder_phone": "",
        "holder_organisation": holder.organisation,
        "price_minor": kind.price_minor,
        "tax_rate_bp": 0,
        "tax_minor": 0,
        "valid_from": kind.valid_from,
        "valid_until": kind.valid_until,
        "created_at": at,
    }


def _entries(draft: Draft) -> list[dict[str, Any]]:
    detail = {"tickets": len(draft.tickets), "total_minor": draft.order["total_minor"]}
    happened = {"placed": detail} | ({"paid": {"provider": "free"}} if draft.is_free else {})
    return [
        {
            "at": draft.order["created_at"],
            "actor": draft.actor.key,
            "action": action,
            "amount_minor": 0,
            "detail": said,
        }
        for action, said in happened.items()
    ]


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as it was written, with what was written for it; nothing but the order, when the same
    submission had opened it before.
    """

    order: Order
    tickets: tuple[Ticket, ...] = ()
    entries: tuple[OrderEntry, ...] = ()


def placed(draft: Draft) -> Placed:
    """The stored rows of `draft` as models, without reading them again."""
    made = Placed(
        order=Order(**draft.order),
        tickets=tuple(Ticket(**row) for row in draft.tickets),
        entries=tuple(OrderEntry(**row) for row in draft.entries),
    )
    for model in (made.order, *made.tickets):
        model._saved_in_db = True
    return made
