"""An order before it is written: the rows that are going to be stored of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
from typing import Any, TypeVar

from tortoise.models import Model

from events_svc.accounts.audit import Actor
from events_svc.accounts.tokens import new_secret
from events_svc.events.models import Event
from events_svc.tickets.assortment import Assortment
from events_svc.tickets.draft import HELD_FOR, OFFICE, Buyer, Holder, Reservation
from events_svc.tickets.guests import guest_name
from events_svc.tickets.items import Item
from events_svc.tickets.models import Order, OrderEntry, OrderState, Ticket, TicketState
from events_svc.tickets.order_code import new_code
from events_svc.tickets.pricing import tax_within

Stored = TypeVar("Stored", bound=Model)


@dataclass(slots=True)
class Draft:
    """The rows of an order that is going to be written; `tickets` are those of `items`."""

    reservation: Reservation
    items: list[Item]
    order: dict[str, Any]
    tickets: list[dict[str, Any]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    consents: list[int] = field(default_factory=list)  # versions

    @property
    def actor(self) -> Actor:
        """Who orders: a stranger is the buyer by the name that was given."""
        actor = self.reservation.actor
        if actor.key != "anonymous":
            return actor
        return Actor("buyer", self.order["buyer_name"], actor.request_id)

    @property
    def job(self) -> str:
        """The kind of the job that tells of the order."""
        return JOBS[self.order["state"]]

    def rename(self) -> None:
        """Give the order another code, when the event has this one already."""
        self.order["code"] = new_code()


JOBS = {
    OrderState.PENDING: "order.placed",
    OrderState.PAID: "order.paid",
    OrderState.AWAITING_APPROVAL: "order.awaiting_approval",
}
TICKETS = {OrderState.PAID: TicketState.VALID}


def drafted(
    reservation: Reservation,
    event: Event,
    items: list[Item],
    *,
    assortment: Assortment,
    at: datetime,
) -> Draft:
    """The rows for priced `items`: pending with a hold, paid at once when there is nothing to pay, or
    waiting for an approval that a type needs.
    """
    buyer = reservation.buyer
    state = _state(items, reservation.source)
    order = {
        "event_id": event.id,
        "code": new_code(),
        "secret": new_secret(),
        "state": state,
        "buyer_name": buyer.name,
        "buyer_organisation": buyer.organisation,
        "email": buyer.email,
        "phone": buyer.phone,
        "language": buyer.language,
        "currency": event.currency,
        "total_minor": sum(item.price_minor for item in items),
        "source": reservation.source,
        "submission": reservation.submission,
        "created_at": at,
        "expires_at": _held_until(state, items, event, at),
        "paid_at": at if state is OrderState.PAID else None,
    }
    draft = Draft(reservation, items, order)
    name_holders(items, buyer)
    rate = assortment.rates.get
    draft.tickets = [_ticket(item, order, rate(item.ticket_type_id, 0)) for item in items]
    draft.entries = _entries(draft)
    return draft


def name_holders(items: Sequence[Item], buyer: Buyer) -> None:
    """Say who comes: the holders that were named, the buyer unless named there, and guests. Who has a
    ticket has its add-ons and parts.
    """
    alike: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        if item.addon_to is None:
            alike[item.ticket_type_id].append(item)
    for group in alike.values():
        named = {item.holder.name for item in group if item.holder}
        others = _others(buyer, len(group), is_named=buyer.name in named)
        for item in group:
            item.holder = item.holder if item.holder and item.holder.name else next(others)
    for item in items:
        item.holder = item.addon_to.holder if item.addon_to else item.holder


def _others(buyer: Buyer, count: int, *, is_named: bool) -> Iterator[Holder]:
    own = () if is_named else (Holder(buyer.name, buyer.email, buyer.organisation),)
    names = (guest_name(buyer.name, number) for number in range(1, count + 1))
    return chain(own, (Holder(name, organisation=buyer.organisation) for name in names))


def _state(items: Iterable[Item], source: str) -> OrderState:
    total_minor, asks = 0, False
    for item in items:
        total_minor += item.price_minor
        asks = asks or item.ticket_type.needs_approval
    if asks and source not in OFFICE:
        return OrderState.AWAITING_APPROVAL
    return OrderState.PENDING if total_minor else OrderState.PAID


def _held_until(
    state: OrderState, items: Iterable[Item], event: Event, at: datetime
) -> datetime | None:
    """Until it has to be paid for, or decided about: as soon as one of its types wants that."""
    if state is OrderState.PENDING:
        return at + HELD_FOR
    if state is not OrderState.AWAITING_APPROVAL:
        return None
    asking = (item.ticket_type for item in items if item.ticket_type.needs_approval)
    days = min(kind.approval_days for kind in asking)
    decided = at + timedelta(days=days)
    return min(decided, event.ends_at) if at < event.ends_at else decided


def _ticket(item: Item, order: dict[str, Any], rate_bp: int) -> dict[str, Any]:
    kind, holder = item.ticket_type, item.holder
    assert holder is not None, "holders are named before"
    is_reduced = item.price_minor < item.list_minor
    return {
        "event_id": kind.event_id,
        "ticket_type_id": kind.id,
        "variant_id": item.variant_id,
        "addon_to_id": None,
        "is_bundled": item.is_bundled,
        "seat_id": item.seat_id,
        "voucher_id": item.voucher_id,
        "discount_id": item.discount_id if is_reduced else None,
        "serial": 1,
        "secret": new_secret(),
        "state": TICKETS.get(order["state"], TicketState.HELD),
        "holder_name": holder.name,
        "holder_email": holder.email,
        "holder_phone": "",
        "holder_organisation": holder.organisation,
        "list_minor": item.list_minor if is_reduced else None,
        "voucher_minor": item.voucher_minor,
        "price_minor": item.price_minor,
        "tax_rate_bp": rate_bp,
        "tax_minor": tax_within(item.price_minor, rate_bp),
        "valid_from": kind.valid_from,
        "valid_until": kind.valid_until,
        "created_at": order["created_at"],
    }


def _entries(draft: Draft) -> list[dict[str, Any]]:
    order = draft.order
    happened: dict[str, dict[str, Any]] = {
        "placed": {"tickets": len(draft.tickets), "total_minor": order["total_minor"]}
    }
    if order["state"] is OrderState.PAID:
        happened["paid"] = {"provider": "free"}
    return [
        {
            "at": order["created_at"],
            "actor": draft.actor.key,
            "action": action,
            "amount_minor": 0,
            "detail": {**said, **draft.actor.beside, "state": order["state"].value},
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
    return Placed(
        order=_stored(Order, draft.order),
        tickets=tuple(_stored(Ticket, row) for row in draft.tickets),
        entries=tuple(_stored(OrderEntry, row) for row in draft.entries),
    )


def _stored(model: type[Stored], row: dict[str, Any]) -> Stored:
    """The row as if it were read: a model that is made of it the long way costs four times as much."""
    return model._init_from_db(**{**_blank(model), **row})


@cache
def _blank(model: type[Model]) -> dict[str, Any]:
    """The columns of a row of which nothing was said."""
    fields = model._meta.fields_map
    return {name: fields[name].default for name in model._meta.fields_db_projection}
