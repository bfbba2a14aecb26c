"""Cancel orders and single tickets: they fall and their places return. Of what was paid for, the organiser
decides, or the event's rule.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.credit import make_valid
from events_svc.tickets.ending import OCCUPYING, cancel_each, end
from events_svc.tickets.errors import FeeTooHigh, SomebodyEntered, StateForbids, TicketNotYours
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.life.account import account_of, recount
from events_svc.tickets.life.carry_out import charge
from events_svc.tickets.models import Order, OrderState, Ticket
from events_svc.tickets.reach import ENTITLED
from events_svc.tickets.refund import Back, spread

CANCELLABLE = {OrderState.AWAITING_APPROVAL, OrderState.PENDING, *ENTITLED}

Entered = Callable[[Order], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a cancellation costs, and where the rest of the money goes; without `back` it stays until a
    person gives it back.
    """

    fee_minor: int = 0
    back: Back | None = None


async def cancel(order: Order, *, terms: Terms = Terms()) -> Order:
    """Cancel an order that is not over. Money that came stays, or goes back less the fee, by the terms."""
    async with in_transaction():
        locked = await _locked(order, CANCELLABLE)
        await _cancel_all(locked, terms)
    return locked


async def cancel_tickets(
    order: Order, numbers: Collection[int], *, terms: Terms = Terms()
) -> Order:
    """Cancel these tickets of the order, with all that was taken together with them; the last one ends it.

    TicketNotYours for one that does not stand.
    """
    async with in_transaction():
        locked = await _locked(order, CANCELLABLE)
        await drop_tickets(locked, numbers, terms)
    return locked


async def drop_tickets(locked: Order, numbers: Collection[int], terms: Terms) -> None:
    """`cancel_tickets` of an order that the caller has locked."""
    standing = await standing_tickets(locked)
    falling = with_addons(standing, numbers)
    if len(falling) == len(standing):
        await _cancel_all(locked, terms)
    else:
        await _cancel_some(locked, falling, terms)


async def standing_tickets(order: Order) -> list[Ticket]:
    """The tickets of the order that were not cancelled, by number."""
    mine = Ticket.filter(order_id=order.id, state__in=OCCUPYING, change_id=None)
    return await mine.order_by("number")


def with_addons(standing: Sequence[Ticket], numbers: Collection[int]) -> list[Ticket]:
    """The tickets with these numbers and what was taken with them; TicketNotYours when one is not there, or is
    a part of a bundle that stays.
    """
    chosen = {one.id: one for one in standing if one.number in set(numbers)}
    if len(chosen) != len(set(numbers)) or not chosen:
        raise TicketNotYours
    if any(one.is_bundled and one.addon_to_id not in chosen for one in chosen.values()):
        raise TicketNotYours
    return [one for one in standing if one.id in chosen or one.addon_to_id in chosen]


async def withdraw(order: Order, *, entered: Entered) -> Order:
    """Cancel as its buyer may: while nothing was paid for it, and nobody has come in with it, which the
    door's `entered` knows (SomebodyEntered).
    """
    async with in_transaction():
        locked = await _locked(order, withdrawable(order))
        if (await account_of(locked)).received_minor:
            raise StateForbids(locked.state)
        if await entered(locked):
            raise SomebodyEntered
        await _cancel_all(locked, Terms())
    return locked


async def call_off(order: Order) -> None:
    """Its event was cancelled: an order that was not paid ends. The mail about the event tells of it."""
    async with in_transaction():
        locked = await locked_order(order.id)
        if locked.state in {OrderState.PENDING, OrderState.AWAITING_APPROVAL}:
            await end(locked, OrderState.CANCELLED, action="cancelled")


async def ask_to_cancel(order: Order, *, reason: str = "") -> Order:
    """The buyer of a paid order asks; the organiser refunds it or declines. Asking twice is once."""
    async with in_transaction():
        locked = await _locked(order, set(ENTITLED))
        if locked.cancel_asked_at is None:
            await _note_wish(locked, "cancellation_asked", reason=reason)
    return locked


async def decline(order: Order) -> Order:
    """The order stays as it is, and its buyer is told so; StateForbids when nobody has asked."""
    async with in_transaction():
        locked = await _locked(order, set(ENTITLED))
        if locked.cancel_asked_at is None:
            raise StateForbids(locked.state)
        await _note_wish(locked, "cancellation_declined")
        await enqueue("order.cancellation_declined", order_id=locked.id)
    return locked


def withdrawable(order: Order) -> set[OrderState]:
    """The states in which the buyer may cancel this order, whatever the event's rules."""
    open_ones = {OrderState.AWAITING_APPROVAL, OrderState.PENDING}
    return open_ones if order.total_minor else CANCELLABLE


async def _locked(order: Order, allowed: Collection[OrderState]) -> Order:
    locked = await locked_order(order.id)
    if locked.state not in allowed:
        raise StateForbids(locked.state)
    return locked


async def _cancel_all(locked: Order, terms: Terms) -> None:
    """The order ends. What was paid before for changes stays as a fee only when the terms say so."""
    await _charge(locked, terms, at_most=locked.total_minor)
    await enqueue("order.cancelled", order_id=locked.id)
    await end(locked, OrderState.CANCELLED, action="cancelled")
    await _send_back(locked, terms)


async def _cancel_some(locked: Order, tickets: Sequence[Ticket], terms: Terms) -> None:
    await _charge(locked, terms, at_most=sum(one.price_minor for one in tickets))
    await cancel_each(locked, tickets)
    await recount(locked)
    numbers = [one.number for one in tickets]
    said = {"tickets": numbers, "fee_minor": terms.fee_minor, "total_minor": locked.total_minor}
    await enter(locked, "ticket_cancelled", **said)
    await enqueue("order.changed", order_id=locked.id)
    await settle(locked)
    await _send_back(locked, terms)


async def settle(locked: Order) -> None:
    """A pending order of which nothing is due any more is paid."""
    if locked.state is OrderState.PENDING and not (await account_of(locked)).due_minor:
        await make_valid(locked, provider="free", moved_minor=0)


async def _charge(locked: Order, terms: Terms, *, at_most: int) -> None:
    if not 0 <= terms.fee_minor <= at_most:
        raise FeeTooHigh
    if terms.fee_minor and locked.state in ENTITLED:
        await charge(locked, "cancellation", terms.fee_minor)


async def _send_back(locked: Order, terms: Terms) -> None:
    if terms.back is None:
        return
    surplus_minor = (await account_of(locked)).surplus_minor
    if surplus_minor:
        await spread(locked, surplus_minor, back=terms.back)


async def _note_wish(locked: Order, action: str, **detail: Any) -> None:
    """The wish begins, or ends without what was wished."""
    locked.cancel_asked_at = None if locked.cancel_asked_at else clock.now()
    await locked.save(update_fields=["cancel_asked_at"])
    await enter(locked, action, **detail)
