"""What the API tells of ticket types, quotas, orders and tickets."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from events_svc.text import masked_phone
from events_svc.tickets.models import Order, OrderEntry, Ticket
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.product_models import Quota, TicketType
from events_svc.tickets.queries import Sale


class TicketTypeView(msgspec.Struct):
    """A ticket type; `left` is what the tightest of its quotas has, null when it is in none."""

    id: int
    name: dict[str, str]
    description: dict[str, str]
    price_minor: int
    currency: str
    state: Sale
    left: int | None
    min_per_order: int
    max_per_order: int
    sale_starts_at: datetime | None
    sale_ends_at: datetime | None


class TicketTypeList(msgspec.Struct):
    """All ticket types that the public sees."""

    items: list[TicketTypeView]


class QuotaView(msgspec.Struct):
    """A quota: `used` places of `size` are sold or held."""

    id: int
    name: str
    size: int
    used: int
    ticket_types: list[int]


class QuotaList(msgspec.Struct):
    """All quotas of an event."""

    items: list[QuotaView]


class OrderTicketView(msgspec.Struct):
    """One ticket; `code` is what its QR says, null while it is not valid. Whoever has `secret` opens its page:
    null for whoever may only read orders.
    """

    id: int
    number: int
    ticket_type: int
    state: str
    holder_name: str
    holder_email: str
    holder_organisation: str
    price_minor: int
    secret: str | None
    code: str | None
    seat: int | None


class OrderPaymentView(msgspec.Struct):
    """An attempt to pay."""

    id: int
    provider: str
    state: str
    amount_minor: int
    received_minor: int
    refunded_minor: int


class OrderEntryView(msgspec.Struct):
    """One change of an order."""

    at: datetime
    actor: str
    action: str
    amount_minor: int


Summary = TypeVar("Summary", bound="OrderSummary")


class OrderSummary(msgspec.Struct):
    """An order in a list."""

    id: int
    code: str
    state: str
    buyer_name: str
    email: str
    phone: str
    currency: str
    total_minor: int
    created_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None
    cancel_asked_at: datetime | None


class OrderPage(msgspec.Struct):
    """Orders, newest first; `next` is the cursor of the page after, null on the last."""

    items: list[OrderSummary]
    next: str | None


class OrderView(OrderSummary):
    """An order whole. Whoever has `secret` acts as its buyer, `url` is its page: both are null for whoever may
    only read orders.
    """

    secret: str | None
    url: str | None
    tickets: list[OrderTicketView]
    payments: list[OrderPaymentView]
    history: list[OrderEntryView]


def quota_view(quota: Quota, ticket_types: Collection[int]) -> QuotaView:
    """The quota as the API tells it."""
    return QuotaView(quota.id, quota.name, quota.size, quota.used, sorted(ticket_types))


def type_view(kind: TicketType, currency: str, *, left: int | None, state: Sale) -> TicketTypeView:
    """The ticket type as the API tells it."""
    return TicketTypeView(
        id=kind.id,
        name=kind.name,
        description=kind.description,
        price_minor=kind.price_minor,
        currency=currency,
        state=state,
        left=left,
        min_per_order=kind.min_per_order,
        max_per_order=kind.max_per_order,
        sale_starts_at=kind.sale_starts_at,
        sale_ends_at=kind.sale_ends_at,
    )


def masked(view: Summary) -> Summary:
    """The same for who sees no more of a phone number than its ends."""
    return msgspec.structs.replace(view, phone=masked_phone(view.phone))


def without_secrets(view: OrderView) -> OrderView:
    """The order for who may only read it, and shall not act as its buyer."""
    tickets = [msgspec.structs.replace(one, secret=None) for one in view.tickets]
    return msgspec.structs.replace(masked(view), secret=None, url=None, tickets=tickets)


def summary(order: Order) -> OrderSummary:
    """The order as a list tells it."""
    return OrderSummary(**_columns(order))


def order_view(
    order: Order,
    tickets: Sequence[Ticket],
    *,
    url: str,
    codes: Mapping[int, str],
    payments: Sequence[Payment],
    entries: Sequence[OrderEntry],
) -> OrderView:
    """The order whole, as the API tells it."""
    return OrderView(
        **_columns(order),
        secret=order.secret,
        url=url,
        tickets=[_ticket(ticket, codes.get(ticket.id)) for ticket in tickets],
        payments=[_payment(payment) for payment in payments],
        history=[OrderEntryView(e.at, e.actor, e.action, e.amount_minor) for e in entries],
    )


def _columns(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "code": order.code,
        "state": order.state.value,
        "buyer_name": order.buyer_name,
        "email": order.email,
        "phone": order.phone,
        "currency": order.currency,
        "total_minor": order.total_minor,
        "created_at": order.created_at,
        "expires_at": order.expires_at,
        "paid_at": order.paid_at,
        "cancel_asked_at": order.cancel_asked_at,
    }


def _ticket(ticket: Ticket, code: str | None) -> OrderTicketView:
    return OrderTicketView(
        id=ticket.id,
        number=ticket.number,
        ticket_type=ticket.ticket_type_id,
        state=ticket.state.value,
        holder_name=ticket.holder_name,
        holder_email=ticket.holder_email,
        holder_organisation=ticket.holder_organisation,
        price_minor=ticket.price_minor,
        secret=ticket.secret,
        code=code,
        seat=ticket.seat_id,
    )


def _payment(payment: Payment) -> OrderPaymentView:
    return OrderPaymentView(
        id=payment.id,
        provider=payment.provider,
        state=payment.state.value,
        amount_minor=payment.amount_minor,
        received_minor=payment.received_minor,
        refunded_minor=payment.refunded_minor,
    )
