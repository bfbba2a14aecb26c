"""数电发票: the buyer asks, a person issues it at the tax bureau and brings its number, a refund reverses it."""

from dataclasses import dataclass
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.invoices import seller as sellers
from events_svc.invoices.content import items_of, taxes
from events_svc.invoices.errors import (
    FapiaoDecided,
    FapiaoStands,
    NoSeller,
    NothingToInvoice,
    NotOffered,
    NumberTaken,
)
from events_svc.invoices.models import Fapiao, FapiaoKind, FapiaoState
from events_svc.tickets.history import locked_order
from events_svc.tickets.models import Order

STANDING = (FapiaoState.REQUESTED, FapiaoState.ISSUED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a buyer writes: to whom the invoice is made out, and where it is sent. A person has no number."""

    kind: FapiaoKind
    title: str
    taxpayer_number: str
    email: str


async def ask(order: Order, wanted: Wanted) -> Fapiao:
    """The buyer's request, over what was paid. Raises FapiaoStands while one stands, NotOffered, NoSeller,
    NothingToInvoice.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        if not (await sellers.rule_of(locked.event_id)).offers_fapiao:
            raise NotOffered
        if await Fapiao.exists(order_id=locked.id, state__in=STANDING):
            raise FapiaoStands
        made = await _requested(locked, wanted)
        await _record("requested", made, title=made.title)
    return made


async def withdraw(fapiao: Fapiao) -> Fapiao:
    """The buyer does not want it any more, or wants another one; before it was issued."""
    async with in_transaction():
        locked = await _locked(fapiao, FapiaoState.REQUESTED)
        await _end(locked, FapiaoState.WITHDRAWN)
        await _record("withdrawn", locked)
    return locked


async def issued(fapiao: Fapiao, number: str) -> Fapiao:
    """The tax bureau issued it under this number (20 digits); the same number again changes nothing.

    Raises NumberTaken, FapiaoDecided.
    """
    async with in_transaction():
        locked = await _again(fapiao)
        if locked.number == number:
            return locked
        if locked.state is not FapiaoState.REQUESTED:
            raise FapiaoDecided
        if await Fapiao.exists(number=number) or await Fapiao.exists(red_number=number):
            raise NumberTaken(number)
        locked.state, locked.number, locked.issued_at = FapiaoState.ISSUED, number, clock.now()
        await locked.save(update_fields=["state", "number", "issued_at"])
        await _record("issued", locked, number=number)
        await _follow(locked)
    return locked


async def reversed_by(fapiao: Fapiao, red_number: str) -> Fapiao:
    """A person reversed it at the tax bureau under the number of the red invoice."""
    async with in_transaction():
        locked = await _locked(fapiao, FapiaoState.ISSUED)
        if await Fapiao.exists(number=red_number) or await Fapiao.exists(red_number=red_number):
            raise NumberTaken(red_number)
        locked.red_number = red_number
        await locked.save(update_fields=["red_number"])
        await _end(locked, FapiaoState.REVERSED)
        await _record("reversed", locked, red_number=red_number)
    return locked


async def bring_up_to_date(order_id: int) -> None:
    """After the order changed: a request that was not issued is asked anew over what is left, or ends; an
    issued one that is not right any more opens the task to reverse it.
    """
    async with in_transaction():
        await locked_order(order_id)
        for fapiao in await Fapiao.filter(order_id=order_id, state__in=STANDING):
            await _follow(fapiao)


async def _follow(fapiao: Fapiao) -> None:
    order = await Order.get(id=fapiao.order_id)
    items = await items_of(order)
    lines = [one.as_json() for one in items]
    amount_minor = sum(one.amount_minor for one in items)
    if amount_minor == fapiao.amount_minor and taxes(lines) == taxes(fapiao.lines):
        return
    if fapiao.state is FapiaoState.ISSUED:
        await _open_task(fapiao, amount_minor)
    elif amount_minor <= 0:
        await _end(fapiao, FapiaoState.WITHDRAWN)
        await _record("withdrawn", fapiao, reason="refunded")
    else:
        fapiao.amount_minor, fapiao.lines = amount_minor, lines
        fapiao.exported_at = None  # what was exported says too much
        await fapiao.save(update_fields=["amount_minor", "lines", "exported_at"])
        await _record("changed", fapiao, amount_minor=amount_minor)


async def _open_task(fapiao: Fapiao, amount_minor: int) -> None:
    if fapiao.reversal_asked_at is None:
        fapiao.reversal_asked_at = clock.now()
        fapiao.reversal_reason = "refunded" if amount_minor <= 0 else "changed"
        await fapiao.save(update_fields=["reversal_asked_at", "reversal_reason"])
        await _record("reversal_due", fapiao, amount_minor=amount_minor)


async def _requested(order: Order, wanted: Wanted) -> Fapiao:
    items = await items_of(order)
    if not items:
        raise NothingToInvoice
    event = await Event.get(id=order.event_id).select_related("organisation")
    seller = await sellers.used_by(event.organisation)
    if seller is None:
        raise NoSeller
    return await Fapiao.create(
        seller_id=seller.id,
        order_id=order.id,
        event_id=event.id,
        kind=wanted.kind,
        title=wanted.title,
        taxpayer_number=wanted.taxpayer_number,
        email=wanted.email,
        amount_minor=sum(one.amount_minor for one in items),
        currency=order.currency,
        lines=[one.as_json() for one in items],
        requested_at=clock.now(),
    )


async def _locked(fapiao: Fapiao, state: FapiaoState) -> Fapiao:
    locked = await _again(fapiao)
    if locked.state is not state:
        raise FapiaoDecided
    return locked


async def _again(fapiao: Fapiao) -> Fapiao:
    """The request as it is now; its order's row is the lock."""
    await locked_order(fapiao.order_id)
    return await Fapiao.get(id=fapiao.id)


async def _end(fapiao: Fapiao, state: FapiaoState) -> None:
    fapiao.state, fapiao.ended_at = state, clock.now()
    await fapiao.save(update_fields=["state", "ended_at"])


async def _record(action: str, fapiao: Fapiao, **detail: Any) -> None:
    await audit.record(
        f"fapiao.{action}",
        f"fapiao:{fapiao.id}",
        event_id=fapiao.event_id,
        order=fapiao.order_id,
        **detail,
    )
