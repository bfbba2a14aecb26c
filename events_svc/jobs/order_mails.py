"""What buyers and holders are told of an order: placed, paid, cancelled, refunded; each once."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from events_svc.database import in_transaction
from events_svc.jobs import Context, Handler
from events_svc.jobs.letter import Words, html, speaking, text
from events_svc.jobs.order_words import WORDS, Told, held
from events_svc.jobs.own_words import in_own_words
from events_svc.jobs.payment_reminders import REMINDER, hold_number
from events_svc.outbox.mail import post
from events_svc.outbox.models import Mail
from events_svc.tickets.history import locked_order
from events_svc.tickets.models import Order, OrderEntry, OrderState, Ticket
from events_svc.tickets.reach import ENTITLED

WITH_TICKETS = {"paid", "codes_renewed", "changed"}
TO_HOLDERS = {"paid", "codes_renewed"}
AGAIN = ("mail_again", "transferred", "extended")  # the mail is wanted once more
ENTRIES = {
    "changed": ("ticket_changed", "tickets_added", "ticket_cancelled", "split_off", "allowance"),
}  # of which a mail tells that has no entry of its own name


async def tell(action: str, context: Context, payload: dict[str, Any]) -> None:
    """Post the mails of `action`, unless they were posted for this happening already, or the order has
    gone on since: then the next job tells of that.

    The order's row is locked meanwhile, so that two workers with the same job post one mail.
    """
    if payload.get("is_silent"):
        return
    async with in_transaction():
        locked = await locked_order(payload["order_id"])
        about = f"order:{locked.id}:{action}:{await _times(locked, action)}"
        if locked.state not in STATES[action] or await Mail.filter(about=about).exists():
            return
        told = await _told(locked, context.settings.public_url)
        with speaking(locked.language):
            await _post_to_buyer(told, action, about)
            if action in TO_HOLDERS:
                await _post_to_holders(told, about)


async def tell_of_passing_on(context: Context, payload: dict[str, Any]) -> None:
    """Post the ticket to whom it was passed on, once; not if it has gone on to somebody else since.

    A ticket that is not paid yet comes with the payment.
    """
    async with in_transaction():
        ticket = await Ticket.get(id=payload["ticket_id"])
        locked = await locked_order(ticket.order_id)
        told = await _told(locked, context.settings.public_url)
        about = f"ticket:{ticket.id}:passed_on:{payload['serial']}"
        if await Mail.filter(about=about).exists():
            return
        for one in told.valid:
            if (one.id, one.serial) == (ticket.id, payload["serial"]) and one.holder_email:
                with speaking(locked.language):
                    await _post_to_holder(told, one, about)


async def _times(order: Order, action: str) -> int:
    """How often this has happened to the order, and was asked to be told again; until when it is held, for
    a reminder of that.
    """
    if action == REMINDER:
        return hold_number(order.expires_at)
    told = [*ENTRIES.get(action, (action,)), *AGAIN]
    return await OrderEntry.filter(order_id=order.id, action__in=told).count()


async def _told(locked: Order, url: str) -> Told:
    order = await Order.get(id=locked.id).select_related("event__venue")
    tickets = (
        await Ticket.filter(order_id=order.id)
        .order_by("number")
        .select_related("event__venue", "ticket_type")
    )
    moved = await OrderEntry.filter(order_id=order.id, action="refunded").values_list(
        "amount_minor", flat=True
    )
    return Told(order, tickets, -sum(int(one) for one in moved), url)  # type: ignore[call-overload]  # values_list(flat=True) gives amounts, is typed as rows


async def _post_to_buyer(told: Told, action: str, about: str) -> None:
    if told.order.email:
        files = _files(told.valid) if action in WITH_TICKETS and told.valid else []
        words = await in_own_words(WORDS[action](told), told, action)
        await _post(told.order.email, words, told, about=about, attachments=files)


async def _post_to_holders(told: Told, about: str) -> None:
    """Everybody whose ticket somebody else bought gets the own one."""
    for ticket in told.valid:
        if ticket.holder_email and ticket.holder_email.lower() != told.order.email.lower():
            await _post_to_holder(told, ticket, about)


async def _post_to_holder(told: Told, ticket: Ticket, about: str) -> None:
    words, files = held(told, ticket), _files([ticket])
    await _post(ticket.holder_email, words, told, about=about, attachments=files)


async def _post(
    recipient: str, words: Words, told: Told, *, about: str, attachments: list[dict[str, Any]]
) -> None:
    await post(
        recipient,
        words.subject,
        text(words),
        body_html=html(words),
        language=told.order.language,
        about=about,
        attachments=attachments,
    )


def _files(tickets: Sequence[Ticket]) -> list[dict[str, Any]]:
    ids = [ticket.id for ticket in tickets]
    return [{"kind": "tickets", "ticket_ids": ids}, {"kind": "calendar", "ticket_ids": ids[:1]}]


STATES: dict[str, set[OrderState]] = {
    "changed": {OrderState.PENDING, *ENTITLED},
    "change_proposed": {*ENTITLED},
    "placed": {OrderState.PENDING},
    REMINDER: {OrderState.PENDING},
    "awaiting_approval": {OrderState.AWAITING_APPROVAL},
    "approved": {OrderState.PENDING},
    "declined": {OrderState.CANCELLED},
    "approval_lapsed": {OrderState.CANCELLED},
    "paid": {*ENTITLED},
    "cancelled": {OrderState.CANCELLED, OrderState.REFUNDED, OrderState.PARTLY_REFUNDED},
    "cancellation_declined": {*ENTITLED},
    "codes_renewed": {OrderState.PAID, OrderState.PARTLY_REFUNDED},
    "refunded": set(OrderState),  # money can come back of any order: too late, twice
}

HANDLERS: dict[str, Handler] = {
    **{f"order.{action}": partial(tell, action) for action in WORDS},
    "ticket.passed_on": tell_of_passing_on,
}
